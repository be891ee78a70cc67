"""The order of papers: it keeps every rule, it is found exactly when there is one, and a refusal proves itself."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.errors import BadValue
from waystation.casework.visas.ordering import ORIGIN, TRAVEL, Paper, earliest, order, rules_of

TODAY = 739_000  # a day of 2024
KEYS = "abcd"


@st.composite
def questions(draw, most=3):
    """A few papers with short times, so that every plan can be tried."""
    count, papers = draw(st.integers(1, most)), []
    for n in range(count):
        held = draw(st.none() | st.tuples(st.integers(-4, 0), st.integers(0, 6)))
        papers.append(
            Paper(
                KEYS[n], KEYS[n].upper(), lead=draw(st.integers(1, 4)), lasts=draw(st.integers(0, 5)),
                needs=tuple(draw(st.sets(st.sampled_from(KEYS[:count]).filter(lambda k, n=n: k != KEYS[n])))),
                held=(TODAY + held[0], TODAY + held[1]) if held else None,
                ready_by=draw(st.none() | st.integers(2, 8).map(lambda d: TODAY + d)),
                use_by=draw(st.none() | st.integers(0, 9).map(lambda d: TODAY + d)),
                from_day=draw(st.none() | st.integers(0, 3).map(lambda d: TODAY + d)),
                travels=draw(st.booleans()), arrives=draw(st.booleans()),
            )
        )  # fmt: skip
    first = draw(st.integers(0, 6))
    return papers, (TODAY + first, TODAY + first + draw(st.integers(0, 5))), draw(st.integers(1, 3))


def good(papers, window, days, issued, travel, margin=0):
    """Whether days of issue and departure keep the rules, said once more in the words of the field."""
    by_key = {p.key: p for p in papers}

    def last(paper):
        if paper.held:
            return paper.held[1]
        return issued[paper.key] + paper.lasts - 1 if paper.lasts else 10**9

    for p in papers:
        end = travel + (days - 1 if p.arrives else 0)
        if p.held is None:
            if issued[p.key] - p.lead < max(TODAY, p.from_day or TODAY):
                return False
            if p.ready_by is not None and issued[p.key] + margin > p.ready_by:
                return False
            for first in (by_key[k] for k in p.needs):
                if issued[first.key] > issued[p.key] - p.lead:
                    return False
                spare = margin if first.held or first.lasts else 0
                if issued[p.key] + spare > last(first):
                    return False
        if p.travels:
            if issued[p.key] + (0 if p.held else margin) > travel:
                return False
            if end + (margin if p.held or p.lasts else 0) > last(p):
                return False
            if p.use_by is not None and end + margin > p.use_by:
                return False
    return max(window[0], TODAY) <= travel <= window[1]


def tried(papers, window, days, margin=0):
    """Whether any plan keeps the rules, by trying all."""
    ranges = [[p.held[0]] if p.held else range(TODAY + 1, TODAY + 17) for p in papers]
    return any(
        good(papers, window, days, dict(zip((p.key for p in papers), days_of, strict=True)), travel, margin)
        for travel in range(window[0], window[1] + 1)
        for days_of in itertools.product(*ranges)
    )


@given(questions())
def test_an_order_is_found_exactly_when_trying_every_plan_finds_one(question):
    papers, window, days = question
    found = order(papers, TODAY, window, days, margin=2)
    assert bool(found) == tried(papers, window, days)
    if found:
        issued = {s.paper.key: s.issued for s in found.steps} | {p.key: p.held[0] for p in papers if p.held}
        assert good(papers, window, days, issued, found.travel, found.in_hand)
        assert found.in_hand == 2 or not tried(papers, window, days, found.in_hand + 1)


@given(questions(4))
def test_a_refusal_proves_itself_and_no_reason_of_it_can_be_left_out(question):
    papers, window, days = question
    rules = rules_of(papers, TODAY, window, days)
    keys = [TRAVEL, *(p.key for p in papers)]
    cycle = earliest(keys, rules)
    if isinstance(cycle, dict):
        return
    assert [rule.after for rule in cycle] == [*(rule.before for rule in cycle[1:]), cycle[0].before]
    assert sum(rule.gap for rule in cycle) > 0  # each says "so long after": together, a day would come after itself
    for left_out in cycle:
        assert isinstance(earliest(keys, [r for r in cycle if r is not left_out] + reach(keys)), dict)


def reach(keys):
    """Nothing is asked of a key but some day, however early."""
    from waystation.casework.reasons import Reason
    from waystation.casework.visas.ordering import Rule

    return [Rule(ORIGIN, key, -(10**6), Reason("")) for key in keys]


def test_short_lived_papers_come_last_and_wait_for_what_they_need():
    papers = [
        Paper("visa", "Visa", lead=20, lasts=30, needs=("passport",)),
        Paper("passport", "Passport", lead=60, lasts=1825),
        Paper("check", "Exit check", lead=2, lasts=14, arrives=False),
        Paper("icrc", "ICRC document", lead=10, lasts=90),
        Paper("transit", "Transit visa", lead=10, lasts=30, needs=("icrc",)),
    ]
    found = order(papers, TODAY, (TODAY, TODAY + 180))
    starts = [s.paper.key for s in found.steps]
    assert starts[0] == "passport"
    assert starts[-1] == "check"
    assert starts.index("icrc") < starts.index("transit")
    assert found.steps[0].start == TODAY
    assert found.in_hand == 6  # an exit check of 14 days, held before departure and good after it


def test_a_window_that_is_too_short_is_refused_with_the_rules_that_make_it_so():
    papers = [Paper("p", "Passport", lead=60), Paper("v", "Visa", lead=20, needs=("p",)), Paper("x", "Other", lead=3)]
    found = order(papers, TODAY, (TODAY, TODAY + 70))
    assert not found
    said = " ".join(map(str, found.because))
    assert "Passport takes 60 days" in said
    assert "Visa is asked for once Passport is in hand" in said
    assert "Other" not in said


def test_papers_that_wait_for_each_other_have_no_order():
    papers = [Paper("a", "A", needs=("b",)), Paper("b", "B", needs=("a",))]
    found = order(papers, TODAY, (TODAY, TODAY + 70))
    assert {str(r) for r in found.because} == {
        "A is asked for once B is in hand, and takes 1 days", "B is asked for once A is in hand, and takes 1 days"
    }  # fmt: skip


def test_a_paper_that_is_not_in_the_list_cannot_be_needed():
    with pytest.raises(BadValue):
        order([Paper("a", "A", needs=("b",))], TODAY, (TODAY, TODAY + 70))


def test_ten_papers_are_ordered():
    papers = [Paper(f"p{n}", f"P{n}", lead=3 + n, lasts=60 + 10 * n, needs=(f"p{n - 1}",) if n % 3 else ())
              for n in range(12)]  # fmt: skip
    assert order(papers, TODAY, (TODAY, TODAY + 200))
