"""The legal check of a journey: may this person, on these papers, pass these borders on these days? Pure: no names, no
clock, no disk.

    visa = Visa("CA", date(2026, 12, 1), date(2027, 3, 1), entries=1)
    who = Traveller("RU", visas=(visa,), valid_until=date(2030, 1, 1))
    legs = [
        Leg("air", "TBS", "IST", "GE", "TR", departs, arrives, airside=True),
        Leg("air", "IST", "YYZ", "TR", "CA", departs, arrives),
    ]
    for verdict in check(who, legs, rules):
        verdict.answer, verdict.rule, verdict.source, verdict.age_days(today)

``allowed`` is only ever said by a rule or a visa. Where none is known the answer is ``ask``; a page shows it as
"unknown: ask". ``worst(verdicts)`` is the answer for the whole journey. None of this is legal advice, nor fit to decide
a real journey without somebody who asked the authority concerned.

``journeys`` and ``rules`` are the nouns; ``permits``, ``transits`` and ``validity`` answer for one border; ``check``
walks a journey; ``changes`` says which journeys a new table breaks.
"""

from waystation.planning.passage.check import check
from waystation.planning.passage.journeys import PASSPORT, SCHENGEN, Leg, Traveller, Visa
from waystation.planning.passage.rules import EntryTable, HostilePlace, Rules, TransitRule, ValidityRule, Zone
from waystation.planning.passage.verdicts import Verdict, worst

__all__ = [
    "PASSPORT", "SCHENGEN", "EntryTable", "HostilePlace", "Leg", "Rules", "TransitRule", "Traveller", "ValidityRule",
    "Verdict", "Visa", "Zone", "check", "worst",
]  # fmt: skip
