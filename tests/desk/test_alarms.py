"""Alarms: silence rings by itself, somebody has it in hand, and the duress word betrays nobody."""

import datetime
import re

import pytest

from waystation.casework.errors import NotYourRole
from waystation.circles.acts import device_proof
from waystation.circles.secret import Secret
from waystation.store import clock
from waystation.store.duty import alarms, ringing, shifts
from waystation.store.files import casefiles
from waystation.store.members import again, devices, invitations, organisation
from waystation.store.models import Alarm, Beat, Due, Shift


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
    assert casefiles.open_file(alliance.mara, heron).states["contact"].get("status", "k1", "check_ins") == "duress"
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


def test_check_ins_are_agreed_as_a_schedule_and_a_page_says_how_to_mend_it(alliance, pages, heron):
    mara, path = pages("mara"), f"/cases/{heron.hex()}/checkins"
    form = {"act": "agree", "first": "2030-03-01T06:30", "last": "2030-03-03T06:30", "every": "12", "grace": "20"}
    assert "This is needed" in mara.post(path, form | {"every": ""}, status=400)
    assert "lies before the first" in mara.post(path, form | {"last": "2030-02-01T06:30"}, status=400)
    assert "agree at most 400" in mara.post(path, form | {"last": "2031-03-01T06:30"}, status=400)
    assert "At least one hour" in mara.post(path, form | {"every": "0"}, status=400)
    assert not Due.objects.exists()
    mara.post(path, form)
    assert Due.objects.count() == 5
    state = casefiles.open_file(alliance.ilya, heron).states["contact"]
    assert {row["grace"] for row in state.rows("check_ins").values()} == {20} and state.get("check_in_every") == 12
    mara.post(path, {"act": "stop"})
    assert not Due.objects.exists()
    pages("ilya").post(path, form, status=403)


def test_drills_and_live_check_ins_share_no_list_and_drills_never_ring(alliance, pages, heron):
    mara, live, drills = pages("mara"), f"/cases/{heron.hex()}/checkins", f"/cases/{heron.hex()}/practice"
    form = {"act": "agree", "first": ago(40)[:16], "last": ago(40)[:16], "every": "12"}
    mara.post(drills, form)
    page = mara.get(drills)
    assert "PRACTICE alarm" in page and 'class="practice"' in page and "They answered" in page
    assert "They answered" not in mara.get(live) and "PRACTICE" not in mara.get(live)
    assert ring() == 0 and "Check-in" not in mara.get("/today")
    line = re.search(r'name="line" value="([0-9a-f]+)"', page)[1]
    mara.post(live, {"act": "heard", "line": line, "said": "fine"}, status=404)
    mara.post(drills, {"act": "heard", "line": line, "said": "a blue sky"})
    assert ring() == 0 and casefiles.open_file(alliance.mara, heron).states["contact"].get("last_heard") is None


def test_an_answer_ends_the_silences_before_it_and_must_be_written_word_for_word(alliance, pages, heron):
    for record, minutes in (("k1", 300), ("k2", 30)):
        alliance.write("mara", heron, "contact", "check_ins", record, due=ago(minutes), grace=15)
    assert ring() == 2
    mara, path = pages("mara"), f"/cases/{heron.hex()}/checkins"
    for status in ("missed_1", "missed_2", "unreachable", "unreachable"):
        mara.post(path, {"act": "silent", "line": "k2"})
        state = casefiles.open_file(alliance.mara, heron).states["contact"]
        assert state.get("status", "k2", "check_ins") == status
    assert "word for word" in mara.post(path, {"act": "heard", "line": "k2", "said": " "}, status=400)
    mara.post(path, {"act": "heard", "line": "k2", "said": "all well"})
    state = casefiles.open_file(alliance.mara, heron).states["contact"]
    assert [row["status"] for row in state.rows("check_ins").values()] == ["ok_late", "ok_late"]
    assert state.get("last_heard") and not Alarm.objects.filter(ended=0).exists()


