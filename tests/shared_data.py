"""Where the public tables lie with which importers are tried. They stand beside the project, never in it."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from waystation.planning.passage import EntryTable
from waystation.planning.passage.tables import read_entry_rules

ROOT = Path(__file__).resolve().parent.parent
OLD, NEW = "passport-index-2025-01-12.csv", "passport-index-2026-02-17.csv"
BORDERS, AIRPORTS, ROUTES = "countries-borders-mledoze-5.1.0.csv", "openflights-airports.csv", "openflights-routes.csv"


def project() -> Path:
    """The project's folder; of a second working tree of Git, the first one's."""
    link = ROOT / ".git"
    if link.is_file():
        return Path(link.read_text("utf-8").removeprefix("gitdir: ").strip()).parent.parent.parent
    return ROOT


def path(name: str) -> Path:
    """A table; where the whole folder is missing, as in a clone by itself, what asks for it is skipped and says so."""
    folder = project().parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the public tables do not lie beside the project: shared/data (docs/how-to-change-it.md)")
    assert (folder / name).is_file(), f"{folder / name} is missing among the public tables beside the project"
    return folder / name


def content(name: str) -> bytes:
    return path(name).read_bytes()


@cache
def entry_rules(name: str) -> EntryTable:
    return read_entry_rules(content(name), name, date.fromisoformat(name[-14:-4]))
