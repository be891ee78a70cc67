"""Each member's own clock: one moment, typed by one and read by another in their own time zones."""

import datetime
import re

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from waystation.desk.web import zones
from waystation.store.files import casefiles


def task_of(alliance, number):
    rows = casefiles.open_file(alliance.ilya, number).states["needs"].rows("tasks")
    return next(iter(rows.values()))


def test_a_moment_is_typed_by_one_clock_and_read_by_another(alliance, pages):
    number = alliance.case().hex()
    ilya, noor = pages("ilya"), pages("noor")
    ilya.post("/settings", {"zone": "Europe/Moscow"})
    noor.post("/settings", {"zone": "America/Toronto"})
    ilya.edit(f"/cases/{number}/edit/needs/tasks/new", what="Call back", due="2030-01-15T14:00")
    assert task_of(alliance, bytes.fromhex(number))["due"] == "2030-01-15T11:00+00:00"
    assert "2030-01-15 14:00" in ilya.get(f"/cases/{number}")
    assert "2030-01-15 06:00" in noor.get(f"/cases/{number}")
    [record] = re.findall(r"/edit/needs/tasks/([0-9a-f]+)", noor.get(f"/cases/{number}"))[:1]
    form = noor.get(f"/cases/{number}/edit/needs/tasks/{record}")
    assert 'value="2030-01-15T06:00"' in form and "America/Toronto" in form


def test_saving_a_form_by_another_clock_changes_no_time(alliance, pages):
    number = alliance.case().hex()
    ilya, noor = pages("ilya"), pages("noor")
    ilya.edit(f"/cases/{number}/edit/needs/tasks/new", what="Call back", due="2030-07-15T14:00")
    [record] = re.findall(r"/edit/needs/tasks/([0-9a-f]+)", ilya.get(f"/cases/{number}"))[:1]
    noor.post("/settings", {"zone": "Asia/Kathmandu"})
    noor.edit(f"/cases/{number}/edit/needs/tasks/{record}", what="Call back twice")
    assert task_of(alliance, bytes.fromhex(number))["due"] == "2030-07-15T14:00+00:00"
    history = noor.get(f"/cases/{number}/history/needs")
    assert "twice" in history


def test_the_second_of_two_equal_hours_stays_when_its_form_is_saved(alliance, pages):
    number = alliance.case().hex()
    ilya = pages("ilya")
    ilya.edit(f"/cases/{number}/edit/needs/tasks/new", what="Call back", due="2030-10-27T01:30")
    ilya.post("/settings", {"zone": "Europe/Berlin"})
    [record] = re.findall(r"/edit/needs/tasks/([0-9a-f]+)", ilya.get(f"/cases/{number}"))[:1]
    ilya.edit(f"/cases/{number}/edit/needs/tasks/{record}", what="Call back twice")
    assert task_of(alliance, bytes.fromhex(number))["due"] == "2030-10-27T01:30+00:00"


def test_an_hour_that_the_clocks_skip_is_refused_and_kept_in_the_form(alliance, pages):
    number = alliance.case().hex()
    ilya = pages("ilya")
    ilya.post("/settings", {"zone": "Europe/Berlin"})
    page = ilya.edit(f"/cases/{number}/edit/needs/tasks/new", status=400, what="Call back", due="2030-03-31T02:30")
    assert "This is not a time" in page and "2030-03-31T02:30" in page


def test_a_zone_that_does_not_exist_is_refused(alliance, pages):
    pages("mara").post("/settings", {"zone": "Mars/Base"}, status=400)
    pages("mara").post("/settings", {"zone": "../../etc/passwd"}, status=400)


MOMENTS = st.datetimes(min_value=datetime.datetime(1980, 1, 1), max_value=datetime.datetime(2100, 1, 1))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Moscow", "America/Toronto", "Asia/Kathmandu", "Australia/Lord_Howe"])
@given(moment=MOMENTS)
def test_what_is_shown_and_typed_back_is_the_same_moment_or_its_twin_hour(zone, moment):
    stored = moment.replace(tzinfo=datetime.UTC, second=0, microsecond=0).isoformat(timespec="minutes")
    with timezone.override(zone):
        back = datetime.datetime.fromisoformat(zones.typed(zones.shown(stored)))
    gap = abs((back - datetime.datetime.fromisoformat(stored)).total_seconds())
    assert gap in (0, 1800, 3600)  # when clocks go back, one local hour names two moments: the first is taken
