"""Plan: by which pathways a household may go, what speaks for haste, and the slot that was decided for it.

It is kept apart from Needs, because a host reads Needs and must learn of no country; and apart from Papers, because
whoever plans beds needs no document. A slot counts when one member asked for it and another approved it, each with
their own hand:

    decided(state, member_of)       # the slot that stands, or None
    asked(state)                    # slots that wait for somebody else's word
"""

import datetime
import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from waystation.casework.fields import About, Compartment, Date, Number, Record, Time, YesNo
from waystation.casework.folds import State
from waystation.casework.words import _

WEIGHTS = (1, 2, 4, 8, 16)  # what a week of waiting counts: the planner's risk tiers
# Days from assessment to departure. Emergency: UNHCR Resettlement Handbook; the other two are usual and unconfirmed.
WITHIN_DAYS = {"emergency": 7, "urgent": 42, "normal": 365}


class Way(Record):
    """Whether the household may go by one pathway, as the visa desk judges it. Not answered means: ask."""

    pathway: Annotated[str, About(_("Pathway"), required=True, acted=True)] = ""
    may: Annotated[YesNo, About(_("May go by it"), acted=True)] = None
    wished: Annotated[YesNo, About(_("They wish it"), acted=True)] = None
    why: Annotated[str, About(_("Why"), acted=True)] = ""


class Pin(Record):
    """What somebody decided over the planner's head: this pathway, week or house, or never that one."""

    never: Annotated[YesNo, About(_("Never"), required=True, acted=True)] = None
    pathway: Annotated[str, About(_("Pathway"), acted=True)] = ""
    week_of: Annotated[Date, About(_("In the week of"), acted=True)] = None
    house: Annotated[str, About(_("House"), acted=True)] = ""
    reason: Annotated[str, About(_("Why"), acted=True)] = ""
    by: Annotated[str, About(_("By"), choices="members", acted=True)] = ""


class Slot(Record):
    """A place in a pathway for this household, asked for from a plan and approved by somebody else."""

    proposal: Annotated[str, About(_("From which plan"), required=True, acted=True)] = ""
    pathway: Annotated[str, About(_("Pathway"), acted=True)] = ""
    week_of: Annotated[Date, About(_("In the week of"), acted=True)] = None
    departs_on: Annotated[Date, About(_("Leaves in the week of"), acted=True)] = None
    beds: Annotated[str, About(_("Beds until then"), long=True, acted=True)] = ""
    asked_by: Annotated[str, About(_("Asked for by"), choices="members", acted=True)] = ""
    asked_at: Annotated[Time, About(_("Asked for at"), acted=True)] = None
    approved_by: Annotated[str, About(_("Approved by"), choices="members", acted=True)] = ""
    approves: Annotated[str, About(_("What was approved"), acted=True)] = ""
    decided_at: Annotated[Time, About(_("Decided at"), acted=True)] = None
    refused_by: Annotated[str, About(_("Refused by"), choices="members", acted=True)] = ""
    undone_by: Annotated[str, About(_("Taken back by"), choices="members", acted=True)] = ""
    settles: Annotated[str, About(_("Settles in"), acted=True)] = ""
    persons: Annotated[str, About(_("For whom, where they travel apart"), acted=True)] = ""


class Days(Record):
    """The days of the way out as the desk that keeps them has them. There is one for Journey, whose desk opens no
    Papers, and one for Papers, whose desk opens no Journey: so neither copies the other's day by hand, and no part
    opens to anybody for it. Each has one line for the household, or one for each part that
    travels apart. ``compare_by`` and ``compared_by``: the other desk's answer to a new day."""

    leaves_on: Annotated[Date, About(_("Leaves on"), required=True, acted=True)] = None
    ends_on: Annotated[Date, About(_("Last day of the way"), acted=True)] = None
    compare_by: Annotated[Time, About(_("To be compared by"), acted=True)] = None
    compared_by: Annotated[str, About(_("Compared by"), choices="members", acted=True)] = ""
    persons: Annotated[list[str], About(_("For whom, where they travel apart"), choices="persons", acted=True)] = []


