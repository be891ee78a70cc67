"""The alarm process: killed, doubled, its clock moved. No alarm is lost, none is raised twice."""

import contextlib
import json
import random
import time

import pytest

from waystation.store.duty import ringing
from waystation.store.models import Alarm, AlarmAct, Beat, Due

MINUTE = 60_000_000  # µs
NOON = 29_000_000 * MINUTE  # some noon, in µs since 1970
ROUNDS = 5


# -- in one process, by a clock that is told the time ------------------------------------------------------------------


class Told:
    """A clock that is told the time. ``pass_`` lets both clocks go on, ``put`` only moves the one on the wall."""

    def __init__(self):
        self.now, self.run = NOON, 1000.0

    def wall(self):
        return self.now

    def steady(self):
        return self.run

    def pass_(self, seconds):
        self.now, self.run = self.now + seconds * 1_000_000, self.run + seconds

    def put(self, seconds):
        self.now += seconds * 1_000_000


@pytest.fixture
def process(db):
    clock, said, pages = Told(), [], []
    return ringing.Ringing(clock, lambda: pages.append(clock.now), said.append), clock, said, pages


def due(minutes, ref=b"a"):
    """Something due so many minutes after noon."""
    Due.objects.create(circle=b"c" * 16, ref=ref * 16, at=NOON // MINUTE + minutes)


def rings():
    return [bytes(ref[:1]) for ref in Alarm.objects.filter(ended=0).order_by("at").values_list("ref", flat=True)]


def test_an_alarm_rings_in_its_minute_and_once(process):
    process, clock, _said, pages = process
    due(2)
    for seconds in (0, 119, 1, 1, 30):
        clock.pass_(seconds)
        process.tick()
        assert rings() == ([b"a"] if clock.now >= NOON + 2 * MINUTE else [])
    assert len(pages) == 1


def test_somebody_is_paged_again_while_nobody_has_it_in_hand(process):
    process, clock, _said, pages = process
    due(0)
    for _ in range(4):
        process.tick()
        clock.pass_(ringing.AGAIN / 2)
    assert len(pages) == 2
    Alarm.objects.update(holder=b"h" * 16)
    clock.pass_(ringing.AGAIN)
    process.tick()
    assert len(pages) == 2


def test_what_fell_due_while_it_did_not_run_rings_at_its_start_and_it_says_so(process):
    first, clock, *_rest = process
    first.tick()
    due(10)
    clock.pass_(3600)
    said = []
    ringing.Ringing(clock, lambda: None, said.append).tick()
    assert rings() == [b"a"] and any("stood still for 3600 s" in text for text in said)
    health = ringing.health(clock.now)
    assert health.still == (NOON // MINUTE, NOON // MINUTE + 60) and health.moved == 0 and not health.stale


def test_a_clock_put_forward_raises_what_it_passed_and_is_told(process):
    process, clock, said, _pages = process
    due(10, b"a")
    due(20, b"b")
    process.tick()
    clock.pass_(1)
    clock.put(15 * 60)
    process.tick()
    assert rings() == [b"a"] and "The clock was put forward by 900 s." in said
    assert Beat.objects.get().moved == 900


def test_a_clock_put_back_lets_ring_again_at_its_time_what_rang_too_early(process):
    """By a clock that was a day ahead tomorrow's check-in rang; somebody ended that; tomorrow it must ring."""
    process, clock, said, _pages = process
    due(1440)
    process.tick()
    clock.put(1440 * 60)
    clock.pass_(1)
    process.tick()
    assert rings() == [b"a"]
    Alarm.objects.update(ended=NOON // MINUTE, holder=b"h" * 16)
    clock.put(-1440 * 60)
    clock.pass_(1)
    process.tick()
    assert rings() == [] and "The clock was put back by 86400 s." in said
    for seconds in (1440 * 60 - 60, 60):
        clock.pass_(seconds)
        process.tick()
    assert rings() == [b"a"] and Alarm.objects.count() == 1 and AlarmAct.objects.get().act == "again"


def test_small_corrections_of_the_clock_are_no_news(process):
    process, clock, said, _pages = process
    for _ in range(5):
        process.tick()
        clock.pass_(1)
        clock.now += 300_000
    assert said == []


def test_a_process_that_was_stopped_says_how_long(process):
    process, clock, said, _pages = process
    process.tick()
    due(1)
    clock.pass_(120)
    process.tick()
    assert rings() == [b"a"] and said[0] == "The alarms stood still for 120 s."


def test_pages_learn_that_it_does_not_run(process):
    process, clock, *_rest = process
    assert ringing.health(clock.now).since is None and ringing.health(clock.now).stale
    process.tick()
    assert not ringing.health(clock.now).stale
    assert ringing.health(clock.now + 5 * MINUTE).stale and ringing.health(clock.now + 5 * MINUTE).minutes == 5


# -- real processes on one database ------------------------------------------------------------------------------------


@contextlib.contextmanager
def running(node, *arguments):
    program = node.start("ring", *arguments)
    try:
        assert program.stdout.readline() == '"ready"\n'
        program.stdin.write("go\n")
        program.stdin.flush()
        yield program
    finally:
        program.kill()
        program.communicate()


def until_all_rang(node, seconds=60):
    deadline = time.monotonic() + seconds
    while (found := node.run("rang")[0])["waiting"]:
        assert time.monotonic() < deadline, found
    return node.run("rang")[0]  # once more: while it was counted, it still rang


def past(minutes=5):
    return int(time.time() // 60) - minutes


def test_kill_9_in_the_midst_of_a_tick_loses_no_alarm_and_doubles_none(real_node):
    real_node.run("fall_due", 3000, past())
    moments = random.Random(1851)
    for _ in range(ROUNDS):
        with running(real_node):
            time.sleep(moments.uniform(0, 0.15))  # five hundred are raised in one step of about thirty milliseconds
    with running(real_node):
        found = until_all_rang(real_node)
    assert found["alarms"] == found["places"] == found["dues"] and found["again"] == 0


def test_two_processes_beside_each_other_raise_each_alarm_once(real_node):
    real_node.run("fall_due", 2000, past())
    with running(real_node), running(real_node):
        found = until_all_rang(real_node)
        time.sleep(1.2)  # the second one's next tick
    assert found["alarms"] == found["places"] == found["dues"] and found["again"] == 0


def test_a_running_process_whose_clock_is_put_forward_raises_and_says_so(real_node):
    real_node.run("fall_due", 10, past(-60))
    before = real_node.run("rang")[0]
    with running(real_node) as program:
        time.sleep(1.2)
        assert real_node.run("rang")[0]["alarms"] == before["alarms"]
        (real_node.home / "clock").write_text("7200")
        said = [""]
        while said[-1] != "10 raised.":
            said.append(json.loads(program.stdout.readline()).get("said", "paged"))
    (real_node.home / "clock").unlink()
    assert any("put forward by 7200 s" in text for text in said)
    found = real_node.run("rang")[0]
    assert found["alarms"] == before["alarms"] + 10 and found["still"] and found["moved"] == 7200
