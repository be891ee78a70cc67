"""Placement and burning as rules: no house that breaks one is proposed, and every refusal says why."""

import datetime
from dataclasses import replace

from case_cast import ILYA, Story
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.beds.burning import APART, FIRST_LEG, Held, Leaver, next_legs, who_knew
from waystation.casework.beds.occupancy import (
    Bed,
    House,
    Lodging,
    bed_for,
    exposure,
    free,
    house_of,
    least_free,
    lodgings_of,
)
from waystation.casework.beds.placement import Guest, guest_of, places

TODAY = datetime.date(2026, 11, 27)
CODES = ("Amber Fox", "Tall Cedar", "Grey Owl", "Blue Finch")
HOUSES = ("birch", "alder")
days = st.integers(-60, 60).map(lambda n: TODAY + datetime.timedelta(n))
maybe = st.sampled_from([None, True, False])
spans = st.tuples(days, st.integers(1, 40)).map(lambda s: (s[0], s[0] + datetime.timedelta(s[1])))
beds = st.builds(Bed, st.sampled_from(["1", "2", "3"]), st.just(""), st.integers(1, 3), st.none() | spans)


@st.composite
def houses(draw):
    return [
        House(
            code.encode(), code.title(), draw(st.sampled_from(["active", "active", "active", "full", "burned"])),
            tuple(draw(st.lists(beds, max_size=3, unique_by=lambda b: b.name))),
            max_nights=draw(st.none() | st.integers(5, 60)), rests=draw(st.none() | spans),
            languages=draw(st.frozensets(st.sampled_from(["ru", "ce"]))), step_free=draw(maybe), minors=draw(maybe),
            animals=draw(st.sampled_from([None, "no", "two cats", "dog", "кошка"])), smoking=draw(maybe),
            not_for=draw(st.frozensets(st.sampled_from(["quiet heron", "grey owl"]), max_size=1)),
            wrong=draw(st.sampled_from([(), (), ("i1",)])),
        )
        for code in HOUSES
    ]  # fmt: skip


@st.composite
def lodgings(draw):
    found = []
    for n in range(draw(st.integers(0, 5))):
        since, until = draw(spans)
        code = draw(st.sampled_from(CODES))
        apart = draw(st.frozensets(st.sampled_from(["quiet heron"]), max_size=1))
        found.append(
            Lodging(code.encode(), code, f"s{n}", draw(st.sampled_from(HOUSES)), draw(st.sampled_from(["", "1", "2"])),
                    draw(st.integers(1, 2)), since, draw(st.none() | st.just(until)), None, draw(st.booleans()),
                    not_with=apart)
        )  # fmt: skip
    return found


guests = st.builds(
    Guest, st.just(b"heron"), st.just("Quiet Heron"), st.integers(1, 3), st.frozensets(st.sampled_from(["ru", "ce"])),
    st.sampled_from(["", "cats", "nuts", "аллергия на кошек", "animals"]), maybe, maybe, maybe, st.booleans(),
    st.frozensets(st.sampled_from(["tall cedar", "amber fox"])), st.frozensets(st.sampled_from(["birch"])),
)  # fmt: skip


@given(guests, houses(), lodgings(), spans)
def test_no_house_that_breaks_a_rule_is_proposed_and_every_refusal_has_a_reason(guest, offered, nights, span):
    since, until = span
    found = places(guest, offered, nights, since, until, TODAY)
    assert {p.house.code for p in found} == {h.code for h in offered}
    assert [p.fits for p in found] == sorted((p.fits for p in found), reverse=True)
    for place in found:
        assert place.fits or all(str(reason) for reason in place.against)
        if not place.fits:
            continue
        house, each = place.house, [since + datetime.timedelta(n) for n in range((until - since).days)]
        here = [n for n in nights if n.house == house.key and any(n.sleeps(day, TODAY) for day in each)]
        assert house.status == "active" and not house.wrong
        assert all(free(house, nights, day, TODAY) >= guest.size for day in each)
        assert not {n.code.casefold() for n in here} & guest.not_with
        assert not any("quiet heron" in n.not_with for n in here) and "quiet heron" not in house.not_for
        assert house.key not in guest.not_houses
        assert not (guest.minors and house.minors is False)
        assert not (guest.step_free and house.step_free is False)
        assert not (guest.smoke_free and house.smoking)
        assert not (guest.allergies == "cats" and house.animals in ("two cats", "кошка"))
        assert not (guest.allergies == "animals" and house.animals in ("two cats", "dog", "кошка"))
        assert not (guest.languages and house.languages and not guest.languages & house.languages)
        assert house.max_nights is None or len(each) <= house.max_nights
        assert house.rests is None or not any(house.rests[0] <= day <= house.rests[1] for day in each)


@given(houses(), lodgings(), spans, st.integers(1, 3))
def test_the_fewest_places_and_the_bed_are_what_looking_at_each_night_finds(offered, nights, span, size):
    since, until = span
    each = [since + datetime.timedelta(n) for n in range((until - since).days)]
    for house in offered:
        by_night = [(free(house, nights, day, TODAY), day) for day in each]
        assert least_free(house, nights, since, until, TODAY)[0] == min(by_night)[0]
        bed = next((b for b in house.beds if b.name == bed_for(house, nights, size, since, until, TODAY)), None)
        for day in each if bed else ():
            taken = sum(n.guests for n in nights
                        if n.house == house.key and n.bed == bed.name and n.sleeps(day, TODAY))  # fmt: skip
            assert bed.usable(day) and taken + size <= bed.sleeps


