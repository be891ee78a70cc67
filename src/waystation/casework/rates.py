"""Exchange rates: typed by hand, each with its source and its day; and the one rule by which money is compared.

    known = rates_of(state)                              # of the compartment Rates, or of one case's Money
    used = rate(known, "GEL", "EUR")                     # None where nobody gave one: then nothing is compared
    used.factor, used.on, [r.source for r in used.by]    # how many EUR one GEL is, by which rates, the oldest's day
    missing = unrated(known, {"GEL", "EUR"}, "EUR")

Nothing is guessed. A rate holds both ways, and two rates that meet in a third currency make one, as central banks give
theirs against one currency only: the fewest steps go before, then the newest. A sum is converted to be compared or
added up; what stands in a file or an offer stays in its own currency.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from waystation.casework.folds import State

DIGITS = {"IQD": 3, "JOD": 3, "RWF": 0, "UGX": 0}  # ISO 4217's minor units where they are not 2
OLD = 30  # days after which a rate is shown as old: within a month the currencies of the list moved some parts of 100
# Beyond twice or half of the last rate a decimal point slipped, or the two currencies changed places: of the list none
# lost half of its worth between two rates that somebody typed one after the other.
LIKELY = 2
MOST = Decimal(10) ** 9  # of a rate: beyond it a digit was held down


def digits(currency: str) -> int:
    """How many decimal places the currency has."""
    return DIGITS.get(currency, 2)


@dataclass(frozen=True)
class Rated:
    """A rate as somebody typed it."""

    one: str
    into: str
    rate: Decimal
    on: str
    source: str


@dataclass(frozen=True)
class Used:
    """By which rates one currency becomes another. ``factor``: how much of the other one unit is; ``on``: the day of
    the oldest of them (ISO), empty where it is the same currency."""

    factor: Decimal
    by: tuple[Rated, ...] = ()

    @property
    def on(self) -> str:
        return min((rate.on for rate in self.by), default="")

    def age(self, today: datetime.date) -> int | None:
        """Days since the oldest of the rates; None where it has no day."""
        return (today - datetime.date.fromisoformat(self.on)).days if self.on else None


def rates_of(state: State | None, today: datetime.date | None = None) -> list[Rated]:
    """The rates of a compartment that can be reckoned with; with ``today``, none of a day still to come: it would count
    as the newest until then."""
    found = []
    for row in state.rows("rates").values() if state else ():
        number = typed(row.get("rate"))
        early = today is not None and str(row.get("on") or "") > today.isoformat()
        if number and row.get("one") and row.get("into") and row.get("source") and not early:
            found.append(Rated(row["one"], row["into"], number, str(row.get("on") or ""), row["source"]))
    return found


def typed(text: Any) -> Decimal | None:
    """A rate as people write it, such as 0.3412 or 0,3412; None where it is none."""
    try:
        number = Decimal(str(text or "").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number < MOST else None


def rate(known: Iterable[Rated], one: str, into: str, on: datetime.date | None = None) -> Used | None:
    """How much of ``into`` one unit of ``one`` is, by rates not after ``on``; None where no rate says so."""
    if one == into:
        return Used(Decimal(1))
    usable = [r for r in known if on is None or r.on <= on.isoformat()]
    direct = _between(usable, one, into)
    if direct is not None:
        return direct
    thirds = sorted({c for r in usable for c in (r.one, r.into)} - {one, into})
    steps = [(_between(usable, one, third), _between(usable, third, into)) for third in thirds]
    whole = [Used(a.factor * b.factor, (*a.by, *b.by)) for a, b in steps if a and b]
    return max(whole, key=lambda used: used.on, default=None)


def departs(known: Iterable[Rated], one: str, into: str, number: Decimal) -> Decimal | None:
    """How many times more, or less, a typed rate says than what is known; None where they are near, or nothing is."""
    before = rate(known, one, into)
    if before is None:
        return None
    times = max(number / before.factor, before.factor / number)
    return times if times > LIKELY else None


def _between(known: list[Rated], one: str, into: str) -> Used | None:
    """By the newest rate between the two, whichever way round it was typed; as typed, where both are of one day."""
    about = [r for r in known if {r.one, r.into} == {one, into}]
    newest = max(about, key=lambda r: (r.on, r.one == one), default=None)
    if newest is None:
        return None
    return Used(newest.rate if newest.one == one else 1 / newest.rate, (newest,))


def unrated(known: Iterable[Rated], currencies: Iterable[str], into: str) -> list[str]:
    """The currencies that cannot be compared with ``into``."""
    every = list(known)
    return sorted(c for c in set(currencies) if rate(every, c, into) is None)


def times(amount: int, factor: Decimal, one: str, into: str) -> int:
    """An amount in the smallest unit of ``one`` in that of ``into``, rounded half to even."""
    exact = Decimal(amount) * factor * Decimal(10) ** (digits(into) - digits(one))
    return int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))