def test_one_press_is_the_all_clear_and_it_stands_in_the_file(alliance, pages, heron):
    alliance.write("mara", heron, "contact", "check_ins", "k1", due=ago(30), grace=15)
    ring()
    mara = pages("mara")
    alarm = the_alarm(mara.get("/alarms"))
    mara.post(f"/alarms/{alarm}", {"act": "end", "outcome": "safe"})
    row = casefiles.open_file(alliance.ilya, heron).states["contact"].row("check_ins", "k1")
    assert row["status"] == "confirmed_safe" and row["outcome"] == "safe" and ring() == 0
    assert "Nothing rings" in mara.get("/alarms") and "Mara" in mara.get("/alarms")


def test_contact_lost_ends_the_ringing_and_not_the_search(alliance, pages, heron):
    alliance.write("mara", heron, "contact", "check_ins", "k1", due=ago(30), grace=15)
    ring()
    mara = pages("mara")
    alarm = the_alarm(mara.get("/alarms"))
    assert "Write how you know" in mara.post(f"/alarms/{alarm}", {"act": "end", "outcome": "lost_contact"}, status=400)
    mara.post(f"/alarms/{alarm}", {"act": "end", "outcome": "lost_contact", "note": "Friend has not seen him"})
    assert ring() == 0 and "Check-in" in mara.get("/today")


def test_who_was_made_to_say_that_all_is_well_is_not_cleared_by_one_press(alliance, pages, heron):
    alliance.write("mara", heron, "contact", "check_ins", "k1", due=ago(5), status="duress", answered_at=ago(1))
    ring()
    mara = pages("mara")
    alarm = the_alarm(mara.get("/alarms"))
    assert "Write how you know" in mara.post(f"/alarms/{alarm}", {"act": "end", "outcome": "safe"}, status=400)
    mara.post(f"/alarms/{alarm}", {"act": "end", "outcome": "safe", "note": "Saw him at the clinic"})
    assert "Nothing rings" in mara.get("/alarms")


def test_of_two_who_take_an_alarm_one_has_it_and_only_they_end_it(alliance, pages, heron):
    alliance.write("mara", heron, "contact", "check_ins", "k1", due=ago(30), grace=15)
    ring()
    mara, ilya = pages("mara"), pages("ilya")
    alarm = the_alarm(mara.get("/alarms"))
    mara.post(f"/alarms/{alarm}", {"act": "take"})
    assert "Somebody else has it" in ilya.post(f"/alarms/{alarm}", {"act": "take"}, status=409)
    ilya.post(f"/alarms/{alarm}", {"act": "end", "outcome": "safe"}, status=409)
    ilya.post(f"/alarms/{alarm}", {"act": "step", "step": "l1", "note": "He is on his way"})
    assert "He is on his way" in mara.get("/alarms")


def hook(pages):
    """The alarm process, by a clock that is told the time. Ten minutes pass, and: whether it called somebody."""
    now = [clock.micros(), 1000.0]

    class Told:
        wall, steady, sleep = (lambda self: now[0]), (lambda self: now[1]), (lambda self, _seconds: None)

    process = ringing.Ringing(Told(), lambda: pages.append(1), lambda _text: None)

    def passes():
        before = len(pages)
        now[0], now[1] = now[0] + 600 * 1_000_000, now[1] + 600
        process.tick()
        return len(pages) > before

    return passes


@pytest.fixture
def in_maras_hand(alliance, pages, heron):
    """An alarm that Mara, who is on duty, has in hand; nobody is called for it."""
    alliance.write("mara", heron, "contact", "check_ins", "k1", due=ago(30), grace=15)
    mara, calls = pages("mara"), hook([])
    assert calls()
    mara.post("/inbox/shift", {"begin": "1"})
    alarm = the_alarm(mara.get("/alarms"))
    mara.post(f"/alarms/{alarm}", {"act": "take"})
    assert not calls() and "On duty: Mara" in words_of(pages("ilya").get("/alarms"))
    return alarm, calls


def words_of(page):
    return re.sub(r"\s+", " ", page)


def dismissed(alliance, _pages):
    organisation.dismiss(alliance.pat, alliance.id("mara"))


