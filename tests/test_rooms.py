"""The house's plan: a room imports only rooms above it, and modules stay small enough to read."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "waystation"
ROOMS = ["circles", "casework", "planning", "store", "door", "desk", "relay", "release", "cli"]
MAY_IMPORT = {
    "circles": set(),
    "casework": set(),
    "planning": set(),
    "store": {"circles", "casework", "planning"},
    "door": {"circles", "casework", "store"},
    "desk": {"circles", "casework", "planning", "store", "door"},
    "cli": {"circles", "casework", "planning", "store", "door", "desk"},
}
# Django's settings name what it loads; importing them is not.
PURE = {"circles", "casework", "planning"}
IMPURE = {"django", "os.path", "time", "socket", "pathlib", "sqlite3", "requests"}
MODULES = [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts and p.parent != SOURCE]


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
    return found


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_room_imports_only_rooms_above_it(path):
    own = room(path)
    named = {name.split(".")[1] for name in imports(path) if name.startswith("waystation.") and name.count(".")}
    used = {name for name in named if name in ROOMS}
    assert used <= MAY_IMPORT[own] | {own}


@pytest.mark.parametrize("path", [p for p in MODULES if room(p) in PURE], ids=lambda p: str(p.relative_to(SOURCE)))
def test_pure_rooms_touch_no_clock_no_disk_no_framework(path):
    tops = {name.split(".")[0] for name in imports(path)} | imports(path)
    assert not tops & IMPURE


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_can_be_read_in_one_sitting(path):
    assert len(path.read_text("utf-8").splitlines()) <= 320, "a module that grows is usually two nouns"


@pytest.mark.parametrize("room", ["casework", "planning", "store", "door", "desk", "cli"])
def test_the_packages_of_a_room_stand_above_one_another_without_a_circle(room):
    ties: dict[str, set[str]] = {}
    for path in (SOURCE / room).rglob("*.py"):
        own = path.relative_to(SOURCE / room).parts[0].removesuffix(".py")
        named = {name.split(".")[2] for name in imports(path) if name.startswith(f"waystation.{room}.")}
        ties[own] = ties.get(own, set()) | named - {own}
    assert [*TopologicalSorter(ties).static_order()], "raises CycleError, which names the circle"
