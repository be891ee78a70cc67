"""The road: what must be true to go on, who may say so, and which ways lead aside."""

from collections.abc import Callable

import msgspec
import pytest
from case_cast import BEN, ILYA, MARA, NOOR, RUTH, SAM, TOMAS, Story

from waystation.casework.byhand.going import Said
from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.errors import BadValue, CriteriaUnmet, NotYourRole
from waystation.casework.folds import State
from waystation.casework.parts.verification import independent_means
from waystation.casework.roles import ROLES
from waystation.casework.stages import BY_KEY, MOVERS, STAGES, WAYS, may_move, stage_of, unmet, ways

Telling = Callable[[Story], None]


def told(compartment: str, telling: Telling) -> State:
    story = Story(compartment)
    telling(story)
    return story.state


def triaged(s: Story) -> None:
    s.says(MARA, triage="intake", rule="Text only, never call.", safe_hours="10 to 12")


def agreed_to_assess(s: Story) -> None:
    s.lists(
        MARA, "permissions", "p1", person="a", purpose="consent_for_services", given_on="2026-11-01",
        until="2027-01-01", informed=True,
    )  # fmt: skip


def agreed_to_apply(s: Story) -> None:
    s.lists(
        TOMAS, "permissions", "p2", person="a", purpose="apply", country="CA", given_on="2026-11-01",
        until="2027-01-01", informed=True,
    )  # fmt: skip


def believed(s: Story) -> None:
    for record, (method, source) in enumerate(
        (("partner_verification", "Lighthouse"), ("reference_check", "a friend"))
    ):
        s.lists(NOOR, "items", f"i{record}", method=method, source=source, independent=True, finding="supports")
    s.says(NOOR, status="verified", decided_by="Noor", reasons="Consistent, and confirmed twice.")
    approves(s, RUTH)


def approves(s: Story, who: bytes, **also: object) -> None:
    decided = s.state.values["//status"][-1].statement.hex()
    s.says(who, **({"approved_by": who.decode(), "approves": decided} | also))


def needs_known(s: Story) -> None:
    s.says(ILYA, eligibility="eligible", verification_result="verified")
    s.says(ILYA, risk_level="high", risk_factors=["wanted"], priority="emergency")
    s.says(ILYA, plan="House, then papers.", plan_agreed=True, plan_by="Ilya", plan_approved_by="Ruth")
    s.says(ILYA, closure_reason="relocated_settled", closed_by="Ilya", retention="1_year", delete_on="2027-11-22")
    proposed = s.state.values["//closed_by"][-1].statement.hex()
    s.says(RUTH, closure_approved_by="Ruth", closure_approves=proposed)


def received(s: Story) -> None:
    s.lists(ILYA, "stays", "s1", house="Birch", received_at="2026-11-02 20:00", review_on="2026-11-16",
            second_house="Alder")  # fmt: skip


def papers_done(s: Story) -> None:
    s.lists(TOMAS, "options", "o1", rank=1, pathway="ca_upp")
    s.lists(TOMAS, "applications", "a1", person="a", country="CA", lodged_on="2026-11-03", decision="accepted")
    s.lists(TOMAS, "exit_checks", "e1", person="a", at="2026-11-01 10:00", answer="no_go")
    s.lists(TOMAS, "exit_checks", "e2", person="a", at="2026-11-20 10:00", answer="go")


def ready_and_landed(s: Story) -> None:
    s.lists(SAM, "legs", "l1", number=1, transport="air", departs="2026-11-23 06:00", ticketed=True)
    s.lists(SAM, "legs", "l2", number=2, transport="car", departs="2026-11-23 16:00")
    s.says(SAM, papers_in_hand=True, ready_until="2026-12-23", exit_check="go", exit_check_until="2026-11-24")
    s.says(SAM, briefed=True, device_ready=True, abort_plan="Lawyer first.", lawyer="Lev", reception_told=True)
    s.lists(SAM, "ladder", "r1", after=15, what="Text")
    s.lists(SAM, "check_ins", "c1", due="2026-11-23 05:00")
    go_from(s, SAM, ILYA)
    s.says(SAM, landed_at="2026-11-23 18:00", met_by="Ben")
    s.raw(BEN, "landed", msgspec.msgpack.encode(Said("confirmed", how="code")))


