"""Which paper fails first, whom a pathway is open to, when exit checks are asked for, where originals are."""

import datetime

import pytest
from case_cast import TOMAS, Story
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.clocks import CLOCKS, dues, minute
from waystation.casework.errors import BadValue
from waystation.casework.fields import fields
from waystation.casework.folds import set_statement
from waystation.casework.parts.pathways import Pathway, Pathways
from waystation.casework.visas import custody, exitchecks, failing, timeline, ways
from waystation.casework.visas.eligibility import Facts, eligible, ranked
from waystation.casework.visas.facts import papers as facts
from waystation.casework.visas.wanted import question
from waystation.casework.vocabularies import vocabulary

TODAY = datetime.date(2026, 11, 27)
NOW = minute("2026-11-27T09:00+00:00")


def a_household():
    """Passport 7 months, visa 30 days, exit check 9 days old: scenario 8."""
    story = Story("papers")
    story.lists(TOMAS, "documents", "p", person="a", kind="foreign_passport", country="RU", expires="2027-06-27")
    story.lists(TOMAS, "documents", "v", person="a", kind="national_d_visa", country="DE", expires="2026-12-27")
    story.lists(TOMAS, "exit_checks", "e", person="a", at="2026-11-18 09:00", source="lawyer", answer="go",
                valid_until="2026-12-02")  # fmt: skip
    return story


def test_each_person_has_one_date_and_one_reason():
    story = a_household()
    story.lists(TOMAS, "documents", "b", person="b", kind="foreign_passport", country="RU", expires="2026-12-01")
    found = failing.failing(story.state, ["a", "b", "c"])
    assert [(f.person, f.day, str(f.reason)) for f in found] == [
        ("b", "2026-12-01", "Foreign passport expires"),
        ("a", "2026-12-02", "the exit check of 2026-11-18 goes stale"),
    ]
    assert [f.alert(NOW) for f in found] == [7, 7]


def test_a_paper_that_is_good_only_after_the_planned_departure_is_said():
    story = a_household()
    story.lists(TOMAS, "documents", "v", valid_from="2026-12-05")
    assert failing.not_yet(story.state) == []
    story.says(TOMAS, planned_departure="2026-12-04")
    assert failing.not_yet(story.state) == [("v", "2026-12-05")]
    story.says(TOMAS, planned_departure="2026-12-05")
    assert failing.not_yet(story.state) == []


def test_a_consent_behind_an_application_and_a_grant_fail_too():
    story, consent = a_household(), Story("consent")
    story.lists(TOMAS, "applications", "x", person="a", pathway="ca_gar", country="CA", consent_until="2026-11-30")
    assert "consent behind the application" in str(failing.failing(story.state, ["a"])[0].reason)
    consent.lists(TOMAS, "permissions", "c", person="a", purpose="apply", country="CA", until="2026-11-28",
                  given_on="2026-06-01")  # fmt: skip
    assert failing.failing(story.state, ["a"], consent=consent.state)[0].day == "2026-11-28"
    consent.lists(TOMAS, "permissions", "d", person="a", purpose="apply", country="CA", until="2027-11-28",
                  given_on="2026-11-27")  # fmt: skip
    assert failing.failing(story.state, ["a"], consent=consent.state)[0].day == "2026-11-30"
    story.lists(TOMAS, "applications", "x", decision="accepted", use_by="2026-11-29")
    first = failing.failing(story.state, ["a"])[0]
    assert "grant: Canada" in str(first.reason)
    assert first.at == minute("2026-11-29", "CA")  # Newfoundland's midnight, not Greenwich's


def test_only_the_newest_exit_check_counts_and_only_a_dated_renewal_renews():
    story = a_household()
    story.lists(TOMAS, "exit_checks", "f", person="a", at="2026-11-27 08:00", source="lawyer", answer="go",
                valid_until="2026-12-11")  # fmt: skip
    assert failing.failing(story.state, ["a"])[0].day == "2026-12-11"
    story.lists(TOMAS, "documents", "q", person="a", kind="national_d_visa", country="DE", expires="2026-12-05")
    assert failing.failing(story.state, ["a"])[0].record == "q"
    story.lists(TOMAS, "documents", "q", issued="2026-01-01")
    story.lists(TOMAS, "documents", "v", issued="2026-11-01")
    assert failing.failing(story.state, ["a"])[0].day == "2026-12-11"
    assert {d.record for d in dues("papers", story.state)} == {"p", "v", "f"}


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2200, 1, 1)), st.integers(0, 240))
def test_months_before_a_day_leave_at_least_so_many_months(day, months):
    before = datetime.date.fromisoformat(failing.months_before(day.isoformat(), months))
    assert (day.year * 12 + day.month) - (before.year * 12 + before.month) == months
    assert before.day == day.day or (before.day < day.day and (before + datetime.timedelta(days=1)).day == 1)


