"""Proposed ways as the page shows them, on the map and in words; and a chosen one as legs of a journey.

    shown = shown_ways(network, found, people, today)      # stops, numbers, answers by leg
    rows = legs_of_journey(network, proposal, persons, first=3)

Hours and fares are estimates. A way by land stands in a country and not at a place: on the map it begins and ends at
the airport of that country from which, or to which, they go.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from waystation.casework.rates import Rated
from waystation.casework.travel.legs import Leg
from waystation.desk.routes import said
from waystation.desk.routes.offered import Fare, fare, named, offer_of
from waystation.desk.routes.said import country
from waystation.planning import passage
from waystation.planning.routes import Network, Proposal, proposal
from waystation.planning.routes.holding import EURO
from waystation.planning.routes.proposal import Said
from waystation.planning.routes.search import Way


@dataclass(frozen=True)
class ShownLeg:
    """One leg in words, what it costs, and every answer about it; ``where``: the name of the place at its end."""

    by_air: bool
    start: str
    end: str
    where: str
    airside: bool
    fare: Fare
    said: list[said.Said]


@dataclass(frozen=True)
class ShownWay:
    """One way. ``key`` names it when it is chosen; ``asked`` are the answers that are no plain yes, ``crossings`` the
    land borders of which nobody knows whether they are open. ``risk``: None where it is refused."""

    number: int
    key: str
    stops: list[str]
    days: str
    every_day: list[str]
    risk: int | None
    euros: int
    hours: str
    legs: list[ShownLeg]
    asked: list[said.Said]
    crossings: list[str]


@dataclass(frozen=True)
class Track:
    """A way as the map draws it: under its number, each leg in the colour of the way."""

    code: str
    legs: list[Leg]


def shown_ways(
    network: Network, found: Sequence[Proposal], people: Sequence[str], today: datetime.date,
    rates: list[Rated] | None = None,
) -> list[ShownWay]:  # fmt: skip
    """``rates``: by which offers in other currencies were compared."""
    return [_way(network, n, one, people, today, rates or []) for n, one in enumerate(found, 1)]


def _way(
    network: Network, n: int, one: Proposal, people: Sequence[str], today: datetime.date, rates: list[Rated]
) -> ShownWay:  # fmt: skip
    way = one.way
    legs = [_leg(network, k, leg, one, people, today, rates) for k, leg in enumerate(one.legs)]
    return ShownWay(
        n, key(network, one), stops(one), _days(one.days), [day.isoformat() for day in one.days],
        None if one.refusals else one.risk,
        sum(leg.fare.euros for leg in legs), f"{one.minutes // 60}:{one.minutes % 60:02}", legs,
        _said(one.asked, people, today), crossings(network, way),
    )  # fmt: skip


def _leg(
    network: Network,
    k: int,
    leg: passage.Leg,
    one: Proposal,
    people: Sequence[str],
    today: datetime.date,
    rates: list[Rated],
) -> ShownLeg:
    about = [s for s in one.said if s.verdict.leg == k]
    return ShownLeg(
        leg.transport == "air", _name(leg, "from"), _name(leg, "to"), _called(network, leg.to_place), leg.airside,
        fare(one, k, rates, today), _said(about, people, today),
    )  # fmt: skip


def stops(one: Proposal) -> list[str]:
    """The places of a way, one after the other."""
    return [_name(one.legs[0], "from"), *(_name(leg, "to") for leg in one.legs)] if one.legs else []


def refused(one: Proposal, people: Sequence[str], today: datetime.date) -> list[said.Said]:
    """Why the law closes this way."""
    return _said(one.refusals, people, today)


def _said(about: Sequence[Said], people: Sequence[str], today: datetime.date) -> list[said.Said]:
    """Answers in words; where they are not about everybody, with whom they are about."""

    def named(line: said.Said, whom: tuple[int, ...]) -> said.Said:
        return replace(line, rule=f"{', '.join(people[n] for n in whom)}: {line.rule}")

    shown = said.said((s.verdict for s in about), today)
    return [
        line if len(s.whom) == len(people) else named(line, s.whom) for line, s in zip(shown, about, strict=True)
    ]  # fmt: skip


def _days(days: Sequence[datetime.date]) -> str:
    """Days as spans: "2026-12-10 – 2026-12-14, 2026-12-20"."""
    spans: list[list[datetime.date]] = []
    for day in days:
        if spans and day - spans[-1][1] == datetime.timedelta(days=1):
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return ", ".join(str(a) if a == b else f"{a} – {b}" for a, b in spans)


def _name(leg: passage.Leg, end: str) -> str:
    """An airport's code and country; of the ground of a country its name."""
    code, land = (leg.from_place, leg.from_country) if end == "from" else (leg.to_place, leg.to_country)
    return country(code) if code == land else f"{code} ({country(land)})"


