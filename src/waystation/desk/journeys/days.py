"""When a household leaves, as its pages show it: what Journey, Papers and the slot say, whether they differ, and what
this member may do about it.

Who opens a part sees its own days. Who does not sees what its desk said in Plan, with their name; and where they said
nothing, that nobody did. Where parts of a household have slots of their own, each has its own days. One card for the
pages of Papers, Journey and Plan, and one address for its presses.
"""

import datetime
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue
from waystation.casework.folds import State
from waystation.casework.parts import plan as plans
from waystation.casework.roles import may_write
from waystation.casework.travel import apart
from waystation.casework.travel import days as rules
from waystation.casework.travel.apart import Part
from waystation.casework.travel.days import JOURNEY, PAPERS, Days
from waystation.casework.travel.legs import Leg
from waystation.desk.cases.opened import choices, letters, opened_file
from waystation.desk.journeys import places
from waystation.store.files.casefiles import CaseFile
from waystation.store.travel import departures, journeys

PARTS = ("journey", "papers", "plan", "needs")  # all that the card asks
BACK = ("papers", "journey", "case_plan")  # pages that show it
CALLED_OFF = ("aborted", "compromised")  # legs that nobody travels any more


@dataclass(frozen=True)
class Said:
    """One desk's days as this member knows them: from the part itself (``opened``), else as said in Plan; ``told`` is
    what stands in Plan. ``by``: who said it there; ``fresh``: Plan says what the part says now."""

    days: Days | None
    told: Days | None
    opened: bool
    by: str = ""
    mine: bool = False

    @property
    def fresh(self) -> bool:
        return rules.same(self.days, self.told)


def of_legs(legs: list[Leg], persons: Sequence[str] = ()) -> Days | None:
    """First and last day of a journey, by the clocks of its places: a flight at one in the morning in Tbilisi leaves on
    that day, whatever day it is in UTC. Of a part (``persons``) by the legs that name one of them, or nobody. None
    without any time."""
    live = [leg for leg in legs if leg.status not in CALLED_OFF and _rides(leg, persons)]
    first = [day for leg in live if (day := _day(leg, leg.departs, "from"))]
    last = [day for leg in live if (day := _day(leg, leg.arrives, "to") or _day(leg, leg.departs, "from"))]
    return Days(min(first), max([*last, min(first)])) if first else None


def _day(leg: Leg, at: datetime.datetime | None, end: str) -> datetime.date | None:
    zone = places.there(leg.row, end).zone
    return at.astimezone(zoneinfo.ZoneInfo(zone) if zone else datetime.UTC).date() if at else None


def _rides(leg: Leg, persons: Sequence[str]) -> bool:
    named = set(leg.row.get("persons") or ())
    return not persons or not named or bool(named & set(persons))


def parts(file: CaseFile) -> list[Part]:
    """Who leaves together, by the slots that stand."""
    plan = file.states.get("plan")
    rows = plans.standing(plan, file.keys.directory.member) if plan is not None else []
    return apart.parts(rows, letters(file))


def of_journey(file: CaseFile, persons: Sequence[str] = ()) -> Said:
    state = file.states.get("journey")
    own = of_legs(journeys.legs_of(file.keys, state), persons) if state is not None else None
    return _said(file, JOURNEY, own, state is not None, persons)


def of_papers(file: CaseFile, persons: Sequence[str] = ()) -> Said:
    state = file.states.get("papers")
    return _said(file, PAPERS, rules.of_papers(state, persons), state is not None, persons)


def _said(file: CaseFile, where: str, own: Days | None, opened: bool, persons: Sequence[str]) -> Said:
    told = rules.told(file.states.get("plan"), where, persons)
    by = file.keys.directory.name_of(told.author) if told else ""
    return Said(own if opened else told, told, opened, by, departures.mine(file, told))


