"""Criteria: what must be true for a case to enter a stage, each read from one compartment and each with its mending.

The exit criterion of a stage is the entry criterion of the next. Two names stand under a plan and a go; a verification
and a closure need two hands as well (``deciding.two_people``, ``closing.two_hands``): an impostor's way in is one
convinced person, and so is a file's way out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from waystation.casework.beds import passages
from waystation.casework.byhand import going
from waystation.casework.ending import closing
from waystation.casework.folds import State
from waystation.casework.parts.consent import in_force
from waystation.casework.parts.verification import ENOUGH_MEANS, independent_means
from waystation.casework.verifying.deciding import two_people
from waystation.casework.words import _


@dataclass(frozen=True)
class Criterion:
    """``sentence``: what must be true. ``check``: whether it is, by ``compartment``'s state. ``mend``: what to do."""

    key: str
    sentence: str
    compartment: str
    check: Callable[[State], bool]
    mend: str


def _filled(*names: str) -> Callable[[State], bool]:
    return lambda state: all(state.get(name) not in (None, False, "", []) for name in names)


def _is(name: str, *values: object) -> Callable[[State], bool]:
    return lambda state: state.get(name) in values


def _two_names(first: str, second: str) -> Callable[[State], bool]:
    return lambda state: bool(state.get(first)) and bool(state.get(second)) and state.get(first) != state.get(second)


def _some(collection: str, *names: str, **equal: object) -> Callable[[State], bool]:
    """A record with all these fields filled and these values."""

    def check(state: State) -> bool:
        rows = (passages.stays(state) if collection == "stays" else state.rows(collection)).values()
        return any(all(r.get(n) for n in names) and all(r.get(k) == v for k, v in equal.items()) for r in rows)

    return check


def _consented(purpose: str) -> Callable[[State], bool]:
    return lambda state: bool(in_force(state, purpose))


def _believed(state: State) -> bool:
    if state.get("provisional"):
        return state.get("status") in (None, "pending_verification", "verified")
    return state.get("status") == "verified" and independent_means(state) >= ENOUGH_MEANS


def _result(state: State) -> bool:
    if state.get("verification_result") in ("rejected", "falsely_attributed", "unverified"):
        return False
    return state.get("verification_result") == "verified" or state.get("interim_protection") is True


def _exits_clear(state: State) -> bool:
    """Each person's newest exit check finds no obstacle."""
    newest: dict[str, tuple[str, str]] = {}
    for row in state.rows("exit_checks").values():
        entry = (row.get("at") or "", row.get("answer") or "")
        newest[row.get("person") or ""] = max(newest.get(row.get("person") or "", ("", "")), entry)
    return bool(newest) and all(answer == "go" for _at, answer in newest.values())


def _exit_fresh(state: State) -> bool:
    """The exit check finds no obstacle and still holds on the day of the first departure."""
    legs = list(state.rows("legs").values())
    departures = sorted(leg["departs"] for leg in legs if leg.get("departs"))
    until = state.get("exit_check_until")
    return state.get("exit_check") == "go" and bool(departures) and bool(until) and departures[0][:10] <= until


def _legs_ready(state: State) -> bool:
    """Every leg has a time, and a ticket where one is sold."""
    legs = list(state.rows("legs").values())
    return bool(legs) and all(
        leg.get("departs") and (leg.get("ticketed") or leg.get("transport") in ("foot", "car")) for leg in legs
    )


