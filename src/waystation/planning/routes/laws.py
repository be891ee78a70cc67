"""The law of every country, kept for people who differ in visas only.

    laws = Laws(network, rules)
    laws.of(who, "GE", day)         # the same as ``lawful``, most of it worked out before

A visa changes the law of the countries that it is about, and of no other; so for each passport and day the whole is
asked once, with a visa for nowhere where they have any (an exception of a transit rule may turn on holding one), and
for each person only what their visas are about.
"""

import datetime
from dataclasses import replace

import numpy as np

from waystation.planning.passage.journeys import Traveller, Visa
from waystation.planning.passage.rules import Rules
from waystation.planning.routes.lawful import Lawful, Risks, lawful, of_country
from waystation.planning.routes.network import Ints, Network

NOWHERE = (Visa("-"),)  # no country and no zone has this name

_Key = tuple[Traveller, bool, datetime.date]


class Laws:
    """What was worked out for one network and one set of rules, for as long as this object lives."""

    def __init__(self, network: Network, rules: Rules, risks: Risks | None = None):
        self.network, self.rules, self.risks = network, rules, risks or Risks()
        self._bare: dict[_Key, Ints] = {}
        self._whole: dict[_Key, Lawful] = {}

    def of(self, who: Traveller, start: str, on: datetime.date) -> Lawful:
        """The law for this person, from a country, on a day. The same object for the same law of the same person."""
        who = replace(who, exit_check="", exit_check_until=None, may_stay_until=None)  # no matter of where they may be
        key = who, self.rules.zone(start) is not None, on
        if key not in self._whole:
            self._whole[key] = self._patched(key, start)
        return self._whole[key]

    def _patched(self, key: _Key, start: str) -> Lawful:
        who, from_zone, on = key
        bare = replace(who, visas=NOWHERE if who.visas else ()), from_zone, on
        if bare not in self._bare:
            law = lawful(self.network, bare[0], start, on, self.rules, self.risks)
            self._bare[bare] = np.stack((law.enter, law.transit, law.within, law.cross, law.uses))
        arrays = self._bare[bare].copy()
        for country in self._about(who):
            arrays[:, self.network.country_number[country]] = of_country(
                who, country, on, self.rules, self.risks, from_zone
            )
        return Lawful(*arrays)

    def _about(self, who: Traveller) -> set[str]:
        """The countries that a visa is about: of its zone, if there is one."""
        named = {visa.country for visa in who.visas}
        zones = [zone for zone in self.rules.zones if zone.name in named or named & zone.countries]
        every = named.union(*(zone.countries for zone in zones))
        return every & self.network.country_number.keys()
