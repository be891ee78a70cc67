"""A program killed in the midst of writing loses nothing that it had acknowledged, and leaves nothing half-written."""

import json
import random
import sqlite3
import time

ROUNDS = 8
LONGEST = 0.2  # seconds between the first acknowledgement and the kill: some thirty statements


def killed_while_writing(node, number, label, seconds):
    """Kills a writer (SIGKILL) after so many seconds. Returns the notes that it had acknowledged."""
    writer = node.start("write", "ilya", number, label)
    try:
        assert writer.stdout.readline() == '"ready"\n'
        writer.stdin.write("go\n")
        writer.stdin.flush()
        first = writer.stdout.readline()
        time.sleep(seconds)
    finally:
        writer.kill()
        rest = writer.communicate()[0]
    lines = (first + rest).split("\n")[:-1]  # a line without its end was not acknowledged
    return [json.loads(line)["written"] for line in lines]


def test_kill_9_in_the_midst_of_writing_loses_nothing_that_was_acknowledged(real_node, number):
    """Each round: write, kill, look at everything, and go on where the killed one stopped.

    A statement whose acknowledgement the kill cut off may stand or not; every other stands once, in its place.
    """
    moments = random.Random(1851)
    before = []
    for turn in range(ROUNDS):
        label = f"r{turn}n"
        acknowledged = killed_while_writing(real_node, number, label, moments.uniform(0, LONGEST))
        assert acknowledged
        if not real_node.database:
            with sqlite3.connect(real_node.file) as database:
                assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        [found] = real_node.run("read", "noor", number)
        unheard = [f"{label}{len(acknowledged)}"]
        assert found["notes"] in (before + acknowledged, before + acknowledged + unheard)
        assert found["flaws"] == [] and found["void"] == 0 and found["sealed_off"] == 0
        assert found["entries"] == found["statements"] and found["rows"] == found["size"]
        good, lines, broken = found["log"]
        assert broken is None and good == lines
        before = found["notes"]


def test_who_writes_after_a_kill_continues_the_chain(real_node, number):
    """The author's numbers go on from the last statement that stands, on the same device and on a colleague's."""
    acknowledged = killed_while_writing(real_node, number, "killed", 0.05)
    real_node.run("write", "ilya", number, "after", 2)
    real_node.run("write", "noor", number, "colleague", 2)
    [found] = real_node.run("read", "lena", number)
    assert found["notes"][-4:] == ["after0", "after1", "colleague0", "colleague1"]
    assert set(acknowledged) <= set(found["notes"])
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in found["by"].values())
    assert found["flaws"] == []
