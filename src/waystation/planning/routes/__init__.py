"""Finding lawful routes: from where somebody is to where they are admitted, over borders that their papers open.

    network = Network.of(airports, flights, land.borders, {}, rules)          # once
    for route in chosen(routes(network, traveller, Trip("TBS", "CA", day), rules)):
        route.way.risk, route.way.euros, route.way.minutes, route.way.legs, route.asked

``places`` reads the public tables, ``network`` makes arrays of them, ``lawful`` asks ``passage`` once for each country,
``bounds`` and ``search`` find every best way by risk, money, time and legs, and ``route`` has each checked again.
``together`` does so for a household and for all days of a window,
``proposal`` says what it proposes. Fares and hours are estimates; the routes of airlines are a map of what may exist.
Pure: no names, no clock, no disk.
"""

from waystation.planning.routes.lawful import Risks
from waystation.planning.routes.network import Network, Price
from waystation.planning.routes.proposal import Proposal
from waystation.planning.routes.route import Route, Trip, UnknownPlace, chosen, routes
from waystation.planning.routes.together import BadWindow, Window, excluded, proposals

__all__ = [
    "BadWindow", "Network", "Price", "Proposal", "Risks", "Route", "Trip", "UnknownPlace", "Window", "chosen",
    "excluded", "proposals", "routes",
]  # fmt: skip
