"""What goes on in an installation while commands are run on it. Run as a program: a story's name, its arguments."""

import json
import sys
from itertools import count
from typing import Any


def alliance() -> dict[str, str]:
    """The cast's organisation with one case; every secret and the case's number."""
    from cast import Alliance

    founded = Alliance.founded()
    number = founded.case("Quiet Heron")
    founded.write("ilya", number, "needs", priority="emergency")
    return {"number": number.hex(), **{name: secret.seed.hex() for name, secret in founded.secrets.items()}}


def sessions() -> int:
    """Mara is logged in."""
    from django.conf import settings

    from cast import Alliance

    settings.ARGON2_MEMORY = 1024
    from waystation.store.members import logins
    from waystation.store.members.sessions import start
    from waystation.store.models import Session

    founded = Alliance.founded()
    secret = founded.secrets["mara"]
    made = logins.create("mara", "a b c d e f", logins.Content(secret.seed, logins.new_totp()), founded.mara.pseudonym)
    start(made, secret, 0, 0)
    return Session.objects.count()


def count_sessions() -> int:
    from waystation.store.models import Session

    return Session.objects.count()


def write_on(seed: str, number: str) -> None:
    """Writes into the case for ever, a line on standard output for each entry that was acknowledged."""
    from waystation.circles.secret import Secret
    from waystation.store.files import casefiles, cases
    from waystation.store.sealed import keys

    opened = keys.unlock(Secret(bytes.fromhex(seed)))
    for n in count(1):
        circle = cases.ensure_part(casefiles.open_file(opened, bytes.fromhex(number)), "needs")
        cases.state(opened, circle, "needs", "", "", {"eligibility_reason": f"Line {n}"})
        print(n, flush=True)


def read(seed: str, number: str) -> dict[str, Any]:
    """What a member finds in the case."""
    from waystation.circles.secret import Secret
    from waystation.store.files import casefiles
    from waystation.store.sealed import accesslog, keys

    opened = keys.unlock(Secret(bytes.fromhex(seed)))
    file = casefiles.open_file(opened, bytes.fromhex(number))
    good, broken = accesslog.verify()
    return {
        "compartments": sorted(file.states),
        "priority": file.states["needs"].get("priority"),
        "reason": file.states["needs"].get("eligibility_reason"),
        "log": [good, broken is None],
    }


def a_whole_case() -> dict[str, Any]:
    """The cast's organisation with two cases, one of them with evidence; a sample of each sealed row, by what holds
    it."""
    from cast import Alliance
    from waystation.store.attachments import evidence
    from waystation.store.files import casefiles
    from waystation.store.lists import index
    from waystation.store.verifying import duplicates

    founded = Alliance.founded()
    told: dict[str, Any] = {name: secret.seed.hex() for name, secret in founded.secrets.items()}
    for code in ("Quiet Heron", "Amber Fox"):
        number = founded.case(code, identity={"legal_name": "Ковалёв Руслан"}, story={"summary": "Detained."})
        founded.write("ilya", number, "needs", priority="emergency")
        agreed = {"person": "a", "source": "individual", "given_on": "2026-01-01", "until": "2040-01-01",
                  "informed": True}  # fmt: skip
        founded.write("noor", number, "consent", "permissions", "p1", purpose="evidence_preserve", **agreed)
        founded.write("ilya", number, "money", "payments", "m1", amount=100, currency="EUR", purpose="food")
        file = casefiles.open_file(founded.noor, number)
        evidence.receive(
            file, "a", [b"a photograph " * 9000], "IMG.jpg", "image/jpeg", {"what": "The yard"}, "2026-02-01"
        )
        told[code] = number.hex()
    for name in ("mara", "noor", "ilya", "ruth"):
        index.overview(founded.keys(name))  # so that everybody's lists speak of both
    assert duplicates.typed(founded.noor, [("name", "Kovalyov Ruslan")])
    return told


def samples(number: str) -> dict[str, list[str]]:
    """The middle of every sealed row that is a case's, by the part that it goes with: enough to find it on a disk."""
    from waystation.store.files import casefiles
    from waystation.store.models import Belonging, Blob, Circle, Envelope, Likeness, Snapshot

    slots = {
        casefiles.slot(bytes.fromhex(number), k.key, "a" if k.per_person else ""): k.key
        for k in casefiles.kinds("case")
    }
    found: dict[str, list[str]] = {}
    for slot, circle in Circle.objects.filter(slot__in=slots).values_list("slot", "id"):
        belonging = Belonging.objects.filter(circle=circle).values_list("thing", flat=True)
        rows_of = [model.objects.filter(circle=circle) for model in (Envelope, Snapshot)]
        rows_of += [Blob.objects.filter(file__in=list(belonging)), Likeness.objects.filter(pk__in=list(belonging))]
        for rows in rows_of:
            for sealed in rows.values_list("sealed", flat=True):
                middle = len(sealed) // 2
                found.setdefault(slots[slot], []).append(bytes(sealed)[middle : middle + 48].hex())
    return found


