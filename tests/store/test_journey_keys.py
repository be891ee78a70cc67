"""Journeys by keys: who says go, what an escort opens, what one press sets off, who reads nothing after the arrival."""

import msgspec
import pytest
from django.db import connection

from waystation.casework.byhand import going
from waystation.casework.errors import CriteriaUnmet, NotYourRole
from waystation.casework.folds import set_statement
from waystation.casework.parts.legsheet import LegSheet, Stops
from waystation.casework.travel.readiness import Item
from waystation.circles.errors import CannotOpen
from waystation.store.deleting import shredding
from waystation.store.ending import closing
from waystation.store.files import casefiles, cases
from waystation.store.lists import index
from waystation.store.models import Belonging, Certificate, Circle, Due, Envelope, LogLine, Shred, Shredded
from waystation.store.sealed import belongings, dues, envelopes, readings
from waystation.store.travel import handing, heldcards, journeys, presses

READY = [Item("legs", "", True, "")]
DAY = "2030-05-02"


def opened(alliance, name, number):
    return casefiles.open_file(alliance.keys(name), number)


@pytest.fixture
def number(alliance):
    """Quiet Heron, cleared, with two legs: by train to the airport, and out."""
    number = alliance.case()
    alliance.clear(number)
    alliance.write("sam", number, "journey", alias="Heron", stop_number="+7 900 555 0000", abort_plan="Ask for her.",
                   reception=alliance.id("ben").hex())  # fmt: skip
    for n, (frm, to, starts, ends) in enumerate((("Oryol", "SVO", "06:00", "10:00"), ("SVO", "YYZ", "13:00", "23:00"))):
        leg = {"number": n + 1, "transport": "air", "from_place": frm, "to_place": to, "departs": f"{DAY} {starts}",
               "arrives": f"{DAY} {ends}", "carrier": f"XX {n + 1}", "phrase": "Is the kiosk open?"}  # fmt: skip
        circle = casefiles.open_file(alliance.sam, number).part("journey").circle
        cases.state(alliance.sam, circle, "journey", "legs", f"l{n + 1}", leg)
    return number


def handed(alliance, number, *legs):
    for leg in legs or ("l1", "l2"):
        handing.hand_leg(opened(alliance, "sam", number), leg, alliance.id("yusuf"))
    handing.link_legs(opened(alliance, "sam", number))
    return {r: p for r, p in journeys.sheets(alliance.sam, journeys.journey(opened(alliance, "sam", number))).items()}


def goes(alliance, number):
    journeys.give(opened(alliance, "sam", number), READY, False, "")
    journeys.approve(opened(alliance, "ilya", number))


def number_of(alliance, number, leg):
    return bytes.fromhex(journeys.journey(opened(alliance, "sam", number)).get("sheet", leg, "legs"))


def pressed(alliance, number, leg, what, record="p1"):
    presses.press(alliance.yusuf, number_of(alliance, number, leg), what, "2020-01-01T10:00+00:00", record)


def test_one_gives_the_go_and_only_another_approves_it(alliance, number):
    journeys.give(opened(alliance, "sam", number), READY, False, "")
    with pytest.raises(NotYourRole):
        journeys.approve(opened(alliance, "sam", number))
    assert going.stands(journeys.journey(opened(alliance, "sam", number)).goes) is None
    journeys.approve(opened(alliance, "ilya", number))
    assert going.stands(journeys.journey(opened(alliance, "sam", number)).goes).member == alliance.id("sam")


def test_an_escort_opens_the_own_leg_and_nothing_else_of_the_case(alliance, number):
    handed(alliance, number, "l1")
    handed_on = handed(alliance, number, "l1")
    yusuf = alliance.yusuf
    with pytest.raises(CannotOpen):
        casefiles.open_file(yusuf, number)
    sheet = casefiles.open_file(yusuf, number_of(alliance, number, "l1"), "leg").part("leg").state
    assert (sheet.get("to_place"), sheet.get("phrase")) == ("SVO", "Is the kiosk open?")
    assert "YYZ" not in str(sheet.values) and set(handed_on) == {"l1"}


