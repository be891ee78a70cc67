"""Between a service of HSDS, nested six deep, and one flat row of the directory: where each field of the row lies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _

TAXONOMY = "settlement_service"  # the name under which our own kinds travel, as a taxonomy term of the service
# Fields of a row that are texts or numbers of the service itself.
BASE = {
    "name": "name", "what": "description", "interpreters": "interpretation_services", "email": "email", "url": "url",
    "apply": "application_process", "fees": "fees_description", "eligible": "eligibility_description",
    "least_age": "minimum_age", "most_age": "maximum_age", "checked_on": "assured_date",
}  # fmt: skip
ADDRESS = {
    "address_line": "address_1", "city": "city", "region": "state_province", "postcode": "postal_code",
    "country": "country",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file: where (``$.contents[3].name``) and what, as a sentence."""

    path: str
    sentence: str


def row_of(service: Any, path: str, faults: list[Fault]) -> dict[str, Any]:
    """The row of one service. What is wrong is added to ``faults``; lists of a wrong shape count as empty."""
    if not isinstance(service, dict):
        faults.append(Fault(path, _("Here a service should stand, as an object.")))
        return {}
    look = _Look(service, path, faults)
    row = {name: look.value(service, theirs, path) for name, theirs in BASE.items()}
    for age in ("least_age", "most_age"):
        row[age] = int(row[age]) if isinstance(row[age], float) and isfinite(row[age]) else row[age]
    if isinstance(row["checked_on"], str):
        row["checked_on"] = row["checked_on"][:10]
    row["hsds_id"], row["name"] = look.text("id"), look.text("name")
    organisation = look.inside(service, "organization", path)
    row["organisation"] = look.value(organisation, "name", f"{path}.organization")
    row["status"] = look.status()
    row["kind"] = look.kind()
    row["languages"] = look.languages()
    row["phone"] = look.first("phones", "number")
    row["hours"] = look.first("schedules", "description")
    address, where = look.address()
    row |= {name: look.value(address, theirs, where) for name, theirs in ADDRESS.items()}
    country = row["country"]
    row["country"] = country if country in vocabulary("country") else ""
    return row


class _Look:
    """Looks into one service and notes what has the wrong shape."""

    def __init__(self, service: dict[str, Any], path: str, faults: list[Fault]):
        self.service, self.path, self.faults = service, path, faults

    def fault(self, path: str, sentence: str) -> None:
        self.faults.append(Fault(path, sentence))

    def value(self, holder: Mapping[str, Any], name: str, path: str) -> Any:
        found = holder.get(name)
        if found is None or (isinstance(found, str | int | float) and not isinstance(found, bool)):
            return found
        self.fault(f"{path}.{name}", _("Here a text or a number should stand."))
        return None

    def text(self, name: str) -> str:
        found = self.service.get(name)
        if isinstance(found, str) and found.strip():
            return found.strip()
        self.fault(f"{self.path}.{name}", _("Every service must have this."))
        return ""

    def inside(self, holder: Mapping[str, Any], name: str, path: str) -> dict[str, Any]:
        found = holder.get(name)
        if found is None or isinstance(found, dict):
            return found or {}
        self.fault(f"{path}.{name}", _("Here an object should stand."))
        return {}

    def many(self, holder: Mapping[str, Any], name: str, path: str) -> list[dict[str, Any]]:
        found = holder.get(name)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.fault(f"{path}.{name}", _("Here a list of objects should stand."))
            return []
        return found

    def status(self) -> str:
        found = str(self.service.get("status") or "").replace(" ", "_")
        if found in vocabulary("listing_status"):
            return found
        self.fault(f"{self.path}.status", _("It must be active, inactive, defunct or temporarily closed."))
        return ""

    def kind(self) -> str:
        for attribute in self.many(self.service, "attributes", self.path):
            term = attribute.get("taxonomy_term")
            if isinstance(term, dict) and term.get("code") in vocabulary(TAXONOMY):
                return str(term["code"])
        return ""

    def languages(self) -> list[str]:
        codes = [one.get("code") for one in self.many(self.service, "languages", self.path)]
        return [str(code) for code in codes if code in vocabulary("language")]

    def first(self, name: str, field: str) -> Any:
        held = self.many(self.service, name, self.path)
        return self.value(held[0], field, f"{self.path}.{name}[0]") if held else None

    def address(self) -> tuple[dict[str, Any], str]:
        """The first address of the first place where it is given."""
        places = self.many(self.service, "service_at_locations", self.path)
        where = f"{self.path}.service_at_locations[0].location"
        location = self.inside(places[0], "location", where.rsplit(".", 1)[0]) if places else {}
        addresses = self.many(location, "addresses", where)
        return (addresses[0] if addresses else {}), f"{where}.addresses[0]"


