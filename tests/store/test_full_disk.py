"""A full disk: the alarm process says so, ends with an error, and raises everything when there is room again."""

import json

from test_ringing import past, running, until_all_rang


def test_a_full_disk_is_said_and_loses_no_alarm(real_node):
    real_node.run("fall_due", 3000, past())
    before = real_node.run("rang")[0]
    [pages] = real_node.run("pages")
    with running(real_node, pages) as program:
        said = program.stdout.readline()
        code = program.wait(20)
    assert "database or disk is full" in json.loads(said)["said"] and code == 1
    full = real_node.run("rang")[0]
    assert full["waiting"] and full["beat"] == before["beat"]  # no sign of life that was not one
    with running(real_node):
        found = until_all_rang(real_node)
    assert found["alarms"] == found["places"] == found["dues"]
