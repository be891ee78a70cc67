"""The planner's rules, remedies and errors in the reader's language, with days for its weeks.

    ruled = Ruled(proposal.day_of)
    ruled.rule(one)                         # "decided: Amber Fox is in Birch from 2026-12-07 to 2026-12-28"
    ruled.sentence(remedy)                  # "keep Birch open in the week of 2026-12-14"

The sentences are planning's own; what they call by an id that people do not know is said in words here.
"""

import datetime
from collections.abc import Callable, Sequence

from django.utils.translation import gettext

from waystation.casework.words import _
from waystation.desk.web.words import amiss, as_it_is, spoken
from waystation.planning.errors import BadFile, Impossible, PlanningError
from waystation.planning.problem import QUARTER
from waystation.planning.words import Fact, Rule, Sentence
from waystation.store.plans.parting import GRANTED
from waystation.store.plans.waiters import barred

HEADS = {  # what a rule's sentence does not say by itself
    "wish": _("wish"), "fixed": _("decided"), "slots": _("places"), "budget": _("people paid for"),
    "seats": _("seats"), "beds": _("beds in houses"), "capacity": _("places to settle in"),
}  # fmt: skip
NEEDS = {"step_free": _("without stairs"), "minors": _("for under 18s")}


class Ruled:
    """``day_of``: the day on which a week begins."""

    def __init__(self, day_of: Callable[[int], datetime.date]):
        self.day_of = day_of

    def rule(self, one: Rule) -> str:
        head = gettext(HEADS[one.rule]) if one.rule in HEADS else ""
        about = gettext("escorts") if one.rule == "seats" and one.about else one.about
        return ": ".join(part for part in (head, about, spoken(one.said, self._shown)) if part)

    def sentence(self, said: Sentence) -> str:
        return spoken(said, self._shown)

    def error(self, error: PlanningError) -> str:
        """Why something cannot be planned, or cannot be supposed."""
        if isinstance(error, Impossible):
            return self.broken(error.violations)
        if isinstance(error, BadFile):
            return amiss(error)
        return gettext("The planner gave a plan that breaks a rule; it is not shown. Please report this.")

    def broken(self, rules: Sequence[Rule]) -> str:
        """Rules that what is decided breaks by itself: the first few."""
        return gettext("What is decided already breaks rules by itself:") + " " + self.few(rules)

    def few(self, rules: Sequence[Rule], most: int = 5) -> str:
        return "; ".join(self.rule(one) for one in rules[:most])

    def _shown(self, name: str, fact: Fact) -> object:
        match name, fact:
            case "week" | "leaves", int(week):
                return gettext("the week of %(day)s") % {"day": self.day_of(week)}
            case "since" | "until", int(week):
                return self.day_of(week)
            case "quarter", int(quarter):
                return gettext("the quarter from %(day)s") % {"day": self.day_of(QUARTER * quarter)}
            case "programme", str(programme):
                return programme_name(programme)
            case "needs", tuple(needs):
                return ", ".join(_need(need) for need in needs)
        return as_it_is(name, fact)


def programme_name(programme: str) -> str:
    """A pathway by its name; the one by which those go who need no slot any more has none for people."""
    return gettext("visa granted") if programme.startswith(GRANTED) else programme


def _need(need: str) -> str:
    """What a house must be, in words."""
    if whom := barred(need):
        return gettext("for %(name)s") % {"name": whom}
    return gettext(NEEDS[need]) if need in NEEDS else need
