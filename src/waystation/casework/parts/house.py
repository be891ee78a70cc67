"""House: two compartments. Capacity says what it offers, under a code name; Address says where it is, to almost nobody.
Many shelters accept that neighbours learn of the house, and protect who is inside: plan for a leak."""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Number, Record, Time, YesNo
from waystation.casework.glass import Opening
from waystation.casework.words import _


class Bed(Record):
    """One bed."""

    name: Annotated[str, About(_("Bed"), required=True)] = ""
    room: Annotated[str, About(_("Room"), help=_("Beds in one room share it."))] = ""
    sleeps: Annotated[Number, About(_("Sleeps"))] = None
    out_from: Annotated[Date, About(_("Not usable from"))] = None
    out_until: Annotated[Date, About(_("Not usable to"))] = None


class HouseIncident(Record):
    """Something that may make the house unsafe."""

    at: Annotated[Time, About(_("When"), required=True)] = None
    trigger: Annotated[str, About(_("What"), vocabulary="move_trigger", required=True)] = ""
    detail: Annotated[str, About(_("Details"), long=True)] = ""
    by: Annotated[str, About(_("Who reported it"), choices="members")] = ""
    all_clear_at: Annotated[Time, About(_("All clear at"))] = None
    told_host: Annotated[
        str, About(_("What the host is told"), long=True, help=_("Who leaves when, a line each; never where to."))
    ] = ""


class Capacity(Compartment):
    """Beds, rules and status of a house under its code name, for the coordinator, its host and the director."""

    code_name: Annotated[str, About(_("Code name"), required=True)] = ""
    kind: Annotated[str, About(_("Kind of house"), vocabulary="house_kind")] = ""
    status: Annotated[str, About(_("Status"), vocabulary="house_status", required=True)] = ""
    host: Annotated[str, About(_("Host"), choices="members")] = ""
    beds: Annotated[dict[str, Bed], About(_("Beds"))] = {}
    from_day: Annotated[Date, About(_("Open from"))] = None
    until_day: Annotated[Date, About(_("Open to"))] = None
    max_stay_days: Annotated[Number, About(_("Longest stay in days"))] = None
    languages: Annotated[list[str], About(_("Languages of the host"), vocabulary="language")] = []
    step_free: Annotated[YesNo, About(_("No stairs"))] = None
    minors: Annotated[YesNo, About(_("Takes under 18s"))] = None
    animals: Annotated[str, About(_("Animals"))] = ""
    smoking: Annotated[YesNo, About(_("Smoking"))] = None
    not_for: Annotated[
        str, About(_("Not for"), help=_("Code names of cases with a tie to the host, separated by commas."))
    ] = ""
    rules: Annotated[str, About(_("House rules"), long=True, help=_("Few, and with their reasons."))] = ""
    review_on: Annotated[Date, About(_("Look at the house again on"), required=True)] = None
    host_rests_from: Annotated[Date, About(_("Host rests from"))] = None
    host_rests_until: Annotated[Date, About(_("Host rests to"))] = None
    incidents: Annotated[dict[str, HouseIncident], About(_("Incidents"))] = {}
    openings: Annotated[dict[str, Opening], About(_("Opened in an emergency"))] = {}


class Knower(Record):
    """Somebody outside the programme who knows the address: a landlord, a driver, a doctor."""

    who: Annotated[str, About(_("Who"), sensitive=True, required=True)] = ""
    why: Annotated[str, About(_("Why they know"))] = ""
    since: Annotated[Date, About(_("Since"))] = None


class Address(Compartment):
    """Where a house is, for the coordinator and its host. Members who opened it are known from their grants;
    outsiders who know it are listed here, so that a burned house has a full list."""

    street: Annotated[str, About(_("Address"), sensitive=True, required=True)] = ""
    city: Annotated[str, About(_("City"), sensitive=True)] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country")] = ""
    directions: Annotated[str, About(_("How to get in"), long=True, sensitive=True)] = ""
    meeting_point: Annotated[
        str, About(_("Meeting point"), sensitive=True, help=_("Escorts are given this and never the address."))
    ] = ""
    ways_out: Annotated[str, About(_("Ways out"), long=True, sensitive=True)] = ""
    hospital: Annotated[str, About(_("Nearest safe hospital"))] = ""
    cover: Annotated[str, About(_("What neighbours are told"), sensitive=True)] = ""
    outsiders: Annotated[dict[str, Knower], About(_("Outsiders who know it"))] = {}
    lease_until: Annotated[Date, About(_("Lease until"))] = None
