"""Small pictures of money, drawn on the server: plan and what is spent and bound against it; spending by purpose."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from waystation.casework.accounts import Converted, Line, Total, convert, grouped, shown
from waystation.casework.rates import Rated, digits

WIDTH = 100.0  # of a picture's own units, whatever its size on the page


@dataclass(frozen=True)
class Against:
    """Plan and reality of one budget, in words and as widths. ``over``: more than the plan is spent or bound."""

    currency: str
    plan: str
    spent: str
    bound: str
    spent_width: float
    bound_width: float
    plan_at: float
    over: bool
    converted: Converted

    @property
    def bound_from(self) -> float:
        return self.spent_width


def against(sums: Mapping[str, Total], budget: int, currency: str, rates: Iterable[Rated]) -> Against | None:
    """A budget in whole units against what is spent and bound, converted where rates are known; None without one."""
    if not currency or not budget:
        return None
    found, plan = convert(sums, currency, rates), budget * 10 ** digits(currency)
    full = max(plan, found.spent + found.bound, 1)
    return Against(
        currency, shown(plan, currency), shown(found.spent, currency), shown(found.bound, currency),
        round(WIDTH * found.spent / full, 2), round(WIDTH * found.bound / full, 2), round(WIDTH * plan / full, 2),
        found.spent + found.bound > plan, found,
    )  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """One group in one currency: amounts in words, widths against the largest in that currency."""

    key: str
    currency: str
    spent: str
    bound: str
    lines: int
    spent_width: float
    bound_width: float

    @property
    def bound_from(self) -> float:
        return self.spent_width


def bars(lines: Iterable[Line], by: Callable[[Line], str]) -> list[Bar]:
    """A bar for each group and currency. Currencies are never compared with each other."""
    groups: dict[str, dict[str, Total]] = grouped(lines, by)
    largest: dict[str, int] = {}
    for sums in groups.values():
        for currency, total in sums.items():
            largest[currency] = max(largest.get(currency, 1), total.spent + total.bound)
    return [_bar(key, currency, total, largest[currency]) for key, sums in groups.items()
            for currency, total in sums.items() if total.spent or total.bound]  # fmt: skip


def _bar(key: str, currency: str, total: Total, largest: int) -> Bar:
    return Bar(
        key, currency, shown(total.spent, currency), shown(total.bound, currency), total.lines,
        round(WIDTH * total.spent / largest, 2), round(WIDTH * total.bound / largest, 2),
    )  # fmt: skip


def sums_in_words(sums: Mapping[str, Total]) -> list[dict[str, Any]]:
    return [{"currency": c, "spent": shown(t.spent, c), "bound": shown(t.bound, c), "lines": t.lines}
            for c, t in sums.items()]  # fmt: skip
