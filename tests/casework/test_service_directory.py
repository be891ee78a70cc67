"""The service directory as HSDS, and offers matched to needs: nothing is lost, and hard rules hold."""

import copy
import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.fields import clean, fields
from waystation.casework.landing import hsds
from waystation.casework.landing.hsds import BadFile
from waystation.casework.landing.offermatch import LODGING, Need, match, matched, places_left
from waystation.casework.parts.offers import Listing
from waystation.casework.vocabularies import vocabulary


def keys(name):
    return st.sampled_from([w.key for w in vocabulary(name)])


words = st.text('abc дё"\\/é<>&', min_size=1, max_size=20).map(str.strip).filter(bool)
TYPED = {
    "text": words, "long": words, "number": st.integers(0, 120), "date": st.dates().map(datetime.date.isoformat),
}  # fmt: skip
listings = st.fixed_dictionaries(
    {"kind": keys("settlement_service"), "name": words, "organisation": words, "status": keys("listing_status")},
    optional={
        n: keys("country") if n == "country" else st.lists(keys("language"), min_size=1, max_size=4, unique=True)
        if n == "languages" else TYPED[a.kind]
        for n, a in fields(Listing).items()
        if n not in ("kind", "name", "organisation", "status", "hsds_id", "rest")
    },
)  # fmt: skip


def cleaned(row):
    return {n: clean(fields(Listing)[n], v) for n, v in row.items()}


def plain(row):
    return {n: v for n, v in row.items() if n not in ("rest", "hsds_id") and v not in (None, "", [])}


@given(st.dictionaries(st.text("0123456789abcdef", min_size=12, max_size=12), listings, max_size=5))
def test_what_goes_out_comes_in_again(rows):
    rows = {record: cleaned(row) for record, row in rows.items()}
    if not rows:
        return
    came = hsds.read(hsds.write(rows))
    assert [plain(row) for row in came.values()] == [plain(row) for row in rows.values()]
    again = hsds.read(hsds.write(came))
    assert again == came  # and keeps its identity from then on


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | words,
    lambda v: st.lists(v, max_size=2) | st.dictionaries(words, v, max_size=2),
    max_leaves=6,
)  # fmt: skip
unknown = st.dictionaries(words.map(lambda w: "x-" + w), json_values, max_size=4)


@given(listings, unknown, unknown, words)
def test_what_we_do_not_know_goes_out_as_it_came_even_when_the_row_is_changed(row, extra, deeper, name):
    service = hsds.service_of("0123456789ab", cleaned(row)) | extra
    service["organization"] |= deeper
    [(record, came)] = hsds.read(json.dumps(service).encode()).items()
    assert hsds.service_of(record, came) == service
    changed = hsds.service_of(record, came | {"name": name, "phone": "+1 555"})
    assert all(changed[key] == value for key, value in extra.items())
    assert all(changed["organization"][key] == value for key, value in deeper.items())
    assert changed["name"] == name and changed["phones"][0]["number"] == "+1 555"


@given(json_values | st.lists(json_values, max_size=3))
def test_no_file_is_read_in_part_and_none_ends_in_another_error(value):
    try:
        assert hsds.read(json.dumps(value).encode())
    except BadFile as error:
        assert error.faults and all(f.path.startswith("$") and f.sentence for f in error.faults)


GOOD = {"id": "i1", "name": "N", "status": "active"}


@pytest.mark.parametrize(
    "service, path",
    [
        ({"id": 7}, "$.id"), ({"name": " "}, "$.name"), ({"status": "open"}, "$.status"),
        ({"organization": "x"}, "$.organization"), ({"languages": "ru"}, "$.languages"),
        ({"phones": [1]}, "$.phones"), ({"assured_date": "soon"}, "$.assured_date"),
        ({"minimum_age": "old"}, "$.minimum_age"),
        ({"maximum_age": float("inf")}, "$.maximum_age"),
        ({"description": {}}, "$.description"),
        ({"service_at_locations": [{"location": []}]}, "$.service_at_locations[0].location"),
        ({"x": "y" * 20_001}, "$"),
    ],
)  # fmt: skip
def test_every_fault_is_named_by_its_path(service, path):
    with pytest.raises(BadFile) as caught:
        hsds.read(json.dumps(GOOD | service).encode())
    assert path in [f.path for f in caught.value.faults]


def test_organisations_with_their_services_and_pages_and_lists_are_all_read():
    inside = {"id": "o", "name": "Org", "services": [GOOD]}
    for whole in (GOOD, [GOOD], {"contents": [GOOD]}, {"contents": [inside]}, [inside]):
        [(record, row)] = hsds.read(json.dumps(whole).encode()).items()
        assert record == hsds.record_of("i1") and row["name"] == "N"
    assert next(iter(hsds.read(json.dumps(inside).encode()).values()))["organisation"] == "Org"
    with pytest.raises(BadFile, match="taken over"):
        hsds.read(json.dumps([GOOD, GOOD]).encode())
    with pytest.raises(BadFile):
        hsds.read(b"[" * 100_000)
    many = [GOOD | {"id": f"i{n}"} for n in range(hsds.MOST_SERVICES + 1)]
    with pytest.raises(BadFile):
        hsds.read(json.dumps(many).encode())


# -- offers ------------------------------------------------------------------------------------------------------------

days = st.sampled_from([None, "2026-01-01", "2026-12-31", "2020-01-01"])
offers = st.fixed_dictionaries(
    {"kind": keys("settlement_service")},
    optional={
        "clear": st.sampled_from([None, True, False]), "police_checked_on": days, "references_on": days,
        "places": st.sampled_from([None, 0, 1, 5]), "from_day": days, "until_day": days,
        "country": st.sampled_from(["CA", "LT", None]),
        "city": st.sampled_from(["Toronto", "toronto ", "Vilnius", None]),
        "languages": st.lists(keys("language"), max_size=3),
    },
)  # fmt: skip
needs = st.builds(
    Need, st.frozensets(keys("settlement_service"), max_size=3), st.just(datetime.date(2026, 11, 27)),
    st.frozensets(keys("language"), max_size=3), st.sampled_from(["", "CA"]), st.sampled_from(["", "Toronto"]),
    st.integers(1, 6), st.booleans(),
)  # fmt: skip


@given(offers, needs)
def test_hard_rules_are_never_outweighed(offer, need):
    found = match("o", offer, need)
    if found.refused:
        return
    assert offer["clear"] is True
    assert offer.get("police_checked_on") or not (need.minors or offer["kind"] in LODGING)
    assert offer.get("places") is None or offer["places"] >= need.people
    assert not (offer.get("country") and need.country and offer["country"] != need.country)
    left = places_left(offer, need.people)
    assert left is None or 0 <= left < offer["places"]


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), offers, max_size=8), needs)
def test_the_list_has_every_offer_of_the_kinds_once_and_the_best_first(held, need):
    before = copy.deepcopy(held)
    found = matched(held, need)
    assert sorted(m.record for m in found) == sorted(
        r for r, o in held.items() if not need.kinds or o["kind"] in need.kinds
    )
    assert [bool(m.refused) for m in found] == sorted(bool(m.refused) for m in found)
    may = [m.points for m in found if not m.refused]
    assert may == sorted(may, reverse=True) and held == before


@given(offers, needs)
def test_one_more_check_never_makes_an_offer_worse(offer, need):
    better = match("o", offer | {"clear": True, "police_checked_on": "2026-01-01"}, need)
    now = match("o", offer, need)
    assert set(better.refused) <= set(now.refused) and better.points >= now.points
