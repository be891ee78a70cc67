"""The public table of entry rules, as published in two years: read, answered, compared."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shared_data
from waystation.planning.errors import BadFile
from waystation.planning.passage import EntryTable, Leg, Rules, Traveller, check, worst
from waystation.planning.passage.changes import broken, changes
from waystation.planning.passage.rules import WORDS
from waystation.planning.passage.tables import read_entry_rules

DAY = date(2026, 2, 17)
NOON = datetime(2026, 12, 10, 12, tzinfo=UTC)
ANSWERS = {
    "-1": ("allowed", ""), "visa free": ("allowed", ""), "visa on arrival": ("allowed", ""),
    "e-visa": ("refused", "e-visa"), "eta": ("refused", "eta"), "visa required": ("refused", "visa"),
    "no admission": ("refused", ""),
}  # fmt: skip


def table(*lines):
    return "\n".join(("Passport,Destination,Requirement", *lines)).encode()


def read(*lines):
    return read_entry_rules(table(*lines), "an invented table", DAY)


def way(passport, destination):
    """From nowhere in particular to there, by somebody whose passport is good."""
    traveller = Traveller(passport, valid_until=date(2036, 1, 1), home="elsewhere", may_stay_until=date(2027, 1, 1))
    return traveller, [Leg("air", "somewhere", "there", "??", destination, NOON, NOON + timedelta(hours=2))]


def entry(passport, destination, rules):
    return next(v for v in check(*way(passport, destination), rules) if v.kind == "entry")


# -- both years as they are --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [shared_data.OLD, shared_data.NEW])
def test_every_pair_is_answered_as_the_table_says(name):
    rules = Rules(shared_data.entry_rules(name))
    rows = list(csv.DictReader(io.StringIO(shared_data.content(name).decode())))
    assert len(rows) == len(rules.entry) == 199 * 199
    for row in rows:
        passport, destination, word = row.values()
        said = entry(passport, destination, rules)
        days = ("allowed", "")
        assert (said.answer, said.needs) == (days if word.isdecimal() else ANSWERS[word]), row
        assert not word.isdecimal() or f" {word} days" in said.rule
        assert (said.source, said.as_of) == (name, rules.entry.as_of)


def test_the_two_years_differ_in_as_many_rules_as_their_publisher_counted():
    found = list(changes(shared_data.entry_rules(shared_data.OLD), shared_data.entry_rules(shared_data.NEW)))
    assert len(found) == 2935


def test_a_new_year_flags_exactly_the_journeys_whose_own_rule_became_worse():
    old, new = shared_data.entry_rules(shared_data.OLD), shared_data.entry_rules(shared_data.NEW)
    rank = {"allowed": 0, "ask": 1, "refused": 2}

    def answer(year, passport, destination):
        word = year.rules[passport][destination]
        return rank["allowed" if word.isdecimal() else ANSWERS[word][0]]

    pairs = [
        (passport, destination) for passport, destination, _word in new if passport in ("RU", "AF", "GE", "IR", "UG")
    ]
    worse = {pair for pair in pairs if answer(new, *pair) > answer(old, *pair)}
    flagged = broken({pair: way(*pair) for pair in pairs}, Rules(old), Rules(new))
    assert worse and {found.key for found in flagged} == worse
    assert all(found.after.kind == "entry" and found.before.answer == "allowed" for found in flagged)


def test_the_same_year_breaks_nothing():
    year = Rules(shared_data.entry_rules(shared_data.NEW))
    assert broken({n: way("RU", to) for n, to in enumerate(("GE", "TR", "LT"))}, year, year) == []


# -- properties --------------------------------------------------------------------------------------------------------

CODES = st.sampled_from(["AF", "GE", "LT", "RU", "TR", "XK"])
REQUIREMENTS = st.sampled_from([word for word in WORDS if word != "-1"]) | st.integers(1, 360).map(str)
TABLES = st.dictionaries(CODES, st.dictionaries(CODES, REQUIREMENTS)).map(
    lambda rows: EntryTable({p: {d: w for d, w in row.items() if d != p} for p, row in rows.items()}, "invented", DAY)
)


@given(TABLES)
def test_what_is_written_is_read(invented):
    lines = [",".join(row) for row in invented]
    assert not lines or list(read(*lines)) == list(invented)


@given(TABLES, CODES, CODES)
def test_what_is_not_in_the_table_stays_unknown(invented, passport, destination):
    said = entry(passport, destination, Rules(invented))
    known = destination in invented.rules.get(passport, {})
    assert known or said.answer == "ask"


@given(TABLES, TABLES)
def test_exactly_the_changed_pairs_are_changes(one, other):
    def flat(table):
        return {(p, d): w for p, d, w in table}

    found = {(c.passport, c.destination): (c.before, c.after) for c in changes(one, other)}
    pairs = flat(one).keys() | flat(other).keys()
    assert found == {p: (flat(one).get(p), flat(other).get(p)) for p in pairs if flat(one).get(p) != flat(other).get(p)}


@given(TABLES, TABLES, st.lists(st.tuples(CODES, CODES), max_size=6))
def test_a_journey_is_flagged_if_and_only_if_an_answer_became_worse(one, other, pairs):
    ways = {n: way(*pair) for n, pair in enumerate(pairs)}
    flagged = {found.key for found in broken(ways, Rules(one), Rules(other))}
    rank = {"allowed": 0, "ask": 1, "refused": 2}

    def answer(key, rules):
        return rank[worst(check(*ways[key], Rules(rules)))]

    assert flagged == {key for key in ways if answer(key, other) > answer(key, one)}


# -- mistakes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        (["RU,GE,perhaps"], "line 2, column Requirement"),
        (["RU,GE,360", "RU,GE,360"], "line 3, column Destination"),
        (["Russia,GE,360"], "line 2, column Passport"),
        (["RU,ge,360"], "line 2, column Destination"),
        (["RU,GE"], "line 2"),
        (["RU,GE,0"], "line 2, column Requirement"),
        (["RU,GE,99999"], "line 2, column Requirement"),
        (["RU,RU,90"], "line 2, column Requirement"),
        (["RU,GE,-1"], "line 2, column Requirement"),
        ([], ""),
    ],
)
def test_a_mistake_is_named_by_its_line_and_column(lines, where):
    with pytest.raises(BadFile) as caught:
        read(*lines)
    assert caught.value.field == where


def test_a_table_of_something_else_is_refused_by_its_head():
    with pytest.raises(BadFile, match=r"line 1, column 2.*'Destination' is needed"):
        read_entry_rules(b"Passport,Country,Requirement\nRU,GE,360\n", "", DAY)
    with pytest.raises(BadFile, match=r"line 2: byte .* is no UTF-8"):
        read_entry_rules(table() + b"\nRU,\xff\xfe,360", "", DAY)
