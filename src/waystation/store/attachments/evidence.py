"""Evidence in the store: receiving an item, noting what is done with it, and the package for a court's expert."""

import csv
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from waystation.casework.hotline import filetypes
from waystation.casework.parts import evidence
from waystation.casework.vocabularies import vocabulary
from waystation.circles.files import Ref
from waystation.circles.secret import EPOCH_CARD_SIZE
from waystation.store.attachments import blobs
from waystation.store.deleting import shredding
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed import accesslog

README = """This package was made by the holder of the key in signer.pem. Check it with common programs:

    sha256sum -c SHA256SUMS
    openssl pkeyutl -verify -pubin -inkey signer.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig

items/        the files as they were received, byte for byte
manifest.json what each is, its SHA-256 on receipt, when and by whom it was received
custody.csv   every act on each item since then: when, by whom, what, for which body, why
"""


def receive(
    file: CaseFile, person: str, pieces: Iterable[bytes], name: str, mime: str, values: dict[str, Any], now: str
) -> str:
    """Keeps an item as it came: sealed, with its fingerprint, and the first line of its custody. ``values``: what
    describes it, with ``received_from`` and ``agreed``. Returns its record. Raises BadValue, NotYourRole, Sealed."""
    attached = blobs.keep(pieces, name, mime)
    record, member = os.urandom(6).hex(), file.keys.member.hex()
    stated = values | {"file": msgspec.json.encode(attached).decode(), "sha256": attached.sha256, "received_at": now,
                       "received_by": member}  # fmt: skip
    circle = cases.ensure_part(file, "story", person)
    cases.state(file.keys, circle, "story", "evidence", record, stated)
    note(file, person, "received", record, now)
    return record


def note(
    file: CaseFile, person: str, act: str, item: str, now: str, to: str = "", reason: str = "", answers: str = ""
) -> str:
    """Adds a line of custody, signed by this member; a line in the access log too. Returns its record."""
    record = os.urandom(6).hex()
    circle = cases.ensure_part(file, "story", person)
    row = {"item": item, "act": act, "by": file.keys.member.hex(), "at": now, "to": to, "reason": reason,
           "answers": answers}  # fmt: skip
    cases.state(file.keys, circle, "story", "custody", record, row)
    accesslog.log(file.keys.pseudonym, f"evidence {act}", [circle])
    return record


def delete(file: CaseFile, person: str, items: Iterable[str], now: str) -> None:
    """Deletes the files of items that may no longer be kept, everywhere; the custody and the fingerprints stay, so that
    it can be told what there was. Raises Sealed, NotYourRole."""
    part = file.part("story", person)
    assert part.state is not None and part.circle is not None
    gone = []
    for item in items:
        attached = evidence.attached(part.state.row("evidence", item))
        if attached is not None and attached.opens_with:
            note(file, person, "deleted", item, now)
            cases.state(file.keys, part.circle, "story", "evidence", item, {"file": None})
            gone.append(Ref(*attached.opens_with).id)
    shredding.delete_files(gone, file.keys.pseudonym, part.circle)


@dataclass(frozen=True)
class Packed:
    """One item as it goes into a package."""

    name: str
    content: bytes
    row: dict[str, Any]


def contents(file: CaseFile, person: str) -> dict[str, bytes]:
    """The files of all items of one person, by record. Raises Damaged."""
    state = file.part("story", person).state
    assert state is not None
    return {r: blobs.whole(kept) for r, row in state.rows("evidence").items() if (kept := evidence.attached(row))}


def package(file: CaseFile, person: str, opened: dict[str, bytes], body: str, now: str) -> bytes:
    """The items that were ``opened``, for one body, as a ZIP archive that an expert checks with ``sha256sum`` and
    ``openssl``. They are opened before the line that says they left is written, since that line stands in here.

    Whether it may be made is for the caller (``evidence.may_submit``, ``evidence.agreed``).
    """
    state = file.part("story", person).state
    assert state is not None
    rows = {r: row for r, row in state.rows("evidence").items() if r in opened and evidence.attached(row)}
    packed = [_packed(n, opened[r], row) for n, (r, row) in enumerate(rows.items(), 1)]
    names = {m.id.hex(): m.name for m in file.keys.directory.members.values()}
    parts = {f"items/{one.name}": one.content for one in packed}
    parts["manifest.json"] = _manifest(packed, names, body, now)
    parts["custody.csv"] = _custody(rows, evidence.custody(state), names)
    parts["README.txt"] = README.encode()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in parts.items()).encode()
    key = Ed25519PublicKey.from_public_bytes(file.keys.secret.card.data[EPOCH_CARD_SIZE:])
    parts |= {
        "SHA256SUMS": sums,
        "SHA256SUMS.sig": file.keys.secret.sign(sums),  # begins with a digest in hex: no entry or statement does
        "signer.pem": key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def _packed(number: int, content: bytes, row: dict[str, Any]) -> Packed:
    kind = filetypes.sniffed(content[: filetypes.HEAD])
    return Packed(f"{number:03}.{kind.extension if kind else 'bin'}", content, row)


def _manifest(packed: list[Packed], names: dict[str, str], body: str, now: str) -> bytes:
    items = [
        {
            "file": f"items/{one.name}", "sha256": one.row.get("sha256"), "bytes": len(one.content),
            "what": one.row.get("what"), "kind": one.row.get("kind"), "made_on": one.row.get("made_on"),
            "received_at": one.row.get("received_at"), "received_from": one.row.get("received_from"),
            "received_by": names.get(str(one.row.get("received_by")), ""),
        }
        for one in packed
    ]  # fmt: skip
    return json.dumps({"made_at": now, "for": body, "items": items}, ensure_ascii=False, indent=1).encode()


def _custody(items: dict[str, Any], rows: dict[str, Any], names: dict[str, str]) -> bytes:
    """UTF-8 with a byte order mark, so that office programs read it right; a cell that could be a formula is quoted."""
    numbers = {record: n for n, record in enumerate(items, 1)}
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["item", "at", "by", "act", "for", "why"])
    for row in rows.values():
        act = vocabulary("custody_act").label(str(row.get("act")))
        cells = [row.get("at"), names.get(str(row.get("by")), ""), act, row.get("to"), row.get("reason")]
        item = numbers.get(row["item"], "not in this package") if row.get("item") else "all"
        table.writerow([item, *(_cell(c) for c in cells)])
    return "\ufeff".encode() + out.getvalue().encode()


def _cell(value: Any) -> str:
    text = str(value or "")
    return "'" + text if text[:1] in "=+-@\t\r" and text else text