def put_row(service: dict[str, Any], changed: Mapping[str, Any]) -> None:
    """Writes into a service what a row says otherwise, and what every service must have."""
    for name, value in changed.items():
        if name in BASE:
            _set(service, BASE[name], value)
        elif name in ADDRESS:
            _set(_place(service), ADDRESS[name], value)
        else:
            _PUT[name](service, value)
    service.setdefault("name", "")
    service.setdefault("status", "active")


def _set(holder: dict[str, Any], name: str, value: Any) -> None:
    if value in (None, "", []):
        holder.pop(name, None)
    else:
        holder[name] = value


def _child(service: dict[str, Any], name: str, what: str) -> dict[str, Any]:
    """The first object of a list, made where there is none, under an id that follows from the service's."""
    held = service.setdefault(name, [])
    if not held:
        held.append({"id": f"{service.get('id', '')}/{what}"})
    return held[0]


def _place(service: dict[str, Any]) -> dict[str, Any]:
    at = _child(service, "service_at_locations", "at")
    location = at.setdefault("location", {"id": f"{service.get('id', '')}/location", "location_type": "physical"})
    addresses = location.setdefault("addresses", [])
    if not addresses:
        # What the schema requires of an address stands there, empty where the row does not know it.
        required = dict.fromkeys(ADDRESS.values(), "")
        addresses.append({"id": f"{service.get('id', '')}/address", "address_type": "physical", **required})
    return addresses[0]


def _organisation(service: dict[str, Any], value: Any) -> None:
    own = service.setdefault("organization", {"id": f"{service.get('id', '')}/organization", "description": ""})
    _set(own, "name", value)


def _status(service: dict[str, Any], value: Any) -> None:
    service["status"] = str(value or "active").replace("_", " ")


def _kind(service: dict[str, Any], value: Any) -> None:
    kept = [a for a in service.get("attributes", []) if not _own_kind(a)]
    if value:
        term = {"id": f"{TAXONOMY}/{value}", "code": value, "name": vocabulary(TAXONOMY).label(value),
                "taxonomy": TAXONOMY}  # fmt: skip
        kept.insert(0, {"id": f"{service.get('id', '')}/kind", "taxonomy_term": term})
    _set(service, "attributes", kept)


def _own_kind(attribute: Mapping[str, Any]) -> bool:
    term = attribute.get("taxonomy_term")
    return isinstance(term, dict) and term.get("code") in vocabulary(TAXONOMY)


def _languages(service: dict[str, Any], value: Any) -> None:
    others = [one for one in service.get("languages", []) if one.get("code") not in vocabulary("language")]
    held = {one.get("code"): one for one in service.get("languages", [])}
    own = [held.get(code) or {"id": f"{service.get('id', '')}/{code}", "code": code,
                              "name": vocabulary("language").label(code)} for code in value or ()]  # fmt: skip
    _set(service, "languages", own + others)


def _phone(service: dict[str, Any], value: Any) -> None:
    if value or service.get("phones"):
        _set(_child(service, "phones", "phone"), "number", value)


def _hours(service: dict[str, Any], value: Any) -> None:
    if value or service.get("schedules"):
        _set(_child(service, "schedules", "hours"), "description", value)


_PUT: dict[str, Callable[[dict[str, Any], Any], None]] = {
    "organisation": _organisation, "status": _status, "kind": _kind, "languages": _languages, "phone": _phone,
    "hours": _hours,
}  # fmt: skip
