"""Stages: the road of a case from the first contact to closure, and what must be true to go on.

    if not unmet("S4", states):
        may_move("S3", "S4", roles)

The backbone is the six steps of the Inter-Agency Guidelines for Case Management (2014), with the verification chain of
Rainbow Railroad and the submission steps of the UNHCR Resettlement Handbook. A criterion reads one compartment, so that
whoever opens it can tell; whoever does not is told to ask. Safety monitoring, evidence and incidents run beside the
road, not on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from waystation.casework.criteria import CRITERIA, Criterion
from waystation.casework.errors import BadValue, CriteriaUnmet, NotYourRole
from waystation.casework.folds import State
from waystation.casework.roles import ROLES
from waystation.casework.words import _


@dataclass(frozen=True)
class Stage:
    """One stage. ``step``: the step of the guidelines; ``station``: its name on the drawn road; ``by``: the roles that
    may move a case into it; ``criteria``: what must be true to enter it."""

    key: str
    number: int
    label: str
    step: int
    station: str
    by: frozenset[str]
    help: str

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return CRITERIA.get(self.key, ())


def _stage(number: int, step: int, label: str, station: str, by: str, help_text: str) -> Stage:
    return Stage(f"S{number}", number, label, step, station, frozenset(by.split()), help_text)


STAGES: tuple[Stage, ...] = (
    _stage(0, 1, _("Contact and triage"), _("Contact"), "hotline coordinator",
           _("Any message. Hear them, find out what is needed now, agree how to stay in touch. No legal name.")),
    _stage(1, 1, _("Intake"), _("Intake"), "hotline verifier coordinator",
           _("Can the programme help, or who can?")),
    _stage(2, 2, _("Verification"), _("Verification"), "verifier coordinator",
           _("Is the account true? At least two means that do not depend on each other, and two people.")),
    _stage(3, 3, _("Assessment and plan"), _("Plan"), "verifier coordinator",
           _("Risk, priority, and a plan that the person agrees with; in an emergency within a day.")),
    _stage(4, 4, _("Move to interim safety"), _("Move"), "coordinator",
           _("One leg at a time; each escort knows only theirs.")),
    _stage(5, 4, _("Shelter"), _("Shelter"), "coordinator",
           _("In a house, with a review date and a second house ready.")),
    _stage(6, 4, _("Papers and applications"), _("Application"), "visa coordinator",
           _("Papers in the order in which they last; applications to the countries that the person agreed to.")),
    _stage(7, 4, _("Government decision"), _("Decision"), "visa liaison",
           _("Lodged, and waiting. Decisions may differ within a household.")),
    _stage(8, 4, _("Pre-departure"), _("Departure"), "visa travel",
           _("Granted. An approval is not a departure: papers, exit check, tickets, briefing.")),
    _stage(9, 4, _("Journey"), _("Journey"), "travel coordinator",
           _("Under way. Silence is an alarm.")),
    _stage(10, 4, _("Reception"), _("Reception"), "travel settlement",
           _("Landed: housing, identity, health cover, bank, language.")),
    _stage(11, 5, _("Settlement"), _("Settlement"), "settlement",
           _("Goals with owners and dates; counselling for those who want it.")),
    _stage(12, 6, _("Closure"), _("Closure"), "coordinator verifier settlement director",
           _("A reason that somebody else approved, and a date on which the records go.")),
)  # fmt: skip

BY_KEY: dict[str, Stage] = {stage.key: stage for stage in STAGES}
MOVERS: frozenset[str] = frozenset().union(*(stage.by for stage in STAGES))  # roles that move a case at all

# Ways besides "the next one" and "closure from anywhere".
WAYS: dict[tuple[str, str], str] = {
    ("S3", "S6"): _("Safe where they are: no house is needed"),
    ("S4", "S3"): _("The move was called off"),
    ("S5", "S4"): _("The house is burned, or they move to another"),
    ("S7", "S3"): _("Refused, returned or no answer: plan again"),
    ("S8", "S3"): _("The grant was suspended or lapsed: plan again"),
    ("S9", "S5"): _("Stopped or turned back"),
    ("S12", "S3"): _("Reopened"),
}


@dataclass(frozen=True)
class Unmet:
    """A criterion that does not hold. Where ``known`` is False, the asker does not open its compartment: it may hold,
    and somebody who opens it can tell."""

    criterion: Criterion
    known: bool


def stage(key: str) -> Stage:
    """Raises BadValue."""
    if key not in BY_KEY:
        raise BadValue(_("There is no such stage."))
    return BY_KEY[key]


def stage_of(state: State) -> str:
    """The stage of a case from the moves in its ``needs``: the last in causal order, S0 before any. Stages that this
    program does not know are passed over."""
    return next((move[0] for move in reversed(state.moves) if move[0] in BY_KEY), "S0")


def unmet(key: str, states: Mapping[str, State]) -> list[Unmet]:
    """What does not hold yet of the criteria to enter a stage, by the compartments that the asker opens."""
    found = []
    for criterion in stage(key).criteria:
        state = states.get(criterion.compartment)
        if state is None or not criterion.check(state):
            found.append(Unmet(criterion, state is not None))
    return found


def ways(frm: str) -> list[str]:
    """The stages to which a case can go from one, the usual next first."""
    here = stage(frm)
    onward = [s.key for s in STAGES if s.number == here.number + 1]
    aside = [to for start, to in WAYS if start == frm]
    closure = [] if frm == "S12" else ["S12"]
    return list(dict.fromkeys([*onward, *aside, *closure]))


def may_move(frm: str, to: str, roles: Iterable[str], states: Mapping[str, State] | None = None) -> None:
    """Whether somebody with these roles may move a case. With ``states``, criteria known not to hold refuse it; those
    that the asker cannot open do not, because their own people check them. Raises BadValue, NotYourRole, CriteriaUnmet.
    """
    target = stage(to)
    if to not in ways(frm):
        raise BadValue(
            _("A case does not go from %(here)s to %(there)s."), here=stage(frm).label, there=target.label
        )  # fmt: skip
    if not target.by & frozenset(roles):
        who = ", ".join(role.label for key, role in ROLES.items() if key in target.by)
        raise NotYourRole(_("%(stage)s is begun by: %(who)s."), stage=target.label, who=who)
    missing = [u for u in unmet(to, states or {}) if u.known]
    if missing:
        raise CriteriaUnmet(_("Not yet: %(what)s"), what=missing[0].criterion.mend)
