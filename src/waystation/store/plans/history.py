"""What happened so far, for the simulation: days at which the cases whose Needs these keys open entered a stage, were
refused or missed a flight, and what lets only so many through.

    past = history(keys)        # planning.simulation.history.History, in days from the first move of all

Refusals stand in Papers, missed flights in Journey. Whose keys open neither gets a history that says so: going back
from the decision to the plan is then counted as a refusal, and flights are not told apart.
"""

import datetime
from collections import defaultdict
from typing import Any

from waystation.casework import setbacks
from waystation.casework.folds import State
from waystation.casework.parts import plan as plans
from waystation.planning.problem import Budget
from waystation.planning.simulation.breaking import LODGED, WEEK
from waystation.planning.simulation.history import MISSED, REFUSED, STAGES, History, with_refusals
from waystation.store.beds.lodgings import of_lines
from waystation.store.files import programme
from waystation.store.lists import index
from waystation.store.plans import planned
from waystation.store.plans.supply import OPEN_HOUSE, beds, budgets, pays_for, places
from waystation.store.sealed.keys import Keys
from waystation.store.travel import journeys

DAY = 1440  # minutes
KNOWN = {*STAGES, "S11", "S12"}
PARTS = ("needs", "plan", "papers", "journey")
AHEAD = 60  # weeks of places that are told beyond today: more than anybody simulates
Moves = list[tuple[str, int]]


def count(keys: Keys) -> int:
    """How many cases there are to draw from, without opening any."""
    return sum(line.subject == "case" for line in index.lines(keys, ("needs",)))


def history(keys: Keys) -> History:
    """Days are counted from the first move of all. The caller logs it."""
    states, tells = _states(keys), set[str]()
    told, numbers = [], []
    for number, parts in states.items():
        moves = _moves(parts, keys.minute, tells)
        if moves:
            told.append(moves)
            numbers.append(number)
    first = min((moves[0][1] for moves in told), default=keys.minute)
    days = [[(stage, max(0.0, (minute - first) / DAY)) for stage, minute in moves] for moves in told]
    now = max([(keys.minute - first) / DAY, *(moves[-1][1] for moves in days)])
    found = History(days, now, _beds(keys), [_size(states[number]) for number in numbers], sorted(tells))
    _limits(keys, found, first, [states[number].get("plan") or State() for number in numbers])
    promised = [slot for slot in _plan(keys, numbers, first) if _can_come_true(found, *slot)]
    found.plan = [(case, max(0.0, gets), max(0.0, leaves)) for case, gets, leaves in promised]
    return found


def _states(keys: Keys) -> dict[bytes, dict[str, State]]:
    """By case, of those whose Needs open, whatever of PARTS opens; and the sheets of its legs, as ``sheet <leg>``."""
    lines = [line for line in index.lines(keys, PARTS) if line.subject == "case"]
    opened = of_lines(keys, lines)
    found: dict[bytes, dict[str, State]] = defaultdict(dict)
    for line in lines:
        if line.circle in opened:
            found[line.number][line.compartment] = opened[line.circle].state
    ways = {number: parts["journey"] for number, parts in found.items() if "journey" in parts}
    for number, sheets in journeys.sheets_of_many(keys, ways).items():
        found[number] |= {f"sheet {leg}": part.reading.state for leg, part in sheets.items() if part.reading}
    return {number: parts for number, parts in found.items() if "needs" in parts}


def _moves(parts: dict[str, State], now: int, tells: set[str]) -> Moves:
    """One case's stages and setbacks, oldest first; adds to ``tells`` what its open parts can tell."""
    needs = parts["needs"]
    begun = [("S0", min(needs.first.values()))] if needs.first else []
    moves = [(stage, minute) for stage, _author, minute, _reason in needs.moves if stage in KNOWN]
    moves = sorted([*begun, *moves], key=lambda move: move[1])
    happened: Moves = []
    if "papers" in parts:
        tells.add(REFUSED)
        happened += setbacks.answered(parts["papers"])
    elif any(one[0] == "S7" for one in moves):
        moves = _by_stages(moves)
    if "journey" in parts:
        tells.add(MISSED)
        sheets = {name.partition(" ")[2]: state for name, state in parts.items() if name.startswith("sheet ")}
        happened += setbacks.missed(parts["journey"], sheets, now)
    return setbacks.among(moves, happened)


