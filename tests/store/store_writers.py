"""Programs of their own that write to one real database at the same time, or until they are killed.

    node = RealNode(home, database)          # in a test: another home, a file or a PostgreSQL database
    [said] = node.run("found")               # {"number": "…"}
    writer = node.start("write", "ilya", "n") # prints a JSON line for each thing done, flushed after it was done

Run as a program, this file is one such writer: ``store_writers.py ACT …``.
"""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PART = "needs"


@dataclass
class RealNode:
    """A home folder with a database that other processes open too."""

    home: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        found = {k: v for k, v in os.environ.items() if not k.startswith(("WAYSTATION_", "DATABASE_", "DJANGO_"))}
        path = os.pathsep.join(p for p in (str(HERE.parent), os.environ.get("PYTHONPATH")) if p)
        found |= {"WAYSTATION_HOME": str(self.home), "PYTHONPATH": path}
        return found | ({"DATABASE_URL": self.database} if self.database else {})

    @property
    def file(self) -> Path:
        return self.home / "node.sqlite3"

    def start(self, act: str, *arguments: object) -> subprocess.Popen[str]:
        """A program that has said it is ready and waits for ``go``."""
        command = [sys.executable, str(HERE / "store_writers.py"), act, *map(str, arguments)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=self.environment)

    def run(self, act: str, *arguments: object) -> list[dict]:
        """A program from beginning to end, and the lines that it printed."""
        return go([self.start(act, *arguments)])[0]


def go(programs: list[subprocess.Popen[str]], seconds: float = 60) -> list[list[dict]]:
    """Lets programs run at the same moment and to their end. Returns what each printed."""
    try:
        for program in programs:
            assert program.stdout.readline() == '"ready"\n'
        for program in programs:
            program.stdin.write("go\n")
            program.stdin.flush()
        printed = [program.communicate(timeout=seconds)[0] for program in programs]
        assert [program.returncode for program in programs] == [0] * len(programs)
        return [[json.loads(line) for line in text.splitlines()] for text in printed]
    finally:
        for program in programs:
            if program.poll() is None:
                program.kill()
                program.wait()


# -- the program -------------------------------------------------------------------------------------------------------


def say(thing: object) -> None:
    sys.stdout.write(json.dumps(thing) + "\n")
    sys.stdout.flush()


def ready() -> None:
    say("ready")
    sys.stdin.readline()


def secrets_file() -> Path:
    return Path(os.environ["WAYSTATION_HOME"]) / "secrets.json"


def alliance():
    from cast import Alliance
    from waystation.circles.secret import Secret

    seeds = json.loads(secrets_file().read_text())
    return Alliance({name: Secret(bytes.fromhex(seed)) for name, seed in seeds.items()})


def found() -> None:
    from cast import Alliance

    ready()
    secrets = Alliance.founded().secrets
    secrets_file().write_text(json.dumps({name: secret.seed.hex() for name, secret in secrets.items()}))


def case() -> None:
    ready()
    say({"number": alliance().case().hex()})


def write(who: str, number: str, label: str, count: str = "0", threads: str = "1") -> None:
    """States notes ``label0``, ``label1`` … until there are ``count``, or until it is killed. Each thread adds its
    number to the label."""
    from django.db import connection

    from waystation.store.files import casefiles, cases

    keys = alliance().keys(who)
    circle = casefiles.open_file(keys, bytes.fromhex(number), only=(PART,)).part(PART).circle
    connection.close()
    ready()

    def loop(label: str) -> None:
        n = 0
        while not int(count) or n < int(count):
            cases.state(keys, circle, PART, "notes", f"{label}{n}", {"text": f"note {label}{n}"})
            say({"written": f"{label}{n}"})
            n += 1
        connection.close()

    every = [threading.Thread(target=loop, args=(f"{label}t{t}n" if t else label,)) for t in range(int(threads))]
    for thread in every:
        thread.start()
    for thread in every:
        thread.join()


def begin(who: str, number: str, compartment: str, label: str) -> None:
    """Founds a compartment of a case, or finds it founded, and writes a first note there."""
    from waystation.store.files import casefiles, cases

    keys = alliance().keys(who)
    file = casefiles.open_file(keys, bytes.fromhex(number))
    assert file.part(compartment).circle is None
    ready()
    circle = cases.ensure_part(file, compartment)
    cases.state(keys, circle, compartment, "notes", label, {"text": label})
    say({"circle": circle.hex()})


def open_from(who: str, mailbox: str) -> None:
    """Opens a case from a conversation, unless somebody else did."""
    from waystation.store.files import cases
    from waystation.store.hotline import correspondence, intake

    keys, box = alliance().keys(who), bytes.fromhex(mailbox)
    intake.renewed(keys)
    secrets = intake.opened(keys)
    ready()
    try:
        with correspondence.settling(secrets, box):
            number = cases.new_case(keys, "Quiet Heron", {"contact": {"alias": "Heron"}})
            correspondence.conclude(keys, secrets, box, correspondence.Outcome(number, "Quiet Heron", "intake"))
        say({"number": number.hex(), "opened": True})
    except correspondence.Settled as settled:
        say({"number": settled.number.hex(), "opened": False})


