"""Sam takes an agent's table over; a way is proposed at its price and hour, and says until when that holds."""

import datetime
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from test_proposing import asked, choices_of, day, number, place, state_of, tables  # noqa: F401

from waystation.store.files import programme

HEAD = "from;to;carrier;departs;arrives;price;currency;seats;valid until"


def flight(start="TBS", end="IST", on=11, carrier="XX 101", price="99,50", until=5, seats="4", currency="EUR"):
    return f"{start};{end};{carrier};{day(on)} 13:40;{day(on)} 15:10;{price};{currency};{seats};{day(until)}"


def upload(browser, *lines, status=200):
    content = "\n".join([HEAD, *lines]).encode()
    form = {"act": "take", "agent": "Lighthouse Travel", "file": SimpleUploadedFile("offers.csv", content)}
    return browser.post("/borders", form, status=status)


def fares(alliance):
    state = programme.opened(alliance.keys("sam"), "borders").states.get("borders")
    return list(state.rows("fares").values()) if state else []


def test_good_lines_are_taken_over_and_wrong_ones_named(alliance, pages):
    page = upload(pages("sam"), flight(), flight(end="Istanbul"), flight(price="cheap", carrier="XX 102"))
    assert "1 offer was taken over." in page
    assert "Line 3: <bdi>to: ISTANBUL is no airport" in page and "Line 4: <bdi>price: cheap is no price" in page
    assert [(row["carrier"], row["price"]) for row in fares(alliance)] == [("XX 101", 100)]
    assert "Tbilisi, UTC+4" in page and "100 EUR" in page


def test_the_form_leads_to_what_was_taken_over_or_to_what_is_wrong(pages):
    sam = pages("sam")
    assert sam.get("/borders").count('action="/borders#done"') == 1
    for page in (upload(sam, flight()), sam.post("/borders", {"act": "take", "agent": ""}, status=400)):
        assert page.count('id="done" tabindex="-1"') == 1


def test_a_line_in_a_currency_that_is_not_on_the_list_is_named_by_its_number(alliance, pages):
    page = upload(pages("sam"), flight(), flight(carrier="XX 2", currency="XTS"), flight(carrier="XX 3", start="QQQ"))
    assert "Line 3: <bdi>currency: XTS is not on the list" in page and len(fares(alliance)) == 1
    assert "Line 4: <bdi>from: QQQ is no airport that is known here" in page


def test_a_newer_offer_for_the_same_flight_takes_its_place(alliance, pages):
    upload(pages("sam"), flight())
    upload(pages("sam"), flight(price="80"))
    assert [row["price"] for row in fares(alliance)] == [80]


def test_offers_that_are_over_say_so_and_go_by_one_button(alliance, pages):
    sam = pages("sam")
    assert ">over<" in upload(sam, flight(until=-1), flight(carrier="XX 102"))
    sam.post("/borders", {"act": "clear"})
    assert [row["carrier"] for row in fares(alliance)] == ["XX 102"]


def test_a_table_of_something_else_and_no_file_are_said(pages):
    sam = pages("sam")
    page = sam.post("/borders", {"act": "take", "file": SimpleUploadedFile("x.csv", b"a,b\n1,2")}, status=400)
    assert "This table cannot be read." in page and "the column" in page
    assert "Choose a file." in sam.post("/borders", {"act": "take"}, status=400)


def test_who_only_reads_the_rules_takes_nothing_over(pages):
    upload(pages("ilya"), flight(), status=403)
    pages("ilya").post("/borders", {"act": "clear"}, status=403)


def test_a_way_stands_at_the_price_and_hour_of_its_offer(alliance, pages, number):  # noqa: F811
    sam = pages("sam")
    upload(sam, flight())
    page = sam.post(place(number), asked(), status=200)
    assert f"XX 101 (offer, holds until {day(5)}): {day(11)} 13:40 – 15:10" in page
    way = next(w for w in choices_of(page) if w.startswith("air"))
    sam.post(place(number), asked(act="choose", way=way, day=day(11)))
    first, second = sorted(state_of(alliance, number).rows("legs").values(), key=lambda row: row["number"])
    departs = datetime.datetime.fromisoformat(first["departs"]).astimezone(datetime.UTC)
    assert f"{departs:%Y-%m-%d %H:%M}" == f"{day(11)} 09:40"
    assert (first["budget"], first["estimated"], second["estimated"]) == (100, False, True)
    assert first["carrier"] == f"XX 101 (offer, holds until {day(5)})"


