"""The codes that may be typed about routes: every country of the vocabulary or of an imported table, every airport."""

from waystation.casework.vocabularies import vocabulary
from waystation.desk.routes import assembling, tables
from waystation.planning.routes.codes import Codes


def known() -> Codes:
    airports = tables.airports()
    named = {word.key for word in vocabulary("country")} | set(tables.land().names.values())
    countries = named | {airport.country for airport in airports.values()}
    return Codes(frozenset(countries), frozenset(zone.name for zone in assembling.zones()), airports)
