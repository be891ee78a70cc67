"""Who opens a part of a case: granting, ending, and handing over the keys as a case moves along the road."""

from typing import Any

from waystation.casework.byhand import clearance
from waystation.casework.byhand.clearance import CLEARED, Guarded
from waystation.casework.ending import closing
from waystation.casework.folds import set_statement
from waystation.casework.parts.needs import Needs
from waystation.casework.roles import MATRIX, access, may_write
from waystation.casework.sharing import limits
from waystation.circles.errors import NotSteward
from waystation.circles.standing import READER, STEWARD, Revocation
from waystation.store.deleting import shredding
from waystation.store.files import withholding
from waystation.store.files.casefiles import CaseFile, Part, every_circle, slot
from waystation.store.files.cases import put_all
from waystation.store.sealed import accesslog, ended, envelopes, readings
from waystation.store.sealed.drops import Sealed
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Label


def move(file: CaseFile, stage: str, reason: str = "") -> None:
    """States the case's new stage, and hands keys to the teams that open more from there on, as far as this member
    may."""
    needs = file.part("needs")
    if needs.circle is None or needs.reading is None:
        raise Sealed("the case's stage stands in a compartment that this member does not open")
    items: list[Any] = [("stage", (stage, reason))]
    if file.stage == "S12" and may_write(file.keys.roles, "needs"):  # opened again: what was to be deleted is not
        items.append(("set", set_statement(Needs, "", "", closing.reopened())))
        shredding.cancel(every_circle(file))
    put_all(file.keys, needs.circle, "needs", items)
    hand_over(file, int(stage[1:]))


def due_grants(file: CaseFile, stage: int) -> list[tuple[Part, bytes, str]]:
    """What the one table gives at this stage and nobody granted yet, of the parts that this member opens."""
    due = []
    for part in file.parts.values():
        if part.reading is None:
            continue
        held = {g.holder for g in part.reading.grants}
        if not _may_share(part):
            continue
        for role, right in MATRIX[part.kind.key].items():
            team = file.keys.directory.team_of(role)
            due_now = right.reads and not right.assigned and right.since <= stage
            if team and team not in held and due_now and not _withheld(file, part, role):
                due.append((part, team, role))
    return due


def _withheld(file: CaseFile, part: Part, role: str) -> bool:
    """Whether a person of the case withholds this part from a role."""
    if part.kind.key == "consent" or file.subject != "case":
        return False
    label = Label(file.subject, file.number, part.kind.key, part.person, file.code)
    try:
        withholding.forbids(file.keys, label, [role], part.state, file.states.get("consent"))
    except limits.Withheld:
        return True
    return False


def _may_share(part: Part) -> bool:
    guarded = issubclass(part.kind.struct, Guarded)
    return not guarded or (part.state is not None and clearance.level(part.state.words) in CLEARED)


def hand_over(file: CaseFile, stage: int) -> int:
    """Grants what is due at a stage wherever this member is a steward. Returns how many grants were made."""
    made = 0
    for part, team, role in due_grants(file, stage):
        if grants_in(file.keys, part):
            grant(file.keys, part, team, STEWARD if access(role, part.kind.key).grants else READER, heeded=True)
            made += 1
    return made


def grants_in(keys: Keys, part: Part) -> bool:
    """Whether this member grants access to a part."""
    holders = keys.directory.holders(keys.card, keys.minute)
    return part.reading is not None and any(g.holder in holders and STEWARD in g.roles for g in part.reading.grants)


def grant(
    keys: Keys,
    part: Part,
    to: bytes,
    *roles: str,
    until: int = 0,
    history: bool = True,
    note: str = "",
    heeded: bool = False,
) -> None:
    """Grants a part to a member or team. Raises NotSteward, CannotOpen; NotCleared for a bed or a leg of a case that
    two verifiers have not cleared; Withheld where a person of the case withholds it from that role, unless
    the caller ``heeded`` that."""
    assert part.circle is not None
    with envelopes.writing(part.circle):
        view = keys.view(part.circle)
        if issubclass(part.kind.struct, Guarded):
            clearance.require(readings.state_of(keys.directory, view).words)
        if not heeded:
            withholding.heed_grant(keys, slot(readings.label_of(view).number, "consent"), view, to)
        envelopes.append(part.circle, view.grant(keys.secret, to, *roles, history=history, until=until, note=note))
        accesslog.log(keys.pseudonym, "grant", [part.circle])


def revoke_all(keys: Keys, part: Part, keep: frozenset[bytes], note: str = "") -> list[bytes]:
    """Ends at once every grant of a part but those to the holders ``keep``, and mints a new key even where there is
    none to end. Returns who lost it. Raises NotSteward, CannotOpen."""
    assert part.circle is not None
    with envelopes.writing(part.circle):
        view = keys.view(part.circle)
        if not view.standing.is_steward(keys.card):
            raise NotSteward("only a steward of this part ends everybody's access to it")
        ending = [issued for issued in view.standing.live if issued.grant.to not in keep]
        honoured = view.last_seen()
        acts = [("revoke", Revocation(issued.id, honoured, note)) for issued in ending]
        envelopes.append(part.circle, view.act(keys.secret, acts))
        ended.mark(keys.directory, part.circle, (issued.grant.to for issued in ending))
        accesslog.log(keys.pseudonym, "rotate", [part.circle])
    return [issued.grant.to for issued in ending]


def revoke(keys: Keys, part: Part, grant_id: bytes, note: str = "") -> None:
    """Ends a grant. Raises NothingToRevoke, NotSteward, CannotOpen."""
    assert part.circle is not None
    with envelopes.writing(part.circle):
        view = keys.view(part.circle)
        envelopes.append(part.circle, view.revoke(keys.secret, grant_id, note))
        ended.mark(keys.directory, part.circle, [view.standing.grants[grant_id].grant.to])
        accesslog.log(keys.pseudonym, "revoke", [part.circle])
