"""The first look of a member whose team has thousands of cases: a list that grows, and says so."""

import re

import pytest

from waystation.desk.cases import overview
from waystation.store.files import casefiles, cases
from waystation.store.lists import index

NOTE = re.compile(r"Still reading (\d+) of (\d+) files\.")


@pytest.fixture
def read(monkeypatch):
    """The circles that are read from now on, in order; four at once, and one batch in each request."""
    found, read_many = [], index.read_many

    def counted(keys, circles, owner):
        found.extend(circles)
        return read_many(keys, circles, owner)

    monkeypatch.setattr(index, "read_many", counted)
    monkeypatch.setattr(index, "BATCH", 4)
    monkeypatch.setattr(overview, "BUDGET", 0)
    return found


@pytest.fixture
def numbers(alliance):
    return [alliance.case(f"Heron {n}", needs={"allergies": "cats"}) for n in range(7)]


def listed(page):
    return set(re.findall(r"/cases/([0-9a-f]{32})", page))


def test_ilya_sees_a_list_that_grows_at_each_reload_until_it_is_whole(alliance, pages, read, numbers):
    ilya, seen, notes = pages("ilya"), set(), []
    while True:
        answer = ilya.client.get("/cases")
        page = answer.content.decode()
        assert seen <= listed(page)
        seen = listed(page)
        if not (note := NOTE.search(page)):
            break
        assert answer["Refresh"] == "3" and f'max="{note[2]}"' in page and "<progress" in page
        notes.append(int(note[1]))
    assert seen == {number.hex() for number in numbers}
    assert notes == [10, 6, 2]  # of fourteen circles, four at a time
    assert "Refresh" not in answer
    assert len(read) == len(set(read))  # none twice


def test_what_changed_last_is_read_first(alliance, pages, read, numbers):
    first, last = numbers[0].hex(), numbers[-1].hex()
    page = pages("ilya").get("/cases")
    assert last in page and first not in page
    alliance.write("ilya", numbers[0], "needs", diet="vegan")
    assert first in pages("ilya").get("/cases")


def test_every_page_that_needs_the_overview_says_how_far_it_is(alliance, pages, read, numbers):
    for path in ("/today", "/road", "/cases"):
        answer = pages("ilya").client.get(path)
        assert NOTE.search(answer.content.decode()) and answer["Refresh"] == "3", path
    answer = pages("noor").client.get("/houses")
    page = answer.content.decode()
    assert NOTE.search(page) and answer["Refresh"] == "3" and "There is no house yet" not in page


def test_the_bed_chart_says_that_it_reads_and_counts_no_free_place_before_it_has_read(alliance, pages, read, numbers):
    """A stay that is not read yet would make a taken place look free, and no place at all look like a full house."""
    number = cases.new_house(alliance.ilya, "Birch", {"code_name": "Birch", "status": "active"})
    circle = casefiles.open_file(alliance.ilya, number, "house").part("capacity").circle
    cases.state(alliance.ilya, circle, "capacity", "beds", "b1", {"name": "1", "sleeps": 2})
    ilya, free = pages("ilya"), re.compile(r"free\s*<bdi>")
    page = ilya.get("/houses/chart")
    assert NOTE.search(page) and "not known before all is read" in page and not free.search(page)
    while NOTE.search(page):
        page = ilya.get("/houses/chart")
    assert "not known" not in page and "Places free tonight: <bdi>2/2</bdi>" in page and free.search(page)


def test_what_was_sent_with_a_form_is_not_thrown_away_by_a_reload(alliance, pages, read, numbers):
    for path, form in (("/cases", {"typed": "heron 6"}), ("/search", {"typed": "cats"})):
        answer = pages("ilya").client.post(path, form)
        page = answer.content.decode()
        assert NOTE.search(page) and "Press the button again" in page and "Refresh" not in answer
    assert page.count("<mark>cats</mark>") == 4  # the needs of those read so far


def test_once_read_no_page_says_anything_and_a_change_is_read_alone(alliance, pages, read, numbers):
    while NOTE.search(pages("ilya").get("/today")):
        pass
    read.clear()
    for path in ("/today", "/road", "/cases", "/houses"):
        answer = pages("ilya").client.get(path)
        assert "Still reading" not in answer.content.decode() and "Refresh" not in answer
    assert read == []
    alliance.write("ilya", numbers[3], "needs", allergies="nuts")
    pages("ilya").get("/cases")
    assert len(read) == 1