def shown(file: CaseFile, back: str, pathways: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the card needs. ``back``: the page that it stands on; ``pathways``: the programme's, where that page has
    them, for the months that a country wants left on a passport."""
    found = [_part(file, part, pathways) for part in parts(file)]
    return {"leave": {"back": back, "parts": found, "differ": any(part["differ"] for part in found)}}


def _part(file: CaseFile, part: Part, pathways: dict[str, Any] | None) -> dict[str, Any]:
    """The same of those who leave together."""
    who, state = part.persons, file.states.get("papers")
    journey, papers = of_journey(file, who), of_papers(file, who)
    roles, plan = file.keys.roles, file.states.get("plan")
    weeks, names = part.weeks, dict(choices(file).persons)
    persons = who or file.persons
    short = rules.too_short(state, journey.days, persons, pathways) if state is not None and journey.days else []
    writes, told = may_write(roles, "papers"), journey.told if plan is not None else None
    fits = rules.same(journey.days, papers.days) and not _still_apart(state, who)
    return {
        "letters": " ".join(part.letters), "journey": journey, "papers": papers, "slot": weeks,
        "differ": journey.days is not None and papers.days is not None and not fits,
        "off_slot": _off(weeks, journey.days or papers.days),
        "short": [(names.get(one.person, ""), one) for one in short],
        "latest": _past_latest(state, journey.days or papers.days),
        "take": writes and papers.opened and journey.days is not None and not fits,
        "take_slot": writes and papers.opened and not papers.days and not journey.days and bool(weeks),
        "compare": writes and told is not None and not told.compared,
        "compared": _name(file, told.compared) if told else "",
        "say_journey": _may_say(file, JOURNEY, journey, "journey"),
        "say_papers": not fits and _may_say(file, PAPERS, papers, "papers"),
        "back_papers": papers.opened and departures.mine(file, papers.days) and writes,
    }  # fmt: skip


def _may_say(file: CaseFile, where: str, said: Said, part: str) -> bool:
    """Whether this member opens the part, keeps it, and Plan does not say so yet."""
    keeps = may_write(file.keys.roles, part) and may_write(file.keys.roles, "plan", where)
    return said.opened and said.days is not None and keeps and not said.fresh


def _name(file: CaseFile, member: str) -> str:
    return file.keys.directory.name_of(bytes.fromhex(member)) if member else ""


def _off(weeks: Sequence[datetime.date], days: Days | None) -> bool:
    """Whether they leave in none of the weeks that were decided."""
    return bool(weeks and days) and not any(0 <= (days.leaves - week).days < 7 for week in weeks if days)


def _still_apart(papers: State | None, who: Sequence[str]) -> bool:
    """Whether Papers has days of parts for a household that goes together, as it does after slots were taken back."""
    return papers is not None and not who and bool(papers.records("departures"))


def _past_latest(papers: Any, days: Days | None) -> str:
    latest = papers.get("latest_departure") if papers is not None else None
    return str(latest) if latest and days and str(latest) < days.leaves.isoformat() else ""


# -- presses -----------------------------------------------------------------------------------------------------------


def press(request: Any, number: str) -> HttpResponse:
    """One press of the card; then the page that it stands on. Raises BadValue, CaseworkError, Sealed."""
    back = request.POST.get("back", "")
    act = PRESSES.get(request.POST.get("act", ""))
    if request.method != "POST" or act is None or back not in BACK:
        raise Http404
    file = opened_file(request, number, only=PARTS)
    part = next((p for p in parts(file) if " ".join(p.letters) == request.POST.get("part", "")), None)
    if part is None:
        raise BadValue(_("Who travels with whom was decided anew. Look again."))
    act(file, part)
    return redirect(f"{reverse(back, args=[number])}#leave")


def _take(file: CaseFile, part: Part) -> None:
    journey = of_journey(file, part.persons)
    if journey.days is None:
        raise BadValue(_("The journey has no day yet, or it was taken back."))
    departures.take_over(file, journey.days, part.persons)
    if journey.told is not None and rules.same(journey.told, journey.days):
        departures.compared(file, part.persons)


def _take_slot(file: CaseFile, part: Part) -> None:
    if not part.weeks:
        raise BadValue(_("There is no slot that stands."))
    departures.take_over(file, Days(part.weeks[0]), part.persons)


def _say(where: str, part: str) -> Any:
    def act(file: CaseFile, who: Part) -> None:
        said = (of_journey if where == JOURNEY else of_papers)(file, who.persons)
        if not _may_say(file, where, said, part) or said.days is None:
            raise BadValue(_("Plan says this already, or it is not yours to say."))
        departures.say(file, where, said.days, who.persons)

    return act


def _untell(where: str) -> Any:
    return lambda file, part: departures.take_back(
        file, "plan", rules.told(file.states.get("plan"), where, part.persons)
    )


PRESSES = {
    "take": _take, "take_slot": _take_slot, "compared": lambda file, part: departures.compared(file, part.persons),
    "say_journey": _say(JOURNEY, "journey"), "say_papers": _say(PAPERS, "papers"),
    "back_papers": lambda file, part: departures.take_back(
        file, "papers", rules.of_papers(file.states.get("papers"), part.persons)
    ),
    "untell_journey": _untell(JOURNEY), "untell_papers": _untell(PAPERS),
}  # fmt: skip
