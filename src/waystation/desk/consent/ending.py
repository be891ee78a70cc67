"""Ending what rested on a consent that was taken back."""

import datetime
from dataclasses import dataclass

from waystation.casework.sharing import withdrawing
from waystation.casework.sharing.withdrawing import Following
from waystation.circles.errors import CircleError
from waystation.store.files import cases, granting
from waystation.store.files.casefiles import CaseFile, Part
from waystation.store.files.withholding import roles_of


@dataclass(frozen=True)
class Resting:
    """One grant that rested on the consent. ``mine``: this member can end it; else ``who`` can. ``shared``: others of
    the household share the part, so that ending it takes it from their helpers too."""

    part: Part
    grant: str
    name: str
    mine: bool
    who: list[str]
    shared: bool


def grants_under(file: CaseFile, record: str, on: datetime.date) -> tuple[Following, list[Resting]]:
    """What follows from taking a consent back, and the grants that rested on it, of the parts that this member opens.
    Consent itself stays open: it is the proof. Raises BadValue."""
    state = file.part("consent").state
    assert state is not None
    following = withdrawing.follows(state, record, on)
    found = []
    for part in file.parts.values():
        if part.reading is None or part.kind.key == "consent":
            continue
        if part.person and part.person != following.row.get("person"):
            continue
        for standing in part.reading.grants:
            if withdrawing.rests_on(following.roles, roles_of(file.keys, standing.holder)):
                found.append(_resting(file, part, standing.holder, standing.grant.hex()))
    return following, found


def _resting(file: CaseFile, part: Part, holder: bytes, grant: str) -> Resting:
    directory, mine = file.keys.directory, granting.grants_in(file.keys, part)
    assert part.reading is not None
    stewards = [directory.name_of(g.holder) for g in part.reading.grants if "steward" in g.roles]
    name = directory.name_of(holder) or holder.hex()[:8]
    shared = not part.person and len(file.persons) > 1
    return Resting(part, grant, name, mine, [s for s in stewards if s], shared)


def take_back(file: CaseFile, record: str, end: set[str], on: datetime.date) -> list[Resting]:
    """States the end of a consent with its recalls and tasks, then ends those grants that were chosen and that this
    member can end. Returns those that somebody else must end. Raises BadValue.

    The statement comes first: it binds every later sharing, even if a grant cannot be ended at this moment.
    """
    state, part = file.part("consent").state, file.part("consent")
    assert state is not None and part.circle is not None
    _following, grants = grants_under(file, record, on)
    cases.put_all(file.keys, part.circle, "consent", withdrawing.withdrawn(state, record, file.keys.member.hex(), on))
    left = []
    for resting in grants:
        if resting.grant not in end:
            continue
        try:
            granting.revoke(file.keys, resting.part, bytes.fromhex(resting.grant))
        except CircleError:
            left.append(resting)
    if left:
        names = ", ".join(sorted({r.name for r in left}))
        task = {"what": f"End access that rested on a consent taken back: {names}"[:200]}
        cases.state(file.keys, part.circle, "consent", "tasks", f"{record}g", task | {"owner": file.keys.member.hex()})
    return left
