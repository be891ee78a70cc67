"""A burned house: emptying it, listing who could have known where it is, and the all-clear.

    burned.alarm(house, "stranger_asking", "A man named a guest.")      # by its host: seen by every coordinator
    burned.burn(house, seen, "stranger_asking")                         # by a coordinator: keys, legs, flags
    burned.confirm(...) for each leg; burned.all_clear(house, seen, "quiet")

What is done at once, in this order, so that a failure half-way leaves less and not more in the open: the address gets
a new key that only the coordinators have; the host's leases on the guests' Shelter end, since next legs are written
there; the legs are proposed; colleagues who see Papers and Journey are asked, through a task in Needs, to look.
"""

import datetime
import os
from collections.abc import Iterable
from typing import Any

from waystation.casework.beds import burning
from waystation.casework.beds.burning import FLAG, Held, Knower, Leaver, Leg, next_legs, staying, touched, who_knew
from waystation.casework.beds.occupancy import Day, House, Lodging, least_free, lodgings_of
from waystation.casework.beds.placement import guest_of, places
from waystation.casework.errors import NotYourRole
from waystation.casework.folds import Set, set_statement
from waystation.casework.hotline import codewords
from waystation.casework.parts.house import Capacity
from waystation.casework.parts.needs import Needs
from waystation.casework.parts.shelter import Shelter
from waystation.casework.roles import may_write
from waystation.casework.words import _
from waystation.circles.book import ALWAYS
from waystation.circles.errors import CannotOpen
from waystation.circles.spans import spans_of
from waystation.circles.standing import READER
from waystation.store.beds.lodgings import Seen
from waystation.store.files import casefiles, cases, granting
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys

WEEK = datetime.timedelta(7)  # until a stay that began in a hurry is looked at again
AHEAD = datetime.timedelta(14)  # for which the next house must have room: time to find a better one


def may_burn(keys: Keys) -> bool:
    """Whether this member rotates the keys of houses: whoever writes their addresses."""
    return may_write(keys.roles, "address")


def alarm(house: CaseFile, trigger: str, detail: str) -> str:
    """States that something is wrong in a house, and returns the record: every coordinator's page says so at once.
    Raises NotYourRole, BadValue, Sealed."""
    record = os.urandom(6).hex()
    values = {"at": moment(house.keys.minute), "trigger": trigger, "detail": detail, "by": house.keys.member.hex()}
    _state(house, "capacity", [set_statement(Capacity, "incidents", record, values)])
    return record


def burn(house: CaseFile, seen: Seen, record: str) -> list[Leg]:
    """Burns a house because of one of its incidents. Doing it twice gives the address another key and proposes legs
    only to those who have none. Raises NotYourRole, NotSteward, CannotOpen."""
    if not may_burn(house.keys):
        raise NotYourRole(_("A house is burned by a coordinator. Your alarm stands, and they see it."))
    keys, own = house.keys, next(h for h in seen.houses if h.number == house.number)
    rotate(house)
    _state(house, "capacity", [set_statement(Capacity, "", "", {"status": "burned"})])
    today = day_of(keys)
    here = staying(seen.nights, own.key, today)
    legs = next_legs([_leaver(seen, own, n, keys) for n in here], keys.minute, _rooms(seen, own, today))
    waiting = {n.number for n in here if _proposed(seen, n, own)}
    legs = [leg for leg in legs if leg.stay.number not in waiting]
    told = []
    for leg in legs:
        _propose(keys, own, leg)
        told.append(f"{moment(leg.at)} {leg.stay.alias or leg.stay.code}")
        flag(keys, leg.stay.number, seen.stages.get(leg.stay.number, ""))
    _state(house, "capacity", [set_statement(Capacity, "incidents", record, {"told_host": "\n".join(told)})])
    return legs


def rotate(house: CaseFile) -> list[bytes]:
    """Gives a house's address a new key that only the coordinators have, and returns who lost theirs."""
    part = house.part("address")
    if part.circle is None:
        return []
    team = house.keys.directory.team_of("coordinator")
    return granting.revoke_all(house.keys, part, frozenset({team} if team else ()), "burned")


