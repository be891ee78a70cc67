"""The hotline's shift: calls and texts beside letters, triage on one screen, a second operator, and no shift that ends
while somebody has no owner."""

import datetime
import re

import pytest

from waystation.desk.cases.overview import overview
from waystation.store.files import casefiles
from waystation.store.hotline import correspondence, slips
from waystation.store.models import Envelope, Slip


def triaged(member, status=302, path="/inbox/new", **values):
    """Sends the triage screen as it stands, with some fields filled in."""
    return member.post(path, member.shown(path) | values, status=status)


def call(**more):
    return {"channel": "sms", "who": "a boy", "said": "могу писать 10 мин, братья спят", "danger_now": "yes"} | more


def threads(page):
    return re.findall(r'href="/inbox/([0-9a-f]{32})"', page)


def test_scenario_1_three_in_the_morning_is_settled_on_one_screen(alliance, pages):
    """A text in Russian: he can write ten minutes, his brothers sleep next door."""
    mara, ilya = pages("mara"), pages("ilya")
    page = mara.get("/inbox/new")
    assert "legal_name" not in page and "Never a legal name" in page
    draft = call(can_talk="yes", region="Грозный", alias="Рустам", draft="1")
    mara.post("/inbox/new", draft, status=204)  # the network goes
    page = mara.get("/inbox/new")
    words = re.findall(r'name="(?:code|duress)_word"[^>]*value="([^"]+)"', page)
    assert "братья спят" in page and len(words) == 2 and words[0] != words[1]
    tomorrow = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)).strftime("%Y-%m-%dT14:00")
    triaged(
        mara,
        code_word=words[0],
        duress_word=words[1],
        callback=tomorrow,
        result="emergency",
        rule="Text only.",
        safe_hours="14:00-14:20",
    )
    file = casefiles.open_file(alliance.ilya, bytes.fromhex(re.search(r"[0-9a-f]{32}", mara.last.url)[0]))
    contact = file.states["contact"]
    assert contact.get("alias") == "Рустам" and contact.get("code_word") == words[0]
    assert [row["at"][:16] for row in contact.rows("callbacks").values()] == [tomorrow]
    assert "братья спят" in next(iter(contact.rows("conversations").values()))["said"]
    assert file.code in ilya.get(f"/cases/{file.number.hex()}")
    assert "братья спят" not in mara.get("/inbox/new")


def test_a_second_operator_is_paged_while_somebody_in_danger_is_with_one(alliance, pages):
    mara, ilya = pages("mara"), pages("ilya")
    triaged(mara, **call(result="callback", callback="2030-01-01T14:00"))
    assert "Second operator wanted" in ilya.get("/inbox") and "Second operator wanted" in ilya.get("/today")
    assert "Second operator wanted" not in mara.get("/inbox")
    [thread] = set(threads(mara.get("/inbox")))
    assert "nobody has come yet" in mara.get(f"/inbox/{thread}")
    ilya.post(f"/inbox/{thread}/come")
    assert "Second operator: Ilya" in re.sub(r"\s+", " ", mara.get(f"/inbox/{thread}"))
    assert "Second operator wanted" not in ilya.get("/inbox")


def test_a_shift_does_not_end_while_somebody_has_no_owner(alliance, pages):
    mara, ilya = pages("mara"), pages("ilya")
    mara.post("/inbox/shift", {"begin": "1"})
    assert "On duty: Mara" in re.sub(r"\s+", " ", ilya.get("/inbox"))
    triaged(mara, **call(result="callback", callback="2030-01-01T14:00"))
    [thread] = set(threads(mara.get("/inbox")))
    assert "In your hand" in mara.post("/inbox/shift", {"end": "1"}, status=409)
    mara.post(f"/inbox/{thread}/claim", {"release": "1"})
    assert "in nobody's hand" in mara.post("/inbox/shift", {"end": "1"}, status=409)
    ilya.post(f"/inbox/{thread}/claim")
    mara.post("/inbox/shift", {"end": "1"})
    assert "Nobody is on duty" in ilya.get("/inbox")


def test_an_alarm_that_nobody_watches_holds_the_shift_too(alliance, pages):
    number = alliance.case()
    past = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=2)
    alliance.write("mara", number, "contact", "check_ins", "k1", due=past.isoformat(), grace=15)
    mara = pages("mara")
    mara.post("/inbox/shift", {"begin": "1"})
    page = mara.post("/inbox/shift", {"end": "1"}, status=409)
    assert "Alarms without an owner" in page and "Quiet Heron" in page
    alliance.write("mara", number, "contact", "check_ins", "k1", owner=alliance.id("ilya").hex())
    mara.post("/inbox/shift", {"end": "1"})


