"""What the planner answers: a plan, what it costs, and what is proven of it."""

from dataclasses import dataclass, field

from waystation.planning.evaluate import Verdict
from waystation.planning.plans import Placement


@dataclass(frozen=True)
class SlotProof:
    """The best slots found, were people split among beds and moved for nothing: their tenths, and what any slots cost
    so at least. Who sleeps where cannot be better than that; the rest of a plan's gap is stays."""

    tenths: int
    bound: int

    @property
    def gap(self) -> float:
        return max(0, self.tenths - self.bound) / self.tenths if self.tenths else 0.0


@dataclass(frozen=True)
class Answer:
    """A good plan, what it costs, and what every plan costs at least. ``tenths`` and ``bound`` hold the price of change
    too, where one is asked. ``baselines``: cost of each in tenths. ``stage``: what found it. ``slots``: of everything
    together, what is proven of its slots alone."""

    plan: dict[str, Placement]
    verdict: Verdict
    tenths: int
    bound: int
    stage: str
    baselines: dict[str, int] = field(default_factory=dict)
    changed: int = 0
    slots: SlotProof | None = None

    @property
    def cost(self) -> float:
        return self.verdict.cost

    @property
    def gap(self) -> float:
        """How much less any plan could cost, as a part of this one's cost, at most."""
        return (self.tenths - self.bound) / self.tenths if self.tenths else 0.0

    @property
    def proven(self) -> bool:
        return self.tenths <= self.bound