def _by_stages(moves: Moves) -> Moves:
    return [(stage, int(minute)) for stage, minute in with_refusals([(s, float(m)) for s, m in moves])]


def _beds(keys: Keys) -> int:
    """Beds in the houses that are open, as these keys open them."""
    rows = [row for row in index.overview(keys, "house").rows if row.status in OPEN_HOUSE]
    lines = [line for row in rows for line in row.lines if line.compartment == "capacity"]
    return sum(beds(reading.state) for reading in of_lines(keys, lines).values())


def _size(parts: dict[str, State]) -> int:
    return max(1, len(parts["needs"].records("persons")))


def _limits(keys: Keys, found: History, first: int, cases: list[State]) -> None:
    """Places of open pathways in each week, seats, and by which pathways each case may go. Places before today are as
    the pathway gives them now, and without places in any pathway nothing limits them. Verifiers are limited by nothing
    that is written down."""
    state = programme.opened(keys, "pathways").states.get("pathways") or State()
    begun = datetime.date(1970, 1, 1) + datetime.timedelta(minutes=first)
    weeks = int(found.now // 7) + AHEAD
    found.seats = state.get("seats_a_week")
    for record, row in state.rows("pathways").items():
        if row.get("status") == "open" and row.get("places"):
            slots, people = places(_as_ever(row, begun), begun, weeks), pays_for(row)
            paid = () if people is None else budgets(people, begun, weeks, {})
            found.places[record] = _first_paid(list(slots), paid)
    for case in cases:
        may, _wished = plans.open_ways(case)
        _must, never, _barred = plans.pinned(case)
        found.ways.append(sorted((may - never) & found.places.keys()))


def _first_paid(slots: list[int], paid: tuple[Budget, ...]) -> list[int]:
    """The places that are given where each month's money goes to whoever comes first."""
    for budget in paid:
        left = budget.people
        for week in range(budget.since, budget.until):
            slots[week] = min(slots[week], left)
            left -= slots[week]
    return slots


def _as_ever(row: dict[str, Any], begun: datetime.date) -> dict[str, Any]:
    """The pathway as if it had given places in the same weeks ever since."""
    since = str(row.get("places_from") or "")
    if not since or datetime.date.fromisoformat(since) <= begun:
        return row
    every = max(1, int(str(row.get("places_every") or 1)))
    ago = (datetime.date.fromisoformat(since) - begun).days // (7 * every) + 1
    return row | {
        "places_from": (datetime.date.fromisoformat(since) - datetime.timedelta(weeks=ago * every)).isoformat()
    }


def _can_come_true(found: History, case: int, gets: float, leaves: float) -> bool:
    """Whether a promised slot lies ahead: a plan made weeks ago promised places in weeks that have passed, and whoever
    has not lodged by now did not get theirs. No future says anything of those."""
    ahead = gets + WEEK > found.now or found.cases[case][-1][0] in LODGED
    return ahead and leaves + WEEK > found.now


def _plan(keys: Keys, numbers: list[bytes], first: int) -> list[tuple[int, float, float]]:
    """The slots of the plan that this member made last: proposed, or else those that stand."""
    proposal = planned.look(keys)
    if proposal is None:
        return []
    at = {number.hex(): n for n, number in enumerate(numbers)}
    plan = (proposal.proposed or proposal.now).plan
    leads = {p.id: p.processing_weeks for p in proposal.now.problem.programmes}
    monday = ((proposal.monday - datetime.date(1970, 1, 1)).days * DAY - first) / DAY
    found = []
    for id_, slot in plan.items():
        n = at.get(proposal.numbers.get(id_, ""))
        if n is not None and slot.programme in leads and slot.week is not None:
            gets = monday + 7 * slot.week
            found.append((n, gets, gets + 7 * leads[slot.programme]))
    return found
