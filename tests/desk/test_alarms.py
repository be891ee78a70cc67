"""Alarms: silence rings by itself, somebody has it in hand, and the duress word betrays nobody."""

import datetime
import re

import pytest

from waystation.store import cases, clock, ringing
from waystation.store.models import Due


def ring(seconds=0):
    """What the alarm process does in a tick, so many seconds from now."""
    return ringing.raise_due(clock.micros() + seconds * 1_000_000)


def ago(minutes):
    return (datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=minutes)).isoformat(timespec="minutes")


def the_alarm(page):
    return re.search(r'action="/alarms/([0-9a-f]{32})"', page)[1]


@pytest.fixture
def heron(alliance):
    """A case with a ladder of three steps."""
    number = alliance.case(contact={"duress_word": "blue sky", "code_word": "the tap drips", "language": "en"})
    for n, (after, who, what) in enumerate(
        (
            (15, "mara", "Text once, only in the safe hours"),
            (30, "ilya", "Call the friend"),
            (60, "", "Call the lawyer"),
        )
    ):
        values = {"after": after, "what": what} | ({"who": alliance.id(who).hex()} if who else {})
        alliance.write("mara", number, "contact", "ladder", f"l{n}", **values)
    return number


def test_silence_rings_by_itself_and_whoever_opens_the_file_sees_whose(alliance, pages, heron):
    alliance.write("mara", heron, "contact", "check_ins", "k1", due=ago(20), grace=15)
    assert Due.objects.count() == 1 and ring() == 1 and ring() == 0
    mara, sam = pages("mara"), pages("sam")
    page = mara.get("/alarms")
    assert (
        "Quiet Heron" in page and "in nobody&#x27;s hand" in page.replace("'", "&#x27;") and "Call the lawyer" in page
    )
    blind = sam.get("/alarms")
    assert "Quiet Heron" not in blind and "sealed to you" in blind and "Call the lawyer" not in blind
    sam.post(f"/alarms/{the_alarm(blind)}", {"act": "take"})
    assert "Sam" in mara.get("/alarms")
    pages("tomas").get("/alarms", status=403)


def test_scenario_7_a_missed_check_in_and_a_change_of_shift(alliance, pages, heron):
    """Due 06:30, steps at 15, 30 and 60 minutes; at 07:00 the shift changes; the answer carries the duress word."""
    due = ago(30)
    alliance.write("mara", heron, "contact", "check_ins", "k1", due=due, grace=15)
    mara, ilya = pages("mara"), pages("ilya")
    mara.post("/inbox/shift", {"begin": "1"})
    assert ring() == 1
    assert "Alarms: 1" in re.sub(r"<[^>]+>", "", mara.get("/today"))
    page = mara.post("/inbox/shift", {"end": "1"}, status=409)
    assert "Alarms without an owner" in page and "Quiet Heron" in page

    alarm = the_alarm(mara.get("/alarms"))
    mara.post(f"/alarms/{alarm}", {"act": "take"})
    mara.post(f"/alarms/{alarm}", {"act": "step", "step": "l0", "note": "Texted at 06:46, not read"})
    page = ilya.get("/alarms")
    nexts = re.search(r'<li class="next">.*?</li>', page, re.DOTALL)[0]
    assert "Call the friend" in nexts and "Ilya" in nexts and "Texted at 06:46" in page
    assert "Alarms in your hand" in mara.post("/inbox/shift", {"end": "1"}, status=409)
    assert "Write a note" in mara.post(f"/alarms/{alarm}", {"act": "hand", "to": alliance.id("ilya").hex()}, status=400)
    mara.post(f"/alarms/{alarm}", {"act": "hand", "to": alliance.id("ilya").hex(), "note": "Friend is at work till 8"})
    mara.post("/inbox/shift", {"end": "1"})
    assert "Friend is at work" in ilya.get("/alarms")

    fox = alliance.case("Amber Fox", contact={"duress_word": "the bus is late", "language": "en"})
    alliance.write("mara", fox, "contact", "check_ins", "k1", due=due, grace=15)
    betrayed = answered(mara, heron, "all fine, *blue* sky").replace("Quiet Heron", "Amber Fox")
    assert betrayed == answered(mara, fox, "all fine, the sun shines")
    assert cases.open_file(alliance.mara, heron).states["contact"].get("status", "k1", "check_ins") == "duress"
    assert ring() == 1
    page = ilya.get("/alarms")
    assert "Duress word" in page and "No reply may betray it" in page
    assert "Alarms: 1" in re.sub(r"<[^>]+>", "", ilya.get("/today"))


def answered(member, number, said):
    """The page as it stands after an answer, without ids and without the ladder, which the two cases do not share."""
    path = f"/cases/{number.hex()}/checkins"
    member.post(path, {"act": "heard", "line": "k1", "said": said})
    page = member.get(member.last.url)
    assert "blue" not in page and "uress" not in page and "Answer as always" in page
    page = re.sub(r'<section class="card" aria-labelledby="ladder">.*?</section>', "", page, flags=re.DOTALL)
    return re.sub(r'[0-9a-f]{32}|name="csrfmiddlewaretoken" value="[^"]*"', "", page)
