"""Erasing: rows of what is to be gone, taken out of a database, and looked for there.

    erase(run, tables(run, sqlite=True), {"circle": [id, …], "file": [id, …]}, now)      # {"store_envelope": 12, …}
    still_there(run, found, gone)                                                        # {} when nothing is left

``run(sql, values)`` executes one statement with ``?`` for each value and gives the cursor. Imports no Django, because a
backup is cleansed of what was shredded since before there are settings to load. Every table with a column ``circle`` is
a circle's, whichever module made it: a new table needs no line here.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Run = Callable[[str, list[Any]], Any]
AT_ONCE = 400  # ids in one statement: under SQLite's limit of bound values

# Where things that are no circles lie. A row of ``store_likeness`` is emptied, not deleted: that tells those who keep a
# shelf of these rows to take it off (``store/likeness/likenesses.py``).
PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    "circle": (("store_circle", "id"),),
    "file": (("store_blob", "file"),),
    "merge": (("store_merge", "id"),),
    "mailbox": (("store_correspondence", "id"), ("store_slip", "thread")),
}
EMPTIED = {"likeness": ("store_likeness", "id")}
_COLUMNS = {
    True: "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'circle'"
    " WHERE m.type = 'table' AND m.name LIKE 'store_%'",
    False: "SELECT table_name FROM information_schema.columns WHERE column_name = 'circle'"
    " AND table_schema = current_schema() AND table_name LIKE 'store_%'",
}


def tables(run: Run, sqlite: bool) -> list[str]:
    """The tables that hold rows of circles."""
    return sorted(name for (name,) in run(_COLUMNS[sqlite], []).fetchall())


def erase(run: Run, of_circles: Iterable[str], gone: Mapping[str, Iterable[bytes]], now: int) -> dict[str, int]:
    """Deletes the rows of things by kind. ``now``: µs since 1970. Returns how many rows went, by table."""
    counts: dict[str, int] = {}
    places = _places(of_circles)
    for kind, ids in gone.items():
        for some in _some(ids):
            for table, column in places.get(kind, ()):
                done = run(f"DELETE FROM {table} WHERE {column} IN ({_marks(some)})", some).rowcount  # noqa: S608
                counts[table] = counts.get(table, 0) + max(0, done)
            if kind in EMPTIED:
                table, column = EMPTIED[kind]
                sql = f"UPDATE {table} SET sealed = ?, at = ? WHERE {column} IN ({_marks(some)})"  # noqa: S608
                counts[table] = counts.get(table, 0) + run(sql, [b"", now, *some]).rowcount
    return {table: count for table, count in counts.items() if count}


def still_there(run: Run, of_circles: Iterable[str], gone: Mapping[str, Iterable[bytes]]) -> dict[str, int]:
    """How many rows of these things are left, by table."""
    counts: dict[str, int] = {}
    places = _places(of_circles)
    for kind, ids in gone.items():
        for some in _some(ids):
            for table, column in places.get(kind, ()):
                sql = f"SELECT count(*) FROM {table} WHERE {column} IN ({_marks(some)})"  # noqa: S608
                counts[table] = counts.get(table, 0) + run(sql, some).fetchone()[0]
            if kind in EMPTIED:
                table, column = EMPTIED[kind]
                sql = f"SELECT count(*) FROM {table} WHERE sealed <> ? AND {column} IN ({_marks(some)})"  # noqa: S608
                counts[table] = counts.get(table, 0) + run(sql, [b"", *some]).fetchone()[0]
    return {table: count for table, count in counts.items() if count}


def _places(of_circles: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    return PLACES | {"circle": (*((table, "circle") for table in of_circles), *PLACES["circle"])}


def _some(ids: Iterable[bytes]) -> Iterable[list[bytes]]:
    every = list(ids)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def _marks(values: list[bytes]) -> str:
    return ", ".join("?" * len(values))


# -- the list that outlives backups ------------------------------------------------------------------------------------

LIST = "shredded.txt"  # in the installation's folder, and in every backup: a kind and an id a line, nothing else
DAY = (
    "day"  # a line of another kind: a circle, the minute from which it goes, and its order, which others went by before
)

Days = list[tuple[bytes, int, bytes]]


def listed(text: str) -> dict[str, list[bytes]]:
    """The things on such a list, by kind. Raises ValueError where it is none."""
    found: dict[str, list[bytes]] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        kind, _space, thing = line.partition(" ")
        if kind == DAY:
            continue
        if (kind not in PLACES and kind not in EMPTIED) or len(bytes.fromhex(thing)) != 16:
            raise ValueError("a line that is not a kind and an id")
        found.setdefault(kind, []).append(bytes.fromhex(thing))
    return found


def days(text: str) -> Days:
    """Circles whose order others of the case went by already: they go on their day even where the rest was put back.
    Raises ValueError where a line is none."""
    found = []
    for line in text.splitlines():
        if line.startswith(DAY + " "):
            _day, circle, at, order = line.split(" ")
            found.append((bytes.fromhex(circle), int(at), bytes.fromhex(order)))
    return found


def as_list(things: Iterable[tuple[str, bytes]], waiting: Iterable[tuple[bytes, int, bytes]] = ()) -> str:
    lines = [f"{kind} {thing.hex()}\n" for kind, thing in sorted(set(things))]
    return "".join(lines + [f"{DAY} {circle.hex()} {at} {order.hex()}\n" for circle, at, order in sorted(set(waiting))])