def _called(network: Network, code: str) -> str:
    """An airport's own name."""
    n = network.number.get(code)
    return network.airports[n].name if n is not None else country(code)


def crossings(network: Network, way: Way) -> list[str]:
    """The land borders on a way between countries that check them: no table says which crossings are open."""
    return [
        _("Whether the crossing from {one} to {other} is open to them: no table says.").format(
            one=country(one), other=country(other)
        )
        for one, other in proposal.crossings(network, way)
    ]


def key(network: Network, one: Proposal) -> str:
    """Names a way among those of the same question; on which of its days it begins is asked beside it."""
    return "|".join(f"{step.how}{step.start[0]}.{step.start[1]}-{step.end[0]}.{step.end[1]}" for step in one.way.steps)


# -- as a journey's legs -----------------------------------------------------------------------------------------------


def legs_of_journey(
    network: Network, one: Proposal, persons: list[str], first: int = 1
) -> list[dict[str, Any]]:  # fmt: skip
    """The rows of this way's legs, numbered from ``first``. ``persons``: empty for everybody."""
    legs, rows, estimated = one.legs, [], [step for step in one.way.steps if step.how != "border"]
    for k, leg in enumerate(legs):
        offer = offer_of(one, k)
        row: dict[str, Any] = {
            "number": first + k, "transport": leg.transport, "persons": persons, "from_country": leg.from_country,
            "to_country": leg.to_country, "departs": leg.departs.isoformat(timespec="minutes"),
            "arrives": leg.landed.isoformat(timespec="minutes"), "airside": leg.airside,
            "estimated": offer is None, "budget": offer.price if offer else estimated[k].euros,
            "currency": offer.currency if offer else EURO, "carrier": named(offer) if offer else "",
        }  # fmt: skip
        rows.append(row | _ends(network, legs, k))
    return rows


def _ends(network: Network, legs: Sequence[passage.Leg], k: int) -> dict[str, str]:
    """Both ends by name; where that is a country, with a point for the map."""
    ends = {}
    for end, code in (("from", legs[k].from_place), ("to", legs[k].to_place)):
        ends[f"{end}_place"] = code if code in network.number else country(code)
        if code not in network.number and (at := _near(network, legs, k, code)):
            ends[f"{end}_at"] = at
    return ends


def _near(network: Network, legs: Sequence[passage.Leg], k: int, land: str) -> str:
    """Where on the map the ground of a country lies: at the airport there that they come from or go to next, else
    amid its airports."""
    order = sorted(range(len(legs)), key=lambda n: abs(n - k))
    codes = [code for n in order for code in (legs[n].from_place, legs[n].to_place) if code in network.number]
    here = [a for code in codes if (a := network.airports[network.number[code]]).country == land]
    every = here[:1] or [a for a in network.airports if a.country == land]
    if not every:
        return ""
    return f"{sum(a.latitude for a in every) / len(every):.2f}, {sum(a.longitude for a in every) / len(every):.2f}"


def tracks(network: Network, found: Sequence[Proposal]) -> list[Track]:
    """The ways for the map."""
    made = []
    for n, one in enumerate(found, 1):
        rows = legs_of_journey(network, one, [])
        made.append(Track(_("Way {n}").format(n=n), [Leg(f"{n}.{k}", row, f"way{n}") for k, row in enumerate(rows)]))
    return made
