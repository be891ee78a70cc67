"""What may leave and what may not, for any wishes and any facts."""

import datetime
import string

import msgspec
import pytest
from case_cast import NOOR, TOMAS, Story
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.errors import CaseworkError
from waystation.casework.sharing import limits, packaging, recipients, sendings, sheets
from waystation.casework.sharing.packaging import ITEMS
from waystation.casework.vocabularies import vocabulary

TODAY = datetime.date(2026, 3, 1)
MINISTRY = {"name": "Ministry", "country": "CA"}
FACTS = [word.key for word in vocabulary("withheld_fact")]
texts = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=40).map(str.strip)


def consent(**more):
    story = Story("consent")
    row = {"person": "a", "purpose": "apply", "country": "CA", "source": "individual", "informed": True,
           "given_on": "2026-02-01", "until": "2026-04-01"} | more  # fmt: skip
    story.lists(NOOR, "permissions", "p1", **row)
    return story


def test_a_consent_covers_its_person_country_recipient_and_time_and_nothing_else():
    assert packaging.against(consent().state, "a", MINISTRY, TODAY) == ""
    assert packaging.against(consent(named="ministry").state, "a", MINISTRY, TODAY) == ""
    for other in ({"person": "b"}, {"country": "DE"}, {"named": "Embassy"}, {"until": "2026-02-28"},
                  {"informed": False}, {"purpose": "media"}, {"withdrawn_on": "2026-02-02"}):  # fmt: skip
        assert packaging.against(consent(**other).state, "a", MINISTRY, TODAY), other
    assert packaging.against(None, "a", MINISTRY, TODAY)


@given(st.lists(st.sampled_from(FACTS), min_size=1, unique=True))
def test_no_withheld_fact_can_be_in_a_package_for_whom_it_is_withheld_from(facts):
    story = consent()
    story.lists(NOOR, "limits", "l1", person="a", what="x", from_whom="y", facts=facts, recipient="MINISTRY ")
    kept = packaging.withheld(story.state, "a", "Ministry")
    for key, item in ITEMS.items():
        assert (key in kept) == (item.fact in facts or "everything" in facts)
    assert not packaging.withheld(story.state, "a", "Embassy") and not packaging.withheld(story.state, "b", "Ministry")


@given(st.sets(st.sampled_from(["CA", "DE", "TR"]), max_size=3), st.sampled_from(["CA", "DE", "TR"]))
def test_an_excluded_country_is_excluded_whatever_was_agreed(excluded, country):
    story = consent(country=country)
    for n, code in enumerate(sorted(excluded)):
        story.lists(NOOR, "limits", f"l{n}", person="a", what="x", from_whom="y", country=code)
    refused = packaging.against(story.state, "a", MINISTRY | {"country": country}, TODAY)
    assert bool(refused) == (country in excluded)
    if country in excluded:
        with pytest.raises(limits.Withheld):
            limits.forbids_country(story.state, ["b", "a"], country)
        story.lists(NOOR, "limits", f"l{sorted(excluded).index(country)}", ended_on="2026-02-03")
    limits.forbids_country(story.state, ["a", "b"], country)


def test_needs_tell_a_host_why_by_any_of_the_telling_fields():
    story = consent()
    story.lists(NOOR, "limits", "l1", person="a", what="x", from_whom="y", facts=["why"], role="host")
    needs = Story("needs")
    limits.forbids_role(story.state, ["a"], "host", "needs", needs.state)
    limits.forbids_role(story.state, ["a"], "coordinator", "story", None)
    limits.forbids_role(story.state, ["b"], "host", "story", None)
    with pytest.raises(limits.Withheld):
        limits.forbids_role(story.state, ["a"], "host", "story", None)
    with pytest.raises(limits.Withheld):
        limits.forbids_role(story.state, ["a"], "host", "needs", None)  # sealed to whoever asks: it may tell why
    needs.says(NOOR, threat_why="His uncle")
    with pytest.raises(limits.Withheld):
        limits.forbids_role(story.state, ["a"], "host", "needs", needs.state)


def test_who_must_not_read_what_a_relative_told_is_named():
    story = consent().state
    told = Story("story")
    told.says(NOOR, hidden_from=["b"])
    assert limits.hidden_from(story, told.state, "a") == {"b"}


# -- keys of recipients ------------------------------------------------------------------------------------------------


def authority(key="age1qqq"):
    story = Story("pathways")
    story.lists(TOMAS, "recipients", "r1", name="Ministry", country="CA", key=key)
    return story


