"""``waystation doctor``: whether this installation and its machine are fit to be used, one line each.

Nothing is changed, and no member's key is needed.
"""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from waystation.cli.checks import MEND, OK, WARN, Finding, machine, no_installation

HELP = "check this installation and its machine"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    found = list(everything())
    mend = sum(finding.level == MEND for finding in found)
    if options.json:
        print(json.dumps({"well": not mend, "findings": [finding._asdict() for finding in found]}, indent=2))
    else:
        for what, level, text in found:
            print(f"{level:<5} {what:<13} {text}" if level == OK else f"{level + ':':<5} {what:<13} {text}")
        warn = sum(finding.level == WARN for finding in found)
        print(f"\n{_things(mend)} to mend, {_things(warn)} to think about." if mend or warn else "\nAll is well.")
    return 1 if mend else 0


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"


def everything() -> Iterator[Finding]:
    yield from machine()
    if missing := no_installation():
        yield Finding("database", MEND, missing)
        return
    from waystation.cli.setup import ready

    try:
        ready(migrate=False)
    except Exception as error:  # a settings' mistake of whatever kind is to be told, not to end the doctor
        yield Finding("settings", MEND, f"The settings cannot be used: {error}")
        return
    yield hosts()
    reached = database()
    yield reached
    if reached.level == MEND:
        return
    for check in (storage, leftovers, newest, access_log, alarms, retention, organisation, demonstration):
        yield check()


def hosts() -> Finding:
    from django.conf import settings

    outside = [h for h in settings.ALLOWED_HOSTS if h not in LOOPBACK and not h.endswith(".onion")]
    if "*" in outside:
        return Finding(
            "hosts", MEND, "WAYSTATION_HOSTS is *, any name at all. Name the ones under which you are reached."
        )
    if outside and not settings.SESSION_COOKIE_SECURE:
        how = "Put a server with TLS in front and set WAYSTATION_HTTPS=1, or serve an onion address only."
        return Finding("hosts", WARN, f"{', '.join(outside)} may be reached without HTTPS. {how}")
    return Finding("hosts", OK, ", ".join(settings.ALLOWED_HOSTS))


def database() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as error:  # each database's driver has errors of its own
        how = "Is DATABASE_URL right, does the server run, is the file whole?"
        return Finding("database", MEND, f"The database cannot be read ({type(error).__name__}). {how}")
    if missing:
        how = "Back up, then run `waystation serve` of this version, which brings them up to date."
        return Finding("database", MEND, f"The tables are older than this program. {how}")
    return Finding("database", OK, f"{connection.vendor} answers, its tables are up to date")


def storage() -> Finding:
    """Whether an entry that was acknowledged survives a power cut, and the file is whole."""
    from django.db import connection

    def ask(question: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]

    if connection.vendor != "sqlite":
        if ask("SHOW synchronous_commit") == "off" or ask("SHOW fsync") == "off":
            how = "Set synchronous_commit and fsync to on in postgresql.conf."
            return Finding("storage", MEND, f"PostgreSQL may lose what it acknowledged. {how}")
        return Finding("storage", OK, "commits are written through")
    if ask("PRAGMA journal_mode") != "wal":
        how = "Put the folder on a local disk, not on a network share."
        return Finding("storage", MEND, f"SQLite cannot keep its write-ahead log here. {how}")
    if ask("PRAGMA synchronous") != 2:
        return Finding(
            "storage", MEND, "SQLite does not write through (synchronous is not FULL). Reinstall the program."
        )
    verdict = ask("PRAGMA quick_check")
    if verdict != "ok":
        return Finding("storage", MEND, "The database file is damaged. Stop the server and restore the newest backup.")
    return Finding("storage", OK, "write-ahead log, written through, file is whole")


def leftovers() -> Finding:
    """Copies of the database beside it: what is deleted later stays in them."""
    from django.conf import settings

    from waystation.store.backups import workplace

    killed, put_aside = workplace.left(settings.HOME), workplace.aside(settings.HOME)
    said = []
    if killed:
        copies = "1 copy" if len(killed) == 1 else f"{len(killed)} copies"
        names = ", ".join(path.name for path in killed)
        said.append(
            f"{copies} of the database left by a run that was killed: {names}. The next `waystation backup` or"
            " `waystation retention` removes it."
        )
    if put_aside:
        names = ", ".join(path.name for path in put_aside)
        said.append(f"Put aside by a restore, with what is deleted since: {names}. Delete it when you are sure.")
    return Finding("leftovers", WARN if said else OK, " ".join(said) or "no copy of the database lies about")


