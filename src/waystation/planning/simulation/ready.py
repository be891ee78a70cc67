"""When those were ready who may have waited for a bed: imagined for each future, as likely as all others make it.

    ready = Ready(spells)               # all of one stage
    ready.imagined(rng)                 # the same spells, each with an age at which it was ready, or not yet

Of a spell in doubt (``Spell.doubt``) only a span of ages is known in which it was ready. How often each age and way is
the right one is Turnbull's self-consistent estimate (1976), with several ways out as Hudgens, Satten and Longini's
(2001): each spell is shared out among what it may have been, in proportion to the shares of all, until that changes
little. Each future then takes one possibility for each spell (imputation, as Wei and Tanner's of 1990), so that it
draws from times of the step itself and leaves the waiting to its queue.

Where nothing tells, because it was full from the first day on, a way is as quick as the other ways out of its stage.
"""

import random
from bisect import bisect_right
from itertools import accumulate, groupby

from waystation.planning.simulation.spells import Spell

ROUNDS = 40  # of sharing out; more change no age's share by a hundredth
Span = tuple[int, int]


class Ready:
    """``points``: ways and ages at which somebody may have been ready, sorted; after the last one stands "later than
    all". ``upto``: the share of all spells before each point."""

    def __init__(self, spells: list[Spell]):
        self.spells = spells
        doubted = {way for s in spells for way, _age in s.doubt}
        left = [s for s in spells if s.to]
        self.points = sorted({(s.to, s.days) for s in left} | {(way, s.days) for way in doubted for s in left})
        self.blocks = {
            way: (self._after(way, -1.0), self._after(way, float("inf")))
            for way, _points in groupby(self.points, key=lambda point: point[0])
        }
        self.spans = [self._spans(s) for s in spells]
        self.upto = self._estimate(len(self.points) + 1)

    def _spans(self, s: Spell) -> list[Span]:
        """The points at which this case may have been ready."""
        since = dict(s.doubt)
        if s.to:
            last = self._after(s.to, s.days)
            return [(min(last - 1, self._from(s.to, since.get(s.to, s.days))), last)]
        spans = [
            (self._from(way, since[way]) if way in since else self._after(way, s.days), end)
            for way, (_first, end) in self.blocks.items()
        ]
        return [*spans, (len(self.points), len(self.points) + 1)]

    def _from(self, way: str, age: float) -> int:
        """The first point after an age at which somebody was not ready; any, where they had only just come."""
        return self._after(way, age or -1.0)

    def _after(self, way: str, age: float) -> int:
        return bisect_right(self.points, (way, age))

    def _estimate(self, size: int) -> list[float]:
        shares = [1 / size] * size
        for _round in range(ROUNDS):
            upto = [0.0, *accumulate(shares)]
            steps = [0.0] * (size + 1)
            for spans in self.spans:
                more = 1 / max(1e-12, sum(upto[b] - upto[a] for a, b in spans))
                for a, b in spans:
                    steps[a] += more
                    steps[b] -= more
            shares = [share * max(0.0, more) / len(self.spans)
                      for share, more in zip(shares, accumulate(steps[:-1]), strict=True)]  # fmt: skip
        return [0.0, *accumulate(shares)]

    def imagined(self, rng: random.Random) -> list[Spell]:
        """In the order of the spells that it was made of."""
        return [self._one(s, spans, rng) if s.doubt else s for s, spans in zip(self.spells, self.spans, strict=True)]

    def _one(self, s: Spell, spans: list[Span], rng: random.Random) -> Spell:
        there = rng.random() * sum(self.upto[b] - self.upto[a] for a, b in spans)
        for first, end in spans:
            share = self.upto[end] - self.upto[first]
            if there < share:
                break
            there -= share
        at = min(end, max(first + 1, bisect_right(self.upto, self.upto[first] + there))) - 1
        way, age = self.points[at] if at < len(self.points) else ("", s.days)
        return Spell(age, way, s.case) if age <= s.days else Spell(s.days, "", s.case)
