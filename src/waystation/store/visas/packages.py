"""Packages in the store: what leaves for one recipient about people of several cases, the second member's agreement,
the sending, the receipt.

parcel = build(keys, "r1", {candidate.id: items}, made_at, number)  # in memory; shown before it leaves
sealed = send(keys, parcel)                                         # recorded on each person first, then sealed

Nothing unsealed is written anywhere: the archive is made in memory and only its sealed form leaves the function.
"""

import datetime
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from waystation.casework.errors import BadValue
from waystation.casework.fields import TEXT_LIMIT
from waystation.casework.sharing import recipients, sendings, sheets
from waystation.casework.sharing.packaging import ITEMS
from waystation.casework.sharing.sheets import Sheet
from waystation.casework.words import _
from waystation.store.files import cases, programme
from waystation.store.files.casefiles import CaseFile
from waystation.store.lists import index
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys
from waystation.store.visas import packagepdf, sealing
from waystation.store.visas.preparing import (
    PART,
    Candidate,
    allowed,
    candidates,
    open_many,
    pathways,
    removals,
    stated_set,
    today,
)  # fmt: skip

README = """This package is for the recipient named in it and for nobody else.

package.pdf    to be read
package.json   the same facts for programs; format package/1
manifest.json  the SHA-256 of each of these files

Please confirm receipt with the SHA-256 of the sealed file, as you received it.
"""


@dataclass
class Parcel:
    """A package before it leaves. ``digest`` is of the archive inside the seal: the same again means nothing changed
    between preview and sending."""

    number: str
    recipient: str
    row: dict[str, Any]
    made_at: str
    chosen: list[Candidate]
    sheets: list[Sheet]
    content: bytes = field(repr=False)
    hidden: int = 0

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def counts(self) -> tuple[int, int, int]:
        return sheets.counted(self.sheets)


def build(keys: Keys, recipient: str, selection: Mapping[str, Iterable[str]], made_at: str, number: str) -> Parcel:
    """The package of ``selection``: items by candidate (``Candidate.id``). Everything is read and checked anew.
    Raises BadValue, CriteriaUnmet, Withheld."""
    row = recipients.require(pathways(keys), recipient)
    numbers = {bytes.fromhex(one.partition(":")[0]) for one in selection}
    chosen = [one for one in candidates(keys, recipient, numbers) if one.id in selection]
    if not chosen or len(chosen) != len(selection):
        raise BadValue(_("Something changed meanwhile. Choose again."))
    made = []
    for n, one in enumerate(chosen):
        items = [key for key in ITEMS if key in set(selection[one.id])]
        allowed(one.file.states.get("consent"), one.person, row, items, today(keys))
        if not items or not set(items) <= one.values.keys():
            raise BadValue(_("Something changed meanwhile. Choose again."))
        made.append(sheets.sheet(n, {key: one.values[key] for key in items}, one.apart))
    content, hidden = _archive(made, row, made_at, number)
    return Parcel(number, recipient, row, made_at, chosen, made, content, hidden)


def _archive(made: list[Sheet], row: Mapping[str, Any], made_at: str, number: str) -> tuple[bytes, int]:
    """The archive, and how many facts in it are not on the sheets: counted in what was written."""
    moment = datetime.datetime.fromisoformat(made_at)
    parts = {
        "package.pdf": packagepdf.draw(made, str(row.get("name") or ""), moment, number),
        "package.json": sheets.machine(made, row, made_at, number),
        "README.txt": README.encode(),
    }
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    parts["manifest.json"] = json.dumps({"number": number, "made_at": made_at, "sha256": sums}, indent=1).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, moment.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(out) as written:
        extra = len(set(written.namelist()) - parts.keys())
        return out.getvalue(), extra + sheets.hidden(made, written.read("package.json"))


# -- sending -----------------------------------------------------------------------------------------------------------


def ask(keys: Keys, parcel: Parcel) -> None:
    """Asks a second member to agree: marks what is to go in each case, so that no list of cases stands elsewhere."""
    people, fields, _facts = parcel.counts
    for file, chosen in _by_case(parcel):
        papers = file.part("papers").circle
        assert papers is not None
        marks = [stated_set("papers", "prepared", r, {"sending": parcel.number}) for one in chosen for r in one.records]
        cases.put_all(keys, papers, "papers", marks)
    row = {"recipient": parcel.recipient, "persons": people, "fields": fields, "asked_by": keys.member.hex(),
           "asked_at": parcel.made_at}  # fmt: skip
    _state(keys, parcel.number, row)


def asked_for(keys: Keys, number: str) -> Parcel:
    """The package that somebody asked to send, built from what is marked for it. Raises BadValue, CriteriaUnmet."""
    row = pathways(keys).row(sendings.LIST, number)
    recipient, made_at = str(row.get("recipient") or ""), str(row.get("asked_at") or "")
    marked = [one for one in candidates(keys, recipient) if one.sending == number]
    return build(keys, recipient, {one.id: list(one.values) for one in marked}, made_at, number)


