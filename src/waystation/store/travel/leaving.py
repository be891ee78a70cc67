"""The partner in the country that somebody left loses the case when they have arrived: by keys, part by part.

    for e in endings(file, "Lighthouse"): print(e.part.key, e.called, e.mine, e.last)
    end(file, "Lighthouse")                 # all that this member may end

A grant to a member of that organisation ends. So does one to a team of which somebody belongs to it; those of the team
who do not are granted the part by name, so that their work goes on. Who stewards a part ends its grants there, so the
list is worked off by several people; whoever is left is shown. A part that nobody else opens is left with its last
readers until it is handed to somebody (``last``): ended, it would be lost to everybody.
"""

from dataclasses import dataclass

from waystation.casework.stages import BY_KEY
from waystation.circles.standing import READER, STEWARD
from waystation.store.files import granting
from waystation.store.files.casefiles import CaseFile, Part
from waystation.store.sealed import accesslog, ended, envelopes
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Standing
from waystation.store.travel import journeys

ARRIVED = BY_KEY["S10"].number  # the stage from which the partner in the country of origin has no business here


@dataclass(frozen=True)
class Ending:
    """One grant that ends. ``called``: whose; ``stay``: members of a team who keep the part by name; ``mine``: this
    member can end it; ``last``: nobody else would open the part then."""

    part: Part
    grant: Standing
    called: str
    stay: tuple[bytes, ...]
    mine: bool
    last: bool


def partner(file: CaseFile) -> str:
    """The partner in the country that the case leaves, as named in Needs; empty where these keys do not tell."""
    needs = file.states.get("needs")
    return (needs.get("origin_partner") or "") if needs else ""


def organisations(keys: Keys) -> list[str]:
    """The organisations to which members belong."""
    return sorted({m.organisation for m in keys.directory.current_members() if m.organisation})


def due(file: CaseFile) -> list[Ending]:
    """What should have ended by now: nothing before the case has arrived."""
    arrived = bool(file.stage) and int(file.stage[1:]) >= ARRIVED
    return endings(file, partner(file)) if arrived and partner(file) else []


def endings(file: CaseFile, organisation: str) -> list[Ending]:
    """What ends when an organisation leaves a case, in the parts that this member opens."""
    theirs = _members(file.keys, organisation)
    journey = file.states.get("journey")
    sheets = journeys.sheets(file.keys, journey).values() if journey else ()
    found = []
    for part in (*file.parts.values(), *sheets):
        if part.reading is not None and theirs:
            found += _of_part(file.keys, part, theirs)
    return found


def _members(keys: Keys, organisation: str) -> frozenset[bytes]:
    wanted = organisation.strip().casefold()
    return frozenset(
        m.id for m in keys.directory.members.values() if wanted and m.organisation.strip().casefold() == wanted
    )


def _of_part(keys: Keys, part: Part, theirs: frozenset[bytes]) -> list[Ending]:
    directory, mine = keys.directory, granting.grants_in(keys, part)
    assert part.reading is not None
    people = {g.grant: _people(keys, g) for g in part.reading.grants}
    left = {
        member
        for grant in part.reading.grants
        if {READER, STEWARD} & set(grant.roles)
        for member in people[grant.grant] - theirs
    }
    return [
        Ending(part, g, directory.name_of(g.holder), tuple(sorted(people[g.grant] - theirs)), mine, not left)
        for g in part.reading.grants
        if people[g.grant] & theirs
    ]


def _people(keys: Keys, grant: Standing) -> frozenset[bytes]:
    return _people_of(keys, grant.holder)


def _people_of(keys: Keys, holder: bytes) -> frozenset[bytes]:
    if holder in keys.directory.teams:
        return frozenset(keys.directory.team_members(holder))
    return frozenset({holder})


def end(file: CaseFile, organisation: str) -> int:
    """Ends what this member may end, in every part that others still open. Returns how many grants."""
    theirs = _members(file.keys, organisation)
    mine = [e for e in endings(file, organisation) if e.mine and not e.last]
    for ending in mine:
        for member in ending.stay:  # first: a team that goes out takes nobody along who stays
            granting.grant(file.keys, ending.part, member, *ending.grant.roles, until=ending.grant.until, note="stays")
        _revoke(file.keys, ending, theirs)
    if mine:
        accesslog.log(file.keys.pseudonym, "partner left", list({e.part.circle for e in mine if e.part.circle}))
    return len(mine)


def _revoke(keys: Keys, ending: Ending, theirs: frozenset[bytes]) -> None:
    """Ends one grant. Those whom the leaving partner let in and who stay are vouched for by whoever ends it."""
    circle, cards = ending.part.circle, [c for m in theirs for c in keys.directory.members[m].cards]
    assert circle is not None
    with envelopes.writing(circle):
        view = keys.view(circle)
        grants = view.standing.grants
        adopted = [g for g in view.issued_by(*cards) if not _people_of(keys, grants[g].grant.to) & theirs]
        envelopes.append(circle, view.revoke(keys.secret, ending.grant.grant, "left the country", adopted))
        ended.mark(keys.directory, circle, [ending.grant.holder])
        accesslog.log(keys.pseudonym, "revoke", [circle])