def _leaver(seen: Seen, own: House, stay: Lodging, keys: Keys) -> Leaver:
    """A household with the houses that can take it now: the second house that its stay lists, then the best others."""
    today, needs = day_of(keys), seen.needs.get(stay.number)
    if needs is None:
        return Leaver(stay, options=(stay.second,) if stay.second else ())
    guest = guest_of(stay.number, stay.code, needs, seen.shelters.get(stay.number))
    others = [h for h in seen.houses if h.number != own.number]
    fitting = [p.house.code for p in places(guest, others, seen.nights, today, today + AHEAD, today) if p.fits]
    listed = [code for code in fitting if code.casefold() == stay.second.casefold()]
    options = tuple(dict.fromkeys([*listed, *fitting]))
    return Leaver(stay, guest.minors, needs.get("priority") or "", options)


def _rooms(seen: Seen, own: House, today: Day) -> dict[str, int]:
    others = [h for h in seen.houses if h.number != own.number]
    return {h.code: least_free(h, seen.nights, today, today + AHEAD, today)[0] for h in others}


def _proposed(seen: Seen, stay: Lodging, own: House) -> bool:
    rows = seen.shelters[stay.number].rows("pickups").values()
    return any(r.get("from_house") == own.code and r.get("status") in ("planned", "go", "under_way") for r in rows)


def _propose(keys: Keys, own: House, leg: Leg) -> None:
    """States a leg in the guest's Shelter, after the hosts' leases on it have ended."""
    guest = casefiles.open_file(keys, leg.stay.number, only=("shelter",))
    part = guest.part("shelter")
    for grant in part.reading.grants if part.reading else ():
        if "host" in keys.directory.roles(grant.holder, keys.minute):
            granting.revoke(keys, part, grant.grant, "burned")
    values: dict[str, Any] = {
        "at": moment(leg.at), "from_house": own.code, "to_house": leg.to, "status": "planned",
        "persons": list(leg.stay.persons), "phrase": codewords.propose(),
    }  # fmt: skip
    _state(guest, "shelter", [set_statement(Shelter, "pickups", os.urandom(6).hex(), values)])


def flag(keys: Keys, number: bytes, stage: str) -> None:
    """Asks whoever has Papers or Journey of a case to look: they cannot be written by a coordinator, so the task stands
    in Needs, which both desks open. It names neither, since hosts read Needs too."""
    desk = {"papers": "visa", "journey": "travel"}.get(touched(stage))
    if desk is None:
        return
    team = keys.directory.team_of(desk)
    owner = next(iter(keys.directory.team_members(team)), b"") if team else b""
    values = {"what": FLAG, "due": moment(keys.minute + burning.DAY), "owner": owner.hex() or None}
    _state(casefiles.open_file(keys, number, only=("needs",)), "needs",
           [set_statement(Needs, "tasks", os.urandom(6).hex(), values)])  # fmt: skip


def confirm(guest: CaseFile, record: str, house: str, leg: dict[str, Any], stay: dict[str, Any], why: str) -> None:
    """A coordinator confirms a proposed leg: it goes; the stay that it ends says ``why``, and the next one begins.
    ``house``: which is left, in the form in which names are compared; ``leg``, ``stay``: what to state of each."""
    keys, today = guest.keys, day_of(guest.keys)
    bodies = [set_statement(Shelter, "pickups", record, {**leg, "status": "go"})]
    for n in _stays(guest):
        if n.house == house and n.left is None:
            ended = {"until": today.isoformat(), "left_for": why}
            bodies.append(set_statement(Shelter, "stays", n.record, ended))
    begins = {"since": today.isoformat(), "review_on": (today + WEEK).isoformat(), "owner": keys.member.hex(),
              "persons": guest.states["shelter"].get("persons", record, "pickups")}  # fmt: skip
    bodies.append(set_statement(Shelter, "stays", os.urandom(6).hex(), {**begins, **stay}))
    _state(guest, "shelter", bodies)


def moved(guest: CaseFile, record: str, house: str, to: str) -> None:
    """They have left (``under_way``) or arrived (``arrived``): the leg and the stay that it ends or begins say so."""
    now = moment(guest.keys.minute)
    bodies = [set_statement(Shelter, "pickups", record, {"status": to})]
    there = guest.states["shelter"].get("to_house", record, "pickups") or ""
    for n in _stays(guest):
        if to == "under_way" and n.house == house and n.left is None:
            bodies.append(set_statement(Shelter, "stays", n.record, {"left_at": now}))
        if to == "arrived" and n.house == there.casefold() and not n.came and n.left is None:
            bodies.append(set_statement(Shelter, "stays", n.record, {"received_at": now}))
    _state(guest, "shelter", bodies)


def _stays(guest: CaseFile) -> list[Lodging]:
    return lodgings_of(guest.number, guest.code, guest.states["shelter"])


