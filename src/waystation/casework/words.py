"""Marks words that people read, so that translators find them; pages translate them when they are shown."""


def _(text: str) -> str:
    """A word or sentence for people, in English. It stays English here; the desk translates it."""
    return text
