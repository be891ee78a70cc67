"""Settlement: from landing to a life. Reception, then goals with owners; up to 12 months, 24 for high need, 36 for
separated minors (IRCC Resettlement Assistance Program)."""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Record, Time, YesNo
from waystation.casework.words import _


class Goal(Record):
    """Something the person wants to reach, with an owner and a date."""

    area: Annotated[str, About(_("Area"), vocabulary="plan_goal", required=True)] = ""
    what: Annotated[str, About(_("Goal"), required=True)] = ""
    person: Annotated[str, About(_("Whose"), choices="persons")] = ""
    owner: Annotated[str, About(_("Who helps"), choices="members", required=True)] = ""
    due: Annotated[Date, About(_("By when"), required=True)] = None
    met_on: Annotated[Date, About(_("Met on"))] = None
    dropped: Annotated[YesNo, About(_("No longer wanted"))] = None


class Help(Record):
    """One settlement service or offer, taken up."""

    kind: Annotated[str, About(_("Service"), vocabulary="settlement_service", required=True)] = ""
    provider: Annotated[str, About(_("Who gives it"))] = ""
    person: Annotated[str, About(_("For whom"), choices="persons")] = ""
    since: Annotated[Date, About(_("From"))] = None
    until: Annotated[Date, About(_("To"))] = None


class Level(Record):
    """A language level in its own scale; CLB and CEFR have no official equivalence, so none is computed."""

    person: Annotated[str, About(_("Who"), choices="persons", required=True)] = ""
    language: Annotated[str, About(_("Language"), vocabulary="language", required=True)] = ""
    skill: Annotated[str, About(_("Skill"), vocabulary="language_skill", required=True)] = ""
    level: Annotated[str, About(_("Level"), vocabulary="language_level", required=True)] = ""
    scale: Annotated[str, About(_("Scale"), vocabulary="language_scale")] = ""
    on: Annotated[Date, About(_("Tested on"))] = None


class Helper(Record):
    """An interpreter, sponsor or flat-mate, checked for ties to the community that threatens."""

    who: Annotated[str, About(_("Who"), sensitive=True, required=True)] = ""
    does: Annotated[str, About(_("Helps as"))] = ""
    clear: Annotated[YesNo, About(_("No tie to the community that threatens"), required=True)] = None
    checked_on: Annotated[Date, About(_("Checked on"))] = None


class Settlement(Compartment):
    """Destination, reception, goals and helpers, for the settlement worker. The destination is itself a secret."""

    country: Annotated[str, About(_("Country"), vocabulary="country", required=True)] = ""
    city: Annotated[str, About(_("City"), sensitive=True)] = ""
    address: Annotated[str, About(_("New address"), sensitive=True)] = ""
    agency: Annotated[str, About(_("Reception agency"))] = ""
    sponsor: Annotated[str, About(_("Sponsor"), sensitive=True)] = ""
    worker: Annotated[str, About(_("Settlement worker"), choices="members", required=True)] = ""
    arrived_at: Annotated[Time, About(_("Arrived at"))] = None
    housed_on: Annotated[Date, About(_("Housed on"), required=True)] = None
    identity_on: Annotated[Date, About(_("Identity papers on"), required=True)] = None
    health_cover_on: Annotated[Date, About(_("Health cover on"), required=True)] = None
    bank_on: Annotated[Date, About(_("Bank account on"), required=True)] = None
    language_booked_on: Annotated[Date, About(_("Language test booked on"), required=True)] = None
    first_payment_on: Annotated[Date, About(_("First payment on"))] = None
    support_until: Annotated[Date, About(_("Support until"))] = None
    quiet_told: Annotated[
        YesNo, About(_("Told about media and group chats"), help=_("Nobody should appear in either."))
    ] = None
    goals: Annotated[dict[str, Goal], About(_("Goals"))] = {}
    services: Annotated[dict[str, Help], About(_("Services"))] = {}
    levels: Annotated[dict[str, Level], About(_("Language levels"))] = {}
    helpers: Annotated[dict[str, Helper], About(_("Interpreters, sponsors, flat-mates"))] = {}
    handed_over: Annotated[str, About(_("Handed over to"))] = ""
