"""What the demonstration's houses are like, in which bed each guest lies, and what its host sees tonight."""

from typing import Any, Protocol

from waystation.cli.cohort import BEDS, BURNED, HOUSES
from waystation.cli.demofiller import DAY, statement

FULL_HOUSE = 30  # days for which a stay is planned beyond today, three more for each case: beds come free one by one
LIKE: dict[str, dict[str, Any]] = {
    "Birch": {"step_free": True, "minors": True, "animals": "none", "smoking": False},
    "Alder": {"animals": "two cats", "smoking": True, "minors": False},
    "Linden": {"step_free": False, "minors": True, "animals": "none", "languages": ["ru", "ce"]},
    "Aspen": {"animals": "a dog", "smoking": False},
    "Maple": {"step_free": True, "animals": "none", "smoking": True, "minors": False},
    "Hazel": {"animals": "none", "smoking": False, "max_stay_days": 45},
}


class Times(Protocol):
    now: int

    def day(self, day: float) -> str: ...
    def time(self, day: float) -> str: ...
    def id(self, name: str) -> str: ...


def house(times: Times, code: str) -> dict[str, Any]:
    """What one house is like, besides what all have in common. The burned one takes nobody."""
    return {"status": "burned"} if code == BURNED else LIKE[code]


def incident(times: Times) -> dict[str, Any]:
    """Why Rowan was burned, and that it is over."""
    return {"at": times.time(24), "trigger": "stranger_asking", "by": times.id("ilya"),
            "detail": "A man named a guest at the door.", "all_clear_at": times.time(20)}  # fmt: skip


class Beds:
    """Which bed is free from which day on, counted in days before today."""

    def __init__(self) -> None:
        self.free = {code: [10_000.0] * BEDS[code] for code in HOUSES}

    def take(self, code: str, since: float, until: float) -> str:
        """The first bed free by then, and taken until a day; empty where there is none, as in a house in a hurry."""
        beds = self.free[code]
        at = next((n for n, day in enumerate(beds) if day >= since), None)
        if at is None:
            return ""
        beds[at] = until
        return str(at + 1)


def planned(n: int) -> int:
    """Until how many days after today the stay of the n-th case is planned."""
    return FULL_HOUSE + 3 * (n % 20)


def tonight(times: Times, n: int) -> list[Any]:
    """What the host of Birch has of a guest: a card for every fourth, and one who went out and is due back."""
    items = []
    if n % 4 == 2:
        card = {"person": "a", "medicines": "Sertraline, one in the morning", "allergies": "Penicillin",
                "emergency": "Panic attacks: sit down with them, open the window, no doctor."}  # fmt: skip
        items.append(statement("shelter", "cards", "c1", card))
    if n % 5 == 0:
        out = {"person": "a", "out_at": times.time(0.03), "back_by": times.time(-60 / DAY)}
        items.append(statement("shelter", "outings", "o1", out))
    return items
