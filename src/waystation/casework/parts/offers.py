"""Offers: services at the destination, and what people of the community offer to those who arrive.

Services come and go as Open Referral HSDS (``hsds``); which offer suits whom is in ``offermatch``.
"""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Number, Record, YesNo
from waystation.casework.words import _


class Offer(Record):
    """Help that somebody of the community offers: never shown to who receives it before it is checked."""

    kind: Annotated[str, About(_("Kind of help"), vocabulary="settlement_service", required=True)] = ""
    what: Annotated[str, About(_("What they offer"), required=True)] = ""
    who: Annotated[str, About(_("Who"), sensitive=True, required=True)] = ""
    reach: Annotated[str, About(_("How to reach them"), sensitive=True)] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country")] = ""
    city: Annotated[str, About(_("City"))] = ""
    languages: Annotated[list[str], About(_("Languages"), vocabulary="language")] = []
    places: Annotated[Number, About(_("For how many people"))] = None
    from_day: Annotated[Date, About(_("From"))] = None
    until_day: Annotated[Date, About(_("Until"))] = None
    clear: Annotated[YesNo, About(_("No tie to the community that threatens"), required=True)] = None
    police_checked_on: Annotated[Date, About(_("Background checked on"))] = None
    references_on: Annotated[Date, About(_("References taken on"))] = None


class Listing(Record):
    """One service of the directory: the fields of HSDS 3 that people choose by. ``rest`` is the object as it came, so
    that nothing of it is lost when it goes out again."""

    kind: Annotated[str, About(_("Service"), vocabulary="settlement_service", required=True)] = ""
    name: Annotated[str, About(_("Name"), required=True)] = ""
    organisation: Annotated[str, About(_("Organisation"), required=True)] = ""
    what: Annotated[str, About(_("Description"), long=True)] = ""
    status: Annotated[str, About(_("Open or not"), vocabulary="listing_status")] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country")] = ""
    region: Annotated[str, About(_("Region"))] = ""
    city: Annotated[str, About(_("City"))] = ""
    address_line: Annotated[str, About(_("Street"))] = ""
    postcode: Annotated[str, About(_("Postal code"))] = ""
    languages: Annotated[list[str], About(_("Languages"), vocabulary="language")] = []
    interpreters: Annotated[str, About(_("Interpreters there"))] = ""
    phone: Annotated[str, About(_("Telephone"))] = ""
    email: Annotated[str, About(_("E-mail"))] = ""
    url: Annotated[str, About(_("Web page"))] = ""
    hours: Annotated[str, About(_("Opening hours"))] = ""
    apply: Annotated[str, About(_("How to apply"), long=True)] = ""
    fees: Annotated[str, About(_("What it costs"))] = ""
    eligible: Annotated[str, About(_("For whom"), long=True)] = ""
    least_age: Annotated[Number, About(_("From age"))] = None
    most_age: Annotated[Number, About(_("To age"))] = None
    checked_on: Annotated[Date, About(_("Checked on"))] = None
    hsds_id: Annotated[str, About(_("Identifier"), acted=True, inner=True)] = ""
    rest: Annotated[str, About(_("As it came"), long=True, acted=True, inner=True)] = ""


class Offers(Compartment):
    """Services and offers of help, for those who settle people in."""

    offers: Annotated[dict[str, Offer], About(_("Offers of help"))] = {}
    services: Annotated[dict[str, Listing], About(_("Service directory"))] = {}
