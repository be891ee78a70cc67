"""The planning problem: who waits, for what, and what there is. Code names only; every number a whole one.

A week is counted from 0, the first one that is planned; ``weeks`` of them are. What lies at or after ``weeks`` is
outside: departures there use no escort and, where a list does not reach that far, no settlement place.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct
from msgspec.structs import replace

from waystation.planning.errors import BadFile

QUARTER = 13  # weeks
UNSERVED = 16  # weeks after the end in which somebody without a slot is counted as leaving
HOUSED = 3  # tenths: what a week in a house counts, where a week outside counts 10
LATE = 20  # tenths: what each week after the deadline counts beside
# Tenths for each person and week in which somebody is outside who sleeps in a house when planning begins: more than a
# bed saves a family of eight at the highest risk, so that none is taken from who has one for who has none.
PUT_OUT = 1000
Risk = Literal[1, 2, 4, 8, 16]
RISKS: tuple[Risk, ...] = get_args(Risk)
# Bounds keep every sum within 64 bits and every table within two gigabytes: 20,000 people, which is the largest problem
# that was measured, are 10,300 households and 1.5 million options.
MOST_HOUSEHOLDS = 100_000
MOST_WEEKS = 520
MOST_PLACES = 1_000_000
MOST_OPTIONS = 12_000_000

Id = Annotated[str, Meta(min_length=1, max_length=100)]
Week = Annotated[int, Meta(ge=0, le=MOST_WEEKS)]
Count = Annotated[int, Meta(ge=0, le=MOST_PLACES)]


class Stay(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Weeks in one house: from ``since`` until before ``until``. In files ``[house, from, to]``."""

    house: Id
    since: Week
    until: Week


class Fixed(Struct, frozen=True, forbid_unknown_fields=True):
    """Decisions already taken, which every plan repeats. ``programme`` and ``week`` come together; ``departs`` only
    with them. In every week of a fixed stay the household sleeps in that house; a plan may add weeks before and
    after."""

    programme: Id | None = None
    week: Week | None = None
    stays: tuple[Stay, ...] = ()
    departs: Annotated[int, Meta(ge=0, le=2 * MOST_WEEKS)] | None = None
    settles: Id | None = None


class Household(Struct, frozen=True, forbid_unknown_fields=True):
    """A case that moves together. ``deadline``: the week after which waiting counts triple; may have passed.
    ``housed``: it sleeps in a house when planning begins, so that weeks outside count as being put out."""

    id: Id
    size: Annotated[int, Meta(ge=1, le=1000)]
    risk: Risk
    arrives: Week
    deadline: Annotated[int, Meta(ge=-MOST_WEEKS, le=10 * MOST_WEEKS)]
    eligible: tuple[Id, ...]
    needs: tuple[Id, ...] = ()
    never_with: tuple[Id, ...] = ()
    origin: str | None = None
    settles_in: tuple[Id, ...] = ()
    fixed: Fixed | None = None
    housed: bool = False