def go_from(s: Story, gives: bytes, approves: bytes) -> None:
    given = s.raw(gives, "go", msgspec.msgpack.encode(Said("given")))
    s.raw(approves, "go", msgspec.msgpack.encode(Said("approved", given.id.hex())))


def settled_in(s: Story) -> None:
    day = "2026-12-01"
    s.says(BEN, housed_on=day, identity_on=day, health_cover_on=day, bank_on=day, language_booked_on=day)


def everything() -> dict[str, State]:
    def consents(s: Story) -> None:
        agreed_to_assess(s)
        agreed_to_apply(s)

    tellings: dict[str, Telling] = {
        "contact": triaged, "consent": consents, "verification": believed, "needs": needs_known, "shelter": received,
        "papers": papers_done, "journey": ready_and_landed, "settlement": settled_in,
    }  # fmt: skip
    return {compartment: told(compartment, telling) for compartment, telling in tellings.items()}


EMPTY = {key: Story(key).state for key, kind in COMPARTMENTS.items() if kind.subject == "case"}


def test_the_road_has_thirteen_stages_in_order():
    assert [s.key for s in STAGES] == [f"S{n}" for n in range(13)]
    assert [s.step for s in STAGES] == sorted(s.step for s in STAGES)
    assert all(s.by <= set(ROLES) and s.label and s.help and s.station for s in STAGES)
    assert "host" not in MOVERS and "escort" not in MOVERS


@pytest.mark.parametrize("stage", STAGES[1:], ids=lambda s: s.key)
def test_an_empty_case_enters_no_stage_and_each_reason_says_how_to_mend_it(stage):
    missing = unmet(stage.key, EMPTY)
    assert [u.criterion for u in missing] == list(stage.criteria)
    for one in missing:
        assert one.known
        assert one.criterion.compartment in COMPARTMENTS
        assert not COMPARTMENTS[one.criterion.compartment].per_person
        assert one.criterion.sentence.endswith(".") and one.criterion.mend.endswith(".")


@pytest.mark.parametrize("stage", STAGES, ids=lambda s: s.key)
def test_a_case_with_all_of_it_enters_every_stage(stage):
    assert unmet(stage.key, everything()) == []


@pytest.mark.parametrize("stage", STAGES[1:], ids=lambda s: s.key)
def test_whoever_cannot_open_a_compartment_is_told_to_ask(stage):
    assert all(not u.known for u in unmet(stage.key, {}))
    may_move(f"S{stage.number - 1}", stage.key, stage.by, {})


def test_criteria_that_are_known_not_to_hold_refuse_the_move_with_what_to_do():
    with pytest.raises(CriteriaUnmet, match=r"Choose a triage outcome\."):
        may_move("S0", "S1", {"coordinator"}, EMPTY)
    may_move("S0", "S1", {"coordinator"}, everything())


def test_only_its_roles_begin_a_stage():
    with pytest.raises(NotYourRole, match="Travel desk"):
        may_move("S8", "S9", {"hotline", "host"})
    may_move("S8", "S9", {"host", "travel"})


def test_the_usual_loops_are_ways_and_leaps_are_not():
    for frm, to in (("S7", "S3"), ("S9", "S5"), ("S5", "S4"), ("S0", "S12"), ("S11", "S12")):
        may_move(frm, to, BY_KEY[to].by)
    for frm, to in (("S0", "S9"), ("S2", "S4"), ("S5", "S5"), ("S12", "S12"), ("S0", "S99")):
        with pytest.raises(BadValue):
            may_move(frm, to, ROLES)
    assert ways("S5") == ["S6", "S4", "S12"]
    assert all(WAYS.values())


def test_the_stage_is_the_last_move_and_contact_before_any():
    story = Story("needs")
    assert stage_of(story.state) == "S0"
    story.moves(MARA, "S1")
    story.moves(ILYA, "S2", "Eligible.")
    story.moves(ILYA, "S77")
    assert stage_of(story.state) == "S2"


# -- two people, two means ---------------------------------------------------------------------------------------------


