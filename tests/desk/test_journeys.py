"""The way out, as its people work on it: Sam plans, Ilya approves, Yusuf brings them, Mara is woken, Ben receives."""

import base64
import datetime
import html
import json
import re

import pytest
from django.test import Client

from tokens import without_tokens
from waystation.casework.byhand import going
from waystation.casework.errors import NotYourRole
from waystation.casework.parts import legsheet
from waystation.circles import letters
from waystation.circles.errors import CannotOpen
from waystation.store.files import casefiles, cases, granting
from waystation.store.sealed import envelopes
from waystation.store.travel import handing, journeys, leaving

NAME = "INVENTED PERSON"


def soon(hours, day=False):
    at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)
    return at.date().isoformat() if day else at.isoformat(timespec="minutes")


def file_of(alliance, name, number):
    return casefiles.open_file(alliance.keys(name), number)


def journey_of(alliance, number):
    return journeys.journey(file_of(alliance, "sam", number))


LEGS = (
    ("l1", "Oryol", "SVO", "RU", "RU", 2, 8, "Bus 12"),
    ("l2", "SVO", "YYZ", "RU", "CA", 11, 21, "XX 105"),
)


def planned(alliance, code="Quiet Heron", legs=LEGS, **more):
    """A case at pre-departure with its legs, before anybody ticked anything."""
    number = alliance.case(code)
    alliance.clear(number)
    alliance.write("ilya", number, "needs", origin_partner="Lighthouse", **more)
    file = file_of(alliance, "ilya", number)
    cases.put(alliance.ilya, file.part("needs").circle, "needs", "stage", ("S8", ""))
    granting.hand_over(file_of(alliance, "ilya", number), 8)
    alliance.write("sam", number, "journey", alias="Heron")
    circle = file_of(alliance, "sam", number).part("journey").circle
    for n, (record, frm, to, out, into, starts, ends, carrier) in enumerate(legs):
        row = {"number": n + 1, "transport": "air", "from_place": frm, "to_place": to, "from_country": out,
               "to_country": into, "departs": soon(starts), "arrives": soon(ends), "carrier": carrier,
               "meeting_point": "The bench by the kiosk", "phrase": "Is the kiosk open?"}  # fmt: skip
        cases.state(alliance.sam, circle, "journey", "legs", record, row)
    return number


@pytest.fixture
def number(alliance):
    return planned(alliance)


@pytest.fixture
def place(number):
    return f"/cases/{number.hex()}/journey"


def hand(alliance, sam, place, legs=("l1", "l2")):
    for leg in legs:
        sam.post(place, {"act": "hand", "leg": leg, "escort": alliance.id("yusuf").hex()})


def ready(alliance, pages, number, place):
    """Everything on the list done, as Sam does it."""
    sam = pages("sam")
    circle = file_of(alliance, "sam", number).part("journey").circle
    for leg in ("l1", "l2"):
        values = {"ticketed": True, "escort_briefed": True}
        cases.state(alliance.sam, circle, "journey", "legs", leg, values)
    own = {"papers_in_hand": True, "ready_until": soon(2000, True), "exit_check": "go", "briefed": True,
           "exit_check_until": soon(200, True), "device_ready": True, "reception_told": True,
           "reception": alliance.id("ben").hex(), "lawyer": alliance.id("claire").hex(),
           "stop_number": "+7 900 555 0000", "abort_plan": "Ask for the lawyer, say nothing."}  # fmt: skip
    cases.state(alliance.sam, circle, "journey", "", "", own)
    cases.state(alliance.sam, circle, "journey", "ladder", "r1", {"after": 15, "what": "Text"})
    cases.state(alliance.sam, circle, "journey", "check_ins", "c1", {"due": soon(12)})
    traveller = {"person": "a", "passport": "RU", "document": "foreign_passport", "use_by": soon(2000, True)}
    cases.state(alliance.sam, circle, "journey", "travellers", "t1", traveller | {"visas": ["CA"]})
    hand(alliance, sam, place)
    sam.post(place, {"act": "names", "name-a": NAME})
    law(alliance, sam, place)


