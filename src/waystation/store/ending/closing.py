"""Closing cases in the store: proposing, approving, asking for deletion, and what the timer is told of it.

propose(file, "relocated_settled", {"a": "settled"})       # Ilya
approve(file)                                              # Ruth, in her own session: the dates count from here
ask(file, "Please delete it all.", keeps_evidence=False)   # at any time, at the person's wish
receipt = delete(file, record, forget)                     # a second member: deleted at once
"""

import datetime
import os
from typing import Any

from waystation.casework import deletion
from waystation.casework.deletion import REQUEST, RETENTION, Item, Order
from waystation.casework.ending import closing, retention
from waystation.casework.errors import CriteriaUnmet, NotYourRole
from waystation.casework.folds import State, set_statement
from waystation.casework.parts.needs import Needs
from waystation.casework.roles import may_write
from waystation.casework.stages import may_move
from waystation.casework.verifying.likeness.facts import compared
from waystation.casework.words import _
from waystation.circles.errors import Forged
from waystation.store import node
from waystation.store.deleting import certificates, shredding
from waystation.store.files import casefiles, cases, granting
from waystation.store.files.casefiles import CaseFile, Part
from waystation.store.hotline import correspondence, intake
from waystation.store.likeness import matching
from waystation.store.models import Belonging
from waystation.store.sealed import belongings
from waystation.store.sealed.drops import Sealed
from waystation.store.travel import journeys

NOT_KEPT = _("It is not clear how long this may be kept: somebody who opens Consent must propose it.")


def propose(file: CaseFile, reason: str, outcomes: dict[str, str]) -> None:
    """States why a case is closed and with what outcome for each person, with a signed order of what is deleted when.
    Raises BadValue, NotYourRole, Sealed, CriteriaUnmet."""
    _needs(file)
    today, me = _today(file), file.keys.member.hex()
    order = _order(file, RETENTION, today)
    last = max((i.until for i in order.items if i.part == "needs"), default="")
    own = {
        "closure_reason": reason, "closed_by": me, "closed_on": today, "closure_approved_by": None,
        "closure_approves": None, "delete_on": last, "retention": _word(file, today),
    }  # fmt: skip
    bodies = [("", "", own), ("deletions", order.id, _asked(file, order))]
    bodies += [("persons", person, {"outcome": outcome}) for person, outcome in outcomes.items() if outcome]
    _state(file, bodies)


def approve(file: CaseFile) -> str:
    """Approves what was proposed, tells the timer, and closes the case. Returns the order's record. Raises
    CriteriaUnmet, NotYourRole, BadValue, Sealed, Forged."""
    needs, me = _needs(file), file.keys.member.hex()
    approves = closing.approver(needs, me)
    asked = closing.order_of(needs)
    if asked is None or deletion.decided(asked[1]) or asked[1].get("asked_by") != needs.get("closed_by"):
        raise CriteriaUnmet(_("Nobody has proposed to close this case, or two proposals stand: propose it again."))
    record, order = asked[0], _checked(file, *asked)
    reason = str(needs.get("closure_reason"))
    own = {"closure_approved_by": me, "closure_approves": approves, "workflow": "closed",
           "status": closing.STATUS.get(reason, "closed")}  # fmt: skip
    _state(file, [("", "", own), ("deletions", record, _countersigned(file, asked[1]))])
    shredding.plan(order, deletion.digest(asked[1]["text"]), file.number)
    again = casefiles.open_file(file.keys, file.number, only=("needs",))
    if again.stage != "S12":
        may_move(again.stage, "S12", file.keys.roles, again.states)
        granting.move(again, "S12")
    return record


def ask(file: CaseFile, reason: str, keeps_evidence: bool) -> str:
    """Writes down that the person asks for deletion, with the signed order. Returns its record. Raises BadValue,
    NotYourRole, Sealed, CriteriaUnmet."""
    said = deletion.reason(reason)
    _needs(file)
    order = _order(file, REQUEST, _today(file), keeps_evidence)
    _state(file, [("deletions", order.id, _asked(file, order) | {"reason": said})])
    return order.id


def refuse(file: CaseFile, record: str) -> None:
    """Raises BadValue, NotYourRole, Sealed."""
    deletion.decides(_needs(file), record, file.keys.member.hex())
    _state(file, [("deletions", record, {"refused": file.keys.member.hex()})])


def delete(file: CaseFile, record: str, at_the_door: shredding.AtTheDoor) -> bytes:
    """Deletes at once what somebody else asked to delete, and returns the receipt: it stands nowhere else in words.
    Raises BadValue, NotYourRole, Sealed, Forged."""
    row = deletion.decides(_needs(file), record, file.keys.member.hex())
    if row.get("why") != REQUEST:
        raise NotYourRole(_("Somebody else must decide this."))
    order, name = _checked(file, record, row), deletion.digest(row["text"])
    catch_up(file)
    countersigned = _countersigned(file, row)
    _state(file, [("deletions", record, countersigned)])
    shredding.plan(order, name, file.number)
    today = datetime.date.fromisoformat(_today(file))
    shredding.shred(order.gone_by(today), at_the_door, name, REQUEST, file.keys.pseudonym, file.number)
    return certificates.document(row["text"], _hands(file, record, row | countersigned))


def receipt(file: CaseFile, record: str) -> bytes:
    """The receipt of an order that two members signed, as far as it was carried out. Raises CriteriaUnmet, Sealed."""
    row = deletion.approved(_needs(file)).get(record)
    if row is None:
        raise CriteriaUnmet(_("Two members have not signed this yet."))
    return certificates.document(row["text"], _hands(file, record, row))