def verification(telling: Telling) -> list[str]:
    found = unmet("S3", {"verification": told("verification", telling), "needs": told("needs", needs_known)})
    return [u.criterion.key for u in found]


def test_two_items_from_one_source_are_one_means():
    def telling(s: Story) -> None:
        believed(s)
        s.lists(NOOR, "items", "i1", source="LIGHTHOUSE")

    assert independent_means(told("verification", believed)) == 2
    assert independent_means(told("verification", telling)) == 1
    assert verification(telling) == ["means"]


@pytest.mark.parametrize("change", [{"finding": "contradicts"}, {"independent": False}, {"removed": True}])
def test_an_item_that_depends_contradicts_or_is_gone_does_not_count(change):
    def telling(s: Story) -> None:
        believed(s)
        s.lists(NOOR, "items", "i0", **change)

    assert verification(telling) == ["means"]


def test_the_verifier_cannot_approve_under_another_name():
    def telling(s: Story) -> None:
        believed(s)
        approves(s, NOOR, approved_by="Ruth")

    assert verification(telling) == ["two_people"]


def test_the_same_name_twice_is_one_person():
    def telling(s: Story) -> None:
        believed(s)
        approves(s, RUTH, approved_by="Noor")

    assert verification(telling) == ["two_people"]


def test_a_decision_changed_after_its_approval_needs_a_new_one():
    def telling(s: Story) -> None:
        believed(s)
        s.says(NOOR, status="verified")  # in the same minute

    assert verification(telling) == ["two_people"]


def test_decisions_that_stand_side_by_side_approve_nothing():
    def telling(s: Story) -> None:
        believed(s)
        s.says(MARA, status="rejected", knowing=[])

    assert "two_people" in verification(telling)


def test_protection_may_begin_before_verification_ends_if_two_people_say_so():
    def telling(s: Story) -> None:
        s.says(NOOR, provisional=True, decided_by="Noor", status="pending_verification")
        approves(s, RUTH)

    states = {"verification": told("verification", telling)}
    states["needs"] = told("needs", lambda s: s.says(ILYA, interim_protection=True))
    assert unmet("S3", states) == []
    states["needs"] = told("needs", lambda s: s.says(ILYA, interim_protection=True, verification_result="rejected"))
    assert [u.criterion.key for u in unmet("S3", states)] == ["result"]


# -- the perishable ones -----------------------------------------------------------------------------------------------


def journey(then: Telling = lambda s: None, **values: object) -> list[str]:
    def telling(s: Story) -> None:
        ready_and_landed(s)
        s.says(SAM, **values)
        then(s)

    return [u.criterion.key for u in unmet("S9", everything() | {"journey": told("journey", telling)})]


def test_an_exit_check_that_ends_before_departure_holds_nobody():
    assert journey(exit_check_until="2026-11-22") == ["exit_fresh"]
    assert journey(exit_check_until="2026-11-23") == []
    assert journey(exit_check="unclear") == ["exit_fresh"]


def test_one_person_gives_no_go():
    def stopped(s: Story) -> None:
        s.raw(MARA, "halt", msgspec.msgpack.encode(Said("withdrawn")))

    def again(second: bytes) -> Telling:
        return lambda s: (stopped(s), go_from(s, SAM, second))[0]

    assert journey() == []
    assert journey(stopped) == ["go"]
    assert journey(again(SAM)) == ["go"]
    assert journey(again(ILYA)) == []


def test_a_newer_exit_check_overrules_an_older_one():
    def telling(s: Story) -> None:
        papers_done(s)
        s.lists(TOMAS, "exit_checks", "e3", person="a", at="2026-11-21 10:00", answer="no_go")

    found = unmet("S9", everything() | {"papers": told("papers", telling)})
    assert [u.criterion.key for u in found] == ["exits"]


def test_a_consent_taken_back_is_none():
    def telling(s: Story) -> None:
        agreed_to_apply(s)
        s.lists(TOMAS, "permissions", "p2", withdrawn_on="2026-11-10")

    found = unmet("S6", everything() | {"consent": told("consent", telling)})
    assert [u.criterion.key for u in found] == ["may_apply"]
