"""The demonstration's cohort: synthetic people with the volumes and timings of a real programme of 2017, ending today.

Public figures of that programme give the shape (170 contacts, 106 moved, 31 granted, 22 arrived, about 40 in
safehouses); every person, word and date is invented. ``plan`` is pure: days before today and outcomes; ``demo`` writes
it through the functions that the pages use.
"""

import random
from collections import Counter
from dataclasses import dataclass, field, replace

ARRIVED, LEAVING, SHELTERED, MOVED_ON, EARLY = "arrived", "leaving", "sheltered", "moved on", "early"
HOUSES = ("Birch", "Alder", "Linden", "Aspen", "Maple", "Hazel", "Rowan")
BURNED = "Rowan"
BEDS = {"Birch": 7, "Alder": 8, "Linden": 7, "Aspen": 7, "Maple": 6, "Hazel": 6, "Rowan": 5}
REGIONS = ("Грозный", "Гудермес", "Шали", "Аргун", "Урус-Мартан", "Назрань", "Хасавюрт", "Махачкала")
LANGUAGES = (["ce", "ru"], ["ru"], ["ce", "ru"], ["inh", "ru"], ["ru", "en"])
RISKS = (
    "detained_before", "outed_to_family", "phone_seized_unlocked", "no_foreign_passport", "known_address", "tortured",
    "relative_in_security_service", "complaint_filed", "papers_held_by_family", "diaspora_at_destination",
)  # fmt: skip
STORIES = (
    "Задержан на работе, три недели в неофициальной тюрьме, отпущен под выкуп.",
    "Брат нашёл переписку. Семье велели «решить вопрос».",
    "His phone was taken at a checkpoint and read. Two friends were called in the next day.",
    "Detained with four others; recognised one of the men in uniform.",
    "Дядя служит в полиции и ищет его с апреля.",
    "An acquaintance from a chat turned out to be bait. He got away over the roof.",
)


@dataclass
class Planned:
    """One case as it will be written. ``path``: stages with the days before today on which they were entered."""

    n: int
    group: str
    path: list[tuple[str, float]]
    persons: int = 1
    age: str = "25_39"
    closure: str = ""
    mark: str = ""  # "duplicate", "impostor", "lost", "refused", "split", "minor", "border", "burned"
    house: str = ""
    priority: str = "urgent"
    region: str = ""
    languages: list[str] = field(default_factory=list)
    risks: list[str] = field(default_factory=list)
    story: str = ""

    @property
    def stage(self) -> str:
        return self.path[-1][0]


FULL = ("S0", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11")
STEP_DAYS = {"S1": 1, "S2": 2, "S3": 5, "S4": 2, "S5": 1, "S6": 18, "S7": 16, "S8": 35, "S9": 9, "S10": 2, "S11": 16}


def plan(seed: int = 2017, more: int = 0) -> list[Planned]:
    """The cohort's 170 cases, oldest contact first; then so many ``more`` that are like them."""
    rng = random.Random(seed)  # noqa: S311 - a demonstration wants the same people each time
    cases: list[Planned] = []

    def add(group: str, until: str, count: int, entered: tuple[float, float], **more: object) -> list[Planned]:
        made = []
        for _ in range(count):
            made.append(Planned(0, group, _path(rng, until, rng.uniform(*entered)), **more))  # type: ignore[arg-type]
        cases.extend(made)
        return made

    add(ARRIVED, "S10", 7, (2, 14))
    add(ARRIVED, "S11", 15, (5, 70))
    add(LEAVING, "S8", 7, (1, 8))
    [border] = add(SHELTERED, "S9", 1, (3, 4), mark="border")
    border.path.append(("S5", 2.5))
    add(SHELTERED, "S7", 1, (9, 20), mark="split", persons=2)
    add(SHELTERED, "S5", 1, (20, 30), mark="minor", age="16_17", priority="emergency")
    for case in add(SHELTERED, "S7", 4, (20, 50), mark="refused"):
        case.path.append(("S3", rng.uniform(2, 8)))
    add(SHELTERED, "S5", 18, (2, 60))
    add(SHELTERED, "S6", 8, (2, 30))
    add(SHELTERED, "S7", 6, (3, 30))
    for count, closure in ((20, "relocated_temporary"), (10, "safe_in_place"), (7, "declined_by_person")):
        for case in add(MOVED_ON, "S5", count, (60, 150), closure=closure):
            case.path.append(("S12", rng.uniform(5, 50)))
    for case in add(EARLY, "S1", 3, (10, 120), closure="duplicate", mark="duplicate"):
        case.path.append(("S12", case.path[-1][1] - 1))
    for case in add(EARLY, "S2", 2, (30, 90), closure="fraud", mark="impostor"):
        case.path.append(("S12", case.path[-1][1] - 9))
    add(EARLY, "S2", 2, (24, 60), mark="lost")
    add(EARLY, "S0", 6, (0.02, 1.2), priority="")
    add(EARLY, "S1", 11, (0.2, 6), priority="")
    add(EARLY, "S2", 12, (1, 18))
    add(EARLY, "S3", 8, (0.3, 3), priority="emergency")
    for case in add(EARLY, "S1", 21, (20, 200), closure="not_eligible_referred"):
        case.path.append(("S12", case.path[-1][1] - rng.uniform(1, 6)))
    _shelter(cases)
    cases.sort(key=lambda c: -c.path[0][1])
    for n, case in enumerate(cases):
        case.n = n
        case.region, case.languages, case.story = rng.choice(REGIONS), rng.choice(LANGUAGES), rng.choice(STORIES)
        case.risks = sorted(rng.sample(RISKS, rng.randint(2, 4)))
        if case.priority == "urgent" and rng.random() < 0.3:
            case.priority = "normal"
    return cases + [replace(cases[n % len(cases)], n=len(cases) + n) for n in range(more)]


def few_of_each(cases: list[Planned], few: int = 2) -> list[Planned]:
    """The first cases of each kind, by group, stage, closure and mark: every page has something to show, in a fifth of
    the time."""
    taken: Counter[tuple[str, ...]] = Counter()
    chosen = []
    for case in cases:
        kind = case.group, case.stage, case.closure, case.mark
        taken[kind] += 1
        if taken[kind] <= few:
            chosen.append(case)
    return chosen


def _path(rng: random.Random, until: str, entered: float) -> list[tuple[str, float]]:
    """Stages up to ``until``, which was entered so many days ago; the earlier ones at usual distances before it."""
    day, path = entered, []
    for stage in reversed(FULL[: FULL.index(until) + 1]):
        path.append((stage, day))
        day += STEP_DAYS.get(stage, 0) * rng.uniform(0.7, 1.4)
    return path[::-1]


def _shelter(cases: list[Planned]) -> None:
    """Beds for the sheltered, and the house that was burned for five of them before."""
    free = {house: beds for house, beds in BEDS.items() if house != BURNED}
    sheltered = [c for c in cases if c.group == SHELTERED]
    for case in sheltered:
        case.house = max(free, key=lambda h: free[h])
        free[case.house] -= case.persons
    for case in [c for c in sheltered if not c.mark and c.stage == "S6"][:5]:
        case.mark = "burned"
    for n, case in enumerate(c for c in cases if c.group in (ARRIVED, LEAVING, MOVED_ON)):
        case.house = tuple(free)[n % len(free)]