def law(alliance, sam, place):
    """Sam asked the lawyer about each border on which the law was not clear, and wrote down the answer."""
    asked = re.findall(r'name="leg" value="(\w+)"><input type="hidden" name="country" value="(\w+)"><input '
                       r'type="hidden" name="kind" value="(\w+)"', sam.get(place))  # fmt: skip
    for leg, country, kind in asked:
        answer = {"leg": leg, "country": country, "kind": kind, "source": "The lawyer read the rule: they may pass."}
        sam.post(place, {"act": "rule", "allowed": "yes"} | answer)


def go(alliance, pages, number, place):
    ready(alliance, pages, number, place)
    pages("sam").post(place, {"act": "give"})
    pages("ilya").post(place, {"act": "approve"})


def buttons(page):
    """The escort's buttons of the leg that comes first, by their words."""
    page = page[: page.index("</section>")]
    found = re.findall(r'<button[^>]*name="press" value="([^"]+)"[^>]*?(disabled)?[^>]*>([^<]+)</button>', page)
    return {label.replace(" ✓", "").strip(): word for word, _shut, label in found}


def press(pages, what, **more):
    page = pages("yusuf").get("/leg")
    pages("yusuf").post("/leg", {"press": buttons(page)[what]} | more)
    return pages("yusuf").get("/leg")


# -- planning ----------------------------------------------------------------------------------------------------------


def test_the_page_shows_legs_by_the_clock_of_their_places_and_what_does_not_fit(alliance, pages, number, place):
    page = pages("sam").get(place)
    assert "Moscow, UTC+3" in page and "Toronto, UTC-" in page
    circle = file_of(alliance, "sam", number).part("journey").circle
    cases.state(alliance.sam, circle, "journey", "legs", "l2", {"departs": soon(7), "from_place": "DME"})
    page = pages("sam").get(place)
    assert "leaves before this one arrives" in page and "does not begin where this one ends" in page


def test_the_law_names_its_rule_and_unknown_is_never_a_yes(alliance, pages, number, place):
    assert "The law was not asked" in pages("sam").get(place)
    circle = file_of(alliance, "sam", number).part("journey").circle
    cases.state(alliance.sam, circle, "journey", "travellers", "t1", {"person": "a", "passport": "RU"})
    page = pages("sam").get(place)
    assert "unknown: ask" in page
    assert "law" in unmet(alliance, pages, number)
    law(alliance, pages("sam"), place)
    assert "law" not in unmet(alliance, pages, number)
    assert "The lawyer read the rule" in pages("ilya").get(place)


def test_a_visa_with_its_first_day_is_a_yes_on_the_days_that_it_covers_and_none_before(alliance, pages, number, place):
    circle = file_of(alliance, "sam", number).part("journey").circle
    row = {"person": "a", "passport": "RU", "document": "foreign_passport", "visas": ["CA"], "use_by": soon(2000, True)}
    entry = lambda: next(a for a in answers(alliance, number) if (a.country, a.kind) == ("CA", "entry"))  # noqa: E731
    cases.state(alliance.sam, circle, "journey", "travellers", "t1", row)
    assert entry().answer == "ask" and "not written down from when" in entry().rule
    cases.state(alliance.sam, circle, "journey", "travellers", "t1", {"visas_from": soon(-48, True)})
    assert entry().answer == "allowed"
    cases.state(alliance.sam, circle, "journey", "travellers", "t1", {"visas_from": soon(200, True)})
    assert entry().answer != "allowed"  # without a table of entry rules it is asked; with one it is a no


def answers(alliance, number):
    from waystation.desk.journeys import lawful

    state = journey_of(alliance, number)
    today = datetime.datetime.now(datetime.UTC).date()
    return lawful.answers(alliance.sam, state, journeys.legs_of(alliance.sam, state), today)


def unmet(alliance, pages, number):
    from waystation.casework.travel.readiness import unmet as missing
    from waystation.desk.journeys import shown

    class Request:
        keys = alliance.sam

    return missing(shown.items(Request, file_of(alliance, "sam", number)))


