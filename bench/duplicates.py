"""Measures the search for duplicates: precision and recall on invented people, and how long a search takes.

    .venv/bin/python bench/duplicates.py            10,000 people; searches among 1,000, 10,000 and 100,000
    .venv/bin/python bench/duplicates.py --quick    2,000 people; searches among 1,000

``_people`` states who is invented, ``_hands`` how those who write of them err. Precision and recall are of pairs of
files, each file being asked when it comes after those it is compared with. Searches go the whole way: the member's
keys, the matching circle, rows and shelf in the database; the rows themselves are made here in bulk.
"""

import argparse
import gc
import hashlib
import os
import resource
import tempfile
import time
from pathlib import Path

from _common import Row, machine_line, table, timed, write
from _files import FIRST, KNOWN, files_of, same
from _people import invent

THRESHOLDS = (0.1, 0.2, 0.3, 0.5, 0.8)
GOAL = 50.0  # ms for a search


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    print(machine_line(), flush=True)
    people, sizes = (2_000, (1_000,)) if quick else (10_000, (1_000, 10_000, 100_000))
    tables = {
        f"{people:,} people, files as after intake": quality(people, KNOWN, goals=True),
        f"{people:,} people, first contacts": quality(people, FIRST, goals=False),
    }
    with tempfile.TemporaryDirectory() as home:
        searching(Path(home), sizes, tables)
    print(f"\nWritten to {write('duplicates', tables)}")


def quality(count: int, known: dict[str, float], goals: bool) -> list[Row]:
    """Precision and recall at some thresholds, and at that by which pages call a file a possible duplicate."""
    from waystation.casework.verifying.likeness.marks import blinded
    from waystation.casework.verifying.likeness.scoring import LIKELY, candidates
    from waystation.casework.verifying.likeness.shelves import Asked, Memory

    files = files_of(invent(count, seed=11), seed=11, known=known)  # none that a weight was chosen on
    true = same(files)
    kept = [[blinded(kind, text, marked) for kind, text in file.facts] for file in files]
    shelf, called = Memory.of(kept), {}
    for n, facts in enumerate(kept):
        for candidate in candidates(Asked.of(facts), shelf, min(THRESHOLDS), most=30):
            if candidate.unit < n:
                called[candidate.unit, n] = candidate.chance
    rows = [Row("files", [float(len(files))], ""), Row("pairs of one person", [float(len(true))], "")]
    for least in THRESHOLDS:
        pairs = {pair for pair, chance in called.items() if chance >= least}
        right, goal = len(pairs & true), goals and least == LIKELY
        name = f"score {round(100 * least)} and above"
        rows.append(Row(f"{name}: precision", [right / max(1, len(pairs))], "", 0.90 if goal else None, more=True))
        rows.append(Row(f"{name}: recall", [right / len(true)], "", 0.95 if goal else None, more=True))
    title = f"{count:,} people, {'files as after intake' if goals else 'first contacts'}"
    print("\n" + table(title, rows), flush=True)
    return rows


def marked(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:8]


# -- searching ---------------------------------------------------------------------------------------------------------


def searching(home: Path, sizes: tuple[int, ...], tables: dict[str, list[Row]]) -> None:
    os.environ |= {"WAYSTATION_HOME": str(home), "DJANGO_SETTINGS_MODULE": "waystation.store.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    from waystation.cli.demofill import Filling

    call_command("migrate", verbosity=0)
    filling = Filling(home, lambda *_said: None)
    filling.organisation()
    made = 0
    for size in sizes:
        took = fill(filling.secrets["mara"], made, size)
        made = size
        rows = searched(filling.secrets["mara"], size, took)
        tables[f"a search among {size:,} people"] = rows
        print("\n" + table(f"A search among {size:,} people", rows), flush=True)


def fill(secret, begin: int, end: int) -> float:
    """Puts rows of invented people into the database, sealed as they are when written one by one. Seconds."""
    import msgspec

    from waystation.casework.verifying.likeness.marks import blinded
    from waystation.store.clock import micros
    from waystation.store.likeness import matching
    from waystation.store.models import Likeness
    from waystation.store.sealed import keys

    matcher = matching.opened(keys.unlock(secret), writing=True)
    begun, rows = time.perf_counter(), []
    people = invent(end - begin, seed=begin)
    first = {file.person: file for file in files_of(people, seed=begin)}
    for n, file in enumerate(first.values()):
        number = (begin + n).to_bytes(16, "big")
        facts = {matcher.place(str(k)): blinded(kind, text, matcher.blind) for k, (kind, text) in enumerate(file.facts)}
        row = matcher.id_of(number, "a")
        seen = msgspec.msgpack.encode(matching.Seen(number, "a", f"Invented Person {begin + n}", facts))
        rows.append(Likeness(id=row, at=micros(), sealed=matcher.seal(row, seen)))
        if len(rows) == 1000:
            Likeness.objects.bulk_create(rows)
            rows = []
    Likeness.objects.bulk_create(rows)
    return time.perf_counter() - begun


def searched(secret, size: int, took: float) -> list[Row]:
    from django.db import connection

    from waystation.store.likeness import likenesses, matching
    from waystation.store.models import Kept, Likeness
    from waystation.store.sealed import keys
    from waystation.store.verifying import duplicates

    unlocked = keys.unlock(secret)
    matcher = matching.opened(unlocked)
    begun = time.perf_counter()
    likenesses.file(matcher)
    filed = time.perf_counter() - begun
    asked = [file.facts for file in files_of(invent(40, seed=99), seed=99)]
    at = iter(range(10**9))

    def search() -> None:
        duplicates.typed(unlocked, asked[next(at) % len(asked)])

    def of_case() -> None:
        duplicates.of_case(unlocked, (next(at) * 7919 % size).to_bytes(16, "big"))

    def changed() -> None:
        n = next(at) * 7919 % size
        facts = {("", "", "alias"): ("name", f"Имярек {n}")}
        matching.remember(unlocked, n.to_bytes(16, "big"), "a", "Invented Person", "contact", facts)

    time.sleep(likenesses.OVERLAP / 1e6 + 1)  # else all that was just made counts as hardly made
    changed()
    likenesses.file(matcher)
    gc.collect()
    rows = [
        Row("rows made (not a goal)", [took], "s"),
        Row("first filing of the shelf, once", [filed], "s"),
        Row("search for what was typed", timed(search, 40, connection.close), "ms", GOAL),
        Row("search for a case", timed(of_case, 40, connection.close), "ms", GOAL),
        Row("remembering a changed fact", timed(changed, 30, connection.close), "ms"),
        Row("search with 30 changes not filed", timed(search, 40, connection.close), "ms", GOAL),
    ]
    for _n in range(likenesses.TAIL):
        changed()
    begun = time.perf_counter()
    search()
    rows.append(Row("search that files 49 or more changes", [(time.perf_counter() - begun) * 1000], "ms"))
    stored = sum(map(len, Likeness.objects.values_list("sealed", flat=True).iterator(1000)))
    shelf = sum(map(len, Kept.objects.values_list("sealed", flat=True).iterator(100)))
    rows.append(Row("disk, a person", [(stored + shelf) / size / 1024], "KiB"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append(Row("peak memory, filling included", [peak], "MiB"))
    return rows


if __name__ == "__main__":
    main()