def agree(keys: Keys, number: str, digest: str, now: str) -> None:
    """Agrees to what a colleague asked for, as it was shown. Raises BadValue, NotYourRole, CriteriaUnmet."""
    sendings.may_agree(pathways(keys), number, keys.member.hex())
    if asked_for(keys, number).digest != digest:
        raise BadValue(_("Something changed meanwhile. Look at it again."))
    _state(keys, number, {"agreed_by": keys.member.hex(), "agreed_at": now, "content": digest})


def send(keys: Keys, parcel: Parcel) -> bytes:
    """Records the package on each person, in each case and in the programme, and returns it sealed. Raises
    CriteriaUnmet where a second member must agree and did not.

    It is recorded before it leaves: a package that was recorded and never left is a line too many, the other way round
    is a disclosure that nobody is told of.
    """
    people, fields, _facts = parcel.counts
    state, member = pathways(keys), keys.member.hex()
    if sendings.needs_two(state, member, people, keys.minute):
        sendings.agreed(state, parcel.number, member, parcel.digest, keys.minute)
    sealed = sealing.seal(parcel.row["key"], parcel.content)
    fingerprint = hashlib.sha256(sealed).hexdigest()
    for file, chosen in _by_case(parcel):
        _record(keys, file, chosen, parcel, fingerprint)
    row = {"recipient": parcel.recipient, "persons": people, "fields": fields, "sent_by": member,
           "sent_at": parcel.made_at, "sha256": fingerprint}  # fmt: skip
    _state(keys, parcel.number, row)
    touched = [p.circle for file, _c in _by_case(parcel) for p in file.parts.values() if p.circle]
    accesslog.log(keys.pseudonym, "package", touched)
    return sealed


def _by_case(parcel: Parcel) -> list[tuple[CaseFile, list[Candidate]]]:
    files = {one.file.number: one.file for one in parcel.chosen}
    return [(file, [one for one in parcel.chosen if one.file.number == n]) for n, file in files.items()]


def _state(keys: Keys, record: str, values: dict[str, Any]) -> None:
    circle = programme.opened(keys, PART).part(PART).circle
    assert circle is not None
    cases.state(keys, circle, PART, sendings.LIST, record, values)


def _record(keys: Keys, file: CaseFile, chosen: list[Candidate], parcel: Parcel, fingerprint: str) -> None:
    """The lines in one case: what left about whom, in consent; the package, in papers, where what was prepared goes."""
    made = {one.id: parcel.sheets[n] for n, one in enumerate(parcel.chosen)}
    by = {"to": parcel.row.get("name"), "country": parcel.row.get("country"), "sending": parcel.number}
    left = [
        stated_set("consent", "disclosures", os.urandom(6).hex(), by | {
            "at": parcel.made_at, "person": one.person, "what": _what(made[one.id]),
            "fields": len(made[one.id].lines), "purpose": "apply", "by": keys.member.hex(),
        })
        for one in chosen
    ]  # fmt: skip
    package = by | {
        "sent_at": parcel.made_at, "persons": [one.person for one in chosen], "sent_by": keys.member.hex(),
        "fields": sum(len(made[one.id].lines) for one in chosen), "sha256": fingerprint,
    }  # fmt: skip
    consent, papers = file.part("consent").circle, file.part("papers").circle
    assert consent is not None and papers is not None
    cases.put_all(keys, consent, "consent", left)
    gone = removals(record for one in chosen for record in one.records)
    cases.put_all(keys, papers, "papers", [stated_set("papers", "packages", os.urandom(6).hex(), package), *gone])


def _what(made: Sheet) -> str:
    text = ", ".join(line.label for line in made.lines)
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…"


def received(keys: Keys, number: str, receipt: str, on: str) -> None:
    """Writes down that the recipient confirmed a package: in the programme, and in every case that was in it.
    Raises BadValue."""
    if not pathways(keys).row(sendings.LIST, number).get("sent_at"):
        raise BadValue(_("There is no such package."))
    values = {"receipt": receipt, "received_on": on}
    _state(keys, number, values)
    inside = {line.number for line in index.lines(keys, ("papers",)) if number in line.summary.unconfirmed}
    for file in open_many(keys, inside):
        for key, name in (("papers", "packages"), ("consent", "disclosures")):
            part = file.parts[key]
            rows = part.state.rows(name).items() if part.state else ()
            mine = [record for record, row in rows if row.get("sending") == number]
            if mine and part.circle:
                cases.put_all(keys, part.circle, key, [stated_set(key, name, record, values) for record in mine])
