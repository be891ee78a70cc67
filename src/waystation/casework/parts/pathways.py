"""Pathways: the routes of countries to a visa, as data that those who work with them edit. They open and close over a
weekend, so each says where its facts come from and as of when."""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Number, Record, Time, YesNo
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
    budget: Annotated[Number, About(_("Budget"))] = None
    budget_currency: Annotated[str, About(_("Currency of the budget"), vocabulary="currency")] = ""
    places: Annotated[
        Number,
        About(_("Places given out at a time"), help=_("What the plan counts on. Without it, the plan uses none.")),
    ] = None
    places_every: Annotated[Number, About(_("Weeks between"), help=_("1: every week."))] = None
    places_from: Annotated[Date, About(_("Places from"))] = None
    places_until: Annotated[Date, About(_("Places until"))] = None
    cost_each: Annotated[
        Number, About(_("What one person costs"), help=_("In the currency of the budget: tickets, fees, first months."))
    ] = None
    budget_month: Annotated[
        Number, About(_("Budget a month"), help=_("The plan gives no more places in a month than this pays for."))
    ] = None


class Town(Record):
    """Where people can settle: room for so many in a quarter, and for whom it suits. Without any in a country, the plan
    takes it that people can settle there."""

    name: Annotated[str, About(_("Where they settle"), required=True)] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country", required=True)] = ""
    places: Annotated[Number, About(_("People it takes in a quarter of a year"), required=True)] = None
    languages: Annotated[
        list[str], About(_("Languages spoken there"), vocabulary="language", help=_("None named: any language."))
    ] = []
    services: Annotated[list[str], About(_("Services there"), vocabulary="settlement_service")] = []
    from_day: Annotated[Date, About(_("From"))] = None
    until_day: Annotated[Date, About(_("Until"))] = None


class Recipient(Record):
    """An authority to which packages are sealed. Its key counts once two members compared the fingerprint aloud with
    somebody there: ``first_saw`` and ``second_saw`` are the fingerprints that they heard, each stated by their own hand
    (``recipients``)."""

    name: Annotated[str, About(_("Authority"), required=True)] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country", required=True)] = ""
    key: Annotated[
        str,
        About(_("Public key"), long=True, required=True, help=_("An age recipient (age1…), or an OpenPGP public key.")),
    ] = ""
    handed: Annotated[str, About(_("How packages are handed over"))] = ""
    retired: Annotated[YesNo, About(_("No longer used"))] = None
    first_by: Annotated[str, About(_("Fingerprint compared by"), choices="members", acted=True)] = ""
    first_saw: Annotated[str, About(_("Fingerprint that they heard"), acted=True)] = ""
    second_by: Annotated[str, About(_("And by"), choices="members", acted=True)] = ""
    second_saw: Annotated[str, About(_("Fingerprint that the second heard"), acted=True)] = ""


class Sending(Record):
    """One package, from the wish to send it to the receipt: counts and fingerprints, no case and nobody's
    facts: those who read here must not learn who goes where. ``content``: what a second member agreed to."""

    recipient: Annotated[str, About(_("To whom"), required=True, acted=True)] = ""
    persons: Annotated[Number, About(_("People"), acted=True)] = None
    fields: Annotated[Number, About(_("Number of fields"), acted=True)] = None
    asked_by: Annotated[str, About(_("Asked for by"), choices="members", acted=True)] = ""
    asked_at: Annotated[Time, About(_("Asked for at"), acted=True)] = None
    agreed_by: Annotated[str, About(_("Agreed by"), choices="members", acted=True)] = ""
    agreed_at: Annotated[Time, About(_("Agreed at"), acted=True)] = None
    sent_by: Annotated[str, About(_("Who sent it"), choices="members", acted=True)] = ""
    sent_at: Annotated[Time, About(_("Sent at"), acted=True)] = None
    sha256: Annotated[str, About(_("Fingerprint of the file (SHA-256)"), acted=True)] = ""
    received_on: Annotated[Date, About(_("Received on"), acted=True)] = None
    receipt: Annotated[str, About(_("Receipt"), acted=True)] = ""
    content: Annotated[str, About(_("Fingerprint of what was agreed to (SHA-256)"), acted=True)] = ""


class StatusChange(Record):
    """One change of a pathway's status, by an act: the history that is told to everybody whom it touches."""

    pathway: Annotated[str, About(_("Pathway"), required=True, acted=True)] = ""
    status: Annotated[str, About(_("Status"), vocabulary="pathway_status", required=True, acted=True)] = ""
    before: Annotated[str, About(_("Status before"), vocabulary="pathway_status", acted=True)] = ""
    before_on: Annotated[Date, About(_("Status before, since"), acted=True)] = None
    on: Annotated[Date, About(_("From when"), acted=True)] = None
    reason: Annotated[str, About(_("Why"), acted=True)] = ""
    at: Annotated[Time, About(_("When"), acted=True)] = None
    by: Annotated[str, About(_("By"), choices="members", acted=True)] = ""
    undoes: Annotated[str, About(_("Takes back"), acted=True)] = ""


class Pathways(Compartment):
    """What countries offer, for those who choose among it. It is no fact about anybody, and a secret all the same: the
    destination gives people away."""

    pathways: Annotated[dict[str, Pathway], About(_("Pathways"))] = {}
    changes: Annotated[dict[str, StatusChange], About(_("Changes of status"))] = {}
    seats_a_week: Annotated[
        Number, About(_("People who can be escorted out in a week"), help=_("Left empty, nothing limits them."))
    ] = None
    recipients: Annotated[dict[str, Recipient], About(_("Authorities and their keys"))] = {}
    sendings: Annotated[dict[str, Sending], About(_("Packages"))] = {}
    towns: Annotated[dict[str, Town], About(_("Where people can settle"))] = {}
    bed_cost: Annotated[Number, About(_("What one more bed costs a week"))] = None
    seat_cost: Annotated[Number, About(_("What one more escorted seat costs"))] = None
    plan_currency: Annotated[str, About(_("Currency of these two"), vocabulary="currency")] = ""
