"""Small invented networks, tables and travellers; and an enumerator of routes that shares nothing with the search.

The enumerator walks every way of at most so many legs by plain recursion over words, asks the law at each border as it
comes, and keeps what no other way beats. It knows no bounds, no arrays, no order of the heap.
"""

import random
from datetime import date, timedelta

from waystation.planning.passage import EntryTable, HostilePlace, Rules, TransitRule, Traveller, Visa, Zone
from waystation.planning.passage.permits import entering
from waystation.planning.passage.rules import WORDS
from waystation.planning.passage.validity import good_enough
from waystation.planning.routes.lawful import MOST_MINUTES, Risks, asked_transit
from waystation.planning.routes.network import BORDER, TO_AIRPORT, TO_GROUND, Network, Price
from waystation.planning.routes.places import Airport

COUNTRIES = ("AA", "BB", "CC", "DD", "EE", "FF")
ON = date(2026, 12, 10)
LAST = date(2026, 12, 12)
RISKS = Risks(countries={"CC": 7})


class World:
    """One of endless many, by its seed."""

    def __init__(self, seed):
        dice = self.dice = random.Random(seed)
        self.airports = {}
        for n in range(dice.randint(4, 9)):
            code = f"Q{chr(65 + n)}X"
            where = dice.uniform(-60, 60), dice.uniform(-170, 170)
            self.airports[code] = Airport(code, code, "", dice.choice(COUNTRIES), *where)
        codes = sorted(self.airports)
        pairs = [(a, b) for a in codes for b in codes if a != b and dice.random() < 0.45]
        self.prices = {pair: Price(dice.randint(2, 30) * 10, dice.randint(4, 40) * 15) for pair in pairs}
        some = [pair for pair in ((a, b) for a in COUNTRIES for b in COUNTRIES if a < b) if dice.random() < 0.3]
        self.borders = {pair for a, b in some for pair in ((a, b), (b, a))}
        self.rules, self.who = self.law(), self.traveller()
        self.network = Network.of(self.airports, self.prices, self.borders, self.prices, self.rules)

    def law(self):
        dice = self.dice
        words = [word for word in WORDS if word != "-1"] + ["30", "90", "visa free", "visa free"]
        table = {p: {d: "-1" if d == p else dice.choice(words) for d in COUNTRIES if dice.random() < 0.85}
                 for p in COUNTRIES[:2]}  # fmt: skip
        zone = Zone("SCHENGEN", frozenset(dice.sample(COUNTRIES, dice.choice((0, 2, 3)))))
        answers = ("free", "visa", "never", "ask")
        passports = (frozenset(), frozenset({"AA"}), frozenset({"BB"}))
        named = (*COUNTRIES, "SCHENGEN")
        transits = [TransitRule(dice.choice(named), dice.choice(answers), dice.choice(passports)) for _n in range(4)]
        hostile = [HostilePlace(dice.choice(COUNTRIES), dice.choice(passports))] if dice.random() < 0.4 else []
        return Rules(EntryTable(table), tuple(transits), tuple(hostile), zones=(zone,))

    def traveller(self):
        dice = self.dice
        visas = []
        for _n in range(dice.choice((0, 1, 1, 2))):
            since = ON + timedelta(days=dice.choice((-30, -1, 2, 20)))
            until = since + timedelta(days=dice.choice((3, 25, 90)))
            visas.append(Visa(dice.choice((*COUNTRIES, "SCHENGEN")), since, until, dice.choice((0, 1, 1, None)),
                              transit_only=dice.random() < 0.2))  # fmt: skip
        good = dice.choice((date(2036, 1, 1), date(2027, 2, 1), ON + timedelta(days=2), None))
        return Traveller(
            dice.choice(COUNTRIES[:2]), dice.choice(("foreign_passport",) * 3 + ("icrc_etd",)), tuple(visas), good,
            home=dice.choice(("", "", "FF")),
        )  # fmt: skip

    def ends(self):
        """A start and a goal: airports with flights, or countries."""
        places = [*self.network.number, *self.network.country_number]
        return self.dice.choice(places), self.dice.choice(places)


# -- the enumerator ----------------------------------------------------------------------------------------------------


def enumerated(world, start, goal, most_legs):
    """The best (risk, euros, minutes, legs) of all ways, as a set."""
    ends = set()
    first = ("land", start) if start in world.airports else ("ground", start)
    begun = world.airports[start].country if start in world.airports else start
    _walk(world, first, (0, 0, 0, 0), frozenset(), begun, goal, most_legs, ends, set())
    return {one for one in ends if not any(other != one and all(b <= a for a, b in zip(one, other, strict=True))
                                           for other in ends)}  # fmt: skip


