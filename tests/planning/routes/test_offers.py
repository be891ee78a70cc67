"""Agents' tables, typed by hand: good lines are kept, wrong ones named; and ways at the price and hour of an offer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.planning.errors import BadFile
from waystation.planning.passage import EntryTable, Leg, Rules, Traveller, Visa
from waystation.planning.routes import Network, Price, Window, proposals
from waystation.planning.routes.holding import fitted, holding, priced
from waystation.planning.routes.offers import Offer, read_offers
from waystation.planning.routes.places import Airport

ZONES = {"TBS": "Asia/Tbilisi", "IST": "Europe/Istanbul", "YYZ": "America/Toronto", "VNO": "Europe/Vilnius"}
HEAD = "from,to,carrier,departs,arrives,price,currency,seats,valid until"
GOOD = "TBS,IST,XX 101,2026-12-10 13:40,2026-12-10 15:10,161.50,EUR,4,2026-12-01"
DAY = date(2026, 12, 10)


def read(*lines, head=HEAD):
    return read_offers("\n".join([head, *lines]).encode(), ZONES)


def wrong(line):
    found = read(GOOD, line, GOOD.replace("XX 101", "XX 102"))
    assert [offer.carrier for offer in found.offers] == ["XX 101", "XX 102"]  # the good lines are kept
    assert [w.line for w in found.wrong] == [3]
    return found.wrong[0].why


def test_times_are_local_to_their_airports_and_a_written_zone_goes_before():
    offer = read(GOOD).offers[0]
    assert offer.departs == datetime(2026, 12, 10, 9, 40, tzinfo=UTC) and offer.minutes == 150
    other = read(GOOD.replace("13:40", "13:40 Europe/London").replace("15:10", "15:10 +01:00")).offers[0]
    assert other.departs == datetime(2026, 12, 10, 13, 40, tzinfo=UTC)
    assert other.arrives == datetime(2026, 12, 10, 14, 10, tzinfo=UTC)
    assert (offer.price, offer.currency, offer.seats, offer.until) == (162, "EUR", 4, date(2026, 12, 1))


def test_semicolons_decimal_commas_and_columns_in_another_order_are_read():
    head = "Valid_until;to;from;price;currency;departs;arrives"
    found = read("2026-12-01;IST;TBS;161,50;eur;2026-12-10T13:40;2026-12-10T15:10", head=head)
    assert found.wrong == () and found.offers[0].price == 162 and found.offers[0].currency == "EUR"


@pytest.mark.parametrize(("was", "typed", "why"), [
    ("TBS,IST", "TBS,Istanbul", "to: ISTANBUL is no airport's code"), ("TBS,IST", "TBS,TBS", "It ends where it begins"),
    ("13:40", "one o'clock", "departs: 2026-12-10 one o'clock is no time"), ("161.50", "", "price: empty"),
    ("161.50", "1.412", "no price like 412.50"), ("EUR", "euro", "currency: EURO is no code"),
    ("15:10", "12:10", "It takes -0.5 hours"), ("2026-12-10 15:10", "2026-12-15 15:10", "hours: look at the days"),
    (",4,", ",some,", "seats: some is no number"), ("2026-12-01", "soon", "valid until: soon is no day"),
    (",XX 101", "", "It has 8 columns, the head has 9"), ("XX 101", '"XX 101', "quotation mark"),
    ("13:40", "13:40 Mars/Base", "Mars/Base is no time zone"),
    ("TBS,IST", "QQQ,IST", "from: QQQ is no airport that is known"),
    ("TBS,IST", "TBS,QQQ", "to: QQQ is no airport that is known"),
])  # fmt: skip
def test_a_wrong_line_says_what_is_wrong_and_spoils_no_other(was, typed, why):
    assert why in wrong(GOOD.replace(was, typed))


def test_an_hour_that_does_not_exist_is_said():
    spring = GOOD.replace("TBS,IST", "YYZ,IST").replace("2026-12-10 13:40", "2026-03-08 02:30")
    assert "02:30 does not exist on that day" in wrong(spring.replace("2026-12-10 15:10", "2026-03-08 20:00"))


def test_bytes_that_are_no_text_spoil_their_line_only():
    lines = [HEAD.encode(), GOOD.encode(), GOOD.replace("XX", "Авиа").encode("cp1251"), GOOD.encode()]
    found = read_offers(b"\r\n".join(lines), ZONES)
    assert len(found.offers) == 2 and "save the table as UTF-8" in found.wrong[0].why
    assert len(read_offers(f"{HEAD}\n{GOOD}\n".encode("utf-16"), ZONES).offers) == 1


@pytest.mark.parametrize(("data", "says"), [
    (b"", "no line in it that is text"), (b"from,to\nTBS,IST", "the column 'departs' is missing"),
    (b"x" * (1 << 21), "at most"), ((HEAD + "\n" * 1 + (GOOD + "\n") * 2001).encode(), "lines in it"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_at_all_says_why(data, says):
    with pytest.raises(BadFile, match=says):
        read_offers(data, ZONES)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    try:
        read_offers(HEAD.encode() + b"\n" + data, ZONES)
    except BadFile as error:
        assert str(error)


# -- in place of estimates ---------------------------------------------------------------------------------------------


def offer(start, end, hour, price=50, day=DAY, hours=2, **more):
    departs = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=hour)
    ends = departs + timedelta(hours=hours)
    return Offer(start, end, departs, ends, price, "EUR", date(2026, 12, 5), euros=price, **more)


def test_an_offer_counts_while_it_holds_and_has_the_seats():
    found = (offer("TBS", "IST", 8, seats=2), offer("TBS", "IST", 9))
    assert holding(found, date(2026, 12, 5)).compared == found and holding(found, date(2026, 12, 6)).compared == ()
    assert holding(found, date(2026, 12, 5), people=3).compared == found[1:]


def test_a_price_in_another_currency_counts_by_its_rate_and_without_one_lies_apart():
    lari, euro = replace(offer("TBS", "IST", 8, 412), currency="GEL", euros=0), offer("TBS", "IST", 9, 150)
    without = holding([lari, euro], date(2026, 12, 5))
    assert without.compared == (euro,) and without.apart == (lari,)
    assert without.unrated(DAY, DAY) == ["GEL"] and without.unrated(DAY + timedelta(days=1), date(2027, 1, 1)) == []
    both = holding([lari, euro], date(2026, 12, 5), euros={"GEL": 0.34})
    assert [(o.price, o.currency, o.euros) for o in both.compared] == [(412, "GEL", 141), (150, "EUR", 150)]
    assert priced(both.compared, DAY) == {("TBS", "IST"): Price(141, 240)} and both.unrated(DAY, DAY) == []
    assert priced([lari], DAY) == {}  # what nobody converted counts as nothing, never as a gift


def test_who_offered_and_when_is_read_where_the_table_says_so():
    found = read(GOOD + ",Lighthouse Travel,2026-11-20", head=HEAD + ",agent,offered on").offers[0]
    assert (found.source, found.as_of) == ("Lighthouse Travel", date(2026, 11, 20))
    assert "offered on: soon is no day" in read(GOOD + ",x,soon", head=HEAD + ",agent,offered on").wrong[0].why


def test_the_cheapest_of_the_days_of_a_route_is_its_price():
    found = [offer("TBS", "IST", 8, 90), offer("TBS", "IST", 30, 70), offer("TBS", "IST", 8, 10, date(2026, 12, 20))]
    assert priced(found, DAY) == {("TBS", "IST"): Price(70, 240)}
    assert priced(found, date(2026, 12, 13)) == {}


def test_the_next_leg_takes_an_offer_that_it_can_reach():
    noon = datetime(2026, 12, 10, 12, tzinfo=UTC)
    legs = [Leg("air", "TBS", "IST", "GE", "TR", noon, noon + timedelta(hours=3), True),
            Leg("air", "IST", "YYZ", "TR", "CA", noon + timedelta(hours=5), noon + timedelta(hours=15))]  # fmt: skip
    early, late = offer("IST", "YYZ", 10, 100, hours=10), offer("IST", "YYZ", 14, 300, hours=10)
    hours, used = fitted(legs, [offer("TBS", "IST", 8), early, late], DAY)
    assert [o and o.departs.hour for o in used] == [8, 14]
    assert [leg.departs.hour for leg in hours] == [8, 14] and hours[0].airside
    evening = offer("IST", "YYZ", 17, hours=10)
    hours, used = fitted(legs, [late, evening], DAY)  # the first leg has no offer, and lands at three by its estimate
    assert used == (None, evening) and hours[0].departs == noon and hours[1].departs.hour == 17


def world(*pairs):
    codes = sorted({code for pair in pairs for code in pair} | {"BBX"})
    airports = {code: Airport(code, code, "", code[:2], 0.0, 10.0 * n) for n, code in enumerate(codes)}
    rules = Rules(EntryTable({"AA": {"BB": "visa free", "CC": "visa free"}}))
    return Network.of(airports, pairs, (), dict.fromkeys(pairs, Price(500, 600)), rules), rules


def found(network, rules, offers, last=DAY, who=None):
    who = who or Traveller("AA", valid_until=date(2036, 1, 1))
    return proposals(network, [who], Window("AAX", "BB", DAY, last), rules, offers=offers)


def test_an_offer_takes_the_place_of_an_estimate_on_its_days_only():
    network, rules = world(("AAX", "BBX"))
    here = offer("AAX", "BBX", 8, 50, DAY + timedelta(days=4))
    ways = found(network, rules, [here], DAY + timedelta(days=4))
    assert {(one.way.euros, one.days) for one in ways} == {
        (500, tuple(DAY + timedelta(days=n) for n in range(4))), (50, (DAY + timedelta(days=4),))
    }  # fmt: skip
    taken = next(one for one in ways if one.way.euros == 50)
    assert taken.offers == (here,) and taken.legs[0].departs == here.departs
    assert next(one for one in ways if one.way.euros == 500).offers == ()


def test_an_offer_that_cannot_be_reached_lends_its_price_to_no_estimate():
    network, rules = world(("AAX", "CCX"), ("CCX", "BBX"))
    early = offer("CCX", "BBX", 1, 50)  # leaves before the first leg can have landed
    [one] = found(network, rules, [early])
    assert (one.way.euros, one.euros, one.offers) == (1000, 1000, ())
    [late] = found(network, rules, [early, offer("CCX", "BBX", 40, 90)])
    assert late.euros == 590 and late.offers[1].price == 90
    alone, rules = world(("AAX", "CCX"), ("BBX", "CCX"))
    assert found(alone, rules, [early]) == []  # the map has no such flight, and this one they miss


def test_a_flight_that_the_map_lacks_is_a_way_once_somebody_offers_it():
    network, rules = world(("AAX", "CCX"), ("CCX", "BBX"))
    assert [len(one.legs) for one in found(network, rules, [])] == [2]
    assert {len(one.legs) for one in found(network, rules, [offer("AAX", "BBX", 8)])} == {1}
    assert network.priced({("AAX", "ZZX"): Price(1, 1)}) is network


def test_at_an_hour_at_which_the_law_refuses_no_offer_is_shown():
    network, _rules = world(("AAX", "CCX"), ("CCX", "BBX"))
    strict = Rules(EntryTable({"AA": {"BB": "visa required", "CC": "visa free"}}))
    who = Traveller("AA", visas=(Visa("BB", DAY, DAY + timedelta(days=2)),), valid_until=date(2036, 1, 1))
    too_late = offer("CCX", "BBX", 46, day=DAY + timedelta(days=1), hours=4)  # it lands when the visa has ended
    ways = found(network, strict, [too_late], who=who)
    assert ways and all(one.offers == () and one.legs[1].departs.date() <= DAY + timedelta(days=1) for one in ways)
    assert found(network, strict, [offer("CCX", "BBX", 40, hours=4)], who=who)[0].offers[1] is not None