CRITERIA: dict[str, tuple[Criterion, ...]] = {
    "S1": (
        Criterion("triaged", _("The contact was triaged."), "contact", _filled("triage"),
                  _("Choose a triage outcome.")),
        Criterion("safe_contact", _("A safe-contact rule is set."), "contact", _filled("rule", "safe_hours"),
                  _("Agree safe hours and how to reach them, and write both down.")),
    ),
    "S2": (
        Criterion("may_assess", _("The person agrees to be assessed."), "consent", _consented("consent_for_services"),
                  _("Explain what is kept and why, ask, and record the consent with its end.")),
        Criterion("eligible", _("The programme can help."), "needs", _is("eligibility", "eligible"),
                  _("Decide on eligibility, or refer them and close the case.")),
    ),
    "S3": (
        Criterion("means", _("Two independent means support the account, or protection while it is verified."),
                  "verification", _believed,
                  _("Add means of verification from sources that do not depend on each other, and decide.")),
        Criterion("two_people", _("Somebody other than who decided approved it."), "verification", two_people,
                  _("Ask another verifier to approve the decision in their own session.")),
        Criterion("result", _("The result stands in the needs, for everybody who helps."), "needs", _result,
                  _("Copy the result of the verification into the needs, or mark interim protection.")),
    ),
    "S4": (
        Criterion("risk", _("Risk is assessed, with reasons."), "needs", _filled("risk_level", "risk_factors"),
                  _("Choose the level of risk and the factors behind it.")),
        Criterion("priority", _("A priority is set."), "needs", _filled("priority"),
                  _("Choose a priority.")),
        Criterion("plan", _("There is a plan, and the person agrees with it."), "needs",
                  _filled("plan", "plan_agreed"), _("Write the plan with the person, and ask whether they agree.")),
        Criterion("plan_names", _("Two people stand under the plan."), "needs",
                  _two_names("plan_by", "plan_approved_by"), _("Ask somebody else to approve the plan.")),
    ),
    "S5": (
        Criterion("received", _("The house received them."), "shelter", _some("stays", "house", "received_at"),
                  _("Enter when the house received them, or call the move off.")),
        Criterion("second_house", _("The stay has a review date and a second house."), "shelter",
                  _some("stays", "review_on", "second_house"), _("Set a review date and name a second house.")),
    ),
    "S6": (
        Criterion("may_apply", _("The person agrees to an application to a named country."), "consent",
                  lambda state: any(state.get("country", r, "permissions") for r in in_force(state, "apply")),
                  _("Ask for each country by name, and record the consent with its end.")),
        Criterion("ranked", _("The pathways are ranked."), "papers", _some("options", "rank", "pathway"),
                  _("Rank the pathways that are open to them.")),
    ),
    "S7": (
        Criterion("lodged", _("An application is lodged."), "papers", _some("applications", "country", "lodged_on"),
                  _("Enter the day on which an application was lodged.")),
    ),
    "S8": (
        Criterion("granted", _("An application is granted."), "papers", _some("applications", decision="accepted"),
                  _("Enter the decision, or plan again.")),
    ),
    "S9": (
        Criterion("exits", _("Every exit check finds no obstacle."), "papers", _exits_clear,
                  _("Check each person again; ask the lawyer where the answer is not clear.")),
        Criterion("in_hand", _("Papers are in hand."), "journey", _filled("papers_in_hand", "ready_until"),
                  _("Confirm who holds each original, and until when all are good.")),
        Criterion("exit_fresh", _("The exit check still holds on the day of departure."), "journey", _exit_fresh,
                  _("Ask for a new exit check, or travel earlier.")),
        Criterion("ticketed", _("Every leg has its time and ticket."), "journey", _legs_ready,
                  _("Enter the legs, and book what is missing.")),
        Criterion("briefed", _("They are briefed, and the phone is prepared."), "journey",
                  _filled("briefed", "device_ready"), _("Brief them, and prepare the phone: plausible, not wiped.")),
        Criterion("if_stopped", _("It is clear what happens if they are stopped."), "journey",
                  _filled("abort_plan", "lawyer"), _("Write the plan, and name a lawyer on call.")),
        Criterion("watched", _("Check-ins and what follows silence are agreed."), "journey",
                  lambda state: bool(state.records("ladder")) and bool(state.records("check_ins")),
                  _("Agree the times, how long to wait, and who acts then.")),
        Criterion("expected", _("Reception knows when they arrive."), "journey", _filled("reception_told"),
                  _("Tell reception of arrival and lay-overs.")),
        Criterion("go", _("Two people gave the go, each by their own hand."), "journey",
                  lambda state: going.stands(state.goes) is not None,
                  _("Give the go on the journey's page, and ask somebody else to approve it there.")),
    ),
    "S10": (
        Criterion("landed", _("They landed and were met."), "journey", _filled("landed_at", "met_by"),
                  _("Enter when they landed and who met them.")),
        Criterion("confirmed", _("The person confirmed that they are safe."), "journey",
                  lambda state: going.confirmed(state.goes) is not None,
                  _("Ask them, in their mailbox or for their arrival code, and confirm it on the journey's page.")),
    ),
    "S11": (
        Criterion("housed", _("They have housing."), "settlement", _filled("housed_on"),
                  _("Enter when they moved in.")),
        Criterion("received", _("Identity, health cover and bank are settled, and language is booked."), "settlement",
                  _filled("identity_on", "health_cover_on", "bank_on", "language_booked_on"),
                  _("Enter what is done, and make tasks of the rest.")),
    ),
    "S12": (
        Criterion("reason", _("There is a reason for closure."), "needs", _filled("closure_reason"),
                  _("Choose a reason. No contact is not closure before 90 days.")),
        Criterion("closure_names", _("Two people stand under the closure."), "needs", closing.two_hands,
                  _("Propose it on the closing page, and ask somebody else to approve it in their own session.")),
        Criterion("retention", _("It is clear how long records are kept."), "needs",
                  _filled("retention", "delete_on"), _("Choose how long, and the day on which they go.")),
    ),
}  # fmt: skip
