"""Offers: services at the destination, and what people of the community offer to those who arrive."""

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


class Offers(Compartment):
    """Services and offers of help, for those who settle people in."""

    offers: Annotated[dict[str, Offer], About(_("Offers of help"))] = {}
