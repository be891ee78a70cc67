"""Reasons: sentences that a rule gives for its answer, in English with places for names, dates and numbers.

    Reason(_("%(paper)s ends on %(day)s"), paper="Foreign passport", day="2027-06-22")

Pages translate the sentence and those of its values that are labels.
"""

from typing import Any


class Reason:
    """One sentence with its values. Two are equal when they say the same."""

    __slots__ = ("text", "values")

    def __init__(self, text: str, **values: Any):
        self.text, self.values = text, values

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text

    def __repr__(self) -> str:
        return f"Reason({self!s})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reason) and (self.text, self.values) == (other.text, other.values)

    def __hash__(self) -> int:
        return hash(str(self))