def test_nobody_goes_on_without_a_go_and_everybody_may_stop_it(alliance, number):
    handed(alliance, number)
    pressed(alliance, number, "l1", "met")
    with pytest.raises(CriteriaUnmet):
        pressed(alliance, number, "l1", "under_way", "p2")
    goes(alliance, number)
    pressed(alliance, number, "l1", "under_way", "p2")
    legs = journeys.legs_of(alliance.sam, journeys.journey(opened(alliance, "sam", number)))
    assert [leg.status for leg in legs] == ["under_way", "go"]
    journeys.withdraw(opened(alliance, "mara", number), "A cousin was seen at the airport.")  # who reads none of it
    legs = journeys.legs_of(alliance.sam, journeys.journey(opened(alliance, "sam", number)))
    assert [leg.status for leg in legs] == ["under_way", "no_go"]


def test_held_reaches_the_duty_desk_with_name_and_flight_which_nobody_had_before(alliance, number):
    sheets = handed(alliance, number)
    file = opened(alliance, "sam", number)
    legs = journeys.legs_of(alliance.sam, journeys.journey(file))
    heldcards.write(file, {"a": "INVENTED PERSON"}, legs, sheets, f"{DAY}T00:00+00:00")
    goes(alliance, number)
    before = opened(alliance, "mara", number).part("held").state
    assert heldcards.opened(before) == [] and "INVENTED" not in str(before.values)
    pressed(alliance, number, "l1", "held")
    stop = heldcards.opened(opened(alliance, "mara", number).part("held").state)[0]
    assert stop.names == ["INVENTED PERSON"] and stop.flight.startswith("XX 1, Oryol – SVO")
    legs = journeys.legs_of(alliance.sam, journeys.journey(opened(alliance, "sam", number)))
    assert [leg.status for leg in legs] == ["compromised", "no_go"]
    with pytest.raises(CriteriaUnmet):  # the sheet of the next leg was stopped too, by the same press
        pressed(alliance, number, "l2", "under_way", "p9")
    with pytest.raises(CannotOpen):
        readings.read(alliance.yusuf, opened(alliance, "mara", number).part("held").circle)


def test_a_press_that_is_sent_twice_is_one_press(alliance, number):
    handed(alliance, number)
    for _ in range(2):
        pressed(alliance, number, "l1", "met")
    state = casefiles.open_file(alliance.yusuf, number_of(alliance, number, "l1"), "leg").part("leg").state
    assert len(state.records("presses")) == 1


def test_a_stop_that_an_escort_drops_rings_after_five_minutes_though_nobody_read_it(alliance, number):
    handed(alliance, number)
    goes(alliance, number)
    circle = opened(alliance, "sam", number).part("held").circle
    pressed(alliance, number, "l1", "held")
    (row,) = Due.objects.filter(circle=circle)
    assert row.at == alliance.yusuf.minute + 5
    state = opened(alliance, "mara", number).part("held").state  # the next reader finds the very same row
    assert set(dues.wanted(number, "held", state)) == {bytes(row.ref)}
    assert [bytes(r.ref) for r in Due.objects.filter(circle=circle)] == [bytes(row.ref)]
    record = next(iter(state.rows("stops")))
    cases.state(alliance.mara, circle, "held", "stops", record, {"owner": alliance.id("mara").hex()})
    assert not Due.objects.filter(circle=circle).exists()


def test_a_coordinator_who_hears_by_telephone_that_they_are_held_sets_the_same_in_motion(alliance, number):
    sheets = handed(alliance, number)
    file = opened(alliance, "sam", number)
    heldcards.write(file, {"a": "INVENTED PERSON"}, journeys.legs_of(alliance.sam, journeys.journey(file)), sheets, DAY)
    goes(alliance, number)
    journeys.withdraw(opened(alliance, "ilya", number), "Yusuf called: they are held.", going.HELD, "l2")
    circle = opened(alliance, "sam", number).part("held").circle
    assert Due.objects.filter(circle=circle).count() == 1
    stop = heldcards.opened(opened(alliance, "mara", number).part("held").state)[0]
    assert stop.names == ["INVENTED PERSON"] and "SVO – YYZ" in stop.flight
    assert Due.objects.filter(circle=circle).count() == 1


