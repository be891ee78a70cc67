"""Measures a door: letters from many at once, return visits, memory; what fails, what is lost, what is doubled.

    .venv/bin/python bench/door.py            2,000 letters from 16 at once, without script and with it
    .venv/bin/python bench/door.py --quick    400 letters

The door runs as it does in service, in processes of its own; another process sends. Processor time is that of the
door's workers alone, as the kernel counts it.
"""

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from _common import Row, machine_line, per_second, table, write

AT_ONCE, PORT, TICK = 16, 18431, os.sysconf("SC_CLK_TCK")
FLAT = 8  # MiB that two processes of 16 threads may still grow by: what their connections keep of the database
STORY = "They came to my house twice this week. " * 12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    count = 400 if parser.parse_args().quick else 2000
    print(machine_line(), flush=True)
    with tempfile.TemporaryDirectory() as home, door(Path(home)) as workers:
        rows = measured(count, workers)
    print("\n" + table(f"{count:,} letters, {AT_ONCE} at once", rows))
    print(f"\nWritten to {write('door', {'door': rows})}")


@contextmanager
def door(home: Path) -> Iterator[list[int]]:
    """A door in its own processes; the pids of its workers."""
    os.environ |= {"WAYSTATION_HOME": str(home), "DJANGO_SETTINGS_MODULE": "waystation.door.settings"}
    os.environ["WAYSTATION_DOOR_CALM"] = "1000000000"  # this is the flood that the door would slow down
    import django

    django.setup()
    from django.core.management import call_command

    from waystation.circles.secret import Secret
    from waystation.door import notices

    call_command("migrate", database="door", verbosity=0)
    secret = Secret.new(signs=False)
    notices.publish_intake(secret.id, secret.card)
    command = [sys.executable, "-m", "waystation", "door", "--bind", f"127.0.0.1:{PORT}", "--workers", "2"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        time.sleep(3)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield [int(pid) for pid in children]
    finally:
        process.terminate()
        process.wait(20)


def measured(count: int, workers: list[int]) -> list[Row]:
    from waystation.casework.hotline import reach
    from waystation.circles import letters as sealing
    from waystation.circles.receipt import Receipt
    from waystation.door import notices
    from waystation.door.models import Letter, Mailbox

    told = notices.intake()
    receipts = [Receipt.new() for _ in range(count)]
    answers = {"danger_now": "yes", "region": "Шали", "safe": "nights", "story": STORY}

    def plain_form(receipt: Receipt) -> tuple[str, dict[str, str]]:
        asked = answers | {"at": "10", "goto": "10", "receipt": receipt.digits, "typed": receipt.words("en")}
        return "/en/write", asked

    def sealed_form(receipt: Receipt) -> tuple[str, dict[str, str]]:
        from base64 import b64encode

        plain = reach.first_letter("en", answers, receipt.answer_key)
        sealed = sealing.seal(told.card, told.epoch, plain)
        return "/en/write/send", {"address": receipt.address.hex(), "sealed": b64encode(sealed).decode()}

    def visit(receipt: Receipt) -> tuple[str, dict[str, str]]:
        return "/en/letters", {"receipt": receipt.digits}

    sent(receipts[:50], visit, workers)  # warm
    floor = [1000 / rate for rate in per_second(lambda: sealing.reseal(told.card, told.epoch, bytes(2200)))]
    rows, held = [], []
    kinds = {"letter without script": plain_form, "letter sealed by the browser": sealed_form, "return visit": visit}
    for what, form in kinds.items():
        prepared = [form(receipt) for receipt in receipts]
        took, cpu, wall, failed = sent(prepared, lambda request: request, workers)
        rows.append(Row(f"{what}: CPU of the door", [cpu], "ms", 3.0, min(floor)))
        rows.append(Row(f"{what}: time to answer", took, "ms"))
        rows.append(Row(f"{what}: failed", [float(failed)], "", 0.0))
        rows.append(Row(f"{what}: a second", [count / wall], "/s", more=True))
        held.append(memory(workers))
        if form is plain_form:
            stored = Letter.objects.count(), Mailbox.objects.count()
            rows.append(
                Row("letters lost or doubled", [float(abs(stored[0] - count) + abs(stored[1] - count))], "", 0.0)
            )
    rows.append(Row("memory of the door after the first of the three", [held[0]], "MiB"))
    rows.append(Row("memory of the door after all three", [held[-1]], "MiB", held[0] + FLAT))
    return rows


def sent(items: list, form: Callable, workers: list[int]) -> tuple[list[float], float, float, int]:
    """Posts all, so many at once. Returns times (ms), the door's processor time for each (ms), wall (s), failures."""

    def one(part: list) -> list[tuple[float, bool]]:
        connection, found = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60), []
        for item in part:
            path, fields = form(item)
            begun = time.perf_counter()
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, urlencode(fields), headers)
            answer = connection.getresponse()
            answer.read()
            found.append(((time.perf_counter() - begun) * 1000, answer.status not in (200, 204)))
        return found

    spent, begun = spent_by(workers), time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = [line for part in pool.map(one, [items[n::AT_ONCE] for n in range(AT_ONCE)]) for line in part]
    wall = time.perf_counter() - begun
    cpu = (spent_by(workers) - spent) / len(items) * 1000
    return [took for took, _bad in found], cpu, wall, sum(bad for _took, bad in found)


def spent_by(workers: list[int]) -> float:
    """Processor seconds of these processes so far."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in workers]
    return sum(int(f[11]) + int(f[12]) for f in fields) / TICK


def memory(workers: list[int]) -> float:
    """Resident memory of these processes, MiB."""
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in workers]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


if __name__ == "__main__":
    main()