def test_a_key_counts_once_two_members_heard_the_same_by_their_own_hand():
    story = authority()
    heard = recipients.fingerprint("age1qqq")
    with pytest.raises(CaseworkError):
        recipients.compares(story.state, "r1", "t", heard[:-1] + "x")
    story.lists(
        TOMAS, "recipients", "r1", **recipients.compares(story.state, "r1", "t", heard.replace(" ", "").upper())
    )
    with pytest.raises(CaseworkError):
        recipients.compares(story.state, "r1", "t", heard)
    assert not recipients.usable(story.state, "r1")
    second = recipients.compares(story.state, "r1", "n", heard)
    forged = authority()
    forged.lists(TOMAS, "recipients", "r1", first_by="t", first_saw=heard)
    forged.lists(TOMAS, "recipients", "r1", **second)  # Tomas writes what Noor never heard
    assert not recipients.usable(forged.state, "r1")
    story.lists(NOOR, "recipients", "r1", **second)
    assert recipients.usable(story.state, "r1")
    story.lists(TOMAS, "recipients", "r1", key="age1ppp")
    assert not recipients.usable(story.state, "r1")
    with pytest.raises(CaseworkError):
        recipients.require(story.state, "r1")


# -- sheets ------------------------------------------------------------------------------------------------------------

values = st.fixed_dictionaries(
    {},
    optional={
        "identity.latin_name": texts,
        "identity.born": st.dates().map(str),
        "identity.nationalities": st.lists(st.sampled_from(["RU", "CA", "DE"]), min_size=1, unique=True),
        "needs.minor": st.booleans(),
        "story.for_government": texts,
        "papers.documents": st.lists(
            st.fixed_dictionaries({"kind": st.just("foreign_passport"), "number": texts}), min_size=1, max_size=3
        ),
    },
)


@given(st.lists(values, max_size=5))
def test_the_machine_form_holds_what_the_sheets_show_and_the_count_says_so(people):
    made = [sheets.sheet(n, facts, kept_apart=bool(n % 2)) for n, facts in enumerate(people)]
    content = sheets.machine(made, MINISTRY, "2026-03-01T10:00+00:00", "ab")
    assert sheets.hidden(made, content) == 0
    read = msgspec.json.decode(content)
    assert (read["people"], read["fields"], read["facts"]) == sheets.counted(made)
    assert [{f["item"]: f["value"] for f in person["facts"]} for person in read["persons"]] == people
    assert content == sheets.machine(made, MINISTRY, "2026-03-01T10:00+00:00", "ab")


@given(st.lists(values.filter(bool), min_size=1, max_size=4))
def test_a_fact_that_was_slipped_in_is_counted_as_hidden(people):
    made = [sheets.sheet(n, facts, False) for n, facts in enumerate(people)]
    assert sheets.hidden(made[1:], sheets.machine(made, MINISTRY, "", "")) == len(made[0].lines)


@given(values)
def test_what_is_prepared_comes_back_as_it_was(facts):
    for key, value in facts.items():
        assert packaging.restored(ITEMS[key], packaging.stored(value)) == value


@given(st.integers(0, 800))
def test_letters_are_all_different_and_short(n):
    assert sheets.letter(n) != sheets.letter(n + 1) and len(sheets.letter(n)) <= 3
    assert set(sheets.letter(n)) <= set(string.ascii_uppercase)


def test_what_nobody_should_ever_send_is_no_item():
    names = {item.name for item in ITEMS.values()}
    for never in (
        "photo",
        "scans",
        "home_address",
        "evidence",
        "signs",
        "threats",
        "summary",
        "statement",
        "original_at",
    ):
        assert never not in names
    for kind in vocabulary("pathway"):
        assert set(packaging.needed(kind.key)) <= ITEMS.keys()


def test_what_is_known_is_gathered_from_the_parts_that_are_open():
    identity, papers = Story("identity"), Story("papers")
    identity.says(NOOR, legal_name="Руслан", photo="sealed")
    papers.lists(TOMAS, "documents", "d1", person="a", kind="foreign_passport", number="72", original_at="his sister")
    papers.lists(TOMAS, "documents", "d2", person="b", kind="foreign_passport", number="73")
    found = packaging.gathered("a", {"papers": papers.state}, identity.state, None)
    assert found == {
        "identity.legal_name": "Руслан",
        "papers.documents": [{"kind": "foreign_passport", "number": "72"}],
    }


# -- how many in a day -------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 3000)), max_size=4), st.integers(1, 60))
def test_two_are_needed_once_a_day_holds_too_many(sent, people):
    story, now = Story("pathways"), 30_000_000
    for n, (count, ago) in enumerate(sent):
        at = datetime.datetime.fromtimestamp((now - ago) * 60, datetime.UTC).isoformat(timespec="minutes")
        story.lists(TOMAS, "sendings", f"s{n}", recipient="r1", persons=count, sent_by="t", sent_at=at)
    today = sum(count for count, ago in sent if ago < 1440)
    assert sendings.needs_two(story.state, "t", people, now) == (today + people > sendings.TWO_ABOVE)
    assert sendings.needs_two(story.state, "someone else", people, now) == (people > sendings.TWO_ABOVE)