def _walk(world, at, cost, used, begun, goal, most_legs, ends, seen):
    kind, name = at
    here = world.airports[name].country if name in world.airports else name
    if kind in ("land", "ground") and goal in (name, here if kind == "land" else None):
        ends.add(cost)
        return
    if (at, cost, used) in seen:
        return
    seen.add((at, cost, used))
    for there, risk, price, legs, new in _moves(world, at, here, begun):
        if risk is None or cost[3] + legs > most_legs or new & used or cost[2] + price[1] > MOST_MINUTES:
            continue
        after = (cost[0] + risk, cost[1] + price[0], cost[2] + price[1], cost[3] + legs)
        _walk(world, there, after, used | new, begun, goal, most_legs, ends, seen)


def _moves(world, at, here, begun):
    """(place, risk or None for refused, (euros, minutes), legs, visas used up)."""
    kind, name = at
    none = frozenset()
    if kind == "air":
        risk, visas = _entry(world, here)
        yield ("land", name), risk, (0, 0), 0, visas
        yield ("gate", name), _changing(world, here), (0, 0), 0, none
    elif kind == "land":
        yield ("gate", name), 0, (0, 0), 0, none
        yield ("ground", here), 0, TO_GROUND, 0, none
    elif kind == "ground":
        for code in world.network.number:
            if world.airports[code].country == here:
                yield ("land", code), 0, TO_AIRPORT, 1, none
        for _here, other in (pair for pair in world.borders if pair[0] == here):
            if world.rules.same(here, other):
                yield ("ground", other), _within(world, other, begun), BORDER, 1, none
            else:
                risk, visas = _entry(world, other)
                yield ("ground", other), None if risk is None else risk + RISKS.border_asked, BORDER, 1, visas
    if kind in ("land", "gate"):
        for (start, end), price in world.prices.items():
            other = world.airports[end].country
            inside = world.rules.same(here, other)
            if start == name and inside == (kind == "land"):
                risk = 0 if here == other else _within(world, other, begun) if inside else _there(world, other)
                yield ("land" if inside else "air", end), risk and None if not inside and risk is None else (
                    risk if inside else 0), (price.euros, price.minutes), 1, none  # fmt: skip


def _there(world, country):
    """None where one must not be at all."""
    who, rules = world.who, world.rules
    hostile = any(p.country == country and (not p.passports or who.passport in p.passports) for p in rules.hostile)
    paper = good_enough(who, country, LAST, None, rules).answer
    if country == who.flees or hostile or paper == "refused":
        return None
    return RISKS.countries.get(country, 0) + (RISKS.document_asked if paper == "ask" else 0)


def _permits(world, country):
    """The law's word on each of the three days."""
    return [entering(world.who, country, (ON + timedelta(days=n),), {}, world.rules) for n in range(3)]


def _entry(world, country):
    who, here, permits = world.who, _there(world, country), _permits(world, country)
    answers = {permit.answer for permit in permits}
    if here is None or "refused" in answers:
        return None, frozenset()
    worst = next(p for p in permits if p.answer == ("ask" if "ask" in answers else "allowed"))
    arrival = worst.visa is None and world.rules.entry.rule(who.passport, country) == "visa on arrival"
    few = frozenset(p.visa for p in permits if p.visa is not None and who.visas[p.visa].entries != 0)
    return here + (RISKS.entry_asked if "ask" in answers else 0) + (RISKS.on_arrival if arrival else 0), few


def _within(world, country, begun):
    here = _there(world, country)
    if here is None:
        return None
    lawful = all(permit.answer == "allowed" for permit in _permits(world, country))
    return here + (RISKS.entry_asked if not lawful or world.rules.zone(begun) else 0)


def _changing(world, country):
    here = _there(world, country)
    zone = world.rules.zone(country)
    about = [r for r in world.rules.transits if r.country in (country, zone.name if zone else None)]
    named = [r for r in about if world.who.passport in r.passports] or [r for r in about if not r.passports]
    answer = asked_transit(world.who, country, ON, world.rules).answer
    if here is None or answer == "refused" or any(r.answer == "never" for r in named):
        return None
    return here + (RISKS.transit_asked if answer == "ask" else 0)