def enrolled_again(alliance, _pages):
    anew = Secret.new()
    offer = invitations.Offer(b"", "Mara", (), again=alliance.id("mara"), reason="Her telephone was taken")
    again.propose(alliance.pat, offer, anew.card)
    again.agree(alliance.ruth, alliance.id("mara"), anew.id)


def taken_out_of_the_team(alliance, _pages):
    """Mara lets Noor into the team, hands over alarm and shift, and takes Noor out of it again."""
    hotline, noor = alliance.mara.directory.team_of("hotline"), alliance.id("noor")
    organisation.join_team(alliance.mara, hotline, noor)
    [alarm] = Alarm.objects.all()
    alarms.hand_over(alliance.mara, alarm, None, noor, "Please go on")
    shifts.end(alliance.mara)
    shifts.begin(alliance.noor)
    organisation.leave_team(alliance.mara, hotline, noor)


def telephone_taken(alliance, pages):
    pages("dina").post("/members/cut", {"member": alliance.id("mara").hex()})


@pytest.mark.parametrize("gone", [dismissed, enrolled_again, taken_out_of_the_team, telephone_taken])
def test_an_alarm_in_the_hand_of_somebody_who_is_gone_rings_again(alliance, pages, in_maras_hand, gone):
    alarm, calls = in_maras_hand
    gone(alliance, pages)
    assert calls(), "whoever is to be called is called again, before anybody looks at a page"
    ilya = pages("ilya")
    page = ilya.get("/alarms")
    assert "Nobody is on duty" in page and "it is free again" in page and "in nobody" in page
    ilya.post(f"/alarms/{alarm}", {"act": "take"})
    ilya.post(f"/alarms/{alarm}", {"act": "hand", "to": alliance.id("sam").hex(), "note": "Please go on"})
    pages("sam").post(f"/alarms/{alarm}", {"act": "end", "outcome": "safe", "note": "His sister spoke with him"})
    assert not Alarm.objects.filter(ended=0).exists()


def test_an_installation_where_an_alarm_lay_with_somebody_dismissed_long_ago_frees_it_at_the_next_look(
    alliance, pages, in_maras_hand
):
    alarm, calls = in_maras_hand
    holder = alliance.mara.pseudonym
    organisation.dismiss(alliance.pat, alliance.id("mara"))
    Alarm.objects.update(holder=holder, taken=1)  # as earlier versions left it
    Shift.objects.update(ended=0)
    assert not calls()
    assert "Nobody is on duty" in pages("sam").get("/alarms") and calls()
    pages("ilya").post(f"/alarms/{alarm}", {"act": "end", "outcome": "safe"})


@pytest.mark.parametrize(("who", "rings"), [("mara", False), ("pat", True)])
def test_a_lost_telephone_frees_what_its_member_has_in_hand_unless_they_say_so_themself(
    alliance, in_maras_hand, who, rings
):
    _alarm, calls = in_maras_hand
    mara, telephone = alliance.mara, Secret.new()
    devices.vouch(mara, telephone.card, telephone.sign(device_proof(mara.card, telephone.card)))
    devices.lose(alliance.keys(who), telephone.id)
    assert calls() == rings


def test_what_is_written_about_an_alarm_is_read_by_those_who_open_the_file(alliance, pages, heron):
    alliance.write("mara", heron, "contact", "check_ins", "k1", due=ago(30), grace=15)
    ring()
    mara, sam = pages("mara"), pages("sam")
    alarm = the_alarm(mara.get("/alarms"))
    mara.post(f"/alarms/{alarm}", {"act": "step", "step": "l0", "note": "Texted his sister"})
    assert "Texted his sister" in pages("ilya").get("/alarms")
    blind = sam.get("/alarms")
    assert "Texted his sister" not in blind and "sealed to others" in blind
    mara.post(f"/alarms/{alarm}", {"act": "hand", "to": alliance.id("sam").hex(), "note": "Please call Ilya"})
    assert "Please call Ilya" in sam.get("/alarms")


