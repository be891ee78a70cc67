"""Shelter: stays in houses that are named by code name only, and the pick-ups between them."""

from typing import Annotated

from waystation.casework.byhand.clearance import Guarded
from waystation.casework.fields import About, Date, Record, Time, YesNo
from waystation.casework.words import _


class Stay(Record):
    """A bed in a house from one day to another. Every stay has a review date and a second house ready."""

    house: Annotated[str, About(_("House"), required=True, help=_("Its code name."))] = ""
    bed: Annotated[str, About(_("Bed"))] = ""
    persons: Annotated[list[str], About(_("Who"), choices="persons")] = []
    since: Annotated[Date, About(_("From"), required=True)] = None
    until: Annotated[Date, About(_("Until"))] = None
    received_at: Annotated[Time, About(_("Received at"))] = None
    left_at: Annotated[Time, About(_("Left at"))] = None
    left_for: Annotated[str, About(_("Reason to leave"), vocabulary="move_trigger")] = ""
    review_on: Annotated[Date, About(_("Review on"), required=True)] = None
    max_stay_on: Annotated[Date, About(_("Longest until"), help=_("Long stays raise exposure; rotate before."))] = None
    second_house: Annotated[str, About(_("Second house ready"), required=True)] = ""
    rules_told: Annotated[YesNo, About(_("House rules explained"))] = None
    owner: Annotated[str, About(_("Who is responsible"), choices="members")] = ""
    all_the_same: Annotated[str, About(_("Why all the same"), help=_("Where something spoke against this bed."))] = ""


class Pickup(Record):
    """One leg inside the country: only its escort and the two ends know of it."""

    at: Annotated[Time, About(_("When"), required=True)] = None
    meeting_point: Annotated[str, About(_("Where to meet"), sensitive=True)] = ""
    phrase: Annotated[
        str, About(_("Phrase"), sensitive=True, help=_("Both say their half before anybody gets in."))
    ] = ""
    transport: Annotated[str, About(_("Transport"), vocabulary="transport")] = ""
    escort: Annotated[str, About(_("Escort"), choices="members")] = ""
    persons: Annotated[list[str], About(_("Who"), choices="persons")] = []
    to_house: Annotated[str, About(_("To house"))] = ""
    status: Annotated[str, About(_("Status"), vocabulary="leg_status", required=True)] = ""
    abort: Annotated[str, About(_("If it goes wrong"))] = ""
    from_house: Annotated[str, About(_("From house"), help=_("Its code name, where a house is left in a hurry."))] = ""


class Card(Record):
    """What whoever is nearest must know when somebody is ill. Nothing more of the health file."""

    person: Annotated[str, About(_("Who"), choices="persons", required=True)] = ""
    medicines: Annotated[str, About(_("Medicines and when"), long=True, sensitive=True)] = ""
    allergies: Annotated[str, About(_("Allergies"))] = ""
    emergency: Annotated[str, About(_("In an emergency"), long=True)] = ""


class Outing(Record):
    """Going out: people have been lured away, so the time of return matters."""

    person: Annotated[str, About(_("Who"), choices="persons", required=True)] = ""
    out_at: Annotated[Time, About(_("Out at"), required=True)] = None
    back_by: Annotated[Time, About(_("Back by"), required=True)] = None
    back_at: Annotated[Time, About(_("Came back at"))] = None


class Worry(Record):
    """Something seen in or near the house about this household."""

    at: Annotated[Time, About(_("When"), required=True)] = None
    trigger: Annotated[str, About(_("What"), vocabulary="move_trigger", required=True)] = ""
    seen: Annotated[str, About(_("What was seen"), long=True)] = ""
    by: Annotated[str, About(_("Who reported it"), choices="members")] = ""
    all_clear_at: Annotated[Time, About(_("All clear at"))] = None


class Passage(Record):
    """When a household came and when it left, written by the host under the record of the stay."""

    came_at: Annotated[Time, About(_("Came at"), acted=True)] = None
    left_at: Annotated[Time, About(_("Left at"), acted=True)] = None
    by: Annotated[str, About(_("Who says so"), choices="members", acted=True)] = ""


class Shelter(Guarded):
    """Where the household sleeps, for the coordinator, the host of that stay and the escort of that leg. The host knows
    what to call them, needs and hours; nothing of visas or destination."""

    alias: Annotated[str, About(_("What the host calls them"), required=True)] = ""
    stays: Annotated[dict[str, Stay], About(_("Stays"))] = {}
    pickups: Annotated[dict[str, Pickup], About(_("Pick-ups"))] = {}
    cards: Annotated[dict[str, Card], About(_("Medication cards"))] = {}
    may_come: Annotated[str, About(_("Who may come"), sensitive=True, help=_("Nobody, if empty."))] = ""
    never_in: Annotated[str, About(_("Who may never come in"), sensitive=True)] = ""
    outings: Annotated[dict[str, Outing], About(_("Going out"))] = {}
    worries: Annotated[dict[str, Worry], About(_("Worries"))] = {}
    not_houses: Annotated[
        str,
        About(_("Houses too near to somebody who looks for them"), help=_("Code names, separated by commas.")),
    ] = ""
    smokes: Annotated[YesNo, About(_("Somebody of them smokes"))] = None
    smoke_free: Annotated[YesNo, About(_("Needs a house without smoke"))] = None
    passages: Annotated[dict[str, Passage], About(_("Came and left"))] = {}
