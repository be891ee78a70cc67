"""A filled installation: how it is made, what its first look at everything takes, and its size on the disk."""

import json
import os
import time
from pathlib import Path
from typing import Any

from _common import Row, Times


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
    from waystation.store.members import logins
    from waystation.store.sealed import keys

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