def planned(file: CaseFile, why: str, keeps_evidence: bool = False) -> list[tuple[Part, retention.Until]]:
    """What would become of each part of a case that exists, from today on."""
    consent = file.states.get("consent")
    today, days = datetime.date.fromisoformat(_today(file)), node.setting("retention_days")
    parts = [part for part in file.parts.values() if part.circle is not None]
    holding = _with_files(parts)
    found = []
    for part in parts:
        people = [part.person] if part.person else file.persons
        if why == REQUEST:
            kept = retention.on_request(part.kind.key, today, days, keeps_evidence, consent, people)
        else:
            kept = retention.until(part.kind.key, today, days, consent, people, part.circle in holding)
        found.append((part, kept))
    return found


def catch_up(file: CaseFile) -> None:
    """Links what this member's keys show to belong to a case: files, its mailboxes, by what its persons are found."""
    for part in file.parts.values():
        if part.state is not None and part.circle:
            belongings.link(belongings.FILE, belongings.in_state(part.kind.key, part.state), [part.circle])
    journey = file.part("journey")
    if journey.circle and journey.state is not None:
        sheets = [sheet.circle for sheet in journeys.sheets(file.keys, journey.state).values() if sheet.circle]
        belongings.link(belongings.CIRCLE, sheets, [journey.circle])
    contact = file.parts.get("contact")
    if contact is not None and contact.circle and intake.answers_the_door(file.keys):
        boxes = [box for number, box in correspondence.numbers(intake.opened(file.keys)) if number == file.number]
        belongings.link(belongings.MAILBOX, boxes, [contact.circle])
    if matcher := matching.opened(file.keys):
        rows = [matcher.id_of(file.number, person) for person in ("", *file.persons)]
        held = [part.circle for part in file.parts.values() if part.circle and compared(part.kind.key)]
        belongings.link(belongings.LIKENESS, rows, held)


def _with_files(parts: list[Part]) -> set[bytes | None]:
    circles = [part.circle for part in parts]
    return set(Belonging.objects.filter(circle__in=circles, kind=belongings.FILE).values_list("circle", flat=True))


def _order(file: CaseFile, why: str, today: str, keeps_evidence: bool = False) -> Order:
    """Raises CriteriaUnmet where consents may say something that this member cannot see."""
    consent = file.part("consent")
    if consent.circle is not None and consent.state is None:
        raise CriteriaUnmet(NOT_KEPT)
    items = tuple(
        Item(part.circle.hex(), part.kind.key, kept.on.isoformat() if kept.on else "")
        for part, kept in planned(file, why, keeps_evidence)
        if part.circle
    )
    return Order(os.urandom(16).hex(), why, today, items)


def _asked(file: CaseFile, order: Order) -> dict[str, Any]:
    signature = file.keys.secret.sign(deletion.SIGNED + order.text.encode()).hex()
    return {"why": order.why, "asked_by": file.keys.member.hex(), "asked_on": order.made, "text": order.text,
            "signed": signature}  # fmt: skip


def _countersigned(file: CaseFile, row: dict[str, Any]) -> dict[str, Any]:
    signature = file.keys.secret.sign(deletion.SIGNED + str(row["text"]).encode()).hex()
    return {"approved_by": file.keys.member.hex(), "countersigned": signature}


def _checked(file: CaseFile, record: str, row: dict[str, Any]) -> Order:
    """The order, after a look that it is this case's, and that whoever is named asked by their own device. Raises
    BadValue, Forged, CriteriaUnmet."""
    order, directory = deletion.read(str(row.get("text"))), file.keys.directory
    author = _needs(file).author("signed", record, "deletions") or b""
    card = directory.card(author)
    if card is None or directory.member(author).hex() != row.get("asked_by"):
        raise Forged("an order by somebody other than it names")
    card.verify(bytes.fromhex(str(row.get("signed"))), deletion.SIGNED + order.text.encode())
    own = {part.circle.hex() for part in file.parts.values() if part.circle}
    if order.id != record or not {item.circle for item in order.items} <= own:
        raise CriteriaUnmet(_("The case has other parts than this order names. Ask for it again."))
    return order


def _hands(file: CaseFile, record: str, row: dict[str, Any]) -> list[certificates.Hand]:
    """Both signatures with the public key of the device that made each, whether or not that device or its member is
    still with us: what they signed stays signed. A countersignature that this file does not show yet is our own."""
    found, text = [], deletion.SIGNED + row["text"].encode()
    for field, otherwise in (("signed", b""), ("countersigned", file.keys.card)):
        card = file.keys.directory.card(_needs(file).author(field, record, "deletions") or otherwise)
        try:
            if card is not None:
                card.verify(bytes.fromhex(row[field]), text)
                found.append(certificates.hand(card, row[field]))
        except Forged:
            continue
    return found


def _needs(file: CaseFile) -> State:
    part = file.part("needs")
    if part.state is None:
        raise Sealed("closing a case needs its needs opened")
    return part.state


def _state(file: CaseFile, bodies: list[tuple[str, str, dict[str, Any]]]) -> None:
    if not may_write(file.keys.roles, "needs"):
        raise NotYourRole(_("Closure is written by those who write in Needs."))
    items = [("set", set_statement(Needs, collection, record, values)) for collection, record, values in bodies]
    circle = file.part("needs").circle
    assert circle is not None
    cases.put_all(file.keys, circle, "needs", items)


def _today(file: CaseFile) -> str:
    return datetime.datetime.fromtimestamp(file.keys.minute * 60, datetime.UTC).date().isoformat()


def _word(file: CaseFile, today: str) -> str:
    """The vocabulary's word for how long the case is kept: as agreed, wherever consents move a day."""
    closed_on, days = datetime.date.fromisoformat(today), node.setting("retention_days")
    moved = any(kept != retention.until(part.kind.key, closed_on, days) for part, kept in planned(file, RETENTION))
    return "as_consented" if moved else "1_year"