def test_who_is_safe_soonest_stands_before_who_came_first(alliance, pages):
    mara = pages("mara")
    now = datetime.datetime.now(datetime.UTC)
    for who, hours in (("Adam", 5), ("Bislan", 1), ("Idris", 3)):
        at = (now + datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")
        triaged(mara, **call(who=who, danger_now="no", result="callback", callback=at))
    triaged(mara, **call(who="Zelim", result="callback", callback="2030-01-01T10:00"))
    page = mara.get("/inbox")
    in_order = ["Zelim", "Bislan", "Idris", "Adam"]
    assert sorted(in_order, key=page.index) == in_order


@pytest.mark.parametrize("result", ["redirect", "information", "hostile"])
def test_what_leads_to_no_case_is_concluded_with_what_was_offered(alliance, pages, result):
    mara = pages("mara")
    page = triaged(mara, 400, **call(result=result))
    assert "what was offered" in page and "братья спят" in page
    triaged(mara, **call(result=result, offered="The number of the legal clinic."))
    assert "Nothing waits" in mara.get("/inbox")


def test_a_call_about_a_case_that_exists_belongs_to_it(alliance, pages):
    number = alliance.case("Quiet Heron")
    mara = pages("mara")
    refused = triaged(mara, 400, **call(result="duplicate", duplicate_of="Loud Heron", offered="His friend called."))
    assert "no case with this code name" in refused
    triaged(mara, **call(result="duplicate", duplicate_of="quiet  heron", offered="His friend called."))
    [done] = set(threads(mara.get("/inbox")))
    assert f"/cases/{number.hex()}" in mara.get(f"/inbox/{done}")


def test_what_we_answered_by_telephone_is_written_down_beside_it(alliance, pages):
    mara = pages("mara")
    triaged(mara, **call(result="callback", callback="2030-01-01T14:00"))
    [thread] = set(threads(mara.get("/inbox")))
    mara.post(f"/inbox/{thread}/answer", {"text": "Told him to wait for our text."})
    page = mara.get(f"/inbox/{thread}")
    assert "Told him to wait" in page and page.index("братья") < page.index("Told him")


def test_practice_saves_nothing_and_says_so(alliance, pages):
    mara = pages("mara")
    before = Envelope.objects.count()
    page = mara.get("/inbox/practice")
    assert "PRACTICE" in page and 'class="practice"' in page and "data-draft" not in page
    told = triaged(mara, 200, "/inbox/practice", **call(result="emergency", alias="Boy", danger_now="no", story="0"))
    assert "a second operator should be paged" in told
    assert Envelope.objects.count() == before and not Slip.objects.exists()
    assert 'class="practice"' not in mara.get("/inbox/new")


def test_slips_open_to_those_who_answer_and_go_when_they_are_old(alliance, pages):
    mara = pages("mara")
    triaged(mara, **call(result="hostile", offered="A test call."))
    for name in ("noor", "ruth", "tomas", "pat"):
        pages(name).get("/inbox", status=403)
    [slip] = Slip.objects.all()
    assert "братья".encode() not in bytes(slip.sealed)
    thread, later = bytes(slip.thread), slip.arrived + slips.LAPSE
    assert slips.lapse([thread], later - 1) == 0
    assert slips.lapse([thread], later + 1) == 1
    assert not correspondence.outcomes({}, [thread])


def cases_of(keys):
    return {row.number for row in overview(keys, "case").rows}


def test_a_call_that_is_settled_twice_is_one_case_and_the_second_press_loses_nothing(alliance, pages):
    """The network is slow, and Mara presses again; or she goes back, corrects a word and presses."""
    mara = pages("mara")
    form = mara.shown("/inbox/new") | call(result="emergency", alias="Рустам")
    mara.post("/inbox/new", form)
    for again in (form, form | {"said": "his brothers woke up"}):
        page = mara.post("/inbox/new", again, status=409)
        assert "opened from this call already" in page and again["said"] in page
        [number] = cases_of(alliance.mara)
        assert f'href="/cases/{number.hex()}"' in page
    assert Slip.objects.count() == 1
    anew = re.search(r'name="call" value="([0-9a-f]{32})"', page)[1]  # written over the form that stands on the page
    mara.post("/inbox/new", form | {"call": anew, "alias": "Another", "said": "somebody else calls"})
    assert len(cases_of(alliance.mara)) == 2  # another call is another person


def test_a_call_that_waits_and_is_settled_twice_stands_in_the_inbox_once(alliance, pages):
    mara = pages("mara")
    form = mara.shown("/inbox/new") | call(result="callback", callback="2030-01-01T14:00")
    for _press in range(2):
        mara.post("/inbox/new", form)
    assert Slip.objects.count() == 1
    mara.post("/inbox/new", form | {"who": "a girl", "said": "my uncle reads my telephone"})
    assert len(set(threads(mara.get("/inbox")))) == 2  # written over a form that the browser went back to


def test_of_two_who_take_it_at_once_one_has_it_and_the_other_loses_nothing(alliance, pages):
    mara, ilya = pages("mara"), pages("ilya")
    triaged(mara, **call(result="callback", callback="2030-01-01T14:00"))
    [thread] = set(threads(mara.get("/inbox")))
    page = triaged(ilya, 400, f"/inbox/{thread}/triage", result="redirect", offered="Told her of the clinic.")
    assert "Somebody else has it in hand" in page and "Told her of the clinic." in page
