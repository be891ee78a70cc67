"""Applications: what a pathway asks for, when an answer is due, and a household that was answered differently."""

import pytest
from package_cast import applicant, ministry
from spoken import heard

from days import day
from waystation.store.files import casefiles, programme


@pytest.fixture
def number(alliance):
    return applicant(alliance, persons=("a", "b"))


@pytest.fixture
def place(number):
    return f"/cases/{number.hex()}/applications"


def apply(alliance, number, person="a", record="a1", **more):
    row = {"person": person, "pathway": "ca_gar", "country": "CA"} | more
    alliance.write("tomas", number, "papers", "applications", record, **row)


def papers(alliance, number):
    return casefiles.open_file(alliance.tomas, number).states["papers"]


def pathway(alliance, pages, **clocks):
    there = programme.number(alliance.tomas).hex()
    form = {"name": "GAR", "pathway": "ca_gar", "country": "CA", "legal_basis": "IRPA"} | clocks
    pages("tomas").edit(f"/programme/{there}/edit/pathways/pathways/new", **form)


def test_it_says_what_is_missing_for_this_pathway(alliance, pages, number, place):
    apply(alliance, number)
    page = pages("tomas").get(place)
    assert "4 missing" in page  # relation, two categories, priority


def test_lodging_and_answers_set_the_pathways_own_clocks(alliance, pages, number, place):
    pathway(alliance, pages, answer_days="30", use_by_days="90")
    apply(alliance, number)
    tomas, on = pages("tomas"), day()
    tomas.post(place, {"act": "lodge", "record": "a1", "on": "yesterday"}, status=400)
    tomas.post(place, {"act": "lodge", "record": "a1", "on": on, "reference": "GC-114"})
    row = papers(alliance, number).row("applications", "a1")
    assert row["answer_by"] == day(30) and row["state"] == "lodged"
    tomas.post(place, {"act": "decide", "record": "a1", "decision": "deferred", "on": on, "reason": "A birth record"})
    row = papers(alliance, number).row("applications", "a1")
    assert row["state"] == "more_asked" and row["asked_for"] == "A birth record" and not row.get("reason")
    form = {"act": "decide", "record": "a1", "decision": "accepted", "on": on, "conditions": "Medical first"}
    tomas.post(place, form)
    row = papers(alliance, number).row("applications", "a1")
    assert row["use_by"] == day(90) and row["conditions"] == "Medical first"
    assert "Medical first" in pages("claire").get(place)


def test_a_split_household_is_shown_plainly(alliance, pages, number, place):
    apply(alliance, number, "a", "a1", decision="accepted")
    page = pages("tomas").get(place)
    assert "split decision" in page and "no application" in page  # one may go, and nobody applied for the other
    apply(alliance, number, "b", "a2", decision="denied", appeal_by=day(9))
    page = pages("tomas").get(place)
    assert "split decision" in page and "Ask each of them, apart" in page
    apply(alliance, number, "b", "a2", appeal_decision="accepted")
    assert "split decision" not in pages("tomas").get(place)


def test_a_refusal_is_appealed_in_time_or_not_at_all(alliance, pages, number, place):
    apply(alliance, number)
    tomas, claire = pages("tomas"), pages("claire")
    appeal = {"act": "appeal", "record": "a1", "on": day()}
    assert "Only a refusal" in tomas.post(place, appeal, status=400)
    tomas.post(place, {"act": "decide", "record": "a1", "decision": "denied", "on": day(),
                       "appeal_by": "2020-01-01", "reason": "No reason was given"})  # fmt: skip
    assert "passed" in tomas.post(place, appeal, status=400)
    apply(alliance, number, appeal_by=day(5))
    claire.post(place, appeal)  # the liaison writes what governments say too
    row = papers(alliance, number).row("applications", "a1")
    assert row["state"] == "appeal" and row["appealed_on"] == day()


def test_a_letter_that_waits_for_an_answer_is_seen(alliance, pages, number, place):
    alliance.write("claire", number, "papers", "letters", "l1", at="2026-01-02T10:00", with_whom="The visa section",
                   text="Please send a birth record.", answer_by="2026-01-20")  # fmt: skip
    page = pages("tomas").get(place)
    assert "The visa section" in page and "2026-01-20" in page and "Please send" in page


def test_facts_are_prepared_by_who_opens_them_and_seen_by_who_sends(alliance, pages, number, place):
    to = ministry(alliance, pages)
    tomas = pages("tomas")
    assert "Person A: Ministry of Arrivals" in heard(tomas.get(place)) and "Prepare these" in tomas.get(place)
    form = {"act": "prepare", "person": "b", "recipient": to.record, "what": ["identity.born", "story.grounds"]}
    tomas.post(place, form)
    assert "2 prepared" in " ".join(tomas.get(place).split())
    tomas.post(place, form | {"what": ["identity.born"]})  # in place of what was prepared before
    assert len(papers(alliance, number).records("prepared")) == 1
    page = pages("claire").get(f"/cases/{number.hex()}")
    assert "1995-03-01" not in page  # what is prepared is shown where it is sent from, and only there
    assert "1 field" in pages("claire").get(f"/packages/to/{to.record}")
    tomas.post(place, form | {"what": []}, status=400)
    tomas.post(place, form | {"person": "zz"}, status=404)


def test_those_who_open_no_papers_are_told_so(alliance, pages, number, place):
    for name in ("ilya", "noor", "otto"):
        pages(name).get(place, status=403)
