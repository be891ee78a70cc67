"""A programme whose true times and chances are known, for histories that are drawn from it."""

import random

from waystation.planning.simulation.history import History
from waystation.planning.simulation.model import simulate
from waystation.planning.simulation.spells import Spell
from waystation.planning.simulation.world import Kind, World

ROAD = {  # mean days in a stage, and how many of a few go where
    "S0": (1, {"S1": 9, "S12": 1}), "S1": (3, {"S2": 8, "S12": 2}), "S2": (6, {"S3": 9, "S12": 1}),
    "S3": (3, {"S4": 8, "S6": 2}), "S4": (1, {"S5": 1}), "S5": (18, {"S6": 9, "S12": 2}), "S6": (16, {"S7": 1}),
    "S7": (35, {"S8": 7, "refused": 3}), "refused": (10, {"S3": 6, "appeal": 2, "S12": 2}),
    "appeal": (30, {"S8": 1, "refused": 1}), "S8": (9, {"S9": 8, "missed": 2}),
    "missed": (6, {"S9": 8, "missed": 1, "S12": 1}), "S9": (2, {"S10": 19, "S5": 1}),
}  # fmt: skip
ANSWERS = {"S7": (280, 120), "appeal": (200, 200), "S8": (320, 80), "missed": (0, 0)}
MANY = 400  # spells of each stage: enough that the truth is nearly what they say
SIZES = (1, 1, 2, 4)


def world(beds=500, contacts=(2, 3, 4, 5, 6, 4, 3, 5, 4, 2, 7, 4, 3), **more):
    """The programme on its first day, with nobody on the road."""
    rng = random.Random(1)
    spells = {}
    for stage, (mean, ways) in ROAD.items():
        to = rng.choices(list(ways), list(ways.values()), k=MANY)
        spells[stage] = sorted(Spell(rng.gammavariate(3, mean / 3), to[n], n) for n in range(MANY))
    kinds = [Kind(size, ()) for size in SIZES]
    return World(0.0, MANY, spells, ANSWERS, list(contacts), kinds, [], beds, **more)


def history(seed, weeks=78, beds=500, contacts=None, **limits):
    """What such a programme told after so many weeks; ``contacts``: cases a week, of which each week has one number."""
    return happened(seed, weeks, beds, contacts, **limits)[0]


def happened(seed, weeks=78, beds=500, contacts=None, **limits):
    """The same, and what happened in truth, also what no history tells: who waited for what, by week."""
    told = []
    begun = world(beds, contacts, **limits) if contacts else world(beds, **limits)
    truth = simulate(begun, weeks, seed, told)
    cases = [[(stage, day) for stage, day in path if day <= 7 * weeks] for _kind, path in told]
    sizes = [kind.size for kind, _path in told]
    return History(cases, 7.0 * weeks, beds, sizes, ["refused", "missed"], **limits), truth