def asked_for(noor: str, ilya: str, number: str, receipt: str) -> list[str]:
    """The person asks for deletion: Noor writes it down, Ilya agrees. Keeps the receipt; which parts are left."""
    from pathlib import Path

    from waystation.circles.secret import Secret
    from waystation.door import mailboxes
    from waystation.store.deleting import shredding
    from waystation.store.ending import closing
    from waystation.store.files import casefiles
    from waystation.store.sealed import keys

    first, second = (keys.unlock(Secret(bytes.fromhex(seed))) for seed in (noor, ilya))
    record = closing.ask(casefiles.open_file(first, bytes.fromhex(number)), "She wrote: please delete it all.", False)
    made = closing.delete(casefiles.open_file(second, bytes.fromhex(number)), record, mailboxes.delete)
    Path(receipt).write_bytes(made)
    assert not shredding.compact()
    return sorted(part.key for part in casefiles.open_file(second, bytes.fromhex(number)).parts.values() if part.circle)


def closed(ilya: str, ruth: str, number: str) -> str:
    """Ilya proposes to close the case, Ruth approves; the receipt so far."""
    from waystation.circles.secret import Secret
    from waystation.store.ending import closing
    from waystation.store.files import casefiles
    from waystation.store.sealed import keys

    first, second = (keys.unlock(Secret(bytes.fromhex(seed))) for seed in (ilya, ruth))
    closing.propose(casefiles.open_file(first, bytes.fromhex(number)), "relocated_settled", {"a": "settled"})
    record = closing.approve(casefiles.open_file(second, bytes.fromhex(number)))
    return closing.receipt(casefiles.open_file(first, bytes.fromhex(number)), record).decode()


def days_pass(days: str) -> None:
    """So many days later, as far as the timer can tell."""
    from waystation.store.models import Shred

    for row in Shred.objects.all():
        Shred.objects.filter(pk=row.pk).update(at=row.at - int(days) * 1440)


def cut_log() -> None:
    from waystation.store.models import LogLine

    LogLine.objects.filter(n=4).delete()


def alter_log() -> None:
    from waystation.store.models import LogLine

    row = LogLine.objects.get(n=3)
    LogLine.objects.filter(n=3).update(line=row.line[:-1] + bytes([row.line[-1] ^ 1]))


def set_clock_ahead() -> None:
    """Something arrived an hour from now."""
    from waystation.store.clock import micros
    from waystation.store.models import Circle

    Circle.objects.update(changed=micros() + 3600 * 1_000_000)


def at_the_door(count: str) -> list[str]:
    """So many people wrote, each with a file; one more began an upload and a draft and sent nothing. Their receipts."""
    from waystation.circles import letters as sealing
    from waystation.circles.files import SEALED, Sealing
    from waystation.circles.receipt import Receipt
    from waystation.circles.secret import Secret
    from waystation.door import drafts, files, mailboxes, notices

    secret = Secret.new(signs=False)
    notices.publish_intake(secret.id, secret.card)
    receipts = [Receipt.new() for _ in range(int(count))]
    for receipt in receipts:
        box, seal = mailboxes.mailbox_of(receipt.address), Sealing.new()
        chunks = b"".join(seal.chunks([b"photograph" * 9000]))
        files.take(box, seal.ref.id, 0, chunks)
        letter = sealing.seal(secret.card, secret.id, b'{"text":"zqdoorcopycanary"}')
        mailboxes.put(receipt.address, letter, {seal.ref.id: seal.ref.count})
    unsent = Receipt.new()
    drafts.keep(unsent.address, drafts.seal(unsent, {"region": "x"}))
    files.take(mailboxes.mailbox_of(unsent.address), b"u" * 16, 0, bytes(SEALED))
    return [receipt.digits for receipt in receipts]


def forgets(receipt: str) -> bool:
    """Somebody presses *Delete everything now*."""
    from waystation.circles.receipt import Receipt
    from waystation.door import mailboxes

    mailboxes.forget(Receipt.typed(receipt).address)
    return True


def what_the_door_holds(*receipts: str) -> list[int]:
    """How many letters each of them finds; then all files, their chunks, drafts."""
    from waystation.circles.receipt import Receipt
    from waystation.door import mailboxes
    from waystation.door.models import Chunk, Draft, File

    found = [len(mailboxes.visit(Receipt.typed(receipt).address).written) for receipt in receipts]
    return [*found, File.objects.count(), Chunk.objects.count(), Draft.objects.count()]


def change(key: str, value: str) -> None:
    from waystation.store import node

    node.change(key, json.loads(value))


def log_in(name: str, passphrase: str, totp: str) -> list[str]:
    """A whole log-in; the roles that it gives."""
    import pyotp

    from waystation.store import node
    from waystation.store.members import logins
    from waystation.store.sealed import keys

    unlocked = logins.unlock(name, passphrase, logins.Factor(pyotp.TOTP(totp).now()))
    opened = keys.unlock(unlocked.secret)
    return [*sorted(opened.roles), node.setting("cover_name"), str(node.setting("live"))]


if __name__ == "__main__":
    from waystation.cli.setup import ready

    ready()
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