def let_in(who: str, role: str, whom: str) -> None:
    from waystation.store.members import organisation

    founded = alliance()
    keys = founded.keys(who)
    ready()
    organisation.join_team(keys, keys.directory.team_of(role), founded.id(whom))


def dismiss(who: str, whom: str) -> None:
    from waystation.store.members import organisation

    founded = alliance()
    keys = founded.keys(who)
    ready()
    organisation.dismiss(keys, founded.id(whom))


def inside(who: str, role: str) -> None:
    ready()
    directory = alliance().keys(who).directory
    say({"inside": sorted(map(directory.name_of, directory.team_members(directory.team_of(role))))})


def log(count: str) -> None:
    from waystation.store.sealed import accesslog

    alliance()
    ready()
    for _ in range(int(count)):
        accesslog.log(b"\1" * 16, "open", [b"\2" * 16])


def read(who: str, number: str, compartment: str = PART) -> None:
    """What a member's keys make of a compartment, opened from its envelopes and not from a snapshot."""
    import msgspec

    from waystation.casework.folds import Set
    from waystation.circles.envelope import parse
    from waystation.store.files import casefiles
    from waystation.store.models import Circle, LogLine
    from waystation.store.sealed import accesslog, envelopes

    ready()
    keys = alliance().keys(who)
    circle = casefiles.open_file(keys, bytes.fromhex(number)).part(compartment).circle
    rows = envelopes.load(circle)
    forms = [type(parse(row)).__name__ for row in rows]  # raises where a row is not a whole envelope
    view = keys.view(circle)
    sets = [(s.entry, msgspec.msgpack.decode(bytes(s.entry.body), type=Set)) for s in view.statements]
    good, broken = accesslog.verify()
    say(
        {
            "notes": [body.record for _entry, body in sets if body.collection == "notes"],
            "by": {str(e.author.hex()): [f.seq for f, _ in sets if f.author == e.author] for e, _ in sets},
            "statements": len(sets),
            "entries": forms.count("SealedEntry"),
            "rows": len(rows),
            "size": Circle.objects.get(pk=circle).size,
            "flaws": sorted(type(flaw).__name__ for flaw in view.flaws),
            "void": len(view.void),
            "sealed_off": view.sealed_off,
            "log": [good, LogLine.objects.count(), broken and broken.why],
        }
    )


def fall_due(count: str, at: str) -> None:
    """So many rows of what falls due in a minute, as opaque as they are."""
    from waystation.store.models import Due

    ready()
    Due.objects.bulk_create(Due(circle=os.urandom(16), ref=os.urandom(16), at=int(at)) for _ in range(int(count)))


def ring(pages: str = "0") -> None:
    """The alarm process, by a clock that the file ``clock`` moves by so many seconds, until it is killed or gives up.
    ``pages``: how many pages SQLite's file may have, as on a disk that is full."""
    from django.db import connection
    from django.db.backends.signals import connection_created

    from waystation.store.duty import ringing

    def limit(sender: object, connection: object, **_more: object) -> None:
        connection.cursor().execute(f"PRAGMA max_page_count = {pages}")

    class Moved(ringing.SystemClock):
        def wall(self) -> int:
            file = Path(os.environ["WAYSTATION_HOME"]) / "clock"
            return super().wall() + (int(file.read_text() or 0) if file.exists() else 0) * 1_000_000

    if int(pages):
        connection_created.connect(limit)
        ringing.GIVE_UP, ringing.TICK = 1, 0.2  # a test does not wait for the minute that a disk is given
    connection.close()
    ready()
    sys.exit(ringing.Ringing(Moved(), lambda: say({"paged": True}), lambda text: say({"said": text})).run())


def rang() -> None:
    """How the alarms stand."""
    from waystation.store.clock import micros
    from waystation.store.duty import ringing
    from waystation.store.models import Alarm, AlarmAct, Beat, Due

    ready()
    health = ringing.health(micros())
    say(
        {
            "alarms": Alarm.objects.count(),
            "places": len(set(Alarm.objects.values_list("circle", "ref", "at"))),
            "waiting": Due.objects.filter(raised=False).count(),
            "dues": Due.objects.count(),
            "again": AlarmAct.objects.filter(act="again").count(),
            "beat": Beat.objects.values_list("at", flat=True).first(),
            "still": bool(health.still),
            "moved": health.moved,
        }
    )


def pages() -> None:
    from django.db import connection

    ready()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        say(cursor.fetchone()[0])


def main() -> None:
    from waystation.cli.setup import ready as django_ready

    members, alarms = (let_in, dismiss, inside), (fall_due, ring, rang)
    every = (found, case, write, begin, open_from, log, read, pages, *members, *alarms)
    acts = {act.__name__: act for act in every}
    django_ready(migrate=sys.argv[1] == "found")
    acts[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