def newest() -> Finding:
    """Whether something was stored at a time that is still to come: then the clock was wrong, now or then."""
    from django.db.models import Max

    from waystation.store.clock import micros
    from waystation.store.models import Circle, Envelope

    times = [
        Envelope.objects.aggregate(t=Max("arrived"))["t"],
        Circle.objects.aggregate(t=Max("changed"))["t"],
        _logged(),
    ]
    ahead = (max(time or 0 for time in times) - micros()) // 60_000_000
    if ahead > 0:
        how = "The clock is behind now, or was ahead then: compare it with another one."
        return Finding("newest entry", WARN, f"The newest thing stored is dated {ahead} minutes from now. {how}")
    return Finding("newest entry", OK, "nothing is dated in the future")


def _logged() -> int:
    import msgspec

    from waystation.store.sealed import accesslog

    try:
        return max((line.at for line in accesslog.lines(count=1)), default=0)
    except msgspec.MsgspecError:
        return 0  # unreadable: the check of the log says so


def access_log() -> Finding:
    from waystation.cli.log import sentence
    from waystation.store.sealed import accesslog

    good, broken = accesslog.verify()
    if broken:
        how = "Find out who could write to the database; the lines before it are good."
        return Finding("access log", MEND, f"{sentence(good, broken)} {how}")
    return Finding("access log", OK, sentence(good, None))


def retention() -> Finding:
    """Whether the timer deletes what is due, and nothing that was deleted is here again."""
    from waystation.store.clock import minute
    from waystation.store.deleting import shredding
    from waystation.store.models import Shred, Shredded

    things: dict[str, list[bytes]] = {}
    for kind, thing in {*Shredded.objects.values_list("kind", "thing"), *shredding.on_list()}:
        things.setdefault(kind, []).append(thing)
    if left := shredding.still_there({kind: ids for kind, ids in things.items() if kind in ("circle", "file")}):
        how = "An older copy was put back without `waystation restore`. Restore it with that."
        return Finding("retention", MEND, f"What was deleted is here again: {sum(left.values())} rows. {how}")
    late = Shred.objects.filter(at__lt=minute() - 2 * shredding.DAY).count()
    if late:
        how = "Let a timer run `waystation retention` every day."
        return Finding("retention", MEND, f"{late} parts of closed cases should have been deleted by now. {how}")
    return Finding("retention", OK, f"nothing is overdue; {Shred.objects.count()} parts wait for their day")


def organisation() -> Finding:
    from waystation.store import node

    if not node.directory_id():
        return Finding("organisation", MEND, "No organisation is founded here. Run `waystation init`.")
    if not node.setting("live"):
        how = "Two stewards and a member in each team are needed; the page Members says what is missing."
        return Finding("organisation", MEND, f"It is not live. {how}")
    return Finding("organisation", OK, "founded and live")


def alarms() -> Finding:
    """Whether silence would ring."""
    from waystation.store.clock import micros
    from waystation.store.duty.ringing import health

    found = health(micros())
    if found.stale:
        how = "Start `waystation serve`, or the service of `waystation alarms`, and look what it says."
        since = "has never run" if found.since is None else f"has not run for {found.minutes} minutes"
        return Finding("alarms", WARN, f"The process that raises alarms {since}. {how}")
    return Finding("alarms", OK, "their process runs")


def demonstration() -> Finding:
    from waystation.store import node

    if not node.setting("demonstration"):
        return Finding("people", OK, "not the demonstration")
    if node.setting("live"):
        how = "Its log-ins stand in a file: never put a real person in. Run `waystation init` in another folder."
        return Finding("people", MEND, f"This is the demonstration, with invented people. {how}")
    return Finding("people", WARN, "This is the demonstration, with invented people. Never put a real person in.")
