"""Which facts of a file are compared: those whose fields say so (``About.match``), wherever they stand."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.fields import fields, record_type
from waystation.casework.folds import REMOVED, State
from waystation.casework.roles import MATRIX, Access

Place = tuple[str, str, str]  # list, record, field


@cache
def matched(compartment: str, collection: str = "") -> dict[str, str]:
    """The compared fields of a compartment or of its records, with what each is."""
    struct = record_type(COMPARTMENTS[compartment].struct, collection)
    return {name: about.match for name, about in fields(struct).items() if about.match}


@cache
def compared(compartment: str) -> frozenset[str]:
    """The lists of a compartment that hold compared fields, "" for its own; empty where nothing in it is compared."""
    lists = ("", *(name for name, about in fields(COMPARTMENTS[compartment].struct).items() if about.record))
    return frozenset(name for name in lists if matched(compartment, name))


def writers() -> list[str]:
    """The roles that write where something is compared, in the order of the one table."""

    def blinds(right: Access, lists: frozenset[str]) -> bool:
        return right.writes and bool(lists & right.lists if right.lists else lists)

    return [role for role in MATRIX["contact"] if any(blinds(row[role], compared(k)) for k, row in MATRIX.items())]


def facts_in(compartment: str, collection: str, record: str, values: Mapping[str, Any]) -> dict[Place, tuple[str, str]]:
    """What is stated of compared fields: (what it is, the text) by place; an empty text where it was emptied or its
    record removed."""
    names = matched(compartment, collection) if collection in compared(compartment) else {}
    if values.get(REMOVED):
        return {(collection, record, name): (kind, "") for name, kind in names.items()}
    return {(collection, record, n): (kind, str(values[n] or "")) for n, kind in names.items() if n in values}


def facts_of(compartment: str, state: State) -> Iterator[tuple[Place, tuple[str, str]]]:
    """All that a folded compartment says of compared fields."""
    for collection in sorted(compared(compartment)):
        for record in state.records(collection) if collection else [""]:
            yield from facts_in(compartment, collection, record, state.row(collection, record)).items()
