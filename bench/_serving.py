"""A filled installation as one member uses it: pages, a save, search, unlocking, and the memory that they take."""

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from _common import Row, Times, timed
from _filled import bytes_on_disk

MS, KIB = 1000, 1024


class Serving:
    """A member with a session in a filled installation, and a client that opens the database anew for each request, as
    the server does."""

    def __init__(self) -> None:
        from waystation.cli.setup import ready

        ready(migrate=False)
        from django.db import connections
        from django.test import Client

        from waystation.circles.secret import Secret
        from waystation.store.members import sessions
        from waystation.store.models import Login
        from waystation.store.sealed import keys

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
