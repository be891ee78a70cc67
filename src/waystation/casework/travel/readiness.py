"""Readiness: what must be true before anybody says go, as a list on which each line says what is missing.

    for item in checklist(journey, legs, verdicts, now): print(item.met, item.label, item.mend)

The go itself is given by hand (``going``); this says what the two who give it are shown, and what an emergency go names
as unmet. A legal answer other than "allowed" counts as met only once somebody asked and wrote down who said what
(``Ruling``): "unknown: ask" is never taken for a yes.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from waystation.casework.folds import State
from waystation.casework.travel.legs import Leg, flaws, span
from waystation.casework.words import _

WITHOUT_TICKET = ("foot", "car")


class Verdict(Protocol):
    """The legal check's answer for one border or transit of one leg (``planning.passage``)."""

    @property
    def leg(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def answer(self) -> str: ...


@dataclass(frozen=True)
class Item:
    """One line: whether it is met, and what to do where it is not."""

    key: str
    label: str
    met: bool
    mend: str


def checklist(
    state: State, legs: Sequence[Leg], verdicts: Iterable[Verdict] | None, meets: bool, names: bool, partner: bool
) -> list[Item]:
    """All lines in the order in which the work is done. ``verdicts``: None where no legal check could be made;
    ``meets``: somebody whom they must not meet would be there; ``names``: the card for the lawyer is written;
    ``partner``: it is known whose access ends on arrival."""
    told = state.get
    whole = span(legs)
    first, last = (whole[0].date(), whole[1].date()) if whole else (None, None)
    return [
        Item("legs", _("The legs fit together"), bool(legs) and not any(f.breaks for f in flaws(list(legs))),
             _("Mend the legs that overlap, or that do not begin where the last one ends.")),
        Item("papers", _("Papers in hand, and good to the last day"),
             told("papers_in_hand") is True and _lasts(told("ready_until"), last) and _travellers(state, last),
             _("Ask the visa officer; write until when all papers are good, for each traveller too.")),
        Item("exit", _("Exit check fresh"), told("exit_check") == "go" and _lasts(told("exit_check_until"), first),
             _("Ask for a new exit check, or travel earlier.")),
        Item("law", _("The law lets them pass"), verdicts is not None and not unresolved(state, verdicts),
             _("Ask where no rule is known or a rule says no, and write down who answered what.")),
        Item("tickets", _("Every leg has its ticket"), bool(legs) and all(_ticketed(leg) for leg in legs),
             _("Book what is missing.")),
        Item("apart", _("Nobody is there whom they must not meet"), not meets,
             _("Take another day or another place.")),
        Item("escorts", _("Every escort is named and briefed"),
             bool(legs) and all(leg.row.get("escort_briefed") is True or not leg.row.get("escort") for leg in legs)
             and any(leg.row.get("escort") for leg in legs),
             _("Name an escort, brief each, and mark it on the leg.")),
        Item("briefed", _("They are briefed themselves"), told("briefed") is True,
             _("What to say, whom to call, when to stop.")),
        Item("device", _("The phone is plausible and clean, not wiped"), told("device_ready") is True,
             _("A freshly wiped phone draws attention. Take off what names anybody, and leave an everyday phone.")),
        Item("reception", _("Reception was told of arrival and lay-overs"),
             told("reception_told") is True and bool(told("reception")),
             _("Tell reception, and name who meets them.")),
        Item("lawyer", _("A lawyer is on call, and a number is answered"),
             bool(told("lawyer")) and bool(told("stop_number")), _("Name the lawyer and the number to call.")),
        Item("card", _("The card for lawyer and duty desk is written"), names,
             _("Write the name as in the passport, below. It stays shut until somebody is held.")),
        Item("abort", _("It is written what happens if they are stopped"), bool(told("abort_plan")),
             _("Write the plan.")),
        Item("watched", _("Check-ins and what follows silence are agreed"),
             bool(state.records("ladder")) and bool(state.records("check_ins")),
             _("Agree the times, how long to wait, and who acts then.")),
        Item("partner", _("It is known whose access ends on arrival"), partner,
             _("Ask a coordinator to name the partner in the country that they leave, in Needs.")),
    ]  # fmt: skip


def unmet(items: Iterable[Item]) -> list[str]:
    return [item.key for item in items if not item.met]


def unresolved(state: State, verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Verdicts that say no, or that nobody knows, and on which nobody wrote down an answer that allows it."""
    allowed = {
        (row.get("leg"), row.get("country"), row.get("kind") or "")
        for row in state.rows("rulings").values()
        if row.get("allowed") is True and row.get("source")
    }
    return [
        v for v in verdicts if v.answer != "allowed" and (v.leg, v.country, getattr(v, "kind", "")) not in allowed
    ]  # fmt: skip


def _lasts(until: Any, day: datetime.date | None) -> bool:
    return bool(until) and day is not None and str(until)[:10] >= day.isoformat()


def _travellers(state: State, last: datetime.date | None) -> bool:
    rows = state.rows("travellers").values()
    return all(not row.get("use_by") or _lasts(row["use_by"], last) for row in rows)


def _ticketed(leg: Leg) -> bool:
    return leg.row.get("ticketed") is True or leg.row.get("transport") in WITHOUT_TICKET