# -- what becomes of the sheets ----------------------------------------------------------------------------------------


def held_before_there_were_ties(alliance, number):
    """Two legs handed over by an earlier program, which tied no sheet to its journey. Returns sheets and journey."""
    sheets = [part.circle for part in handed(alliance, number).values()]
    Belonging.objects.filter(kind=belongings.CIRCLE).delete()
    return sheets, opened(alliance, "sam", number).part("journey").circle


def sealed_in(circles):
    """A piece of each envelope: whole ones are cut where a page of the database ends."""
    return [bytes(s)[64:128] for s in Envelope.objects.filter(circle__in=circles).values_list("sealed", flat=True)]


def lies_in_the_database(*pieces):
    """Which of these bytes are still anywhere in the database's file."""
    whole = connection.connection.serialize()
    return [piece for piece in pieces if piece in whole]


@pytest.mark.parametrize("who", ["ilya", "sam"])
def test_old_sheets_go_with_their_journey_once_somebody_who_opens_them_looked_at_a_list(alliance, number, who):
    sheets, journey = held_before_there_were_ties(alliance, number)
    envelopes = sealed_in(sheets)
    assert envelopes == lies_in_the_database(*envelopes) and not Belonging.objects.filter(circle=journey).exists()
    index.overview(alliance.keys(who))
    assert set(Belonging.objects.filter(circle=journey).values_list("thing", flat=True)) >= set(sheets)
    shredding.shred([journey], lambda _mailboxes: None)
    assert not Envelope.objects.filter(circle__in=sheets)
    Shredded.objects.all().delete()  # what proves that it went; ids only
    LogLine.objects.all().delete()
    Certificate.objects.all().delete()
    assert not lies_in_the_database(*envelopes, *sheets)


def test_sheets_whose_journey_went_without_them_go_at_the_timers_next_run(alliance, number):
    sheets, journey = held_before_there_were_ties(alliance, number)
    shredding.shred([journey], lambda _mailboxes: None)
    assert Envelope.objects.filter(circle__in=sheets).exists()  # as it was before
    index.overview(alliance.ilya)
    assert set(Shred.objects.values_list("circle", flat=True)) == set(sheets)
    shredding.run(alliance.ilya.minute, lambda _mailboxes: None)
    assert not Envelope.objects.filter(circle__in=sheets) and not Circle.objects.filter(pk__in=sheets)
    index.overview(alliance.ilya)
    assert not Shred.objects.exists()


def test_what_an_escort_writes_about_its_journey_deletes_no_sheet(alliance, number):
    sheets, _journey = held_before_there_were_ties(alliance, number)
    other = alliance.case("Amber Fox")
    gone = opened(alliance, "mara", other).part("contact").circle
    shredding.shred([gone], lambda _mailboxes: None)
    lie = msgspec.json.encode(Stops(journey=gone.hex())).decode()
    with pytest.raises(NotYourRole):
        cases.state(alliance.yusuf, sheets[0], "leg", "", "", {"stops": lie})
    yusuf, forged = alliance.yusuf, set_statement(LegSheet, "", "", {"stops": lie})
    for sheet in sheets:  # with a program of his own
        with envelopes.writing(sheet):
            envelopes.append(sheet, yusuf.view(sheet).write(yusuf.secret, "set", forged))
    index.overview(alliance.ilya)
    assert not Shred.objects.filter(circle__in=sheets).exists()
    assert not Belonging.objects.filter(thing__in=sheets, circle=gone)


def test_whoever_looks_at_the_closing_ties_them_too(alliance, number):
    sheets, journey = held_before_there_were_ties(alliance, number)
    closing.catch_up(opened(alliance, "ilya", number))
    assert set(Belonging.objects.filter(circle=journey).values_list("thing", flat=True)) >= set(sheets)
