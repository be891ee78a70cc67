"""Measures a node: unlocking, pages, saving, search, folding, memory and disk, beside what the primitives alone allow.

    .venv/bin/python bench/node.py            100, 1,000, 10,000 and 50,000 cases
    .venv/bin/python bench/node.py --quick    100 and 1,000

Each size has an installation of its own in a temporary folder. It is filled by one process and served by another, whose
peak memory therefore is that of serving alone.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from _common import Row, Times, machine_line, per_second, table, timed, write

SIZES = (100, 1000, 10_000, 50_000)
MS, KIB = 1000, 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", help="numbers of cases, with commas")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--profile", metavar="PAGE", help="profile one page at the largest size: today, cases, …")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--limits", default="{}", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        found = PARTS[options.part](options.size, json.loads(options.limits), options)
        print(json.dumps([vars(row) for row in found]))
        return
    sizes = [int(n) for n in options.sizes.split(",")] if options.sizes else list(SIZES[:2] if options.quick else SIZES)
    run(sizes, 10_000 if options.quick else 100_000, options)


def run(sizes: list[int], entries: int, options: argparse.Namespace) -> None:
    print(machine_line(), flush=True)
    tables: dict[str, list[Row]] = {}

    def show(title: str, rows: list[Row]) -> None:
        tables[title] = rows
        print("\n" + table(title, rows), flush=True)

    limits_rows = child("primitives")
    limits = {row.what.split(",")[0]: row.median for row in limits_rows}
    show("Primitives, one thread", limits_rows)
    for size in sizes:
        home = tempfile.mkdtemp(prefix="waystation-bench-")
        try:
            rows = child("fill", size, limits, home)
            more = ["--profile", options.profile] if options.profile and size == sizes[-1] else []
            rows += child("serve", size, limits, home, more)
            show(f"{size:,} cases", rows)
        finally:
            shutil.rmtree(home, ignore_errors=True)
    show("Disk", child("disk", 100, limits))
    show(f"Folding {entries:,} entries", child("folding", entries, limits))
    growth = [
        Row(f"{row.what}, {sizes[at]:,} → {sizes[at + 1]:,} cases", [later.median / row.median], "times")
        for at in range(len(sizes) - 1)
        for row, later in zip(tables[f"{sizes[at]:,} cases"], tables[f"{sizes[at + 1]:,} cases"], strict=False)
        if row.what == later.what
    ]
    if growth:
        show("Growth", growth)
    print(f"\n{machine_line()} at the end; written to bench/out/{write('node', tables).name}")


def child(
    part: str, size: int = 0, limits: dict[str, float] | None = None, home: str = "", more: Any = ()
) -> list[Row]:
    """Runs one part in a process of its own."""
    own = home or tempfile.mkdtemp(prefix="waystation-bench-")
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"WAYSTATION_HOME": own}
    command = [sys.executable, __file__, "--part", part, "--size", str(size), "--limits", json.dumps(limits or {})]
    begun = time.perf_counter()
    try:
        done = subprocess.run([*command, *more], env=environment, stdout=subprocess.PIPE, check=True, text=True)
    finally:
        if not home:
            shutil.rmtree(own, ignore_errors=True)
    print(f"({part} {size or ''} took {time.perf_counter() - begun:.0f} s)", file=sys.stderr, flush=True)
    return [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]


# -- primitives --------------------------------------------------------------------------------------------------------


def primitives(_size: int, _limits: dict[str, float], _options: Any) -> list[Row]:
    import sqlite3

    import msgspec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    from waystation.casework.folds import Set
    from waystation.circles.secret import Secret

    def argon() -> None:
        Argon2id(salt=bytes(16), length=32, iterations=3, lanes=1, memory_cost=256 * KIB).derive(b"six invented words")

    secret, aead, nonce, plain = Secret.new(), AESGCM(bytes(32)), bytes(12), os.urandom(1024)
    sealed, wrap = aead.encrypt(nonce, plain, b"place"), secret.card.seal(bytes(32), b"info")
    signature, card = secret.sign(plain[:500]), secret.card
    body = msgspec.msgpack.encode(Set("notes", "abc", {"text": "x" * 550, "other": True}))
    decoder = msgspec.msgpack.Decoder(Set)
    home = Path(os.environ["WAYSTATION_HOME"])
    db = sqlite3.connect(home / "raw.sqlite3", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE t (id BLOB PRIMARY KEY, sealed BLOB) WITHOUT ROWID")
    ids = [os.urandom(16) for _ in range(50_000)]
    db.execute("BEGIN")
    db.executemany("INSERT INTO t VALUES (?, ?)", ((i, plain) for i in ids))
    db.execute("COMMIT")
    at = iter(range(1 << 60))

    def sqlite_read() -> None:
        db.execute("SELECT sealed FROM t WHERE id = ?", (ids[next(at) * 7919 % 50_000],)).fetchone()

    def sqlite_write() -> None:
        db.execute("INSERT INTO t VALUES (?, ?)", (os.urandom(16), plain))

    return [
        Row("Argon2id, 256 MiB, 3 passes", timed(argon, 5), "ms"),
        Row("AES-256-GCM open, 1 KB", per_second(lambda: aead.decrypt(nonce, sealed, b"place")), "/s"),
        Row("HPKE unwrap, X25519 + ML-KEM-768", per_second(lambda: secret.open(wrap, b"info")), "/s"),
        Row("Ed25519 verify, 500 B", per_second(lambda: card.verify(signature, plain[:500])), "/s"),
        Row("msgspec decode, 600 B typed", per_second(lambda: decoder.decode(body)), "/s"),
        Row("SQLite read, random, 1 KB", per_second(sqlite_read), "/s"),
        Row("SQLite commit, synced, 1 KB", per_second(sqlite_write), "/s"),
    ]


# -- a filled installation ---------------------------------------------------------------------------------------------


def founded() -> Any:
    """An organisation with its members in an empty home."""
    from waystation.cli.setup import ready

    ready()
    from waystation.cli.demofill import Filling
    from waystation.store import node

    home = Path(os.environ["WAYSTATION_HOME"])
    (home / "static").mkdir(exist_ok=True)
    filling = Filling(home, lambda *_: None)
    filling.organisation()
    node.change("languages", ["en", "ru", "ar"])
    node.change("live", True)
    return filling


def bytes_on_disk() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (Path(os.environ["WAYSTATION_HOME"]) / "node.sqlite3").stat().st_size


def fill(size: int, _limits: dict[str, float], _options: Any) -> list[Row]:
    filling = founded()
    from _fill import SAMPLE
    from _fill import fill as fill_cases

    from waystation.circles import phrases
    from waystation.store import keys, logins

    begun = time.perf_counter()
    fill_cases(filling, size, min(SAMPLE, size))
    generated = time.perf_counter() - begun
    ilya = keys.unlock(filling.secrets["ilya"])
    requests = first_overview(ilya)
    passphrase, totp = phrases.new(6), logins.new_totp()
    logins.create("ilya", passphrase, logins.Content(ilya.secret.seed, totp), ilya.pseudonym)
    login = {"passphrase": passphrase, "totp": totp, "seed": ilya.secret.seed.hex()}
    (Path(os.environ["WAYSTATION_HOME"]) / "bench.json").write_text(json.dumps(login))
    return [
        Row("cases made (not a goal)", [generated], "s"),
        Row("first overview, once", [sum(requests)], "s", note=f"{len(requests)} requests at {size:,} cases"),
        Row("first overview, a request of it", requests, "s"),
    ]


def first_overview(keys: Any) -> Times:
    """What each page would take of the first look at everything, in seconds, until all is read."""
    from waystation.desk.cases.overview import overview

    took, unread = Times(), 1
    while unread:
        begun, spent = time.perf_counter(), time.process_time()
        unread = overview(keys, "").unread
        took.add(time.perf_counter() - begun, time.process_time() - spent)
    return took


class Serving:
    """A member with a session in a filled installation, and a client that opens the database anew for each request, as
    the server does."""

    def __init__(self) -> None:
        from waystation.cli.setup import ready

        ready(migrate=False)
        from django.db import connections
        from django.test import Client

        from waystation.circles.secret import Secret
        from waystation.store import keys, sessions
        from waystation.store.models import Login

        given = json.loads((Path(os.environ["WAYSTATION_HOME"]) / "bench.json").read_text())
        self.passphrase, self.totp, self.secret = (
            given["passphrase"],
            given["totp"],
            Secret(bytes.fromhex(given["seed"])),
        )
        self.keys, self.fresh = keys.unlock(self.secret), connections.close_all
        self.client = Client(headers={"host": "127.0.0.1"})
        self.sign_in(self.client, sessions.start(Login.objects.get(), self.secret, 0, 0))

    @staticmethod
    def sign_in(client: Any, cookie: bytes) -> None:
        from base64 import urlsafe_b64encode

        client.cookies["key"] = urlsafe_b64encode(cookie).decode()

    def get(self, path: str) -> Any:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer

    def page(self, path: str, repeats: int = 9) -> Times:
        return timed(lambda: self.get(path), repeats, self.fresh)

    def enter(self) -> None:
        """From the passphrase to the first page, as a person comes in."""
        import pyotp
        from django.test import Client

        client = Client(headers={"host": "127.0.0.1"})
        code = pyotp.TOTP(self.totp).now()
        answer = client.post("/enter", {"name": "ilya", "passphrase": self.passphrase, "code": code})
        assert answer.status_code == 302, answer.content
        assert client.get("/today").status_code == 200

    def forget_code(self) -> None:
        """A code is good once: between two repeats the memory of it is put back."""
        from waystation.store.models import Login

        Login.objects.update(last_code=0)
        self.fresh()


def serve(size: int, limits: dict[str, float], options: Any) -> list[Row]:
    here = Serving()
    from _fill import NOTES, NOWHERE, RARE

    from waystation.desk.cases.overview import overview

    eight = {row.url: "shelter:" in row.teams for row in overview(here.keys).rows}
    full = [url for url, has_eight in eight.items() if has_eight]
    plain = [url for url, has_eight in eight.items() if not has_eight] or full
    if options.profile:
        profiled(here, options.profile, full[0])
    opens, decode, read = limits["AES-256-GCM open"], limits["msgspec decode"], limits["SQLite read"]
    lines = len(eight) * 2
    list_floor = lines * (0.25 / opens + 1 / decode) * MS  # a line is about a quarter of a KB
    found = [
        Row("list", here.page("/cases"), "ms", 150, list_floor),
        Row("Today", here.page("/today"), "ms", None, list_floor),
        Row("road", here.page("/road"), "ms", None, list_floor),
    ]
    at = iter(range(1 << 60))

    def case(urls: list[str]) -> Times:
        return timed(lambda: here.get(f"/cases/{urls[next(at) % len(urls)]}"), 25, here.fresh)

    found += [
        Row("case page, two compartments", case(plain), "ms", 40, 2 * MS * (1 / read + 12 / opens)),
        Row("case page, eight compartments", case(full), "ms", 40, 8 * MS * (1 / read + 2 / opens)),
        Row("form to edit", here.page(f"/cases/{full[0]}/edit/consent", 9), "ms"),
        Row("save of one field", save(here, plain), "ms", 25, 2 * MS / limits["SQLite commit"]),
        Row("list after a save", list_after_save(here, plain), "ms", 150, list_floor),
    ]
    scanned = size * NOTES * (1 / opens) * MS
    for what, word, hit in (("search, a rare word", RARE, True), ("search, a word that is nowhere", NOWHERE, False)):
        answers: list[Any] = []
        took = timed(lambda: answers.append(here.client.post("/search", {"typed": word})), 5, here.fresh)  # noqa: B023
        assert (RARE.encode() in answers[-1].content.replace(b'value="' + word.encode(), b"")) == hit
        goal = 1000 if size * NOTES == 100_000 else None
        found.append(Row(what, took, "ms", goal, scanned, note=f"{size * NOTES:,} notes of 1 KB"))
    found.append(Row("peak memory, pages and search", [peak()], "MiB", 400))
    argon = limits["Argon2id"]
    goal = argon + 300
    took = timed(here.enter, 5, here.forget_code)
    found.append(Row("unlock to first page", took, "ms", goal, argon, note="goal: Argon2id + 300 ms"))
    found.append(Row("peak memory, with unlocking", [peak()], "MiB", 400, note="Argon2id takes 256 MiB of it"))
    found.append(Row("database, a case", [bytes_on_disk() / size / KIB], "KiB"))
    return found


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB


def form_of(here: Serving, url: str) -> tuple[str, dict[str, str]]:
    """The address of a form and what it posts unchanged."""
    import re

    path = f"/cases/{url}/edit/needs"
    page = here.get(path).content.decode()
    sealed = re.search(r'name="shown"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="shown"', page)
    assert sealed, "a form without its sealed part"
    return path, {"shown": sealed[1] or sealed[2], "languages": "ru", "priority": "normal", "status": "open"}


def save(here: Serving, urls: list[str], repeats: int = 15) -> Times:
    took = Times()
    for n in range(repeats + 1):
        path, values = form_of(here, urls[n % len(urls)])
        here.fresh()
        values |= {"diet": f"no nuts, {time.time_ns()}"}
        begun, spent = time.perf_counter(), time.process_time()
        answer = here.client.post(path, values)
        if n:  # the first is a warm-up
            took.add((time.perf_counter() - begun) * MS, (time.process_time() - spent) * MS)
        assert answer.status_code == 302, answer.content.decode()[:2000]
    return took


def list_after_save(here: Serving, urls: list[str]) -> Times:
    def before() -> None:
        save(here, urls, 0)
        here.fresh()

    return timed(lambda: here.get("/cases"), 7, before)


def profiled(here: Serving, what: str, case: str) -> None:
    import cProfile
    import pstats

    from _fill import NOWHERE

    acts = {
        "search": lambda: here.client.post("/search", {"typed": NOWHERE}),
        "case": lambda: here.get(f"/cases/{case}"),
        "save": lambda: save(here, [case], 0),
    }
    act = acts.get(what, lambda: here.get(f"/{what}"))
    act()
    profile = cProfile.Profile()
    profile.runcall(act)
    pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(30)
    pstats.Stats(profile, stream=sys.stderr).sort_stats("cumtime").print_stats(45)


# -- disk and folding --------------------------------------------------------------------------------------------------


def disk(size: int, _limits: dict[str, float], _options: Any) -> list[Row]:
    filling = founded()
    from _fill import fill as fill_cases

    from waystation.store import index, keys
    from waystation.store.models import Envelope, Kept, Snapshot

    empty = bytes_on_disk()
    fill_cases(filling, size, size, notes=2)
    written = bytes_on_disk()
    for member in ("ilya", "noor", "mara", "tomas", "ruth", "claire", "sam", "ada", "ben"):
        index.lines(keys.unlock(filling.secrets[member]))
    every = bytes_on_disk()

    def kib(model: Any, **only: Any) -> float:
        return sum(map(len, model.objects.filter(**only).values_list("sealed", flat=True))) / size / KIB

    return [
        Row("a case with eight compartments, as written", [(written - empty) / size / KIB], "KiB", 64),
        Row("the same with nine members' caches and overviews", [(every - empty) / size / KIB], "KiB", 64),
        Row("of it: keys (epochs)", [kib(Envelope, epoch=True)], "KiB"),
        Row("of it: entries", [kib(Envelope, epoch=False)], "KiB"),
        Row("of it: cached readings", [kib(Snapshot)], "KiB"),
        Row("of it: overviews", [kib(Kept)], "KiB"),
    ]


def folding(entries: int, limits: dict[str, float], _options: Any) -> list[Row]:
    """Opens and folds envelopes in memory: 1,000 circles, then one."""
    filling = founded()
    from waystation.casework.compartments import COMPARTMENTS
    from waystation.casework.folds import fold, set_statement
    from waystation.circles import circle as circles
    from waystation.circles.envelope import pack
    from waystation.circles.view import View
    from waystation.store import cases
    from waystation.store.readings import Label, _Stated, judge

    ilya, struct = filling.at("ilya", 1), COMPARTMENTS["needs"].struct
    floor = entries * (1 / limits["AES-256-GCM open"] + 2 / limits["msgspec decode"])
    verify = entries / limits["Ed25519 verify"]
    found = []
    for what, count in (("many circles of 100", entries // 100), ("one circle", 1)):
        made: dict[bytes, list[bytes]] = {}
        for n in range(count):
            label = Label("case", n.to_bytes(16, "big"), "needs", "", "Invented Heron")
            grants = cases.founding_grants(ilya, "needs", 0)
            circle = circles.found(ilya.secret, pack(label), grants, ilya.minute, ilya.directory)
            view = View(circle.id, circle.envelopes.values(), ilya.secrets, ilya.minute, ilya.directory)
            texts = (f"Invented note {k} of an invented person" for k in range(entries // count))
            items = [("set", set_statement(struct, "notes", f"{k:x}", {"text": text})) for k, text in enumerate(texts)]
            made[circle.id] = [*circle.envelopes.values(), *view.write_all(ilya.secret, items)]
        checked: dict[bytes, frozenset[bytes]] = {}

        def every() -> None:
            for circle, envelopes in made.items():  # noqa: B023
                known = checked.get(circle, frozenset())  # noqa: B023
                view = View(circle, envelopes, ilya.secrets, ilya.minute, ilya.directory, known)
                state = fold(struct, map(_Stated, view.statements), judge(ilya.directory, "needs"))
                assert len(state.values) == len(envelopes) - 1
                latest[circle] = view.checked  # noqa: B023

        latest: dict[bytes, frozenset[bytes]] = {}
        first = timed(every, 1, warm=0, scale=1)
        checked.update(latest)
        again = timed(every, 3, warm=0, scale=1)
        found.append(Row(f"{what}, signatures checked now", first, "s", None, floor + verify))
        found.append(Row(f"{what}, signatures known", again, "s", None, floor))
    return found


PARTS = {"primitives": primitives, "fill": fill, "serve": serve, "disk": disk, "folding": folding}

if __name__ == "__main__":
    main()
