"""Services of HSDS as tables, and tables as services: what the nested form holds inside, tables link by identifiers.

    tables = flat(services)             # {"service": [{"id": …}], "phone": [{"id": …, "service_id": …}]}
    for path, service in nested(tables, faults): ...

Tables, their files and links are those of HSDS 3.x (``schema/compiled/tabular.json`` of
github.com/openreferral/specification; CC BY-SA 4.0). What that schema does not know stays in a column of its own, as
JSON where it is more than a text. Beyond that every cell is a text; known numbers are numbers.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from waystation.casework.fields import LONG_LIMIT
from waystation.casework.landing.hsdsrows import Fault
from waystation.casework.words import _

Row = dict[str, Any]
Tables = dict[str, list[Row]]

FILES = {
    "organization": "organizations.csv", "program": "programs.csv", "service": "services.csv",
    "attribute": "attributes.csv", "service_at_location": "service_at_location.csv", "location": "locations.csv",
    "phone": "phones.csv", "contact": "contacts.csv", "address": "addresses.csv", "schedule": "schedules.csv",
    "funding": "funding.csv", "service_area": "service_areas.csv", "required_document": "required_documents.csv",
    "language": "languages.csv", "accessibility": "accessibility.csv", "taxonomy_term": "taxonomy_terms.csv",
    "cost_option": "cost_options.csv", "organization_identifier": "organization_identifiers.csv",
}  # fmt: skip
# Which lists an object of each table holds, by their names in the nested form; a list's row links to its holder.
LISTS = {
    "phones": "phone", "contacts": "contact", "schedules": "schedule", "funding": "funding", "languages": "language",
    "service_areas": "service_area", "service_at_locations": "service_at_location", "attributes": "attribute",
    "required_documents": "required_document", "cost_options": "cost_option", "addresses": "address",
    "accessibility": "accessibility", "organization_identifiers": "organization_identifier",
}  # fmt: skip
HOLDS = {
    "service": ("phones", "schedules", "service_areas", "service_at_locations", "languages", "funding", "contacts",
                "required_documents", "cost_options", "attributes"),
    "organization": ("funding", "contacts", "phones", "organization_identifiers", "attributes"),
    "program": ("attributes",), "contact": ("phones", "attributes"), "phone": ("languages", "attributes"),
    "service_at_location": ("contacts", "phones", "schedules", "attributes"),
    "location": ("languages", "addresses", "contacts", "accessibility", "phones", "schedules", "attributes"),
}  # fmt: skip
# One object inside another: the holder's row links to it.
INSIDE = {
    "service": ("organization", "program"), "service_at_location": ("location",), "attribute": ("taxonomy_term",),
}  # fmt: skip
NEEDED = {"service": ("id", "name", "status"), "organization": ("id", "name")}  # columns without which nothing is read
MUST_EXIST = ("organization", "location")  # a link to nothing here would lose who helps, or where
NUMBERS = frozenset(
    "minimum_age maximum_age latitude longitude year_incorporated amount extension interval count".split()
)
OPENS_JSON = ("{", "[")


def flat(services: Iterable[Mapping[str, Any]]) -> Tables:
    """The tables of services in their nested form. What occurs twice under one identifier is one row."""
    tables: dict[str, dict[str, Row]] = {name: {} for name in FILES}
    for service in services:
        _flatten("service", service, {}, tables)
    return {name: list(rows.values()) for name, rows in tables.items() if rows}


def _flatten(table: str, item: Mapping[str, Any], links: Row, tables: dict[str, dict[str, Row]]) -> str:
    """Adds one object with what it holds; returns its identifier."""
    rows = tables[table]
    identifier = str(item.get("id") or f"{table}-{len(rows) + 1}")
    row = rows.setdefault(identifier, {"id": identifier})
    row.update(links)
    for name, value in item.items():
        if name == "id" or value is None:
            continue
        if name in HOLDS.get(table, ()) and _objects(value):
            for one in value:
                _flatten(LISTS[name], one, _link(table, LISTS[name], identifier), tables)
        elif name in INSIDE.get(table, ()) and isinstance(value, Mapping):
            row[f"{name}_id"] = _flatten(name, value, {}, tables)
        else:
            row[name] = _cell(value)
    return identifier


def _objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


def _link(holder: str, held: str, identifier: str) -> Row:
    if held == "attribute":
        return {"link_id": identifier, "link_entity": holder}
    return {f"{holder}_id": identifier}


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def nested(tables: Tables, faults: list[Fault]) -> Iterator[tuple[str, Row]]:
    """Each service with where it stands (``services.csv[3]``: the third line under the headings). What is wrong is
    added to ``faults``."""
    nest = _Nest(tables, faults)
    for n, row in enumerate(tables.get("service", ())):
        path = f"{FILES['service']}[{n + 1}]"
        if (
            nest.size("service", row, path) > LONG_LIMIT
        ):  # asked before it is put together: a row that a thousand others
            faults.append(Fault(path, _("This service says more than can be kept.")))  # share would be written so often
        else:
            yield path, nest.whole("service", row)


class _Nest:
    """Puts rows together by their links. The schema has no loops, so what a row holds is at most five deep."""

    def __init__(self, tables: Tables, faults: list[Fault]):
        self.faults = faults
        self.by_id = {t: {row["id"]: row for row in rows if row.get("id")} for t, rows in tables.items()}
        self.held: dict[tuple[str, str, str], list[Row]] = {}
        self.sizes: dict[tuple[str, int], int] = {}
        for table, rows in tables.items():
            for row in rows:
                for holder, identifier in _links(table, row):
                    self.held.setdefault((holder, identifier, table), []).append(row)

    def size(self, table: str, row: Row, path: str = "") -> int:
        """How many characters of cells an object has with all that it holds."""
        if (table, id(row)) not in self.sizes:
            own = sum(len(name) + len(str(cell)) for name, cell in row.items())
            inside = sum(self.size(name, one) for name, one in self._inside(table, row, path))
            lists = sum(
                self.size(LISTS[name], one, path and f"{path}.{name}")
                for name, rows in self._lists(table, row) for one in rows
            )  # fmt: skip
            self.sizes[table, id(row)] = own + inside + lists
        return self.sizes[table, id(row)]

    def whole(self, table: str, row: Row) -> Row:
        inside = dict(self._inside(table, row, ""))
        links = {f"{name}_id" for name in inside} | ({"link_id", "link_entity"} if table == "attribute" else set())
        links |= {f"{holder}_id" for holder, names in HOLDS.items() if any(LISTS[name] == table for name in names)}
        links -= {"organization_id"} if table == "program" else set()
        made = {name: _value(name, cell) for name, cell in row.items() if name not in links and cell != ""}
        made |= {name: self.whole(name, one) for name, one in inside.items()}
        made |= {name: [self.whole(LISTS[name], o) for o in rows] for name, rows in self._lists(table, row) if rows}
        return made

    def _inside(self, table: str, row: Row, path: str) -> Iterator[tuple[str, Row]]:
        for name in INSIDE.get(table, ()):
            identifier = row.get(f"{name}_id") or ""
            if found := self.by_id.get(name, {}).get(identifier):
                yield name, found
            elif identifier and path and name in MUST_EXIST:
                self.faults.append(Fault(f"{path}.{name}_id", _("No line of the other table has this identifier.")))

    def _lists(self, table: str, row: Row) -> Iterator[tuple[str, list[Row]]]:
        for name in HOLDS.get(table, ()):
            yield name, self.held.get((table, row.get("id") or "", LISTS[name]), [])


def _links(table: str, row: Row) -> Iterator[tuple[str, str]]:
    """What holds a row, by its own cells."""
    if table == "attribute":
        yield row.get("link_entity") or "", row.get("link_id") or ""
        return
    for holder in HOLDS:
        if identifier := row.get(f"{holder}_id"):
            yield holder, identifier


def _value(name: str, cell: str) -> Any:
    if name in NUMBERS or cell.startswith(OPENS_JSON):
        try:
            return json.loads(cell, parse_constant=_no_number)
        except (ValueError, RecursionError):  # a text that begins like one
            return cell
    return cell


def _no_number(name: str) -> None:
    raise ValueError(name)