# -- pathways ----------------------------------------------------------------------------------------------------------

UPP = {"pathway": "ca_upp", "country": "CA", "status": "open", "outside_origin": True, "as_of": "2026-11-22"}


@pytest.mark.parametrize(
    ("outside", "status", "answer"),
    [(True, "open", "yes"), (False, "open", "no"), (None, "open", "ask"), (True, "suspended", "no"),
     (None, "closed", "no"), (True, None, "ask")],
)  # fmt: skip
def test_a_pathway_is_open_closed_or_to_be_asked_about(outside, status, answer):
    verdict = eligible(Facts(outside_origin=outside), UPP | {"status": status}, TODAY)
    assert verdict.answer == answer
    assert bool(verdict.reasons) == (answer != "yes")


def test_a_refusal_a_country_that_nobody_wants_a_short_passport_and_old_facts_are_said():
    known = Facts(True, "2027-03-01", frozenset({"DE"}), frozenset({("ca_upp", "CA")}))
    assert "refused" in str(eligible(known, UPP, TODAY).reasons[0])
    german = {"pathway": "de_22_1", "country": "DE", "status": "open", "outside_origin": False, "passport_months": 6,
              "as_of": "2026-11-01"}  # fmt: skip
    said = [str(r) for r in eligible(known, german, TODAY).reasons]
    assert len(said) == 2
    assert "2026-09-01" in said[1]
    assert eligible(Facts(True, "2027-06-01"), german, TODAY).answer == "yes"
    assert eligible(Facts(True), german, TODAY).answer == "ask"
    assert eligible(Facts(True), UPP | {"as_of": "2026-05-01"}, TODAY).answer == "ask"


def test_the_next_pathway_is_a_yes_before_an_ask_before_a_no():
    others = {"a": UPP | {"status": "closed"}, "b": UPP | {"outside_origin": None}, "c": UPP}
    assert [record for record, _verdict in ranked(Facts(True), others, TODAY)] == ["c", "b", "a"]


def test_what_stands_in_the_starter_list_from_memory_says_check():
    rows = facts.starter()
    assert len({row["source"] for row in rows.values()}) > 12  # each its own, not one for all
    for row in rows.values():
        assert "check" not in row and all(name in fields(Pathway) for name in row)
        if row["source"].startswith("From memory"):
            assert "Check, not from a source:" in row["conditions"]
    assert "Check, not from a source: Legal basis" in rows["cajas"]["conditions"]
    assert "Check" not in rows["caupp"]["conditions"]  # all of it was read


def test_the_starter_list_is_whole_and_each_fact_has_its_source_and_date():
    rows = facts.starter()
    assert {row["pathway"] for row in rows.values()} == {word.key for word in vocabulary("pathway")}
    for record, row in rows.items():
        body = set_statement(Pathways, "pathways", record, row)
        assert all(body.values[name] for name in ("name", "country", "legal_basis", "status", "status_on", "source"))
        assert body.values["as_of"] == "2026-11-22"
        assert record.isalnum()


def test_every_document_type_that_is_in_the_list_of_usual_times_exists_and_names_its_source():
    for word in vocabulary("document_type"):
        usual = facts.times(word.key)
        assert usual.source or word.key in ("birth_certificate", "marriage_certificate", "other")
        assert all(kind in vocabulary("document_type") for kind in usual.needs)
    assert facts.times("icrc_etd").lasts == 90