def test_a_go_needs_everything_on_the_list_and_a_second_hand(alliance, pages, number, place):
    assert "not met" in pages("sam").post(place, {"act": "give"}, status=400)
    ready(alliance, pages, number, place)
    assert unmet(alliance, pages, number) == []
    pages("sam").post(place, {"act": "give"})
    assert "Somebody else must approve" in pages("sam").post(place, {"act": "approve"}, status=400)
    assert going.stands(journey_of(alliance, number).goes) is None
    pages("ilya").post(place, {"act": "approve"})
    page = pages("sam").get(place)
    assert "approved by <strong>Ilya</strong>" in page


def test_an_emergency_goes_with_a_reason_that_lists_what_was_not_met(alliance, pages, number, place):
    hand(alliance, pages("sam"), place)
    form = {"act": "give", "emergency": "1"}
    assert "in a sentence" in pages("sam").post(place, form | {"reason": "now"}, status=400)
    pages("sam").post(place, form | {"reason": "His brothers are on their way to the house."})
    pages("ilya").post(place, {"act": "approve"})
    page = pages("sam").get(place)
    assert "with these not met" in page and "His brothers are on their way" in page
    assert "exit" in going.stands(journey_of(alliance, number).goes).unmet


def test_two_who_must_not_meet_are_flagged_on_both_pages(alliance, pages):
    first = planned(alliance, not_with="Amber Fox")
    second = planned(alliance, "Amber Fox", legs=[("l1", "SVO", "VNO", "RU", "LT", 10, 12, "YY 7")])
    for number, other in ((first, "Amber Fox"), (second, "Quiet Heron")):
        page = pages("sam").get(f"/cases/{number.hex()}/journey")
        assert "must not:" in page and other in page and "SVO" in page
    assert "would meet" in pages("sam").get("/journeys")


# -- on the way --------------------------------------------------------------------------------------------------------


def test_the_escort_sees_the_own_leg_and_no_word_of_what_this_is(alliance, pages, number, place):
    hand(alliance, pages("sam"), place, ["l1"])
    page = without_tokens(pages("yusuf").get("/leg"))
    assert "Oryol" in page and "The bench by the kiosk" in page and "Is the kiosk open?" in page
    for word in ("YYZ", "XX 105", "Quiet Heron", NAME, "Waystation", "North Shore", number.hex(), "<nav"):
        assert word not in page
    assert "<title>Notes</title>" in page.replace("\n", "")
    pages("yusuf").get(f"/cases/{number.hex()}", status=404)


def test_without_a_go_nobody_is_under_way(alliance, pages, number, place):
    hand(alliance, pages("sam"), place)
    page = pages("yusuf").get("/leg")
    assert "No go yet" in page and page.count("disabled") >= 2
    word = buttons(page)["Under way"]
    assert "no go" in pages("yusuf").post("/leg", {"press": word}, status=409)
    assert pages("yusuf").post("/leg", {"press": word}, status=422, headers={"X-Press": "1"}).startswith("There is no")


