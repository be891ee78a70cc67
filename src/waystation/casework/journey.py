"""Journey: legs, go or no-go, live check-ins, arrival. No name is kept here, only whether a ticket carries one.

Facts of ``papers`` that travel needs (dates, go or no-go) are repeated here by the travel desk, told by the visa desk.
"""

from typing import Annotated

from waystation.casework.clearance import Guarded
from waystation.casework.contact import CheckIn, Step
from waystation.casework.fields import About, Date, Number, Record, Time, YesNo
from waystation.casework.words import _


class Traveller(Record):
    """What the route depends on for one person."""

    person: Annotated[str, About(_("Who"), choices="persons", required=True)] = ""
    passport: Annotated[str, About(_("Passport of"), vocabulary="country", required=True)] = ""
    document: Annotated[str, About(_("Travels on"), vocabulary="document_type", required=True)] = ""
    use_by: Annotated[Date, About(_("Papers good until"), help=_("The earliest of all papers."))] = None
    visas: Annotated[list[str], About(_("Visas for"), vocabulary="country")] = []
    fit_to_fly: Annotated[YesNo, About(_("Fit to fly"))] = None
    accompanied: Annotated[YesNo, About(_("Must be accompanied"))] = None


class Leg(Record):
    """One leg of the way."""

    number: Annotated[Number, About(_("Number"), required=True)] = None
    transport: Annotated[str, About(_("Transport"), vocabulary="transport", required=True)] = ""
    persons: Annotated[list[str], About(_("Who"), choices="persons")] = []
    from_place: Annotated[str, About(_("From"), required=True, help=_("An airport, station or crossing."))] = ""
    to_place: Annotated[str, About(_("To"), required=True)] = ""
    from_country: Annotated[str, About(_("From country"), vocabulary="country")] = ""
    to_country: Annotated[str, About(_("To country"), vocabulary="country")] = ""
    departs: Annotated[Time, About(_("Departs"), required=True)] = None
    arrives: Annotated[Time, About(_("Arrives"))] = None
    carrier: Annotated[str, About(_("Carrier and number"))] = ""
    booking: Annotated[str, About(_("Booking reference"), sensitive=True)] = ""
    ticketed: Annotated[YesNo, About(_("Ticket in hand"))] = None
    name_on_ticket: Annotated[YesNo, About(_("The ticket carries a name"))] = None
    escort: Annotated[str, About(_("Escort"), choices="members")] = ""
    walks_to: Annotated[str, About(_("Walked as far as"), help=_("Check-in, passport control, the gate."))] = ""
    transit_told: Annotated[YesNo, About(_("Transit post was told"))] = None
    status: Annotated[str, About(_("Status"), vocabulary="leg_status", required=True)] = ""


class EmergencyCard(Record):
    """What an escort must know when somebody is ill."""

    person: Annotated[str, About(_("Who"), choices="persons", required=True)] = ""
    carries: Annotated[str, About(_("Carries these medicines"))] = ""
    emergency: Annotated[str, About(_("In an emergency"), long=True)] = ""


class Event(Record):
    """Something that happened on the way."""

    at: Annotated[Time, About(_("When"), required=True)] = None
    what: Annotated[str, About(_("What"), required=True)] = ""
    held: Annotated[YesNo, About(_("Held at the border"))] = None
    by: Annotated[str, About(_("Who reported it"), choices="members")] = ""


class Journey(Guarded):
    """The way out, for the travel desk, the coordinator and the escort of a leg."""

    travellers: Annotated[dict[str, Traveller], About(_("Travellers"))] = {}
    legs: Annotated[dict[str, Leg], About(_("Legs"))] = {}
    ready_until: Annotated[Date, About(_("All papers good until"), required=True)] = None
    papers_in_hand: Annotated[YesNo, About(_("Papers in hand"), required=True)] = None
    exit_check: Annotated[str, About(_("Exit check"), vocabulary="exit_check_answer", required=True)] = ""
    exit_check_until: Annotated[Date, About(_("Exit check good until"), required=True)] = None
    tickets: Annotated[YesNo, About(_("Tickets in hand"))] = None
    briefed: Annotated[
        YesNo, About(_("Briefed"), required=True, help=_("What to say, whom to call, when to stop."))
    ] = None
    device_ready: Annotated[
        YesNo, About(_("Phone prepared"), required=True, help=_("Plausible and clean; a wiped phone draws attention."))
    ] = None
    carries_only: Annotated[
        str, About(_("What they carry"), help=_("Own papers, one contact, nothing that names the programme."))
    ] = ""
    abort_plan: Annotated[str, About(_("If they are stopped"), long=True, required=True)] = ""
    lawyer: Annotated[str, About(_("Lawyer on call"), choices="members", required=True)] = ""
    go: Annotated[YesNo, About(_("Go"), required=True)] = None
    go_by: Annotated[str, About(_("Go given by"), choices="members", required=True)] = ""
    go_approved_by: Annotated[str, About(_("Go approved by"), choices="members", required=True)] = ""
    ladder: Annotated[dict[str, Step], About(_("When they are silent"))] = {}
    check_ins: Annotated[dict[str, CheckIn], About(_("Check-ins"))] = {}
    cards: Annotated[dict[str, EmergencyCard], About(_("Emergency cards"))] = {}
    events: Annotated[dict[str, Event], About(_("On the way"))] = {}
    reception_told: Annotated[YesNo, About(_("Reception was told of arrival and lay-overs"), required=True)] = None
    landed_at: Annotated[Time, About(_("Landed at"))] = None
    met_by: Annotated[str, About(_("Met by"), choices="members")] = ""
    confirmed_by_person: Annotated[
        YesNo, About(_("The person confirmed that they are safe"), help=_("In their mailbox or by the code word."))
    ] = None
    duress_word: Annotated[
        str, About(_("Duress word"), sensitive=True, help=_("As in Contact, so that check-ins on the way know it."))
    ] = ""