@given(guests, houses(), lodgings(), spans)
def test_what_stands_against_the_household_stands_against_every_house(guest, offered, nights, span):
    barred = guest_of(b"heron", "Quiet Heron", Story("needs").state, None)
    assert "not cleared" in str(barred.wrongs[0])
    found = places(replace(guest, wrongs=barred.wrongs), offered, nights, *span, TODAY)
    assert not any(p.fits for p in found)


def test_a_minor_needs_a_grown_guardian_and_a_best_interests_note():
    story = Story("needs")
    story.lists(ILYA, "persons", "a", letter="A", age_band="16_17")
    story.lists(ILYA, "persons", "b", letter="B", age_band="12_15", guardian="a", best_interests="With the sister.")
    shelter = Story("shelter")
    said = [str(r) for r in guest_of(b"n", "Quiet Heron", story.state, shelter.state).wrongs]
    assert said == [
        "Person A is under 18 and has no guardian.", "Person A is under 18 and has no best-interests note.",
        "Person B is under 18 and has no guardian.",
    ]  # fmt: skip
    story.lists(ILYA, "persons", "a", guardian_outside="Social worker", best_interests="Heard, and wants it.")
    story.lists(ILYA, "persons", "b", guardian_outside="Social worker")
    assert guest_of(b"n", "Quiet Heron", story.state, shelter.state).wrongs == ()


def test_a_withdrawn_clearance_bars_every_house():
    shelter = Story("shelter")
    shelter.clears(ILYA, "withdrawn")
    guest = guest_of(b"n", "Quiet Heron", Story("needs").state, shelter.state)
    assert "withdrawn" in str(guest.wrongs[0])


def test_exposure_is_nights_times_guests_times_events_of_ninety_days():
    house = House(b"b", "Birch", events=(TODAY - datetime.timedelta(5), TODAY - datetime.timedelta(400)))
    nights = [
        Lodging(b"1", "A", "s", "birch", "", 2, TODAY - datetime.timedelta(10), TODAY, came=True),
        Lodging(b"2", "B", "s", "birch", "", 1, TODAY - datetime.timedelta(200), TODAY - datetime.timedelta(80)),
        Lodging(b"3", "C", "s", "alder", "", 9, TODAY - datetime.timedelta(10), TODAY),
    ]
    seen = exposure(house, nights, TODAY)
    assert (seen.guest_nights, seen.incidents, seen.score) == (30, 1, 60)


def test_a_house_and_its_stays_are_read_from_what_was_stated():
    capacity = Story("capacity")
    capacity.says(ILYA, code_name="Birch", status="active", not_for="Grey Owl, amber FOX", max_stay_days=30)
    capacity.lists(ILYA, "beds", "b1", name="1", sleeps=2, out_from="2026-12-01", out_until="2026-12-03")
    capacity.lists(ILYA, "incidents", "i1", at="2026-11-20T10:00+00:00", trigger="police_visit")
    house = house_of(b"b", capacity.state)
    assert house.not_for == {"grey owl", "amber fox"} and house.wrong == ("i1",)
    assert house.beds[0].usable(datetime.date(2026, 11, 30)) and not house.beds[0].usable(datetime.date(2026, 12, 3))
    shelter = Story("shelter")
    shelter.lists(ILYA, "stays", "s1", house="birch", since="2026-11-01", received_at="2026-11-01T10:00+00:00",
                  until="2026-11-10")  # fmt: skip
    shelter.lists(ILYA, "stays", "s2", house="Birch")
    [stay] = lodgings_of(b"n", "Quiet Heron", shelter.state, 2)
    assert stay.guests == 2 and stay.sleeps(TODAY, TODAY), "who came and has not left is still there"
    assert stay.over_long(replace(house, max_nights=20), TODAY) == "late"


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans(), st.lists(st.sampled_from(HOUSES), max_size=2))),
       st.integers(0, 4), st.integers(0, 4))  # fmt: skip
def test_legs_leave_one_by_one_and_fill_no_house_beyond_its_beds(household, birch, alder):
    rooms = {"birch": birch, "alder": alder}
    leavers = [
        Leaver(Lodging(bytes([n]), f"Case {n}", "s", "rowan", "", size, TODAY), minors, "", tuple(options))
        for n, (size, minors, options) in enumerate(household)
    ]
    legs = next_legs(leavers, 1000, rooms)
    assert [leg.at for leg in legs] == [1000 + FIRST_LEG + n * APART for n in range(len(leavers))]
    first = [next(x for x in leavers if x.stay is leg.stay).minors for leg in legs]
    assert first == sorted(first, reverse=True)
    for house, room in rooms.items():
        assert sum(leg.stay.guests for leg in legs if leg.to == house) <= room


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-200, 0), st.none() | st.integers(-200, 0))))
def test_everybody_who_held_the_key_within_ninety_days_is_listed_and_nobody_else(stretches):
    now, day = 10**6, 1440
    held = [Held(w, "team", now + s * day, None if u is None else now + u * day) for w, s, u in stretches]
    found = {knower.who for knower in who_knew(held, {"d": [now - 5], "e": [now - 100 * day]}, now)}
    wanted = {w for w, s, u in stretches if u is None or (u > -90 and s < u)}
    assert found == wanted | {"d"}