def test_a_way_says_the_hours_of_its_own_day_and_the_draft_keeps_them(alliance, pages, number):  # noqa: F811
    sam = pages("sam")
    onward = flight(start="IST", end="YYZ", on=12, carrier="XX 41").replace("13:40", "23:10").replace("15:10", "23:50")
    upload(sam, *(flight(on=n, carrier=f"XX 10{n}") for n in (10, 11, 12)), onward)
    page = sam.post(place(number), asked(), status=200)
    both = [way for way in re.findall(r"<article.*?</article>", page, re.S) if "XX 41" in way]
    assert len(both) == 3
    for way in both:
        hours = re.search(r"about (\d+):(\d\d) hours", way.replace("\n", " "))
        first = re.search(r"<option>(.*?)</option>", way)[1]
        key = choices_of(way)[0]
        sam.post(place(number), asked(act="choose", way=key, day=first, instead="1"))
        rows = sorted(state_of(alliance, number).rows("legs").values(), key=lambda row: row["number"])
        begins, ends = (datetime.datetime.fromisoformat(t) for t in (rows[0]["departs"], rows[-1]["arrives"]))
        whole = (ends - begins).total_seconds() / 60 + 120
        assert abs(whole - (60 * int(hours[1]) + int(hours[2]))) < 1


def test_an_offer_without_seats_for_all_or_that_is_over_is_not_taken(pages, number):  # noqa: F811
    sam = pages("sam")
    upload(sam, flight(until=-1))
    assert "(offer, holds" not in sam.post(place(number), asked(), status=200)


# -- what prices are in other currencies -------------------------------------------------------------------------------

RATE = {"act": "rate", "one": "GEL", "into": "EUR", "rate": "0,34", "on": day(-40), "source": "National Bank"}


def question(**more):
    return {"act": "find", "passport": "RU", "visas": ["CA"], "on": day(11), "valid_until": day(2000), "start": "TBS",
            "goal": "CA", "stay_until": day(100)} | more  # fmt: skip


def test_find_a_way_on_borders_shows_an_offers_price_agent_and_age_beside_estimates(pages, tables):  # noqa: F811
    sam = pages("sam")
    upload(sam, flight())
    page = sam.post("/borders", question(), status=200)
    assert f"XX 101 (offer, holds until {day(5)}): {day(11)} 13:40 – 15:10" in page
    assert f"Lighthouse Travel, offered on {day(0)}, 0 days old" in page
    assert page.count(">estimate<") >= 1 and "100 EUR" in page


def test_an_offer_in_another_currency_is_compared_only_by_a_rate_whose_age_is_shown(pages, number):  # noqa: F811
    sam = pages("sam")
    upload(sam, flight(price="412", currency="GEL"))
    for page in (sam.post("/borders", question(), status=200), sam.post(place(number), asked(), status=200)):
        assert "not compared: no rate for GEL" in page and "412 GEL <" not in page.partition("Offers of travel")[0]
    assert "not compared: no rate for" in sam.get("/borders")
    sam.post("/rates", RATE)
    for page in (sam.post("/borders", question(), status=200), sam.post(place(number), asked(), status=200)):
        assert "412 GEL" in page and "about 141 €" in page and "1 GEL = 0.34 EUR" in page
        assert "National Bank; 40 days old" in page and "not compared: no rate" not in page
    way = next(w for w in choices_of(page) if w.startswith("air"))
    assert way


def test_a_leg_that_takes_an_offer_keeps_the_offers_own_currency(alliance, pages, number):  # noqa: F811
    sam = pages("sam")
    upload(sam, flight(price="412", currency="GEL"))
    sam.post("/rates", RATE)
    page = sam.post(place(number), asked(), status=200)
    way = next(w for w in choices_of(page) if w.startswith("air"))
    sam.post(place(number), asked(act="choose", way=way, day=day(11)))
    first = min(state_of(alliance, number).rows("legs").values(), key=lambda row: row["number"])
    assert (first["budget"], first["currency"], first["estimated"]) == (412, "GEL", False)


def test_a_rate_of_a_day_still_to_come_is_refused(pages):
    sam = pages("sam")
    assert "This day is still to come" in sam.post("/rates", RATE | {"on": "2036-01-01"}, status=400)
    assert "year-month-day" in sam.post("/rates", RATE | {"on": "soon"}, status=400)
    assert "No rate yet" in sam.get("/rates")


def test_a_rate_far_from_the_last_is_kept_only_when_somebody_says_that_it_is_right(alliance, pages):
    sam = pages("sam")
    sam.post("/rates", RATE | {"rate": "0.3218"})
    assert 'name="sure"' not in sam.get("/rates")
    page = sam.post("/rates", RATE | {"rate": "33", "on": day(0)}, status=400)
    assert "off by a factor of 102.5" in page and 'name="sure"' in page and 'value="33"' in page
    assert len(programme.rates(alliance.keys("sam"))) == 1
    sam.post("/rates", RATE | {"rate": "33", "on": day(0), "sure": "1"})
    assert len(programme.rates(alliance.keys("sam"))) == 2


def test_a_rate_needs_number_day_and_source_and_old_ones_are_marked(pages):
    sam = pages("sam")
    assert "A rate needs both currencies" in sam.post("/rates", RATE | {"source": ""}, status=400)
    assert "This is not a rate between two" in sam.post("/rates", RATE | {"rate": "cheap"}, status=400)
    sam.post("/rates", RATE)
    page = pages("otto").get("/rates")  # the audit reads what sums were converted by
    assert "1 GEL = 0,34 EUR" in page and "40 days old" in page and 'class="chip due"' in page
    assert "Give a rate" not in page
    pages("otto").post("/rates", RATE, status=400)
    pages("dina").get("/rates", status=403)
