"""``waystation demo``: an installation filled with an invented cohort, written through the functions the pages use."""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HELP = "fill an installation with invented people and serve it"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--summary", action="store_true", help="print the cohort's figures as JSON and exit")
    parser.add_argument(
        "--log-ins", action="store_true", help="print the log-ins with the codes of this minute and exit"
    )
    parser.add_argument(
        "--cases", type=int, default=0, metavar="N", help="N further synthetic cases, to see it at scale"
    )
    parser.add_argument("--no-serve", action="store_true", help="only fill, do not serve")
    parser.add_argument("--keep", action="store_true", help="serve what was filled before")
    parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port (default 127.0.0.1:8000)")


def run(options: argparse.Namespace) -> int:
    home = Path(os.environ.setdefault("WAYSTATION_HOME", "var/demo"))
    filled = (home / "log-ins.json").exists()
    if options.log_ins:
        return print_log_ins(home, options.bind) if filled else _fail("Nothing is filled yet: run `waystation demo`.")
    if options.summary:
        if not filled:
            fill(home, options.cases)
        print(json.dumps(summary(home), indent=2))
        return 0
    if not (options.keep and filled):
        fill(home, options.cases)
    print_log_ins(home, options.bind)
    if options.no_serve:
        return 0
    from waystation.cli import serve

    with door_beside(options.bind):
        return serve.run(argparse.Namespace(bind=options.bind, workers=2, no_alarms=False))


def door_of(bind: str) -> str:
    """Where the door stands: at the next port."""
    host, _colon, port = bind.rpartition(":")
    return f"{host}:{int(port) + 1}"


@contextlib.contextmanager
def door_beside(bind: str) -> Iterator[None]:
    """The door in a process of its own, as it is meant to be, for as long as the pages are served."""
    command = [sys.executable, "-m", "waystation", "door", "--bind", door_of(bind), "--workers", "1"]
    door = subprocess.Popen(command)  # noqa: S603 - this program itself
    try:
        yield
    finally:
        door.terminate()
        door.wait(20)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def fill(home: Path, more: int = 0) -> None:
    """Empties a demonstration's folder and fills it. Refuses a folder that holds anything else."""
    if home.exists() and any(home.iterdir()):
        if not (home / "demonstration").exists():
            raise SystemExit(f"{home} is not a demonstration's folder: nothing was touched. Set WAYSTATION_HOME.")
        shutil.rmtree(home)
    home.mkdir(parents=True, mode=0o700)
    (home / "demonstration").write_text("Everything in this folder is invented and may be thrown away.\n")
    from waystation.cli.setup import ready

    started = time.monotonic()
    ready()
    from waystation.cli import cohort
    from waystation.cli.demofill import Filling

    with progress() as say:
        Filling(home, say, cohort.plan(more=more)).everything()
    print(f"Filled in {time.monotonic() - started:.0f} s.", file=sys.stderr)


@contextlib.contextmanager
def progress() -> Iterator[Any]:
    """A progress line on the terminal, plain lines elsewhere."""
    tty = sys.stderr.isatty()
    last = [0.0]

    def say(what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - last[0] < (0.1 if tty else 3):
            return
        last[0] = now
        bar = "█" * (20 * done // max(total, 1))
        line = f"{what:<28} {bar:<20} {done}/{total}"
        print(f"\r{line}" if tty else line, end="" if tty and done < total else "\n", file=sys.stderr, flush=True)

    yield say


def print_log_ins(home: Path, bind: str) -> int:
    """Names, passphrases and the codes of this minute. They are invented people's; real ones are never written down."""
    import pyotp

    entries = json.loads((home / "log-ins.json").read_text())
    print(f"\nhttp://{bind}/\n\n{'log-in':<8} {'code':<7} {'role':<38} passphrase")
    for e in entries:
        print(f"{e['name']:<8} {pyotp.TOTP(e['totp']).now()}  {e['role']:<38} {e['passphrase']}")
    words = json.loads((home / "door.json").read_text())["words"]
    print(f"\nThe door, where people in danger write: http://{door_of(bind)}/\nOne of them has the words: {words}")
    print("\nCodes change every 30 seconds: `waystation demo --log-ins` prints them anew.\n", flush=True)
    return 0


def secrets_of(home: Path) -> dict[str, Any]:
    """The demonstration members' secrets by log-in name, unlocked with their passphrases."""
    from waystation.store.members import logins

    def unlock(entry: dict[str, str]) -> tuple[str, Any]:
        return entry["name"], logins.open_with_passphrase(entry["name"], entry["passphrase"])

    wanted = [e for e in json.loads((home / "log-ins.json").read_text()) if e["name"] in ("ruth", "ilya")]
    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(unlock, wanted))


def summary(home: Path) -> dict[str, Any]:
    """The cohort's figures, folded from the entries that a director's and a coordinator's keys open."""
    from waystation.cli.setup import ready

    ready()
    from waystation.casework.figures import figures
    from waystation.store.lists.index import lines
    from waystation.store.sealed import keys, readings

    secrets = secrets_of(home)
    states: dict[bytes, dict[str, Any]] = {}
    for name, compartments in (("ruth", ("needs",)), ("ilya", ("contact", "shelter"))):
        opened = keys.unlock(secrets[name])
        found = [line for line in lines(opened, compartments) if line.subject == "case"]
        for start in range(0, len(found), 400):
            chunk = found[start : start + 400]
            read = readings.read_many(opened, [line.circle for line in chunk])
            for line in chunk:
                states.setdefault(line.number, {})[line.compartment] = read[line.circle].state
    return figures(states.values())
