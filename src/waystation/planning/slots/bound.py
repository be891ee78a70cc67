"""A proven lower bound of what any plan costs, from any prices.

    bound(options, shelter, prices)      # no plan that breaks no rule costs less, whatever the prices are

*Why it holds.* Take any plan that keeps all rules. Its cost is at least ``Σ cost(option) − Σ saved by beds``, where
moves are left out (they only add) and a person is counted in a bed in a week only if that bed is in an open house
that suits its needs. Charge each household the price of what it uses: of each place in its cell, what pays for it,
seat in its week, place to settle in its quarter, and of each bed-week. No list is overdrawn and no price is negative,
so what is charged in all is at most ``Σ price × room``; therefore

    cost(plan) ≥ Σ over households (cost(option) − saved + charged) − Σ price × room.

Each term of the first sum is at least the least over that household's options, where it takes the cheapest place it may
settle in, and a bed in exactly the weeks in which the cheapest suitable one costs less than it saves. That least is
computed here for all options at once, and nothing else about the plan is used. Separations, families that do not fit a
house, and moves can only make a plan dearer. Prices and sums are whole numbers, so no rounding enters.

How good the bound is depends on the prices: the best ones are the shadow prices of the linear program (Lagrangian
duality), which ``flow`` and ``master`` find. That they are found by floating-point solvers does not matter for the
proof.
"""

from dataclasses import dataclass

import numpy as np

from waystation.planning.slots.options import PLENTY, Ints, Options
from waystation.planning.slots.shelter import Shelter

SCALE = 1000  # prices are whole thousandths of a tenth: 5,000 people's bound loses less than 0.001 % by that


@dataclass
class Prices:
    """For one person each, in thousandths of a tenth: ``slots[cell]``, ``budgets[budget]``, ``seats[leave week]``,
    ``places[place, quarter]``, ``beds[set of kinds, week]``. Nothing negative."""

    slots: Ints
    budgets: Ints
    seats: Ints
    places: Ints
    beds: Ints

    @classmethod
    def none(cls, options: Options, shelter: Shelter) -> "Prices":
        shapes = options.cells, options.budgets, options.seats, options.room, shelter.beds
        return cls(*(np.zeros_like(s) for s in shapes))

    @classmethod
    def of(
        cls,
        options: Options,
        slots: np.ndarray,
        budgets: np.ndarray,
        seats: np.ndarray,
        places: np.ndarray,
        beds: np.ndarray,
    ) -> "Prices":
        """From tenths, as a solver found them: what is negative by an error of rounding becomes 0, and what nothing
        limits has no price."""
        whole = [np.maximum(0, np.rint(t * SCALE)).astype(np.int64) for t in (slots, budgets, seats, places, beds)]
        for price, room in zip(whole[1:4], (options.budgets, options.seats, options.room), strict=True):
            price[room >= PLENTY] = 0
        return cls(*whole)


def priced(options: Options, shelter: Shelter, prices: Prices) -> Ints:
    """What each option costs at these prices, beds used where they pay, in thousandths of a tenth."""
    o, h = options, options.household
    each = SCALE * o.cost - o.people * bed_worth(options, shelter, prices)
    served = o.programme >= 0
    per_person = np.zeros(o.count, np.int64)
    per_person[served] = prices.slots[o.cell[served]] + prices.budgets[o.budget[served]] + prices.seats[o.leave[served]]
    if o.settle_sets:
        cheapest = np.array([prices.places[list(s)].min(axis=0) for s in o.settle_sets])
        settled = o.settle >= 0
        per_person[settled] += cheapest[o.settle[settled], o.quarter[settled]]
    return each + o.people * per_person + _decided(options, shelter, prices)[h]


def bed_worth(options: Options, shelter: Shelter, prices: Prices) -> Ints:
    """What beds are worth to a person of each option beyond their price, from arrival to departure."""
    o, h = options, options.household
    summed = np.zeros((len(shelter.groups), o.weeks + 1), np.int64)
    summed[:, 1:] = _gain(shelter, prices).cumsum(axis=1)
    group = shelter.group[h]
    return summed[group, np.minimum(o.leave, o.weeks)] - summed[group, o.arrives[h]]


def _gain(shelter: Shelter, prices: Prices) -> Ints:
    """``gain[g, week]``: what a bed is worth to a person of the group beyond its price; nothing where none suits."""
    gain = np.zeros_like(shelter.arrived)
    for g in range(len(shelter.groups)):
        if shelter.fits[g].any():
            cheapest = prices.beds[shelter.fits[g]].min(axis=0)
            gain[g] = np.maximum(0, SCALE * shelter.worth[g] - cheapest)
    return gain


def _decided(options: Options, shelter: Shelter, prices: Prices) -> Ints:
    """Weeks of decided stays are saved for good and look for no other bed: for each household, added to its options."""
    added = np.zeros(len(options.households), np.int64)
    gain = _gain(shelter, prices) if shelter.decided else np.zeros((0, 0), np.int64)
    for h, week in shelter.decided:
        added[h] += options.size[h] * (gain[shelter.group[h], week] - SCALE * shelter.worth[shelter.group[h]])
    return added


def bound(options: Options, shelter: Shelter, prices: Prices, each: Ints | None = None) -> int:
    """Tenths that every plan costs at least. ``each``: what ``priced`` gave, if it is at hand."""
    each = priced(options, shelter, prices) if each is None else each
    least = int(np.minimum.reduceat(each, options.start[:-1]).sum()) if len(each) else 0
    lists = (
        (prices.slots, options.cells), (prices.budgets, options.budgets), (prices.seats, options.seats),
        (prices.places, options.room), (prices.beds, shelter.beds),
    )  # fmt: skip
    for price, room in lists:
        least -= int((price * np.where(room >= PLENTY, 0, np.maximum(room, 0))).sum())
    return -(-least // SCALE)
