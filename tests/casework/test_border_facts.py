"""The transit rules that ship: facts with source and day, and never a yes."""

import datetime

import pytest

from waystation.casework.visas.facts import borders as facts
from waystation.casework.vocabularies import vocabulary

ROWS = facts.starters("transits")
SCHENGEN = set(facts.zones()[0].countries)


def answers(country, passport):
    """What the list says by name of one passport, and of everybody."""
    about = [row for row in ROWS if country in row["countries"]]
    named = [row["answer"] for row in about if passport in row["passports"]]
    return named or [row["answer"] for row in about if not row["passports"]]


def test_no_rule_that_ships_lets_anybody_pass():
    assert {row["answer"] for row in ROWS} == {"visa", "ask", "never"}


def test_each_rule_names_its_source_and_a_day_that_has_come():
    for row in ROWS:
        assert row["source"] and datetime.date.fromisoformat(row["as_of"]) <= datetime.date(2026, 11, 27)
        assert "check" in row["source"] or row["answer"] == "ask"
        assert all(code in vocabulary("country") for code in row["passports"])
        assert row["passports"] == sorted(set(row["passports"]), key=row["passports"].index)


def test_the_twelve_of_annex_iv_need_a_visa_in_every_schengen_state_and_others_are_asked_about():
    twelve = "AF BD CD ER ET GH IR IQ NG PK SO LK".split()
    for state in SCHENGEN:
        assert all("visa" in answers(state, passport) for passport in twelve)
        assert answers(state, "KZ") == ["ask"]


@pytest.mark.parametrize(("country", "passport", "answer"), [
    ("ES", "CU", "visa"), ("ES", "RU", "visa"), ("FR", "RU", "ask"), ("GB", "JO", "visa"), ("GB", "TR", "visa"),
    ("GB", "RU", "ask"), ("US", "RU", "never"), ("CA", "RU", "visa"), ("CA", "PH", "visa"), ("AU", "SG", "ask"),
    ("AU", "RU", "visa"),
])  # fmt: skip
def test_what_is_not_known_is_a_question(country, passport, answer):
    assert answers(country, passport) == [answer]
