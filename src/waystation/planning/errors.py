"""What can be wrong with a problem or a plan. Files hold code names only, so messages may name what they are about."""

from collections.abc import Sequence

from waystation.planning.words import Rule, Sentence


class PlanningError(Exception):
    """Anything that planning cannot do."""


class BadFile(PlanningError):
    """A problem or plan that cannot be read. ``field`` is the path to what is wrong, as in ``households[3].size``.
    ``said``: why, where it is a sentence that a page can say in another language."""

    def __init__(self, field: str, why: str | Sentence):
        super().__init__(f"{field}: {why}" if field else str(why))
        self.field = field
        self.why = str(why)
        self.said = why if isinstance(why, Sentence) else None
        self.where = ""  # the file, where somebody knows it


class Impossible(PlanningError):
    """Decisions already taken break rules by themselves: no plan can repeat them and be good."""

    def __init__(self, violations: Sequence[Rule]):
        self.violations = violations
        told = "; ".join(str(v) for v in violations[:5]) + (" …" if len(violations) > 5 else "")
        super().__init__(f"No plan can repeat the decisions already taken: {told}")


class BrokenPlan(PlanningError):
    """A solver's answer that ``evaluate`` refuses: a mistake in this program, never shown as a plan."""
