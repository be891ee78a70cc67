"""Journey: legs, go or no-go, live check-ins, arrival. No name is kept here, only whether a ticket carries one.

Facts of ``papers`` that travel needs (dates, go or no-go) are repeated here by the travel desk, told by the visa desk.
Who said go and who stopped it are statements by hand (``going``); what an escort opens is a sheet of one leg
(``legsheet``); what a lawyer is told when somebody is held lies in ``held``.
"""

from typing import Annotated

from waystation.casework.byhand.clearance import Guarded
from waystation.casework.fields import About, Date, Number, Record, Time, YesNo
from waystation.casework.parts.contact import CheckIn, Step
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
    visas_from: Annotated[
        Date, About(_("Visas good from"), help=_("The first day on which all of them are; the visa officer knows it."))
    ] = None
    visas_entries: Annotated[str, About(_("Entries"), vocabulary="entries")] = ""


class Leg(Record):
    """One leg of the way."""

    number: Annotated[Number, About(_("Number"), required=True)] = None
    transport: Annotated[str, About(_("Transport"), vocabulary="transport", required=True)] = ""
    persons: Annotated[list[str], About(_("Who"), choices="persons")] = []
    from_place: Annotated[str, About(_("Where from"), required=True, help=_("An airport, station or crossing."))] = ""
    to_place: Annotated[str, About(_("Where to"), required=True)] = ""
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
    status: Annotated[str, About(_("Status"), vocabulary="leg_status", acted=True)] = ""
    airside: Annotated[
        YesNo, About(_("Stays behind the border at the end"), help=_("Changes planes there without passing control."))
    ] = None
    from_zone: Annotated[
        str, About(_("Time zone of the start"), help=_("Like Europe/Moscow. Known by itself for an airport's code."))
    ] = ""
    to_zone: Annotated[str, About(_("Time zone of the end"))] = ""
    from_at: Annotated[
        str, About(_("Start on the map"), help=_("Latitude and longitude, only where no airport's code says it."))
    ] = ""
    to_at: Annotated[str, About(_("End on the map"))] = ""
    meeting_point: Annotated[str, About(_("Meeting point"), sensitive=True)] = ""
    phrase: Annotated[str, About(_("Phrase to say there"), sensitive=True)] = ""
    escort_briefed: Annotated[YesNo, About(_("Escort is briefed"))] = None
    budget: Annotated[Number, About(_("Budget"), help=_("In whole units of the currency below."))] = None
    currency: Annotated[str, About(_("Currency"), vocabulary="currency")] = ""
    sheet: Annotated[str, About(_("Sheet for the escort"), acted=True, inner=True)] = ""
    estimated: Annotated[
        YesNo, About(_("Hours and price are estimates"), help=_("Until somebody looked them up or booked."))
    ] = None
    proposal: Annotated[str, About(_("Proposal that it came from"), acted=True, inner=True)] = ""
    replaced_by: Annotated[str, About(_("Proposal that took its place"), acted=True, inner=True)] = ""


class EmergencyCard(Record):
    """What an escort must know when somebody is ill."""

    person: Annotated[str, About(_("Who"), choices="persons", required=True)] = ""
    carries: Annotated[str, About(_("Carries these medicines"))] = ""
    emergency: Annotated[str, About(_("In an emergency"), long=True)] = ""


class Ruling(Record):
    """Where no rule is known, or a rule says no: who was asked, and what they said. Without one nobody goes."""

    leg: Annotated[str, About(_("Leg"), required=True, acted=True)] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country", required=True, acted=True)] = ""
    kind: Annotated[str, About(_("What was asked"), acted=True)] = ""
    allowed: Annotated[YesNo, About(_("They may travel"), acted=True)] = None
    source: Annotated[str, About(_("Who said so"), acted=True)] = ""
    on: Annotated[Date, About(_("As of"), acted=True)] = None


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
    ladder: Annotated[dict[str, Step], About(_("When they are silent"))] = {}
    check_ins: Annotated[dict[str, CheckIn], About(_("Check-ins"))] = {}
    cards: Annotated[dict[str, EmergencyCard], About(_("Emergency cards"))] = {}
    events: Annotated[dict[str, Event], About(_("On the way"))] = {}
    reception_told: Annotated[YesNo, About(_("Reception was told of arrival and lay-overs"), required=True)] = None
    landed_at: Annotated[Time, About(_("Landed at"))] = None
    met_by: Annotated[str, About(_("Met by"), choices="members")] = ""
    alias: Annotated[str, About(_("What escorts call them"), help=_("Never a legal name."))] = ""
    stop_number: Annotated[
        str, About(_("Number to call if they are stopped"), help=_("Answered day and night; escorts see it."))
    ] = ""
    reception: Annotated[
        str, About(_("Who meets them at the end"), choices="members", help=_("They open the last leg's arrival only."))
    ] = ""
    rulings: Annotated[dict[str, Ruling], About(_("Asked about the law"))] = {}
    arrival: Annotated[str, About(_("Sheet for reception"), acted=True, inner=True)] = ""
    duress_word: Annotated[
        str, About(_("Duress word"), sensitive=True, help=_("As in Contact, so that check-ins on the way know it."))
    ] = ""