def all_clear(house: CaseFile, seen: Seen, status: str) -> None:
    """One step: no incident stands any more, the house has this status (``quiet`` or ``retired``), and legs that nobody
    confirmed are dropped. If it takes guests again, its host opens the address as before. Raises NotYourRole."""
    keys, own = house.keys, next(h for h in seen.houses if h.number == house.number)
    if not may_burn(keys):
        raise NotYourRole(_("The all-clear is given by a coordinator."))
    now = moment(keys.minute)
    bodies = [set_statement(Capacity, "incidents", r, {"all_clear_at": now}) for r in own.wrong]
    _state(house, "capacity", [*bodies, set_statement(Capacity, "", "", {"status": status})])
    for number, shelter in seen.shelters.items():
        dropped = [
            set_statement(Shelter, "pickups", r, {"status": "aborted"})
            for r, row in shelter.rows("pickups").items()
            if row.get("from_house") == own.code and row.get("status") == "planned"
        ]
        if dropped:
            _state(casefiles.open_file(keys, number, only=("shelter",)), "shelter", dropped)
    if status != "retired" and own.host:
        _back(house, bytes.fromhex(own.host))


def _back(house: CaseFile, host: bytes) -> None:
    """The host's access to the address as it was before the house burned; nothing where they had none."""
    part, keys = house.part("address"), house.keys
    if part.circle is None:
        return
    standing = keys.view(part.circle).standing
    ended = [i for i in standing.grants.values() if i.grant.to == host and standing.ended_at(i.id)]
    live = any(i.grant.to == host for i in standing.live)
    if ended and not live:
        until = max(ended, key=lambda i: standing.ended_at(i.id)).grant.until
        if not until or until > keys.minute:
            granting.grant(keys, part, host, READER, until=until, note=_("Host of this house"))


def knew(house: CaseFile) -> list[Knower]:
    """Who could have opened the address in the last 90 days, or did. Raises CannotOpen for who cannot open it."""
    part, keys = house.part("address"), house.keys
    if part.circle is None:
        raise CannotOpen("this house has no address here")
    since = (keys.minute - burning.LOOKED_BACK) * 60_000_000
    names = {keys.directory.pseudonym(m): line.name for m, line in keys.directory.members.items()}
    opened: dict[str, list[int]] = {}
    for line in accesslog.touching(part.circle, since):
        if line.act == "open":
            opened.setdefault(names.get(line.actor, line.actor.hex()[:8]), []).append(line.at // 60_000_000)
    return who_knew(held(keys, part.circle), opened, keys.minute)


def held(keys: Keys, circle: bytes) -> Iterable[Held]:
    """Every stretch in which a member could open a circle: by a grant of their own, or through a team they were in."""
    standing = keys.view(circle).standing
    spans = spans_of(standing)
    for span in spans:
        if span.reads:
            yield from _stretches(keys, span.member, standing.grants[span.grant].grant.note, span.start, span.end)
    known = {span.grant for span in spans}
    for issued in standing.grants.values():  # a grant that ended within its first minute spans none, and was one
        if issued.id not in known and issued.grant.reads() and issued.minute in standing.ended_at(issued.id):
            yield from _stretches(keys, issued.grant.to, issued.grant.note, issued.minute, issued.minute + 1)


def _stretches(keys: Keys, holder: bytes, note: str, start: int, end: int) -> Iterable[Held]:
    directory = keys.directory
    team = directory.teams.get(holder)
    if team is None:
        yield Held(directory.name_of(holder), note or _("by a grant"), start, _end(end))
        return
    for span in team.spans:
        if span.reads and max(start, span.start) < min(end, span.end):
            yield Held(directory.name_of(span.member), team.name, max(start, span.start), _end(min(end, span.end)))


def _end(minute: int) -> int | None:
    return None if minute >= ALWAYS else minute


def moment(minute: int) -> str:
    """A minute since 1970 as a time field takes it."""
    return datetime.datetime.fromtimestamp(minute * 60, datetime.UTC).isoformat(timespec="minutes")


def day_of(keys: Keys) -> Day:
    return datetime.datetime.fromtimestamp(keys.minute * 60, datetime.UTC).date()


def _state(file: CaseFile, compartment: str, bodies: Iterable[Set]) -> None:
    circle = cases.ensure_part(file, compartment)
    cases.put_all(file.keys, circle, compartment, [("set", body) for body in bodies])