def test_presses_move_the_leg_and_late_ones_keep_their_time(alliance, pages, number, place):
    go(alliance, pages, number, place)
    press(pages, "Met them")
    earlier = int(datetime.datetime.now(datetime.UTC).timestamp() // 60) - 40
    word = buttons(pages("yusuf").get("/leg"))["Under way"]
    form = {"press": word, "id": "0123456789ab", "at": str(earlier)}
    for _ in range(2):  # the telephone did not hear the first answer
        pages("yusuf").post("/leg", form, status=204, headers={"X-Press": "1"})
    legs = journeys.legs_of(alliance.sam, journey_of(alliance, number))
    assert [leg.status for leg in legs] == ["under_way", "go"]
    said = [row["state"] for row in legs[0].said.rows("presses").values()]
    assert sorted(said) == ["met", "under_way"]
    page = pages("sam").get(place)
    assert "Under way" in page and "Yusuf" in page
    assert "Under way" in pages("sam").get("/journeys")


def test_what_a_telephone_kept_sealed_counts_once_with_the_minute_of_its_press(alliance, pages, number, place):
    go(alliance, pages, number, place)
    page = pages("yusuf").get("/leg")
    key, once = re.search(r'data-key="(\w+)"', page)[1], "0123456789ab"
    pressed = int(datetime.datetime.now(datetime.UTC).timestamp() // 60) - 95
    plain = json.dumps([buttons(page)["Met them"], pressed]).encode()
    theirs = letters.press_secret(alliance.secrets["yusuf"])
    assert theirs.card.data[:32].hex() == key != alliance.yusuf.secret.card.data[:32].hex()
    kept = {
        "id": once,
        "sealed": base64.b64encode(letters.seal_press(theirs.card, bytes.fromhex(once), plain)).decode(),
    }
    for _ in range(2):
        pages("yusuf").post("/leg", kept, status=204, headers={"X-Press": "1"})
    other = kept | {"id": "ba9876543210"}
    assert "another log-in" in pages("yusuf").post("/leg", other, status=422, headers={"X-Press": "1"})
    pages("sam").post(place, {"act": "hand", "leg": "l1", "escort": alliance.id("yusuf").hex()})
    [row] = journeys.legs_of(alliance.sam, journey_of(alliance, number))[0].said.rows("presses").values()
    assert (row["state"], row["at"]) == (
        "met",
        datetime.datetime.fromtimestamp(pressed * 60, datetime.UTC).isoformat(timespec="minutes"),
    )


def test_the_page_of_numbers_is_the_same_for_everybody_and_says_nothing(alliance, pages, number, place):
    go(alliance, pages, number, place)
    stranger = Client().get("/leg/away").content.decode()
    shown = pages("yusuf").get("/leg/away")
    assert shown == stranger and re.findall(r'data-n="(\d)"', shown) == ["1", "2", "3", "4", "5", "0"]
    for word in ("Met", "Held", "Arrived", "kiosk", "data-key", "Waystation"):
        assert word not in shown
    words = json.loads(html.unescape(re.search(r'data-away="([^"]+)"', pages("yusuf").get("/leg"))[1]))
    assert sorted(words) == ["0", "1", "2", "3", "4", "5"] and len({len(w) for w in words.values()}) == 1


def test_held_at_the_border(alliance, pages, number, place):
    """Scenario 11: lawyer and duty desk have name and flight at once, later legs stop, others on the route are warned,
    and nobody's having it in hand becomes an alarm after five minutes."""
    other = planned(alliance, "Amber Fox", legs=[("l1", "SVO", "VNO", "RU", "LT", 60, 62, "YY 7")])
    unhanded = planned(alliance, "Tall Cedar", legs=[("l1", "Oryol", "SVO", "RU", "RU", 90, 95, "Bus 12")])
    far = planned(alliance, "Grey Finch", legs=[("l1", "TBS", "EVN", "GE", "AM", 60, 62, "ZZ 1")])
    for case in (other, far):  # to Dina, so that Yusuf opens nothing of them
        handing.hand_leg(file_of(alliance, "sam", case), "l1", alliance.id("dina"))
    go(alliance, pages, number, place)
    press(pages, "Met them"), press(pages, "Under way"), press(pages, "Arrived")
    held = f"/cases/{number.hex()}/held"
    assert NAME not in pages("mara").get(held) and NAME not in pages("claire").get(held)
    page = press(pages, "Yes: they are being held")
    assert "It is known that they are held" in page and NAME not in page
    for name in ("mara", "claire", "sam"):
        page = pages(name).get(held)
        assert NAME in page and "XX 105, SVO – YYZ" in page
    legs = journeys.legs_of(alliance.sam, journey_of(alliance, number))
    assert [leg.status for leg in legs] == ["arrived", "compromised"]
    assert "was held on this route" in pages("sam").get(f"/cases/{other.hex()}/journey")
    assert "same route as" in pages("sam").get("/journeys")
    # Nobody pressed anything more: those who follow are warned, and there are tasks.
    assert "Somebody was stopped:" in pages("dina").get("/leg") and NAME not in pages("dina").get("/leg")
    [warning] = warnings_of(alliance, other)
    assert (warning["what"], warning["place"]) == ("route", "SVO")
    assert warnings_of(alliance, far) == []
    for name in ("sam", "ilya"):
        today = pages(name).get("/today")
        assert "Somebody was held on this route" in today and "Amber Fox" in today
    assert "Look at it again before anybody goes" in pages("sam").get(f"/cases/{unhanded.hex()}")
    form = {"act": "looked", "leg": "l1", "record": warning["id"]}
    pages("sam").post(f"/cases/{other.hex()}/journey", form)
    assert warnings_of(alliance, other) == []
    circle = file_of(alliance, "mara", number).part("held").circle
    from waystation.casework.clocks import dues

    due = dues("held", file_of(alliance, "mara", number).part("held").state)[0]
    assert due.alarm and due.grace == 5 and due.level(due.at + 6) == "alarm"
    record = re.search(r'name="record" value="(\w+)"', pages("mara").get(held))[1]
    pages("mara").post(held, {"record": record, "mine": "1"})
    assert dues("held", file_of(alliance, "mara", number).part("held").state) == []
    pages("mara").post(held, {"record": record, "clear": "1", "outcome": "The lawyer took them home."})
    assert "Nobody is held" in pages("claire").get(held)
    with pytest.raises(CannotOpen):
        alliance.yusuf.view(circle)


def routes(alliance):
    """Amber Fox takes SVO in sixty hours, Grey Finch nothing of it; both are handed to Dina."""
    other = planned(alliance, "Amber Fox", legs=[("l1", "SVO", "VNO", "RU", "LT", 60, 62, "YY 7")])
    far = planned(alliance, "Grey Finch", legs=[("l1", "TBS", "EVN", "GE", "AM", 60, 62, "ZZ 1")])
    for case in (other, far):
        handing.hand_leg(file_of(alliance, "sam", case), "l1", alliance.id("dina"))
    return other, far


CALL = {"act": "withdraw", "held": "1", "reason": "They called: taken aside at passport control."}


def test_a_call_that_they_are_held_warns_everybody_on_the_route_as_the_escorts_press_does(
    alliance, pages, number, place
):
    other, far = routes(alliance)
    go(alliance, pages, number, place)
    mara, held = pages("mara"), f"/cases/{number.hex()}/held"
    shown = mara.get(held)
    assert "Somebody called: they are held" in shown
    for fact in ("SVO", "YYZ", "XX 105", NAME):  # she opens no leg, and no card yet
        assert fact not in without_tokens(shown)
    mara.post(place, CALL | {"leg": "l2"})
    [warning] = warnings_of(alliance, other)
    assert (warning["what"], warning["place"]) == ("route", "SVO")
    assert warnings_of(alliance, far) == []
    assert "Somebody was stopped:" in pages("dina").get("/leg")
    for name in ("sam", "ilya"):
        assert "Somebody was held on this route" in pages(name).get("/today")
    assert [leg.status for leg in journeys.legs_of(alliance.sam, journey_of(alliance, number))][1] == "compromised"
    assert "Held" in mara.get(held)
    assert "SVO" not in without_tokens(mara.get(held))


def test_a_call_and_the_escorts_press_are_one_stop_and_one_warning(alliance, pages, number, place):
    other, _far = routes(alliance)
    go(alliance, pages, number, place)
    press(pages, "Met them"), press(pages, "Under way"), press(pages, "Arrived")
    pages("mara").post(place, CALL | {"leg": "l2"})
    press(pages, "Yes: they are being held")
    pages("mara").post(place, CALL | {"leg": "l2"})  # and a second call after the press
    assert len(warnings_of(alliance, other)) == 1
    shown = pages("mara").get(f"/cases/{number.hex()}/held")
    assert shown.count("Name as in the passport") == 1
    assert NAME in shown and "XX 105, SVO – YYZ" in shown


def test_a_call_that_names_no_leg_warns_for_all_of_them_and_cancels_none(alliance, pages, number, place):
    other, far = routes(alliance)
    go(alliance, pages, number, place)
    pages("mara").post(place, CALL)
    assert [row["what"] for row in warnings_of(alliance, other)] == ["route"]
    assert warnings_of(alliance, far) == []
    assert warnings_of(alliance, number) == []
    from waystation.casework.clocks import dues

    due = dues("held", file_of(alliance, "mara", number).part("held").state)[0]
    assert due.alarm and due.grace == 5


def test_a_call_about_the_first_leg_cancels_what_comes_after(alliance, pages, number, place):
    go(alliance, pages, number, place)
    pages("mara").post(place, CALL | {"leg": "l1"})
    assert [row["what"] for row in warnings_of(alliance, number)] == ["cancelled"]


def test_what_the_duty_desk_holds_names_no_place(alliance, pages, number, place):
    routes(alliance)
    go(alliance, pages, number, place)
    state = file_of(alliance, "mara", number).part("held").state
    assert state.get("reach")
    for place_name in ("SVO", "YYZ", "Oryol", "VNO", "RU", "CA", "Amber"):
        assert f'"{place_name}' not in state.get("reach")


def warnings_of(alliance, number):
    sheets = journeys.sheets(alliance.sam, journey_of(alliance, number))
    return [row for part in sheets.values() for row in legsheet.warnings(part.state)]


def test_held_on_the_first_leg_cancels_the_next_and_says_what_to_unbook(alliance, pages, number, place):
    go(alliance, pages, number, place)
    word = buttons(press(pages, "Met them"))["Yes: they are being held"]
    for _ in range(2):
        pages("yusuf").post("/leg", {"press": word, "id": "0123456789ab"}, status=204, headers={"X-Press": "1"})
    legs = journeys.legs_of(alliance.sam, journey_of(alliance, number))
    assert [leg.status for leg in legs] == ["compromised", "no_go"]
    assert [row["what"] for row in warnings_of(alliance, number)] == ["cancelled"]
    assert "Cancel what was booked for this leg" in pages("sam").get("/today")


def test_an_escort_writes_how_far_they_are_and_never_where_the_next_one_goes(alliance, pages, number, place):
    hand(alliance, pages("sam"), place)
    second = journeys.sheets(alliance.sam, journey_of(alliance, number))["l2"]
    with pytest.raises(NotYourRole):
        cases.state(alliance.yusuf, second.circle, "leg", "", "", {"meeting_point": "Behind the station"})


def test_the_first_escort_stops_the_next_ones_leg_without_reading_it(alliance, pages, number, place):
    go(alliance, pages, number, place)
    pages("sam").post(place, {"act": "hand", "leg": "l2", "escort": alliance.id("yusuf").hex()})
    press(pages, "Met them")
    press(pages, "Turned back")
    page = pages("yusuf").get("/leg")
    assert "Stop. Do not go on." in page


def test_anybody_on_the_case_stops_it_and_a_new_go_needs_two_again(alliance, pages, number, place):
    go(alliance, pages, number, place)
    mara = pages("mara")
    assert "You do not open this journey" in mara.get(place)
    mara.post(place, {"act": "withdraw", "reason": "A cousin was seen at the airport."})
    assert "A cousin was seen" in pages("sam").get(place)
    assert "Stop. Do not go on." in pages("yusuf").get("/leg")
    pages("sam").post(place, {"act": "give"})
    pages("ilya").post(place, {"act": "approve"})
    assert "Stop. Do not go on." not in pages("yusuf").get("/leg")


# -- arrival -----------------------------------------------------------------------------------------------------------


def arrived(alliance, pages, number, place):
    go(alliance, pages, number, place)
    page = pages("sam").post(place, {"act": "code"}, status=200)
    code = re.search(r'<p class="words">([^<]+)</p>', page)[1]
    assert code not in pages("sam").get(place)
    return code


def test_reception_confirms_with_the_persons_code_and_an_escort_cannot(alliance, pages, number, place):
    code = arrived(alliance, pages, number, place)
    ben = pages("ben")
    page = ben.get("/leg")
    assert "YYZ" in page and "SVO" not in without_tokens(page) and "Oryol" not in page
    word = re.search(r'type="hidden" name="press" value="([^"]+)"', page)[1]
    assert "not the code" in ben.post("/leg", {"press": word, "code": "wrong words here"}, status=409)
    assert going.confirmed(journey_of(alliance, number).goes) is None
    assert "They gave their code" not in pages("yusuf").get("/leg")
    ben.post("/leg", {"press": word, "code": f" {code.upper()} "})
    assert going.confirmed(journey_of(alliance, number).goes).member == alliance.id("ben")
    assert "confirmed it themself" in pages("sam").get(place)


def test_an_arrival_that_the_person_writes_is_confirmed_by_whoever_reads_it(alliance, pages, number, place):
    pages("mara").post(place, {"act": "confirm", "how": "In their mailbox, with the code word."})
    assert "In their mailbox, with the code word." in pages("sam").get(place)


def test_the_origin_partner_reads_nothing_written_after_the_arrival(alliance, pages, number, place):
    code = arrived(alliance, pages, number, place)
    word = re.search(r'type="hidden" name="press" value="([^"]+)"', pages("ben").get("/leg"))[1]
    pages("ben").post("/leg", {"press": word, "code": code})
    circle = file_of(alliance, "sam", number).part("journey").circle
    landed = {"landed_at": soon(0), "met_by": alliance.id("ben").hex()}
    cases.state(alliance.sam, circle, "journey", "", "", landed)
    case = f"/cases/{number.hex()}"
    page = pages("ilya").get(f"{case}/leaving")
    assert "Hotline desk" in page and "Yusuf" in page and "nothing ends before Reception" in page
    pages("ilya").post(f"{case}/leaving", status=400)
    assert "Hotline desk" in who_opens(alliance, "sam", number) | who_opens(alliance, "ilya", number)
    pages("sam").post(f"{case}/stage", {"to": "S9", "reason": "They flew on the day of the grant."})
    pages("sam").post(f"{case}/stage", {"to": "S10"})
    assert who_opens(alliance, "sam", number) == set()  # what Sam stewards ended with the move itself
    sheet = journeys.sheets(alliance.sam, journey_of(alliance, number))["l2"]
    cases.state(alliance.sam, sheet.circle, "leg", "", "", {"meeting_point": "zqafter the arrival"})
    assert "You have no leg at the moment" in pages("yusuf").get("/leg")  # his very next request
    assert "you end it" in pages("ilya").get(f"{case}/leaving")
    pages("ilya").post(f"{case}/leaving")
    contact, ilya = file_of(alliance, "ilya", number).part("contact").circle, alliance.ilya
    envelopes.append(contact, ilya.view(contact).write(ilya.secret, "set", "zqafter the arrival"))
    with pytest.raises(CannotOpen):
        alliance.mara.view(contact)
    pages("mara").get(case, status=404)


def test_a_leg_that_is_taken_back_is_gone_with_the_escorts_next_request_and_comes_back_with_a_new_grant(
    alliance, pages, number, place
):
    go(alliance, pages, number, place)
    word = buttons(press(pages, "Met them"))["Under way"]
    sheet = journeys.sheets(alliance.sam, journey_of(alliance, number))["l1"]
    [theirs] = [g for g in sheet.reading.grants if g.holder == alliance.id("yusuf")]
    granting.revoke(alliance.sam, sheet, theirs.grant)
    page = pages("yusuf").get("/leg")
    assert "Oryol" not in page and "SVO" in page  # the other leg is theirs still
    refused = pages("yusuf").post("/leg", {"press": word}, status=422, headers={"X-Press": "1"})
    assert refused == "This leg is no longer open to you. Call."
    with pytest.raises(CannotOpen):
        casefiles.open_file(alliance.yusuf, sheet_number(alliance, number, "l1"), "leg")
    pages("sam").post(place, {"act": "hand", "leg": "l1", "escort": alliance.id("yusuf").hex()})
    assert "Oryol" in pages("yusuf").get("/leg")


def test_a_team_that_was_given_a_part_again_opens_it_again(alliance):
    number = alliance.case()
    team = alliance.ilya.directory.team_of("hotline")
    part = file_of(alliance, "ilya", number).part("contact")
    [theirs] = [g for g in part.reading.grants if g.holder == team]
    granting.revoke(alliance.ilya, part, theirs.grant)
    with pytest.raises(CannotOpen):
        file_of(alliance, "mara", number)
    granting.grant(alliance.ilya, file_of(alliance, "ilya", number).part("contact"), team, "reader")
    assert file_of(alliance, "mara", number).states["contact"].get("alias") == "Heron"


def sheet_number(alliance, number, leg):
    return bytes.fromhex(journey_of(alliance, number).rows("legs")[leg]["sheet"])


def who_opens(alliance, name, number):
    return {e.called for e in leaving.endings(file_of(alliance, name, number), "Lighthouse") if e.mine and not e.last}
