"""Refusals, appeals and missed flights, among the moves of a case on the days on which they happened."""

import datetime

from case_cast import SAM, TOMAS, Story
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework import setbacks
from waystation.casework.setbacks import DAY, EPOCH, among, answered, missed

ROAD = [("S0", 0), ("S6", 10 * DAY), ("S7", 20 * DAY + 600), ("S8", 60 * DAY)]


def date(day):
    return (EPOCH + datetime.timedelta(days=day)).isoformat()


def papers(*rows):
    story = Story("papers")
    for n, row in enumerate(rows):
        story.lists(
            TOMAS, "applications", f"a{n}", **{"person": "ab"[n % 2], "pathway": "de_22_1", "country": "DE"} | row
        )
    return story.state


def denied(day, **more):
    return {"decision": "denied", "decided_on": date(day)} | more


def test_a_refusal_stands_on_its_day_and_an_appeal_after_it():
    state = papers(denied(30, appealed_on=date(35), appeal_decision="accepted"))
    assert among(ROAD, answered(state)) == [
        *ROAD[:3], ("refused", 30 * DAY + 720), ("appeal", 35 * DAY + 720), ROAD[3],
    ]  # fmt: skip


def test_who_goes_back_to_the_plan_was_refused_before_on_the_same_day():
    back = [*ROAD[:3], ("S3", 40 * DAY + 60)]
    assert among(back, answered(papers(denied(40)))) == [*back[:3], ("refused", 40 * DAY + 60), back[3]]
    lodged = [*ROAD[:2], ("S7", 20 * DAY + 1000)]
    assert among(lodged, answered(papers(denied(20))))[-1] == ("refused", 20 * DAY + 1000), "and not before it lodged"


def test_a_household_of_whom_some_may_go_was_not_refused():
    assert answered(papers(denied(30), {"decision": "accepted", "decided_on": date(29)})) == []
    assert answered(papers(denied(30), {"decision": "deferred"})) == []
    assert answered(papers(denied(30), denied(31))) == [("refused", 31 * DAY + 720)], "once, when all was said"
    two = papers(denied(30), {"country": "CA", "decision": "accepted", "decided_on": date(50)})
    assert answered(two) == [("refused", 30 * DAY + 720)], "another country said no all the same"


def test_a_refusal_of_another_time_is_no_step_of_this_road():
    for day in (-400, 5, 70):
        assert among(ROAD, [("refused", day * DAY)]) == ROAD


def departs(day, **more):
    moment = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(days=day)
    return {"number": 1, "from_place": "A", "to_place": "B", "transport": "air", "departs": moment.isoformat()} | more


def journey(*rows):
    story = Story("journey")
    for n, row in enumerate(rows):
        story.lists(SAM, "legs", f"l{n}", **row)
    return story.state


def sheet(*pressed):
    story = Story("leg")
    for n, (state, day) in enumerate(pressed):
        story.lists(SAM, "presses", f"p{n}", state=state, at=departs(day)["departs"])
    return story.state


def test_a_first_leg_that_did_not_go_is_a_missed_flight_and_the_next_attempt_may_be_another():
    state = journey(departs(65, status="aborted"), departs(65.3, number=2, status="no_go"), departs(72, status="no_go"),
                    departs(80, status="arrived"))  # fmt: skip
    assert missed(state, {}, 90 * DAY) == [("missed", 65 * DAY), ("missed", 72 * DAY)]
    assert missed(state, {}, 70 * DAY) == [("missed", 65 * DAY)], "what has not come yet is not missed"


def test_who_was_turned_back_had_begun_and_a_replaced_leg_was_no_attempt():
    state = journey(departs(65))
    assert missed(state, {"l0": sheet(("under_way", 65), ("turned_back", 65.2))}, 90 * DAY) == []
    assert missed(journey(departs(65, status="aborted", replaced_by="x")), {}, 90 * DAY) == []


def test_nobody_came_counts_where_nobody_saw_them_go():
    state = journey(departs(65))
    nobody = sheet(("nobody_came", 66))
    assert missed(state, {"arrival": nobody}, 90 * DAY) == [("missed", 65 * DAY)]
    assert missed(state, {"arrival": nobody, "l0": sheet(("under_way", 65))}, 90 * DAY) == []


def test_a_journey_that_ends_in_a_house_again_is_a_stop_and_no_missed_flight():
    road = [*ROAD, ("S9", 64 * DAY)]
    assert ("missed", 65 * DAY) in among([*road, ("S10", 70 * DAY)], [("missed", 65 * DAY)])
    assert among([*road, ("S5", 66 * DAY)], [("missed", 65 * DAY)]) == [*road, ("S5", 66 * DAY)]


@given(st.lists(st.tuples(st.sampled_from(("refused", "appeal", "missed")), st.integers(0, 90 * DAY)), max_size=6))
def test_no_move_is_lost_or_moved_and_time_never_runs_back(happened):
    told = among(ROAD, happened)
    assert [one for one in told if one[0] not in setbacks.WHILE] == ROAD
    assert [minute for _what, minute in told] == sorted(minute for _what, minute in told)