class Budget(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Pays for so many ``people`` in all weeks from ``since`` to before ``until``. In files ``[from, to, people]``."""

    since: Week
    until: Week
    people: Count


class Programme(Struct, frozen=True, forbid_unknown_fields=True):
    """A country's route to a visa: places in each week, and the weeks from a place to the departure. Of the places in
    the weeks of a budget no more are given than it pays for, whichever they are; no week stands in two budgets."""

    id: Id
    processing_weeks: Week
    slots: tuple[Count, ...]
    country: str | None = None
    budgets: tuple[Budget, ...] = ()

    @property
    def paid(self) -> int:
        """How many of all its places can be paid for."""
        lost = (max(0, sum(self.slots[b.since : b.until]) - b.people) for b in self.budgets)
        return sum(self.slots) - sum(lost)


class House(Struct, frozen=True, forbid_unknown_fields=True):
    """A safehouse. ``open``: half-open intervals of weeks, ``[from, to)``; without the field it is always open."""

    id: Id
    beds: Count
    kinds: tuple[Id, ...] = ()
    region: str | None = None
    open: tuple[tuple[Week, Week], ...] | None = None

    def is_open(self, week: int) -> bool:
        return self.open is None or any(a <= week < b for a, b in self.open)


class Escorts(Struct, frozen=True, forbid_unknown_fields=True):
    """People who can be accompanied out in each week of departure."""

    seats: tuple[Count, ...]


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """Where people settle, with room for so many in each quarter of 13 weeks, by the week of departure."""

    id: Id
    country: str | None = None
    capacity: tuple[Count, ...] = ()
    languages: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


class Problem(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that is to be planned at once. Without houses, escorts or places it is the slot problem alone.

    Make one with ``files.read_problem`` or from Python followed by ``check``.
    """

    weeks: Annotated[int, Meta(ge=1, le=MOST_WEEKS)]
    households: tuple[Household, ...]
    programmes: tuple[Programme, ...]
    name: str | None = None
    houses: tuple[House, ...] = ()
    escorts: Escorts | None = None
    places: tuple[Place, ...] = ()

    @property
    def people(self) -> int:
        return sum(h.size for h in self.households)


def with_places(programme: Programme, more: Sequence[int]) -> Programme:
    """With so many further places in each week, and what pays for them."""
    slots = tuple(there + further for there, further in zip(programme.slots, more, strict=True))
    budgets = tuple(replace(b, people=b.people + sum(more[b.since : b.until])) for b in programme.budgets)
    return replace(programme, slots=slots, budgets=budgets)


def one_more_each_time(programme: Programme) -> Programme:
    """With one more place, paid for, in every week that has some."""
    return with_places(programme, [min(1, there) for there in programme.slots])


def settles(household: Household, programme: Programme, places: dict[str, Place]) -> list[str]:
    """The places in which the household may settle by this programme: those it names, in the programme's country where
    both name one. A visa for one country settles nobody in another."""
    named = [places[p] for p in household.settles_in if p in places]
    return [p.id for p in named if not (p.country and programme.country) or p.country == programme.country]


def apart(problem: Problem) -> dict[str, set[str]]:
    """Who may never be in one house with whom, both ways round."""
    found: dict[str, set[str]] = {}
    for household in problem.households:
        for other in household.never_with:
            found.setdefault(household.id, set()).add(other)
            found.setdefault(other, set()).add(household.id)
    return found


def check(problem: Problem) -> Problem:
    """The problem itself. Raises BadFile naming the field where parts do not fit together."""
    for field, why in _flaws(problem):
        raise BadFile(field, why)
    return problem


def _flaws(problem: Problem) -> Iterator[tuple[str, str]]:
    if len(problem.households) > MOST_HOUSEHOLDS:
        yield "households", f"{len(problem.households):,} of them; at most {MOST_HOUSEHOLDS:,} can be planned at once"
    ids: dict[str, set[str]] = {}
    for part in ("households", "programmes", "houses", "places"):
        ids[part] = set()
        for at, thing in enumerate(getattr(problem, part)):
            if thing.id in ids[part]:
                yield f"{part}[{at}].id", f"{thing.id!r} is there twice"
            ids[part].add(thing.id)
    yield from _supply_flaws(problem)
    for at, household in enumerate(problem.households):
        for field, why in _household_flaws(problem, household, ids):
            yield f"households[{at}].{field}", f"{why} ({household.id})"
    options = sum(len(h.eligible) * (problem.weeks - h.arrives) for h in problem.households)
    if options > MOST_OPTIONS:
        yield "households", f"{options:,} choices of a household, programme and week; at most {MOST_OPTIONS:,}"


def _supply_flaws(problem: Problem) -> Iterator[tuple[str, str]]:
    weeks, quarters = problem.weeks, -(-problem.weeks // QUARTER)
    for at, programme in enumerate(problem.programmes):
        yield from _budget_flaws(programme, f"programmes[{at}].budgets")
        if len(programme.slots) != weeks:
            yield (
                f"programmes[{at}].slots",
                f"has {len(programme.slots)} numbers, one for each of {weeks} weeks is needed",
            )
    for at, house in enumerate(problem.houses):
        for n, (since, until) in enumerate(house.open or ()):
            if since >= until:
                yield f"houses[{at}].open[{n}]", f"from {since} to {until} is no time at all"
    if problem.escorts and len(problem.escorts.seats) < weeks:
        yield "escorts.seats", f"has {len(problem.escorts.seats)} numbers, one for each of {weeks} weeks is needed"
    for at, place in enumerate(problem.places):
        if len(place.capacity) < quarters:
            why = f"has {len(place.capacity)} numbers, one for each of {quarters} quarters is needed"
            yield f"places[{at}].capacity", why


def _budget_flaws(programme: Programme, field: str) -> Iterator[tuple[str, str]]:
    ends = 0
    for n, budget in sorted(enumerate(programme.budgets), key=lambda b: b[1].since):
        if budget.since >= budget.until:
            yield f"{field}[{n}]", f"from {budget.since} to {budget.until} is no time at all"
        if budget.since < ends:
            yield f"{field}[{n}]", f"week {budget.since} stands in another budget too"
        ends = max(ends, budget.until)


def _household_flaws(problem: Problem, household: Household, ids: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    if household.arrives >= problem.weeks:
        yield "arrives", f"week {household.arrives} is not before the end, {problem.weeks}"
    for field, part in (("eligible", "programmes"), ("never_with", "households"), ("settles_in", "places")):
        seen = set()
        for n, named in enumerate(getattr(household, field)):
            if named not in ids[part]:
                yield f"{field}[{n}]", f"{named!r} is none of the {part}"
            if named in seen:
                yield f"{field}[{n}]", f"{named!r} is there twice"
            seen.add(named)
    if household.id in household.never_with:
        yield "never_with", "a household cannot be kept from itself"
    if household.fixed:
        for field, why in _fixed_flaws(household.fixed, ids):
            yield f"fixed{field}", why


def _fixed_flaws(fixed: Fixed, ids: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    if (fixed.programme is None) != (fixed.week is None):
        yield (".week" if fixed.week is None else ".programme"), "programme and week come together"
    if fixed.programme is not None and fixed.programme not in ids["programmes"]:
        yield ".programme", f"{fixed.programme!r} is none of the programmes"
    if fixed.departs is not None and fixed.week is None:
        yield ".departs", "a departure needs the programme and week that lead to it"
    if fixed.settles is not None and fixed.settles not in ids["places"]:
        yield ".settles", f"{fixed.settles!r} is none of the places"
    for n, stay in enumerate(fixed.stays):
        if stay.house not in ids["houses"]:
            yield f".stays[{n}][0]", f"{stay.house!r} is none of the houses"
        if stay.since >= stay.until:
            yield f".stays[{n}]", f"from {stay.since} to {stay.until} is no time at all"
