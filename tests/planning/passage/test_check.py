"""The legal check of journeys: what is allowed says by which rule, and what is not known is asked."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from waystation.planning.passage import (
    EntryTable,
    HostilePlace,
    Leg,
    Rules,
    TransitRule,
    Traveller,
    ValidityRule,
    Visa,
    Zone,
    check,
    worst,
)

NOON = datetime(2026, 12, 10, 12, tzinfo=UTC)
GOOD = date(2030, 1, 1)
TABLE = EntryTable(
    {
        "RU": {"RU": "-1", "GE": "30", "TR": "60", "LT": "visa required", "FR": "visa required", "CA": "visa required",
               "AE": "visa on arrival", "IN": "e-visa", "MX": "eta", "XK": "no admission", "BY": "visa free"},
        "GE": {"LT": "90", "FR": "90", "TR": "visa free", "GE": "-1"},
    },
    "an invented table",
    date(2026, 2, 17),
)  # fmt: skip
SCHENGEN = Zone("SCHENGEN", frozenset({"LT", "FR", "DE"}), "an invented list", date(2026, 1, 1))
RULES = Rules(TABLE, zones=(SCHENGEN,))


def leg(start, end, hours=0, by="air", airside=False, arrives=True, places=None):
    """A leg of two hours that leaves so many hours after noon of 10 December."""
    departs = NOON + timedelta(hours=hours)
    there = places or (f"airport {start}", f"airport {end}")
    return Leg(by, *there, start, end, departs, departs + timedelta(hours=2) if arrives else None, airside)


def russian(**facts):
    return Traveller(
        "RU", **({"valid_until": GOOD, "exit_check": "go", "exit_check_until": date(2026, 12, 31)} | facts)
    )


def answers(who, legs, rules=RULES):
    return [(v.leg, v.kind, v.country, v.answer) for v in check(who, legs, rules)]


def entry(who, country, rules=RULES, **how):
    return next(v for v in check(who, [leg("RU", country, **how)], rules) if v.kind in ("entry", "transit"))


# -- entry -------------------------------------------------------------------------------------------------------------


def test_an_answer_names_its_rule_its_source_and_its_age():
    said = entry(russian(), "GE")
    assert (said.answer, said.rule) == ("allowed", "Holders of this passport need no visa for 30 days.")
    assert (said.source, said.age_days(date(2026, 11, 27))) == ("an invented table", 283)


def test_where_no_rule_is_known_the_answer_is_to_ask():
    assert entry(russian(), "UY").answer == "ask"
    assert entry(russian(), "GE", Rules()).answer == "ask"
    assert entry(russian(document="icrc_etd"), "GE").answer == "ask"
    assert worst([]) == "ask"


@pytest.mark.parametrize(("country", "needs"), [("LT", "visa"), ("IN", "e-visa"), ("MX", "eta"), ("XK", "")])
def test_a_refusal_says_what_would_turn_it(country, needs):
    said = entry(russian(), country)
    assert (said.answer, said.needs) == ("refused", needs)


def test_a_visa_lets_in_from_its_first_day_to_its_last():
    def on(day):
        visa = Visa("CA", date(2026, 12, 10) + timedelta(days=day), date(2026, 12, 10) + timedelta(days=day + 4))
        return entry(russian(visas=(visa,)), "CA").answer

    assert [on(day) for day in (-5, -4, 0, 1)] == ["refused", "allowed", "allowed", "refused"]


def test_the_day_of_a_visa_is_the_day_where_they_land():
    late = datetime(2026, 12, 10, 23, tzinfo=UTC)

    def landing(zone):
        there = (late + timedelta(hours=9)).astimezone(zone)
        visa = Visa("CA", date(2026, 12, 1), date(2026, 12, 10), 1)
        said = check(russian(visas=(visa,)), [Leg("air", "SVO", "YVR", "RU", "CA", late, there)], RULES)
        return next(v.answer for v in said if v.kind == "entry")

    assert landing(timezone(-timedelta(hours=8))) == "refused" == landing(UTC)
    assert landing(timezone(-timedelta(hours=10))) == "allowed"


def test_a_visa_whose_dates_nobody_wrote_down_is_a_question():
    assert entry(russian(visas=(Visa("CA"),)), "CA").answer == "ask"


def test_an_unknown_hour_of_arrival_matters_on_a_visas_last_day():
    visa = Visa("CA", date(2026, 12, 1), date(2026, 12, 10))
    assert entry(russian(visas=(visa,)), "CA", arrives=False).answer == "ask"


def test_a_single_entry_is_used_once():
    visa = Visa("LT", date(2026, 12, 1), date(2027, 1, 1), entries=1)
    way = [leg("RU", "LT"), leg("LT", "TR", 24), leg("TR", "LT", 48)]
    assert [a for a in answers(russian(visas=(visa,)), way) if a[1] == "entry"] == [
        (0, "entry", "LT", "allowed"), (1, "entry", "TR", "allowed"), (2, "entry", "LT", "refused"),
    ]  # fmt: skip


def test_a_visa_against_a_table_that_admits_nobody_is_a_question():
    assert entry(russian(visas=(Visa("XK", date(2026, 1, 1), GOOD),)), "XK").answer == "ask"


# -- stays -------------------------------------------------------------------------------------------------------------


def test_the_thirtieth_day_without_a_visa_is_lawful_and_the_next_is_not():
    def after(days):
        return answers(russian(), [leg("RU", "GE"), leg("GE", "TR", 24 * days)])

    assert (1, "exit", "GE", "allowed") in after(29)
    assert (1, "exit", "GE", "refused") in after(30)


def test_how_long_they_may_stay_where_the_journey_begins_is_asked():
    way = [leg("GE", "TR")]
    assert (0, "exit", "GE", "ask") in answers(russian(), way)
    assert (0, "exit", "GE", "allowed") in answers(russian(may_stay_until=date(2026, 12, 10)), way)
    assert (0, "exit", "GE", "refused") in answers(russian(may_stay_until=date(2026, 12, 9)), way)


def test_leaving_home_is_a_matter_of_a_fresh_exit_check():
    def out(**facts):
        return answers(russian(**facts), [leg("RU", "GE")])[0][3]

    assert out() == "allowed"
    assert out(exit_check_until=date(2026, 12, 9)) == "ask"
    assert out(exit_check="unclear") == "ask"
    assert out(exit_check="no_go") == "refused"


# -- zones -------------------------------------------------------------------------------------------------------------


def test_a_schengen_visa_opens_all_of_schengen_and_moving_on_uses_no_entry():
    visa = Visa("SCHENGEN", date(2026, 12, 1), date(2027, 1, 1), entries=1)
    said = answers(russian(visas=(visa,)), [leg("RU", "LT"), leg("LT", "FR", 5, "train")])
    assert said[-1] == (1, "zone", "FR", "allowed")


def test_one_members_own_visa_opens_that_member_and_elsewhere_is_a_question():
    visa = Visa("LT", date(2026, 12, 1), date(2027, 1, 1))
    said = answers(russian(visas=(visa,)), [leg("RU", "LT"), leg("LT", "FR", 5, "train")])
    assert (0, "entry", "LT", "allowed") in said and said[-1] == (1, "zone", "FR", "ask")


def test_changing_planes_to_another_member_of_the_zone_passes_the_border():
    way = [leg("RU", "DE", airside=True), leg("DE", "LT", 5)]
    assert (0, "entry", "DE", "ask") in answers(russian(), way)


# -- transit -----------------------------------------------------------------------------------------------------------


def changing(country, *rules, who=None, hours=5):
    way = [leg("RU", country, airside=True), leg(country, "GE", hours)]
    return next(v for v in check(who or russian(), way, Rules(TABLE, rules, zones=(SCHENGEN,))) if v.kind == "transit")


def test_transit_without_a_rule_is_a_question_unless_they_might_enter():
    assert changing("LT").answer == "ask"
    assert changing("TR").answer == "allowed"


def test_a_rule_that_names_the_passport_goes_before_one_for_everybody():
    free, named = TransitRule("SCHENGEN", "free"), TransitRule("SCHENGEN", "visa", frozenset({"RU"}))
    assert changing("LT", free).answer == "allowed"
    assert (changing("LT", free, named).answer, changing("LT", free, named).needs) == ("refused", "transit visa")


def test_of_a_country_and_its_zone_the_stricter_rule_holds():
    assert changing("LT", TransitRule("SCHENGEN", "free"), TransitRule("LT", "ask")).answer == "ask"


def test_where_nobody_stays_airside_the_visa_for_entry_decides():
    never = TransitRule("CA", "never", source="IRCC", as_of=date(2026, 1, 1))
    assert (changing("CA", never).answer, changing("CA", never).source) == ("refused", "IRCC")
    visa = Visa("CA", date(2026, 12, 1), date(2027, 1, 1))
    assert changing("CA", never, who=russian(visas=(visa,))).answer == "allowed"


def test_an_exception_for_holders_of_other_visas_is_a_question():
    rule = TransitRule("LT", "visa", unless="Holders of a visa for Canada.")
    who = russian(visas=(Visa("CA", date(2026, 12, 1), date(2027, 1, 1)),))
    assert changing("LT", rule, who=who).answer == "ask"
    assert "Holders of a visa for Canada." in changing("LT", rule, who=who).rule


def test_a_transit_visa_lets_them_wait_and_not_enter():
    who = russian(visas=(Visa("LT", date(2026, 12, 1), date(2027, 1, 1), transit_only=True),))
    assert changing("LT", TransitRule("LT", "visa"), who=who).answer == "allowed"
    assert entry(who, "LT").answer == "refused"


def test_more_than_a_day_airside_is_a_question():
    assert changing("LT", TransitRule("LT", "free"), hours=26).answer == "allowed"
    assert changing("LT", TransitRule("LT", "free"), hours=27).answer == "ask"


def test_another_airport_is_reached_through_the_border():
    way = [leg("RU", "LT", airside=True, places=("SVO", "VNO")), leg("LT", "GE", 5, places=("KUN", "TBS"))]
    assert (0, "entry", "LT", "refused") in answers(russian(), way)


# -- closed places -----------------------------------------------------------------------------------------------------


def test_nobody_is_led_back_through_the_state_that_they_flee():
    said = answers(russian(), [leg("RU", "GE"), leg("GE", "RU", 5, airside=True), leg("RU", "TR", 9)])
    assert (1, "hostile", "RU", "refused") in said
    assert (0, "hostile", "GE", "refused") not in said


def test_moves_inside_the_state_that_they_flee_before_they_leave_it_cross_no_border():
    assert answers(russian(), [leg("RU", "RU", by="train")]) == []


def test_a_hostile_place_is_closed_to_whom_it_names():
    place = HostilePlace("BY", frozenset({"RU"}), "It hands people over.", "field.md", date(2026, 11, 27))
    rules = Rules(TABLE, hostile=(place,))
    said = next(v for v in check(russian(), [leg("RU", "BY")], rules) if v.kind == "hostile")
    assert (said.answer, said.rule, said.source) == ("refused", "A hostile place: It hands people over.", "field.md")
    assert not any(v.kind == "hostile" for v in check(Traveller("GE"), [leg("GE", "BY")], rules))


# -- documents ---------------------------------------------------------------------------------------------------------


def test_a_passport_must_be_good_and_for_how_long_is_a_rule():
    def document(until, *rules):
        said = check(russian(valid_until=until), [leg("RU", "GE")], Rules(TABLE, validity=rules))
        return next(v.answer for v in said if v.kind == "document")

    three = ValidityRule("GE", 3, source="an invented text", as_of=date(2026, 1, 1))
    assert document(date(2026, 12, 9)) == "refused"
    assert document(date(2027, 3, 10)) == document(None) == "ask"
    assert document(date(2027, 6, 10)) == "allowed"
    assert (document(date(2027, 3, 10), three), document(date(2027, 3, 9), three)) == ("allowed", "refused")


def test_a_gap_between_two_legs_is_a_question():
    assert (1, "exit", "TR", "ask") in answers(russian(), [leg("RU", "GE"), leg("TR", "BY", 9)])


def test_a_journey_without_legs_has_no_answers():
    assert check(russian(), [], RULES) == []


def test_sums_of_days_end_with_the_calendar():
    last = datetime.max.replace(tzinfo=UTC)
    leg_of_that_day = Leg("air", "TBS", "IST", "GE", "TR", last)
    for word in ("360", "visa free", "visa on arrival"):
        table = EntryTable({"RU": {"TR": word}})
        who = Traveller("RU", valid_until=date.max, visas=(Visa("TR", date.min, date.max, 1, days=90),))
        assert {v.answer for v in check(who, [leg_of_that_day], Rules(table)) if v.kind != "exit"} == {"allowed"}
