"""Pathways: the routes of countries to a visa, as data that those who work with them edit. They open and close over a
weekend, so each says where its facts come from and as of when."""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Number, Record, YesNo
from waystation.casework.words import _


class Pathway(Record):
    """One country's route. ``use_by_days`` and ``answer_days`` are its clocks; ``quota`` counts places a year."""

    name: Annotated[str, About(_("Pathway"), required=True)] = ""
    pathway: Annotated[str, About(_("Kind of pathway"), vocabulary="pathway", required=True)] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country", required=True)] = ""
    legal_basis: Annotated[str, About(_("Legal basis"), required=True)] = ""
    outside_origin: Annotated[
        YesNo, About(_("Only from outside their own country"), required=True, help=_("Not known is shown as: ask."))
    ] = None
    referrer: Annotated[str, About(_("Who must refer"))] = ""
    quota: Annotated[Number, About(_("Places a year"))] = None
    status: Annotated[str, About(_("Status"), vocabulary="pathway_status", required=True)] = ""
    status_on: Annotated[Date, About(_("Status since"), required=True)] = None
    conditions: Annotated[str, About(_("Conditions"), long=True)] = ""
    passport_months: Annotated[Number, About(_("Months that the passport must still be good"))] = None
    answer_days: Annotated[Number, About(_("Days until they answer"))] = None
    use_by_days: Annotated[Number, About(_("Days to use a grant"))] = None
    source: Annotated[str, About(_("Source"), required=True)] = ""
    as_of: Annotated[Date, About(_("As of"), required=True)] = None
    places: Annotated[
        Number,
        About(_("Places given out at a time"), help=_("What the plan counts on. Without it, the plan uses none.")),
    ] = None
    places_every: Annotated[Number, About(_("Weeks between"), help=_("1: every week."))] = None
    places_from: Annotated[Date, About(_("Places from"))] = None
    places_until: Annotated[Date, About(_("Places until"))] = None


class Pathways(Compartment):
    """What countries offer, for those who choose among it. It is no fact about anybody, and a secret all the same: the
    destination gives people away."""

    pathways: Annotated[dict[str, Pathway], About(_("Pathways"))] = {}
    seats_a_week: Annotated[
        Number, About(_("People who can be escorted out in a week"), help=_("Left empty, nothing limits them."))
    ] = None
