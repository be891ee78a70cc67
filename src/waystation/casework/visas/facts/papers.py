"""Facts of the field as data: each file names its source and the date as of which it is true.

for row in starter(): ...       # pathways to begin with; the programme edits its own copies
times("icrc_etd").lasts         # how long a document lasts, where nothing nearer is known
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from waystation.casework.fields import fields
from waystation.casework.parts.pathways import Pathway


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))


@cache
def starter() -> dict[str, dict[str, Any]]:
    """The pathways to begin with, by the record under which each is taken in; every field as the struct has it."""
    data = _read("pathways")
    shared = {"as_of": data["as_of"].isoformat(), "status_on": data["as_of"].isoformat()}
    return {
        row["pathway"].replace("_", ""): shared | {k: _plain(v) for k, v in _checked(row).items()}
        for row in data["pathways"]
    }


def _checked(row: dict[str, Any]) -> dict[str, Any]:
    """A pathway whose conditions end with what nobody read in a source: it stands there until somebody takes it out."""
    unread = [fields(Pathway)[name].label for name in row.pop("check", ())]
    if unread:
        row["conditions"] = f"{row.get('conditions', '')} Check, not from a source: {', '.join(unread)}.".strip()
    return row


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


@dataclass(frozen=True)
class Times:
    """How long one kind of paper takes and lasts, in days; ``lasts`` 0 for no end. ``needs``: kinds to be held first;
    ``travels``: wanted on the way; ``arrives``: until its last day."""

    takes: int = 30
    lasts: int = 0
    needs: tuple[str, ...] = ()
    travels: bool = True
    arrives: bool = True
    source: str = ""


@cache
def times(kind: str) -> Times:
    """The usual times of a document type; those of an unknown paper where nothing is known."""
    data = _read("papertimes")
    row = next((r for r in data["papers"] if r["kind"] == kind), None)
    if row is None:
        return Times()
    return Times(
        row["takes"], row["lasts"], tuple(row.get("needs", ())), row.get("travels", True), row.get("arrives", True),
        row["source"],
    )  # fmt: skip
