"""The access log, as those read it who may: in words, with names where their keys open it, by member, act and day."""

import ast
import datetime
import re
from pathlib import Path

from waystation.store.files import casefiles
from waystation.store.models import LogLine
from waystation.store.sealed import accesslog
from waystation.store.sealed.logwords import ACTS

SOURCE = Path(accesslog.__file__).parents[2]
LINE = re.compile(r"<tr>(.*?)</tr>", re.S)


def rows(page):
    return [re.sub(r"<[^>]+>", " ", row) for row in LINE.findall(page) if "<td" in row]


def logged():
    """Every act that the program logs: words, and beginnings of those that are put together."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and ast.unparse(node.func) == "accesslog.log"
            if called and isinstance(node.args[1], ast.Constant):
                yield node.args[1].value, False
            elif called and isinstance(node.args[1], ast.JoinedStr):
                yield node.args[1].values[0].value, True


def test_every_act_that_is_logged_has_words():
    found = set(logged())
    assert len(found) > 50
    for act, begins in found:
        assert act in ACTS or (begins and any(known.startswith(act) for known in ACTS)), act


def test_what_and_parts_are_words_with_links_for_who_opens_them(alliance, pages):
    number = alliance.case()
    pages("ilya").get(f"/cases/{number.hex()}")
    page = pages("ruth").get("/log")
    [line] = [row for row in rows(page) if "Ilya" in row and "Opened" in row][:1]
    assert "Quiet Heron" in line
    assert "Needs" in line
    assert "that you do not open" in line  # Contact, which Ruth does not
    assert "Contact" not in line
    assert f'href="/cases/{number.hex()}"' in page


def test_who_opens_nothing_sees_that_it_happened_and_to_how_many_parts(alliance, pages):
    number = alliance.case()
    pages("ilya").get(f"/cases/{number.hex()}")
    page = pages("pat").get("/log")
    assert "Opened" in page
    assert "that you do not open" in page
    assert "Quiet Heron" not in page


def test_lines_are_chosen_by_member_by_act_and_by_day(alliance, pages):
    number = alliance.case()
    pages("ilya").get(f"/cases/{number.hex()}")
    otto, ilya = pages("otto"), alliance.ilya.pseudonym.hex()
    today = datetime.datetime.now(datetime.UTC).date()
    found = rows(otto.post("/log", {"member": ilya, "act": "open", "day": today.isoformat()}, status=200))
    assert found
    assert all("Ilya" in row and "Opened" in row for row in found)
    long_ago = (today - datetime.timedelta(days=300)).isoformat()
    assert "Nothing" in otto.post("/log", {"member": ilya, "day": long_ago}, status=200)
    everything = otto.post("/log", {"member": "no member", "act": "no act", "day": "no day"}, status=200)
    assert len(rows(everything)) > len(found)


def test_nobody_reads_a_colleagues_lines_by_naming_them(alliance, pages):
    number = alliance.case()
    pages("ilya").get(f"/cases/{number.hex()}")
    page = pages("dina").post("/log", {"member": alliance.ilya.pseudonym.hex()}, status=200)
    assert not any("Ilya" in row for row in rows(page))


def test_a_long_log_is_read_page_by_page_with_what_was_chosen(alliance, pages):
    mara = alliance.mara
    for _ in range(130):
        accesslog.log(mara.pseudonym, "slip")
        accesslog.log(alliance.ilya.pseudonym, "plan")
    chosen = {"member": mara.pseudonym.hex(), "act": "slip"}
    first = pages("otto").post("/log", chosen, status=200)
    older = re.search(r'name="from" value="(\d+)"', first)[1]
    second = pages("otto").post("/log", chosen | {"from": older}, status=200)
    assert len(rows(first)) == 100
    assert len(rows(second)) == 30
    assert all("Mara" in row for row in rows(first) + rows(second))


def test_a_day_is_found_by_halving_also_where_the_clock_was_set_back(alliance, monkeypatch):
    start = 1_700_000_000_000_000
    before, hours = LogLine.objects.count(), iter([*range(72), 20, *range(72, 90)])
    monkeypatch.setattr(accesslog, "micros", lambda: start + next(hours) * 3_600_000_000)
    for _ in range(91):
        accesslog.log(alliance.mara.pseudonym, "slip")
    day = accesslog.lines(None, 1000, since=start + 24 * 3_600_000_000, until=start + 48 * 3_600_000_000)
    assert len(day) == 24
    first = accesslog.lines(None, 1000, since=start, until=start + 24 * 3_600_000_000)
    assert len(first) == 25  # with the hour that came twice
    assert before + 91 == LogLine.objects.count()


def test_a_shown_line_opens_no_part_that_the_reader_does_not(alliance, pages):
    number = alliance.case(story={"summary": "Detained."})
    story = casefiles.open_file(alliance.noor, number).part("story").circle
    accesslog.log(alliance.noor.pseudonym, "open", [story])
    page = pages("otto").post("/log", {"act": "open", "member": alliance.noor.pseudonym.hex()}, status=200)
    assert story.hex()[:8] in page
    assert "Quiet Heron" not in page