class Plan(Compartment):
    """Pathways open to the household, haste, wishes, and the slot decided, for those who plan for everybody."""

    weight: Annotated[
        Number,
        About(_("Weight in the plan"), help=_("1, 2, 4, 8 or 16. Left empty, it follows from risk and priority.")),
    ] = None
    weight_why: Annotated[str, About(_("Why this weight"), long=True)] = ""
    leave_by: Annotated[Date, About(_("Must have left by"), help=_("Left empty, it follows from the priority."))] = None
    wishes: Annotated[str, About(_("What they wish themselves"), long=True)] = ""
    split_agreed: Annotated[YesNo, About(_("They agree to travel apart"))] = None
    ways: Annotated[dict[str, Way], About(_("Pathways open to them"))] = {}
    pins: Annotated[dict[str, Pin], About(_("Fixed by hand"))] = {}
    slots: Annotated[dict[str, Slot], About(_("Slots"))] = {}
    travel_apart: Annotated[
        str,
        About(
            _("Who would travel with whom"), help=_("Letters, a slash between the parts: A B / C. Only if they agree.")
        ),
    ] = ""
    must_have: Annotated[
        list[str], About(_("Services they must find where they settle"), vocabulary="settlement_service")
    ] = []
    journey_days: Annotated[dict[str, Days], About(_("Days of the way, as Journey has them"))] = {}
    papers_days: Annotated[dict[str, Days], About(_("Days of the way, as Papers has them"))] = {}


def weight(needs: State, plan: State | None) -> tuple[int, list[str]]:
    """What a week of this household's waiting counts, one of WEIGHTS, and the reasons in words. Somebody's own weight
    goes before all; else the larger of two: by risk level, doubled in an emergency, and by threat × vulnerability ÷
    capacity (Front Line Defenders' formula) where all three were assessed."""
    own = plan.get("weight") if plan else None
    if own in WEIGHTS:
        return int(own), [_("set by hand")]
    reasons = []
    level = needs.get("risk_level")
    found = {"low": 1, "medium": 4, "high": 8}.get(level, 4)
    reasons.append(
        {"low": _("low risk"), "medium": _("medium risk"), "high": _("high risk")}.get(level, _("risk not assessed"))
    )
    if needs.get("priority") == "emergency":
        found *= 2
        reasons.append(_("emergency"))
    threat, vulnerability, capacity = (needs.get(n) for n in ("threat", "vulnerability", "capacity"))
    if threat and vulnerability and capacity and capacity > 0:
        score = threat * vulnerability / capacity
        by_score = next((w for limit, w in ((12, 16), (6, 8), (3, 4), (1.5, 2)) if score >= limit), 1)
        if by_score > found:
            found = by_score
            reasons.append(_("threat and vulnerability against capacity"))
    return min(found, WEIGHTS[-1]), reasons


def leave_by(needs: State, plan: State | None, otherwise: datetime.date) -> datetime.date:
    """The day after which waiting counts triple: as set, or from the priority and the day of assessment; ``otherwise``
    is taken for that day where there is none."""
    if plan and plan.get("leave_by"):
        return datetime.date.fromisoformat(plan.get("leave_by"))
    begun = needs.get("assessed_on")
    start = datetime.date.fromisoformat(begun) if begun else otherwise
    return start + datetime.timedelta(days=WITHIN_DAYS.get(needs.get("priority") or "normal", WITHIN_DAYS["normal"]))


MemberOf = Callable[[bytes], bytes]  # a card's member


def decided(state: State, member_of: MemberOf) -> dict[str, Any] | None:
    """The slot that stands: the newest one that two different members asked for and approved, each by their own hand,
    and that nobody took back. Its row, with its record under ``record``."""
    return next(iter(standing(state, member_of)), None)