def test_pages_say_when_the_alarm_process_does_not_run(alliance, pages):
    mara = pages("mara")
    assert "has never run" in mara.get("/today")
    assert "has never run" not in pages("tomas").get("/today")
    now = clock.micros()
    Beat.objects.create(name=ringing.NAME, at=now - 7 * 60_000_000)
    page = re.sub(r"\s+", " ", mara.get("/cases"))
    assert "has not run, so that silence rings nowhere: 7." in page
    Beat.objects.update(at=now, still_from=now - 3_600_000_000, still_until=now - 60_000_000)
    assert "has not run" not in mara.get("/today") and "stood still" in mara.get("/alarms")


def test_everybody_is_asked_in_two_steps_and_cleared_in_one(alliance, pages, heron):
    fox = alliance.case("Amber Fox", contact={"region": "Минск"})
    alliance.write("mara", heron, "contact", region="Грозный, центр")
    mara = pages("mara")
    step = {"region": "грозный", "minutes": "30"}
    page = mara.post("/alarms/everybody", step, status=200)
    assert "Step 2 of 2" in page and "Quiet Heron" in page and "Amber Fox" not in page and not Due.objects.exists()
    assert "Type the number" in mara.post("/alarms/everybody", step | {"count": "2"}, status=400)
    assert "nobody there" in mara.post("/alarms/everybody", {"region": "Oslo", "minutes": "30"}, status=400)
    mara.post("/alarms/everybody", {"region": "", "minutes": "30", "count": "2"})
    followed = mara.last.url
    assert Due.objects.count() == 2 and ring() == 0 and ring(32 * 60) == 2
    line = re.search(r'name="line" value="([0-9a-f]+)"', mara.get(f"/cases/{fox.hex()}/checkins"))[1]
    mara.post(f"/cases/{fox.hex()}/checkins", {"act": "heard", "line": line, "said": "I am well"})
    page = mara.get(followed)
    assert re.search(r"<strong>1</strong> not heard yet, of 2", page)
    mara.post(followed)
    assert not Alarm.objects.filter(ended=0).exists() and not Due.objects.exists()
    pages("sam").get("/alarms/everybody", status=403)


def test_a_coordinator_who_ends_an_alarm_writes_what_became_of_it(alliance, pages, heron):
    alliance.write("mara", heron, "contact", "check_ins", "k1", due=ago(30), grace=15)
    ring()
    ilya = pages("ilya")
    alarm = the_alarm(ilya.get("/alarms"))
    ilya.post(f"/alarms/{alarm}", {"act": "take"})
    ilya.post(f"/alarms/{alarm}", {"act": "end", "outcome": "help_there", "note": "His friend sits beside him"})
    row = casefiles.open_file(alliance.mara, heron).states["contact"].row("check_ins", "k1")
    assert (row["status"], row["outcome"], row["heard_by"]) == (
        "confirmed_safe",
        "help_there",
        alliance.id("ilya").hex(),
    )
    assert ring() == 0 and not Due.objects.exists()
    with pytest.raises(NotYourRole):
        alliance.write("ilya", heron, "contact", duress_word="green sky")


def test_the_case_page_lists_no_check_ins_so_no_drill_stands_beside_them_and_no_call_for_help(alliance, pages, heron):
    said = {"status": "duress", "answered_at": ago(1), "said": "such a blue sky today"}
    alliance.write("mara", heron, "contact", "check_ins", "k1", due=ago(2), **said)
    alliance.write("mara", heron, "contact", "check_ins", "k2", due=ago(-90), drill=True)
    page = pages("mara").get(f"/cases/{heron.hex()}")
    panel = page[page.index('id="h-contact"') : page.index('id="h-needs"')]
    assert "/checkins" in panel and "Duress" not in re.sub("Duress word|duress word|duress_plan", "", panel)
    assert "blue sky today" not in page and "Drill" not in panel
    live, practice = (pages("mara").get(f"/cases/{heron.hex()}/{at}") for at in ("checkins", "practice"))
    assert "PRACTICE" in practice and "PRACTICE" not in live and "Duress" not in live
