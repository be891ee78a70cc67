"""Measures check-ins: 20,000 a day, answered by members while the alarm process watches them, all on one core.

    .venv/bin/python bench/checkins.py               five minutes of such a day, in real time
    .venv/bin/python bench/checkins.py --minutes 2

The day is 14 check-ins a minute, and every tenth minute of the run stands for a full hour, in which many agree: 833
at once, the worst of a day. **Nobody answers**, so that each rings: in service it would be one in a hundred. Meanwhile
this process answers other check-ins, one each 4.3 s, as the members of such a programme would. Both are bound to one
core.
The delay of an alarm is from the beginning of its minute to the moment that stands in its row, in which its tick began;
until the last of a burst is stored, what "raise" says comes on top.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _common import Row, Times, machine_line, table, write

DAY = 20_000  # check-ins
PEAK = DAY // 24  # of an hour, agreed for one minute
MINUTE = 60_000_000  # µs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=5)
    options = parser.parse_args()
    home = tempfile.mkdtemp(prefix="waystation-bench-")
    os.environ["WAYSTATION_HOME"] = home
    os.environ.pop("DATABASE_URL", None)
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(machine_line(), flush=True)
    try:
        tables = {"Check-ins": measured(Path(home), options.minutes)}
    finally:
        shutil.rmtree(home, ignore_errors=True)
    for title, rows in tables.items():
        print("\n" + table(title, rows), flush=True)
    print(f"\n{machine_line()} at the end; written to bench/out/{write('checkins', tables).name}")


def measured(home: Path, minutes: int) -> list[Row]:
    from waystation.cli.setup import ready

    ready()
    from waystation.cli.demofill import Filling
    from waystation.store.files import casefiles, cases
    from waystation.store.sealed import keys

    filling = Filling(home, lambda *_: None)
    filling.organisation()
    mara = keys.unlock(filling.secrets["mara"])
    circles = []
    for n in range(40):
        number = cases.new_case(mara, f"Case {n}", {"contact": {"alias": "A", "duress_word": "blue sky"}})
        circles.append(casefiles.open_file(mara, number, only=("contact",)).part("contact").circle)
    agreeing = agree(mara, circles)
    idle, hour, burst = ticks()
    delays, cpu, wall, answers = day(mara, circles, minutes)
    return [
        Row("agree 28 check-ins: two weeks, twice a day", agreeing, "ms"),
        Row("write down an answer", answers, "ms", note="with its row of dues, on the core that the alarms use too"),
        Row("a tick, 20,000 to come, nothing due", idle, "ms"),
        Row(f"raise an hour's {PEAK}, due at once", hour, "s", note="until the last of them is stored"),
        Row(f"raise {DAY:,} that are due at once", burst, "s"),
        Row("alarms raised in the run", [len(delays)], ""),
        Row("delay of an alarm, median", [statistics.median(delays)], "s", goal=5),
        Row("delay of an alarm, 95 of 100 within", [statistics.quantiles(delays, n=20)[18]], "s", goal=5),
        Row("delay of an alarm, longest", [max(delays)], "s", goal=5),
        Row("the alarm process, of one core", [100 * cpu / wall], "%"),
    ]


def agree(mara, circles) -> Times:  # type: ignore[no-untyped-def]
    """Two weeks of check-ins in each of some cases, as the page Check-ins writes them."""
    from waystation.casework.folds import set_statement
    from waystation.casework.parts.contact import Contact
    from waystation.store.files import cases

    times = Times()
    for circle in circles:
        items = [
            ("set", set_statement(Contact, "check_ins", f"k{n}", {"due": _later(720 * (n + 1)), "grace": 15}))
            for n in range(28)
        ]
        _timed(times, lambda circle=circle, items=items: cases.put_all(mara, circle, "contact", items))
    return times


def _later(minutes: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M+00:00", time.gmtime(time.time() + minutes * 60))


def _timed(times: Times, act) -> None:  # type: ignore[no-untyped-def]
    begun, spent = time.perf_counter(), time.process_time()
    act()
    times.add((time.perf_counter() - begun) * 1000, (time.process_time() - spent) * 1000)


def ticks() -> tuple[Times, list[float], list[float]]:
    """An idle tick with a day's rows in the table; how many seconds it takes to raise an hour's at once, several times,
    and then a whole day's. Leaves the table empty."""
    from waystation.store.clock import micros
    from waystation.store.duty import ringing
    from waystation.store.models import Due

    soon = micros() // MINUTE + 600
    _rows(soon, DAY)
    times, process = Times(), ringing.Ringing(ringing.SystemClock(), lambda: None, lambda _text: None)
    process.tick()
    for _ in range(50):
        _timed(times, process.tick)
    Due.objects.filter(at=soon).delete()
    return times, [_burst(PEAK) for _ in range(5)], [_burst(DAY)]


def _burst(count: int) -> float:
    from waystation.store.clock import micros
    from waystation.store.duty import ringing
    from waystation.store.models import Alarm, Due

    _rows(1, count)
    begun = time.perf_counter()
    raised = ringing.raise_due(micros())
    took = time.perf_counter() - begun
    assert raised == count
    Alarm.objects.filter(at=1).delete()
    Due.objects.filter(at=1).delete()
    return took


def _rows(at: int, count: int) -> None:
    from waystation.store.models import Due

    Due.objects.bulk_create(
        [Due(circle=os.urandom(16), ref=os.urandom(16), at=at) for _ in range(count)], batch_size=1000
    )


def day(mara, circles, minutes: int) -> tuple[list[float], float, float, Times]:  # type: ignore[no-untyped-def]
    """So many minutes of the day: the delays in seconds, the alarm process's seconds of CPU and on the wall, and how
    long each answer took."""
    from waystation.store.files import cases
    from waystation.store.models import Alarm, Due

    first = int(time.time() // 60) + 1
    for n in range(minutes):
        _rows(first + n, PEAK if n % 10 == 1 else DAY // 1440 + 1)
    _rows(first + 600, DAY)  # the rest of the day stands there too
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "waystation", "alarms"], stderr=subprocess.DEVNULL)
    answers, n, end = Times(), 0, (first + minutes) * 60 - 1
    while time.time() < end:
        circle, record = circles[n % len(circles)], f"k{n // len(circles)}"
        said = {"status": "ok", "answered_at": _later(0), "said": "all well"}
        _timed(answers, lambda c=circle, r=record, s=said: cases.state(mara, c, "contact", "check_ins", r, s))
        n += 1
        time.sleep(86_400 / DAY)
    process.terminate()
    process.wait()
    wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    rows = Alarm.objects.filter(at__gte=first).values_list("at", "raised")
    delays = [(raised - at * MINUTE) / 1_000_000 for at, raised in rows]
    assert len(delays) == Due.objects.filter(at__lt=first + minutes, at__gte=first).count(), "an alarm is missing"
    return delays, cpu, wall, answers


if __name__ == "__main__":
    main()
