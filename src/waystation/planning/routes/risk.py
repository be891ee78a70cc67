"""What a way risks once it was walked: every question of the legal check costs, also those that the search cannot see.

    shown = risk(way.risk, [check(who, legs, rules) for who in people], crossings=1, risks=Risks())
    shown.border, shown.leaving

The search adds up what each country's law says of a border. Only the walk knows how long they wait for an offered
flight, by what they are inside a zone, and whether they are let out of where they begin. So the risk of a way is what
its answers add up to, and never less than what the search did. Leaving is the same for all ways that begin on one day:
it counts in what is shown, and puts no way before another.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from waystation.planning.passage.permits import ON_ARRIVAL
from waystation.planning.passage.verdicts import Verdict
from waystation.planning.routes.lawful import Risks


class Risk(NamedTuple):
    """``border``: of all that they pass on the way; ``leaving``: of being let out of where they begin."""

    border: int
    leaving: int


NONE = Risk(0, 0)


def risk(searched: int, said: Sequence[Iterable[Verdict]], crossings: int, risks: Risks) -> Risk:
    """``said``: the answers for each traveller; a border is as risky as to the one for whom it is riskiest.
    ``crossings``: how many land borders between countries that check them."""
    border: dict[int, int] = {}
    leaving = 0
    for answers in said:
        own: dict[int, int] = {}
        out = 0
        for verdict in answers:
            if verdict.kind == "exit":
                out += cost(verdict, risks)
            else:
                own[verdict.leg] = own.get(verdict.leg, 0) + cost(verdict, risks)
        leaving = max(leaving, out)
        for leg, points in own.items():
            border[leg] = max(border.get(leg, 0), points)
    return Risk(max(searched, sum(border.values()) + crossings * risks.border_asked), leaving)


def cost(verdict: Verdict, risks: Risks) -> int:
    """What one answer costs. Each border that is passed has one answer about the document."""
    points = risks.countries.get(verdict.country, 0) if verdict.kind == "document" else 0
    if verdict.answer == "ask":
        points += {
            "exit": risks.exit_asked, "transit": risks.transit_asked, "document": risks.document_asked,
        }.get(verdict.kind, risks.entry_asked)  # fmt: skip
    elif verdict.reason == ON_ARRIVAL:
        points += risks.on_arrival
    return points
