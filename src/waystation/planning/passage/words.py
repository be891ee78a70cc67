"""Marks sentences for translators. They stay English here; whoever shows a verdict translates them."""


def _(text: str) -> str:
    return text
