"""Who is warned when somebody is held: laid out beforehand, so that one press reaches those who follow.

    link(file, ways(keys))          # the travel desk, after a leg was handed over or a go approved
    warn(keys, stops, at)           # the escort who presses *held*: opens nothing of those others
    warn_of(file, leg, at)          # whoever heard of it by telephone, and opens less still

Nobody who opens other journeys may be awake when an escort presses. So the travel desk's program, which opens them all,
writes into each sheet the circles of other journeys' sheets that share a place or a border with it, and lets its holder
drop a warning there. What is dropped falls due at once for whoever opens that sheet, and stands on its escort's page.
The same circles stand in ``held`` for the duty desk, without the places, which it does not open (``held.Reach``).
"""

import msgspec

from waystation.casework.errors import BadValue
from waystation.casework.parts import legsheet
from waystation.casework.parts.held import Reach, reaches
from waystation.casework.parts.legsheet import Stops
from waystation.casework.travel.legs import Leg
from waystation.casework.travel.meeting import follows, shared, shared_as
from waystation.casework.words import _
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile, Part
from waystation.store.sealed import readings
from waystation.store.sealed.keys import Keys
from waystation.store.travel import handing, journeys
from waystation.store.travel.ways import Way

MOST = 40  # sheets that one press warns: each is a write, and a press must be answered within seconds


def link(file: CaseFile, every: list[Way]) -> int:
    """Lets the escorts of a case's legs warn those of other cases who follow, and the other way round. Returns how many
    sheets were changed."""
    mine = [way for way in every if way.row.number == file.number]
    others = [way for way in every if way.row.number != file.number]
    changed = 0
    for one, rest in [(way, others) for way in mine] + [(way, mine) for way in others]:
        targets = [pair for way in rest for pair in _sheets(way)]
        laid = sum(_lay(file.keys, leg, part, targets, whole=one in mine) for leg, part in _sheets(one))
        if laid or one in mine:
            _tell_duty(file.keys, one, [pair for way in every if way is not one for pair in _sheets(way)], laid > 0)
        changed += laid
    return changed


def _tell_duty(keys: Keys, way: Way, others: list[tuple[Leg, Part]], laid: bool) -> None:
    """Writes into ``held`` whom a stop on each leg warns, as its sheet has it. ``laid``: that changed just now."""
    by_circle = {part.circle.hex(): leg for leg, part in others if part.circle}
    found, held = [], ""
    for leg, part in _sheets(way):
        assert part.state is not None
        stops = legsheet.stops_of(readings.read(keys, part.circle or b"").state)  # as it was laid just now
        held = held or stops.held
        warns = [(c, shared_as(leg, by_circle[c])) for c, _place in stops.warns if c in by_circle]
        if stops.held:
            found.append(Reach(leg.id, leg.number, stops.stop, stops.later, warns))
    if not found:
        return
    circle = bytes.fromhex(held)
    there = readings.read_many(keys, [circle]).get(circle)  # None for a coordinator, who drops it
    if found != reaches(there.state) if there else laid:
        cases.state(keys, circle, "held", "", "", {"reach": msgspec.json.encode(found).decode()})


def _sheets(way: Way) -> list[tuple[Leg, Part]]:
    found = ((leg, way.sheets.get(leg.id)) for leg in way.legs)
    return [(leg, part) for leg, part in found if part is not None and part.state is not None]


def _lay(keys: Keys, leg: Leg, part: Part, targets: list[tuple[Leg, Part]], whole: bool) -> bool:
    """Writes into one sheet whom it warns. ``whole``: ``targets`` are all others, so what is not among them goes."""
    assert part.state is not None and part.circle is not None
    stops, owner = legsheet.stops_of(part.state), part.state.get("owner")
    if not owner or not stops.held:
        return False
    near = [(other, sheet) for other, sheet in targets if shared(leg, other) and follows(leg, other) and sheet.circle]
    near.sort(key=lambda pair: pair[0].departs or pair[0].arrives or leg.departs)  # type: ignore[arg-type,return-value]
    there = {sheet.circle.hex() for _other, sheet in targets if sheet.circle}
    wanted = [] if whole else [pair for pair in stops.warns if pair[0] not in there]
    for other, sheet in near[: MOST - len(wanted)]:
        assert sheet.circle is not None
        handing.may_drop(keys, sheet, bytes.fromhex(owner), handing.until_of(dict(leg.row)))
        wanted.append((sheet.circle.hex(), shared(leg, other)))
    if set(wanted) == set(stops.warns):
        return False
    stops.warns = wanted
    cases.state(keys, part.circle, "leg", "", "", {"stops": msgspec.json.encode(stops).decode()})
    return True


def warn(keys: Keys, stops: Stops, at: str) -> None:
    """Drops a warning wherever a sheet's holder may: into sheets of other journeys on the same route, and into the
    later ones of this journey, of which what was booked is to be cancelled. Twice is once."""
    for circle, place in stops.warns:
        _drop(keys, circle, stops.stop, {"what": "route", "at": at, "place": place})
    for circle in stops.later:
        _drop(keys, circle, stops.stop, {"what": "cancelled", "at": at})


def warn_of(file: CaseFile, leg: str, at: str) -> int:
    """The same for whoever writes down that somebody is held on a leg, from its sheet where these keys open it, else
    from ``held``. Without a leg (nobody knows on which) everybody is warned whom a stop on any of them would; nothing
    is cancelled then. Returns how many sheets were reached."""
    state = file.part("journey").state
    opened = journeys.said(journeys.sheets(file.keys, state)) if state else {}
    laid = {reach.leg: reach for reach in reaches(file.part("held").state)}
    if leg in opened:
        stops = legsheet.stops_of(opened[leg])
        warn(file.keys, stops, at)
        return len(stops.warns) + len(stops.later)
    told: dict[str, tuple[Reach, str]] = {}
    for reach in laid.values():
        if not leg or reach.leg == leg:
            told |= {circle: (reach, shares) for circle, shares in reach.warns if circle not in told}
    for circle, (reach, shares) in list(told.items())[:MOST]:
        _drop(file.keys, circle, reach.stop, {"what": "route", "at": at, "shares": shares})
    later = laid[leg].later if leg in laid else []
    for circle in later:
        _drop(file.keys, circle, laid[leg].stop, {"what": "cancelled", "at": at})
    return min(len(told), MOST) + len(later)


def _drop(keys: Keys, circle: str, stop: str, values: dict[str, str]) -> None:
    cases.state(keys, bytes.fromhex(circle), "leg", "warnings", stop, values)


def looked_at(file: CaseFile, leg: str, record: str, now: str) -> None:
    """The travel desk looked at a leg again. Raises BadValue, Sealed."""
    part = journeys.sheets(file.keys, journeys.journey(file)).get(leg)
    if part is None or part.state is None or part.circle is None or record not in part.state.rows("warnings"):
        raise BadValue(_("There is no such line in this list."))
    values = {"looked_at": now, "looked_by": file.keys.member.hex()}
    cases.state(file.keys, part.circle, "leg", "warnings", record, values)