def standing(state: State, member_of: MemberOf) -> list[dict[str, Any]]:
    """All slots that stand, newest first: one for the household, or one for each part that travels apart. A newer slot
    ends the older ones of the same people."""
    found: list[dict[str, Any]] = []
    taken: set[str] = set()
    begun = [key.partition("/")[2] for key in state.first if key.startswith("slots/")]
    # Of two that were asked for in one minute the later in causal order, in which a fold meets them.
    order = {record: (state.first[f"slots/{record}"], n) for n, record in enumerate(begun)}
    newest = sorted(state.records("slots"), key=lambda record: order[record], reverse=True)
    for record in newest:
        row = state.row("slots", record)
        if row.get("undone_by") or row.get("refused_by") or not _by_two(state, record, row, member_of):
            continue
        who = set(letters(row.get("persons")))
        if not found or (taken and who and not who & taken):
            found.append(row | {"record": record})
            taken |= who
    return found


def _by_two(state: State, record: str, row: dict[str, Any], member_of: MemberOf) -> bool:
    asker, approver = row.get("asked_by"), row.get("approved_by")
    if not asker or not approver or asker == approver or row.get("approves") != what(row):
        return False
    hands = [state.author(name, record, "slots") for name in ("asked_by", "approved_by")]
    return all(h and member_of(h).hex() == m for h, m in zip(hands, (asker, approver), strict=True))


def what(row: dict[str, Any]) -> str:
    """What an approval approves, as a SHA-256 of all of it: a slot changed afterwards, by a single night in the last of
    many beds, needs a new approval."""
    parts = [str(row.get(name) or "") for name in ("proposal", "pathway", "week_of", "departs_on", "beds")]
    parts += [f"{name} {row[name]}" for name in ("settles", "persons") if row.get(name)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def asked(state: State, member_of: MemberOf) -> dict[str, dict[str, Any]]:
    """The slots that their asker asked for by their own hand and nobody decided on, by record."""
    found = {}
    for record, row in state.rows("slots").items():
        open_yet = not any(row.get(n) for n in ("approved_by", "refused_by", "undone_by"))
        hand = state.author("asked_by", record, "slots")
        if open_yet and row.get("asked_by") and hand and member_of(hand).hex() == row["asked_by"]:
            found[record] = row
    return found


def pinned(state: State) -> tuple[dict[str, Any] | None, set[str], set[str]]:
    """What was fixed by hand: the last slot that must be (pathway and week), pathways and houses that must not be."""
    must, no_pathways, no_houses = None, set(), set()
    for row in state.rows("pins").values():
        if row.get("never"):
            no_pathways |= {row["pathway"]} if row.get("pathway") else set()
            no_houses |= {row["house"].casefold()} if row.get("house") else set()
        elif row.get("pathway") and row.get("week_of"):
            must = row
    return must, no_pathways, no_houses


def open_ways(state: State) -> tuple[set[str], set[str]]:
    """The pathways (records of the programme's list) by which they may go, and those that they wish."""
    rows = state.rows("ways").values()
    may = {row["pathway"] for row in rows if row.get("may") and row.get("pathway")}
    return may, {row["pathway"] for row in rows if row.get("wished") and row.get("pathway")}


def letters(typed: str | None) -> list[str]:
    """The letters of persons as typed, such as ``A B`` or ``A, B``."""
    return [part for part in str(typed or "").replace(",", " ").upper().split() if part]


def travel_parts(state: State, persons: list[str]) -> list[list[str]]:
    """The parts in which a household with these letters agreed to travel, at least two; none where it did not agree, or
    where what was typed does not name each person once."""
    if not state.get("split_agreed"):
        return []
    parts = [found for part in str(state.get("travel_apart") or "").split("/") if (found := letters(part))]
    named = [letter for part in parts for letter in part]
    return parts if len(parts) > 1 and sorted(named) == sorted(persons) else []
