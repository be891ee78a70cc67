"""Borders: rules of entry and transit, and places to keep away from, entered by hand with their source and age.

Tables of entry rules are imported apart, as public data. No open table of transit visas exists, so those stand here.
Where no rule is known the answer is "unknown: ask", never "allowed". ``facts`` ships a few to begin with.
"""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Number, Record, Time, YesNo
from waystation.casework.words import _


class Transit(Record):
    """Whether holders of some passports need a visa to change planes in some countries."""

    countries: Annotated[list[str], About(_("Countries"), vocabulary="country", required=True)] = []
    passports: Annotated[list[str], About(_("Passports of"), vocabulary="country", help=_("All, if empty."))] = []
    answer: Annotated[str, About(_("Airside transit"), vocabulary="transit_answer", required=True)] = ""
    unless: Annotated[str, About(_("Not needed by those who hold"), help=_("For your own reading."))] = ""
    source: Annotated[str, About(_("Source"), required=True)] = ""
    as_of: Annotated[Date, About(_("As of"), required=True)] = None


class Hostile(Record):
    """A country through which nobody, or nobody with some passports, may be led."""

    country: Annotated[str, About(_("Country"), vocabulary="country", required=True)] = ""
    passports: Annotated[list[str], About(_("Passports of"), vocabulary="country", help=_("All, if empty."))] = []
    why: Annotated[str, About(_("Why"), long=True, required=True)] = ""
    source: Annotated[str, About(_("Source"), required=True)] = ""
    as_of: Annotated[Date, About(_("As of"), required=True)] = None


class Validity(Record):
    """How long a passport must still be good in some countries."""

    countries: Annotated[list[str], About(_("Countries"), vocabulary="country", required=True)] = []
    months: Annotated[Number, About(_("Months that the passport must still be good"), required=True)] = None
    after_leaving: Annotated[
        YesNo, About(_("Counted from when they leave again"), help=_("Otherwise from when they arrive."))
    ] = None
    source: Annotated[str, About(_("Source"), required=True)] = ""
    as_of: Annotated[Date, About(_("As of"), required=True)] = None


class Fare(Record):
    """One flight as a travel agent offers it. Who is to fly stands nowhere here, but what somebody asked an agent for
    tells which ways and days are thought of: so offers are sealed like the rules."""

    from_place: Annotated[str, About(_("Where from"), required=True, help=_("An airport's code."))] = ""
    to_place: Annotated[str, About(_("Where to"), required=True, help=_("An airport's code."))] = ""
    carrier: Annotated[str, About(_("Carrier and number"))] = ""
    departs: Annotated[Time, About(_("Departs"), required=True)] = None
    arrives: Annotated[Time, About(_("Arrives"), required=True)] = None
    price: Annotated[Number, About(_("Price"), required=True)] = None
    currency: Annotated[str, About(_("Currency"), vocabulary="currency", required=True)] = ""
    seats: Annotated[Number, About(_("Seats"))] = None
    until: Annotated[Date, About(_("Offer holds until"), required=True)] = None
    agent: Annotated[str, About(_("Travel agent"), help=_("Whose offer this is."))] = ""
    as_of: Annotated[Date, About(_("Offered on"))] = None


class Borders(Compartment):
    """Rules of transit and hostile places, for those who plan and check journeys."""

    transits: Annotated[dict[str, Transit], About(_("Transit rules"))] = {}
    hostile: Annotated[dict[str, Hostile], About(_("Hostile places"))] = {}
    validity: Annotated[dict[str, Validity], About(_("How long a passport must be good"))] = {}
    fares: Annotated[dict[str, Fare], About(_("Offers of travel agents"))] = {}