def test_an_index_line_says_who_holds_who_awaits_and_who_ranked():
    story = Story("papers")
    story.lists(TOMAS, "applications", "1", person="a", pathway="ca_gar", country="CA", decision="accepted")
    story.lists(TOMAS, "applications", "2", person="b", pathway="ca_gar", country="CA")
    story.lists(TOMAS, "applications", "3", person="a", pathway="de_22_2", country="DE", decision="denied")
    story.lists(TOMAS, "options", "1", rank=1, pathway="ca_gar")
    story.lists(TOMAS, "options", "2", rank=2, pathway="fr_asylum_d")
    found = {(s.pathway, s.standing, s.people) for s in ways.standings(story.state)}
    assert found == {("ca_gar", "holds", 1), ("ca_gar", "awaits", 1), ("fr_asylum_d", "ranked", 1)}


# -- exit checks, custody, timeline, the question ----------------------------------------------------------------------


@given(st.sets(st.integers(-40, 3)), st.integers(-40, 3))
def test_each_rung_of_the_calendar_is_done_by_a_check_between_it_and_the_next(made, today):
    leaves = datetime.date(2026, 12, 31)
    on = [(leaves + datetime.timedelta(days=n)).isoformat() for n in sorted(made)]
    checks = {f"c{n}": {"at": f"{day}T10:00+00:00"} for n, day in enumerate(on)}
    rungs = exitchecks.calendar(checks, leaves, leaves + datetime.timedelta(days=today))
    assert [r.before for r in rungs] == [30, 14, 2, 0]
    for rung, end in zip(rungs, (-14, -2, 0, 1), strict=True):
        within = any(-rung.before <= n < end for n in made)
        wanted = "done" if within else "ahead" if today < -rung.before else "due" if today < end else "missed"
        assert rung.status == wanted


def test_custody_has_no_gaps_and_who_takes_an_original_signs():
    story = Story("papers")
    story.lists(TOMAS, "documents", "d", person="a", kind="foreign_passport")
    for values in ({"place": "courier"}, {"place": "moon"}, {"place": ""}):
        with pytest.raises(BadValue):
            custody.hand_over(story.state, "d", values, "aa", "2026-11-27T09:00+00:00")
    with pytest.raises(BadValue):
        custody.hand_over(story.state, "other", {"place": "person"}, "aa", "2026-11-27T09:00+00:00")
    for n, place in enumerate(("family", "person")):
        row = custody.hand_over(story.state, "d", {"place": place}, "aa", f"2026-11-2{n}T09:00+00:00")
        story.lists(TOMAS, "custody", f"h{n}", **row)
    story.lists(TOMAS, "custody", "h0", removed=True)
    assert [row["place"] for row in custody.hand_overs(story.state, "d")] == ["family", "person"]
    assert custody.hand_overs(story.state, "e") == []


def test_a_timeline_shows_every_clock_of_papers_once_with_spans_where_something_lasts():
    story = a_household()
    story.lists(TOMAS, "applications", "x", person="a", pathway="ca_gar", country="CA", lodged_on="2026-11-01",
                answer_by="2027-01-01")  # fmt: skip
    story.lists(TOMAS, "letters", "l", answer_by="2026-12-15")
    story.says(TOMAS, planned_departure="2026-12-20")
    marks = timeline.marks("papers", story.state, NOW)
    assert [(m.lane, m.end is not None) for m in marks] == [
        ("exit", True), ("application", False), ("travel", False), ("paper", True), ("application", True),
        ("paper", True),
    ]  # fmt: skip
    assert {timeline.lane_of(c.compartment, c.what) for c in CLOCKS} == set(timeline.LANES)


def test_what_is_wanted_takes_the_place_of_what_is_held_and_what_has_lapsed_counts_for_nothing():
    story = a_household()
    story.lists(TOMAS, "documents", "old", person="a", kind="transit_visa", country="TR", expires="2026-11-01")
    held = question(story.state, {"a": "A"}, TODAY)
    assert {p.key for p in held.papers} == {"p", "v", "e"}
    assert [p.key for p in held.lapsed] == ["old"]
    assert not question(story.state, {"a": "A"}, TODAY + datetime.timedelta(days=6)).answer().because
    story.says(TOMAS, planned_departure="2026-12-10")
    assert "Exit check is good until 2026-12-02" in " ".join(
        map(str, question(story.state, {"a": "A"}, TODAY).answer().because)
    )
    story.lists(TOMAS, "wanted", "w", person="a", kind="exit_check", takes_days=2, lasts_days=14)
    answer = question(story.state, {"a": "A"}, TODAY).answer()
    assert [s.paper.key for s in answer.steps] == ["w"]
    assert answer
