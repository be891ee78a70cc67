"""How long a case stays in a stage, and where it goes then: drawn from all that were there, also if they still are.

Whoever is still in a stage has been there for some days without leaving; leaving them out would draw only from the
quick. So the draw follows Aalen and Johansen's estimate (Kaplan and Meier's for several ways out): at each length of
time after which somebody left, the share leaving is that of those who had stayed so long. What is left over where the
longest still wait leaves at one constant rate, as Brown, Hollander and Korwar close Kaplan and Meier's curve (1974).

Few observations could be others just as well. Each future therefore gives every past case another weight (Rubin's
Bayesian bootstrap, 1981, exponential weights), so that bands widen where little is known.
"""

import random
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

LEAST = 5  # times that something must have happened before what is drawn from it is no longer named as thin
FALLBACK = 14.0  # days in a stage of which nothing is known: two weeks, and the stage stands among the thin ones


class Spell(NamedTuple):
    """Days of one case in a stage, and where it went; ``to`` is empty while it is still there. ``doubt``: by the ways
    in which it may have been ready before and waited, the age from which on."""

    days: float
    to: str
    case: int
    doubt: tuple[tuple[str, float], ...] = ()


def in_order(spells: Iterable[Spell]) -> list[Spell]:
    """Shortest first, those that left before those that stay."""
    return sorted(spells, key=lambda s: (s.days, not s.to))


class Clock:
    """One stage in one future. ``spells``: of all cases, ``in_order``;
    ``weights``: by case, one on average; ``usual``: where cases go of which none ever left."""

    def __init__(self, spells: list[Spell], weights: list[float], usual: str, rng: random.Random):
        self.times: list[float] = []
        self.ways: list[str] = []
        self.gone: list[float] = []  # the share that has left by each of the times
        stays, there = 1.0, sum(weights[s.case] for s in spells)
        out = spent = 0.0
        for days, to, case, _doubt in spells:
            weight = weights[case]
            if to:
                stays *= max(0.0, 1 - weight / there) if there > weight else 0.0
                self.times.append(days)
                self.ways.append(to)
                self.gone.append(1 - stays)
                out += weight
            there -= weight
            spent += weight * days
        if len(self.times) < LEAST:
            # So few leave a young stage although all will. Each counts as one mean wait, not as all waits together:
            # that would take everybody who has only just come for somebody who never goes.
            spent *= (len(self.times) + 1) / (len(spells) or 1)
        # A gamma prior worth one leaving in FALLBACK days: without it nobody would ever leave where nobody has.
        self.rate = max(1e-4, rng.gammavariate(out + 1, 1 / (FALLBACK + spent)))
        self.later = [s.to for s in spells if s.to] or [usual]

    def draw(self, rng: random.Random, spent: float = 0.0) -> tuple[float, str]:
        """Days in all, and where to, of a case that has been there for ``spent`` days."""
        n = bisect_right(self.times, spent) if spent else 0
        gone = self.gone[n - 1] if n else 0.0
        at = bisect_right(self.gone, gone + rng.random() * (1 - gone), n)
        if at < len(self.times):
            return self.times[at], self.ways[at]
        longest = max(spent, self.times[-1] if self.times else 0.0)
        return longest + rng.expovariate(self.rate), rng.choice(self.later)
