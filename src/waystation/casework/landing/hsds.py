"""The service directory as Open Referral HSDS 3 (Human Services Data Specification), the public format of such lists.

    listings = read(content)        # rows of ``Offers.services``; raises BadFile with every fault and its path
    content = write(listings)       # the page of services that an HSDS API answers with
    content = write_tables(listings)    # the same as CSV tables in a zip file (``hsdszip``)

A file may be one service, a list of them, a page with ``contents``, or organisations with their ``services``, as JSON;
or the tabular form in a zip file, which its first bytes tell. What a row does not name stays in ``rest`` as it came and
goes out again, changed only where somebody changed the row. Field names are those of the schemas ``service``,
``organization``, ``location``, ``address``, ``language``, ``phone`` and ``schedule``
(github.com/openreferral/specification, 3.x; CC BY-SA 4.0).
"""

import copy
import json
import uuid
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from waystation.casework.errors import BadValue, CaseworkError
from waystation.casework.fields import LONG_LIMIT, clean, fields
from waystation.casework.landing import hsdstables, hsdszip
from waystation.casework.landing.hsdsrows import BASE, Fault, put_row, row_of
from waystation.casework.parts.offers import Listing
from waystation.casework.words import _

MOST_BYTES = 5 << 20  # a city's directory is one or two
MOST_SERVICES = 500  # each is opened with the part; a region's directory belongs into a program of its own
OWN = ("rest", "hsds_id")  # of a row, and of no field of a service that somebody edits
MOST_FAULTS = 20  # shown at once: whoever sees twenty mends the program that wrote the file

Row = dict[str, Any]


class BadFile(CaseworkError):
    """A file that is no directory, with each fault as (path, sentence)."""

    def __init__(self, faults: list[Fault]):
        super().__init__(_("This file cannot be read as a directory of services. Nothing of it was taken over."))
        self.faults = faults[:MOST_FAULTS]


def read(content: bytes) -> dict[str, Row]:
    """The rows of a file by the record id that follows from each service's own: a second import changes, not doubles.
    Raises BadFile."""
    if len(content) > MOST_BYTES:
        raise BadFile([Fault("$", _("This file is too large."))])
    faults: list[Fault] = []
    found: dict[str, Row] = {}
    for path, service in _contents(content, faults):
        if len(found) >= MOST_SERVICES:
            faults.append(Fault(path, _("Too many services for one file.")))
            break
        if (row := _row(service, path, faults)) is not None:
            if record_of(row["hsds_id"]) in found:
                faults.append(Fault(f"{path}.id", _("Two services have this identifier.")))
            found[record_of(row["hsds_id"])] = row
    if not found and not faults:
        faults.append(Fault("$", _("There is no service in this file.")))
    if faults:
        raise BadFile(faults)
    return found


def _contents(content: bytes, faults: list[Fault]) -> Iterator[tuple[str, Any]]:
    """Each service with where it stands. Raises BadFile for what is neither JSON nor a zip file."""
    if content.startswith(hsdszip.MAGIC):
        return hsdstables.nested(hsdszip.read(content, faults), faults)
    try:
        return _services(json.loads(content.decode("utf-8-sig")), faults)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadFile([Fault(f"$ {_at(error)}".strip(), _("This is neither JSON nor a zip file."))]) from error


def _at(error: Exception) -> str:
    return f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""


def _services(whole: Any, faults: list[Fault], path: str = "$") -> Iterator[tuple[str, Any]]:
    """Each service of a file with its path, wherever it stands."""
    if isinstance(whole, list):
        for n, one in enumerate(whole):
            yield from _services(one, faults, f"{path}[{n}]")
    elif not isinstance(whole, dict):
        faults.append(Fault(path, _("Here a service should stand, as an object.")))
    elif isinstance(whole.get("contents"), list):
        yield from _services(whole["contents"], faults, f"{path}.contents")
    elif isinstance(whole.get("services"), list):  # an organisation
        own = {k: v for k, v in whole.items() if k not in ("services",)}
        for n, one in enumerate(whole["services"]):
            at = f"{path}.services[{n}]"
            yield at, {"organization": own} | one if isinstance(one, dict) else one
    else:
        yield path, whole


def _row(service: Any, path: str, faults: list[Fault]) -> Row | None:
    before = len(faults)
    row = row_of(service, path, faults)
    row["rest"] = json.dumps(service, ensure_ascii=False, separators=(",", ":"))
    if len(row["rest"]) > LONG_LIMIT:
        faults.append(Fault(path, _("This service says more than can be kept.")))
    for name, value in row.items():
        if name == "rest":
            continue
        try:
            row[name] = clean(fields(Listing)[name], value)
        except BadValue as error:
            faults.append(Fault(f"{path}.{BASE.get(name, name)}", str(error)))
    return row if len(faults) == before else None


def record_of(identifier: str) -> str:
    """The record's id in our list, from the service's own."""
    return "h" + sha256(identifier.encode()).hexdigest()[:12]


def write(listings: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The directory as one HSDS page of services."""
    contents = [service_of(record, row) for record, row in listings.items()]
    page = {
        "total_items": len(contents), "total_pages": 1, "page_number": 1, "size": len(contents), "first_page": True,
        "last_page": True, "empty": not contents, "contents": contents,
    }  # fmt: skip
    return json.dumps(page, ensure_ascii=False, indent=1).encode()


def write_tables(listings: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The directory as the tables of HSDS in a zip file."""
    return hsdszip.write(service_of(record, row) for record, row in listings.items())


def service_of(record: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """One service as HSDS: as it came, with what the row says now."""
    identifier = row.get("hsds_id") or str(uuid.uuid5(uuid.NAMESPACE_OID, f"listing/{record}"))
    service = json.loads(row["rest"]) if row.get("rest") else {}
    came = row_of(copy.deepcopy(service), "$", []) if service else {}
    service["id"] = identifier
    changed = {n: v for n, v in row.items() if n not in OWN and v != _cleaned(n, came.get(n))}
    changed |= {n: None for n in came if n not in (*row, *OWN) and came[n] not in (None, "", [])}
    put_row(service, changed)
    return service


def _cleaned(name: str, value: Any) -> Any:
    try:
        return clean(fields(Listing)[name], value)
    except BadValue:
        return value
