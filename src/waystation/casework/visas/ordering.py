"""The order of papers: when to start which, so that each is ready in time and all are good on the days of travel.

    found = order([Paper("passport", "Passport", lead=60, lasts=3650), Paper("visa", "Visa", lead=20, lasts=30,
                   needs=("passport",))], today, (today, today + 180))
    found.steps         # the visa asked for late enough to be good on the way, and early enough to be there
    found.because       # or, where there is no order, the few reasons that together leave none

Every rule says that one day comes at least so long after another, so the whole is a system of difference constraints,
and Bellman-Ford decides it exactly (Cormen et al., Introduction to Algorithms, "Difference constraints and shortest
paths"): shortest paths are days that fit, and where there are none, a cycle of negative length names the rules that
contradict each other. No rule of a simple cycle can be left out, so the reasons are as few as that contradiction has.

Days are whole numbers (``date.toordinal``). A paper issued on day d that lasts v days is good on d … d + v - 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from waystation.casework.errors import BadValue
from waystation.casework.reasons import Reason
from waystation.casework.words import _

TRAVEL = "\0travel"  # the day of departure among the unknown days: no paper's key begins with a zero byte
ORIGIN = "\0day 0"
MARGIN = 7  # days in hand that are sought before a paper lapses or is needed: a week's delay is usual
SHORT = 180  # days: what lasts no longer is asked for as late as it can be, everything else at once


@dataclass(frozen=True)
class Paper:
    """One paper. ``lead``: days from asking to holding it, at least 1; ``lasts``: days that it is good from issue, 0
    for no end; ``needs``: keys of papers to be held before this one is asked for, and still good when it is issued.

    ``held``: (issued, last good day) of a paper in hand, of which nothing is planned. ``ready_by``: last day on which
    it may be issued; ``use_by``: last day on which one may travel on it; ``from_day``: earliest day to ask for it.
    ``travels``: it must be good on the way, not only for the papers that need it; ``arrives``: until the last day of
    the way, and not only on that of departure.
    """

    key: str
    label: str
    lead: int = 1
    lasts: int = 0
    needs: tuple[str, ...] = ()
    held: tuple[int, int] | None = None
    ready_by: int | None = None
    use_by: int | None = None
    from_day: int | None = None
    travels: bool = True
    arrives: bool = True


@dataclass(frozen=True)
class Step:
    """One paper to get: ``start`` asking on this day, ``issued`` on that, ``last`` good day (None for no end)."""

    paper: Paper
    start: int
    issued: int
    last: int | None


@dataclass(frozen=True)
class Order:
    """Steps in the order in which they begin, the day of ``travel``, and the days ``in_hand`` that every paper has;
    or ``because``: why there is no order."""

    steps: tuple[Step, ...] = ()
    travel: int = 0
    in_hand: int = 0
    because: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        return not self.because


@dataclass(frozen=True)
class Rule:
    """``day[after] >= day[before] + gap``, and why. ``elastic``: days in hand are added to the gap."""

    before: str
    after: str
    gap: int
    why: Reason
    elastic: bool = False


def order(papers: Iterable[Paper], today: int, window: tuple[int, int], days: int = 1, margin: int = MARGIN) -> Order:
    """The earliest travel that leaves the most days in hand up to ``margin``; short-lived papers come as late as that
    allows, the others as early. ``window``: first and last possible day of departure; ``days``: how many the way takes.

    Raises BadValue for needs that are no paper of the list.
    """
    listed = list(papers)
    keys = [TRAVEL, *(p.key for p in listed)]
    rules = rules_of(listed, today, window, days)
    found = earliest(keys, rules)
    if isinstance(found, list):
        return Order(because=tuple(dict.fromkeys(rule.why for rule in found)))
    spare, rules = widened(keys, rules, margin)
    at = settled(keys, rules, listed)
    steps = [_step(p, at[p.key]) for p in listed if p.held is None]
    return Order(tuple(sorted(steps, key=lambda s: (s.start, s.issued, s.paper.key))), at[TRAVEL], spare)


def _step(paper: Paper, issued: int) -> Step:
    return Step(paper, issued - paper.lead, issued, issued + paper.lasts - 1 if paper.lasts else None)


def widened(keys: list[str], rules: list[Rule], margin: int) -> tuple[int, list[Rule]]:
    """The most days in hand that all elastic rules can have at once, and the rules with them, and with more where one
    can have more: a paper that is good for a day only must not take the slack from all others."""

    def most(one: Rule | None, up_to: int) -> int:
        return next((m for m in range(up_to, 0, -1) if isinstance(earliest(keys, _wider(rules, one, m)), dict)), 0)

    spare = most(None, margin)
    rules = _wider(rules, None, spare)
    if spare < margin:
        for rule in [r for r in rules if r.elastic]:
            if more := most(rule, margin - spare):
                rules = [replace(r, gap=r.gap + more, elastic=False) if r is rule else r for r in rules]
    return spare, rules


def settled(keys: list[str], rules: list[Rule], papers: list[Paper]) -> dict[str, int]:
    """Days that keep rules which can be kept: the earliest departure, then each short-lived paper as late as it can be,
    the shortest first, then all else as early as it can be."""
    at = earliest(keys, rules)
    assert isinstance(at, dict)
    pinned = [*rules, Rule(TRAVEL, ORIGIN, -at[TRAVEL], Reason(""))]
    for paper in sorted((p for p in papers if p.held is None and 0 < p.lasts <= SHORT), key=lambda p: (p.lasts, p.key)):
        if (day := _latest(paper.key, keys, pinned)) is not None:
            pinned.append(Rule(ORIGIN, paper.key, day, Reason("")))
    at = earliest(keys, pinned)
    assert isinstance(at, dict)
    return at


def _latest(key: str, keys: list[str], rules: list[Rule]) -> int | None:
    """The latest day of one key that keeps every rule; None where nothing bounds it."""
    back = {ORIGIN: 0}  # the longest way from a key to day 0: so far before it the key must be
    for _round in range(len(keys) + 1):
        for rule in rules:
            if rule.after in back:
                back[rule.before] = max(back.get(rule.before, rule.gap + back[rule.after]), rule.gap + back[rule.after])
    return -back[key] if key in back else None


def _wider(rules: list[Rule], one: Rule | None, by: int) -> list[Rule]:
    """Rules with ``by`` more days in all elastic gaps, or in that of ``one``."""
    return [replace(r, gap=r.gap + by) if (r.elastic if one is None else r is one) else r for r in rules]


# -- the rules ---------------------------------------------------------------------------------------------------------


def rules_of(papers: list[Paper], today: int, window: tuple[int, int], days: int) -> list[Rule]:
    """All rules, over the days of issue of the papers and the day of departure."""
    by_key = {paper.key: paper for paper in papers}
    first, last = max(window[0], today), window[1]
    rules = [
        Rule(ORIGIN, TRAVEL, first, Reason(_("Departure is on %(day)s at the earliest"), day=_iso(first))),
        Rule(TRAVEL, ORIGIN, -last, Reason(_("Departure is on %(day)s at the latest"), day=_iso(last))),
    ]
    for paper in papers:
        rules += _held(paper) if paper.held else _to_get(paper, today)
        rules += _on_the_way(paper, days)
        for key in paper.needs:
            if key not in by_key:
                raise BadValue(_("A paper needs another that is not in the list."))
            rules += _needed(by_key[key], paper)
    return rules


def _held(paper: Paper) -> list[Rule]:
    assert paper.held is not None
    issued = paper.held[0]
    why = Reason(_("%(paper)s is held already"), paper=paper.label)
    return [Rule(ORIGIN, paper.key, issued, why), Rule(paper.key, ORIGIN, -issued, why)]


def _to_get(paper: Paper, today: int) -> list[Rule]:
    start = max(today, paper.from_day or today)
    why = Reason(
        _("%(paper)s takes %(n)s days and cannot be asked for before %(day)s"),
        paper=paper.label, n=max(1, paper.lead), day=_iso(start),
    )  # fmt: skip
    rules = [Rule(ORIGIN, paper.key, start + max(1, paper.lead), why)]
    if paper.ready_by is not None:
        why = Reason(_("%(paper)s must be in hand by %(day)s"), paper=paper.label, day=_iso(paper.ready_by))
        rules.append(Rule(paper.key, ORIGIN, -paper.ready_by, why, elastic=True))
    return rules


def _on_the_way(paper: Paper, days: int) -> list[Rule]:
    """It is there before departure, and good until the way ends."""
    if not paper.travels:
        return []
    before = Reason(_("%(paper)s must be in hand before departure"), paper=paper.label)
    rules = [Rule(paper.key, TRAVEL, 0, before, elastic=paper.held is None)]
    way = days - 1 if paper.arrives else 0
    if paper.held:
        why = Reason(_("%(paper)s is good until %(day)s"), paper=paper.label, day=_iso(paper.held[1]))
        rules.append(Rule(TRAVEL, ORIGIN, way - paper.held[1], why, elastic=True))
    elif paper.lasts:
        why = Reason(_("%(paper)s is good for %(n)s days from its issue"), paper=paper.label, n=paper.lasts)
        rules.append(Rule(TRAVEL, paper.key, way + 1 - paper.lasts, why, elastic=True))
    if paper.use_by is not None:
        why = Reason(_("%(paper)s is to be used by %(day)s"), paper=paper.label, day=_iso(paper.use_by))
        rules.append(Rule(TRAVEL, ORIGIN, way - paper.use_by, why, elastic=True))
    return rules


def _needed(first: Paper, paper: Paper) -> list[Rule]:
    """``first`` is held before ``paper`` is asked for, and still good on the day on which that is issued."""
    if paper.held:
        return []  # it was issued: what it needed is past
    why = Reason(
        _("%(paper)s is asked for once %(first)s is in hand, and takes %(n)s days"),
        paper=paper.label, first=first.label, n=max(1, paper.lead),
    )  # fmt: skip
    rules = [Rule(first.key, paper.key, max(1, paper.lead), why)]
    still = Reason(
        _("%(first)s must still be good when %(paper)s is issued"), first=first.label, paper=paper.label,
    )  # fmt: skip
    if first.held:
        rules.append(Rule(paper.key, ORIGIN, -first.held[1], still, elastic=True))
    elif first.lasts:
        rules.append(Rule(paper.key, first.key, 1 - first.lasts, still, elastic=True))
    return rules


def _iso(day: int) -> str:
    return date.fromordinal(min(max(1, day), date.max.toordinal())).isoformat()


# -- deciding ----------------------------------------------------------------------------------------------------------


def earliest(keys: list[str], rules: list[Rule]) -> dict[str, int] | list[Rule]:
    """The earliest day of each key that keeps every rule, or rules that contradict each other: a cycle in which each
    rule begins where the one before ends, with gaps that add up to more than nothing."""
    at: dict[str, float] = dict.fromkeys(keys, float("-inf")) | {ORIGIN: 0}
    by: dict[str, Rule] = {}
    changed = ""
    for _round in range(len(keys) + 1):
        changed = ""
        for rule in rules:
            if at[rule.before] + rule.gap > at[rule.after]:
                at[rule.after] = at[rule.before] + rule.gap
                by[rule.after], changed = rule, rule.after
        if not changed:
            return {key: int(at[key]) for key in keys}
    return _cycle(changed, by, len(keys) + 1)


def _cycle(key: str, by: dict[str, Rule], size: int) -> list[Rule]:
    for _step_back in range(size):  # so far back that it stands on the cycle
        key = by[key].before
    found, at = [by[key]], by[key].before
    while at != key:
        found.append(by[at])
        at = by[at].before
    return found[::-1]
