"""Settlement: from landing to a life. Reception, then goals with owners; up to 12 months, 24 for high need, 36 for
separated minors (IRCC Resettlement Assistance Program).

The travel desk drops an ``Arrival`` here and reads nothing; the counsellor drops a ``Referred``. What follows from an
arrival is in ``reception``, who may help in ``ties``, how far the plan is in ``goals``.
"""

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
    until: Annotated[Date, About(_("Until"))] = None
    source: Annotated[str, About(_("Offer or listing that it comes from"), acted=True, inner=True)] = ""


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
    kind: Annotated[str, About(_("Kind of helper"), vocabulary="helper_kind")] = ""
    origin: Annotated[str, About(_("Country they come from"), vocabulary="country")] = ""
    community: Annotated[
        str, About(_("Community they belong to"), sensitive=True, help=_("As they say it. Ask, and explain why."))
    ] = ""
    languages: Annotated[list[str], About(_("Languages"), vocabulary="language")] = []
    despite: Annotated[
        str, About(_("Why they may help in spite of a tie"), long=True, sensitive=True, help=_("Who knows them, how."))
    ] = ""
    assigned_on: Annotated[Date, About(_("Helps since"), acted=True)] = None


class Arrival(Record):
    """When and where the household lands: all that reception must know, and no more. The travel desk drops it here."""

    at: Annotated[Time, About(_("Lands at"), required=True)] = None
    country: Annotated[str, About(_("Country"), vocabulary="country", required=True)] = ""
    city: Annotated[str, About(_("City"), sensitive=True, required=True)] = ""
    zone: Annotated[str, About(_("Time zone there"), help=_("Like Europe/Vilnius or America/Toronto."))] = ""
    terminal: Annotated[str, About(_("Where to meet them"), sensitive=True)] = ""
    emergency: Annotated[YesNo, About(_("Emergency: nothing could be prepared"))] = None
    region: Annotated[
        str,
        About(_("Region"), sensitive=True, help=_("Province, state or land: its holidays may differ from others'.")),
    ] = ""


class Layover(Record):
    """A stop on the way. Reception is told of it, and who stays within reach (IRCC urgent protection, travel)."""

    place: Annotated[str, About(_("Where"), sensitive=True, required=True)] = ""
    arrives: Annotated[Time, About(_("Arrives"), required=True)] = None
    leaves: Annotated[Time, About(_("Leaves"))] = None
    with_them: Annotated[str, About(_("Who is there for them"), sensitive=True)] = ""


class Appointment(Record):
    """One appointment, with who goes along."""

    what: Annotated[str, About(_("What for"), required=True)] = ""
    at: Annotated[Time, About(_("When"), required=True)] = None
    place: Annotated[str, About(_("Where"), sensitive=True)] = ""
    person: Annotated[str, About(_("For whom"), choices="persons")] = ""
    owner: Annotated[str, About(_("Who goes along"), choices="members")] = ""
    kept: Annotated[YesNo, About(_("They went"))] = None


class Occupation(Record):
    """Training or work."""

    kind: Annotated[str, About(_("Kind"), vocabulary="occupation_kind", required=True)] = ""
    what: Annotated[str, About(_("What"), required=True)] = ""
    where: Annotated[str, About(_("Where"), sensitive=True)] = ""
    person: Annotated[str, About(_("Who"), choices="persons")] = ""
    since: Annotated[Date, About(_("From"))] = None
    until: Annotated[Date, About(_("Until"))] = None


class Handover(Record):
    """The plan goes to another organisation, which accepts it or not: until then the one before holds it."""

    to: Annotated[str, About(_("To which organisation"), required=True)] = ""
    on: Annotated[Date, About(_("On"), required=True)] = None
    note: Annotated[
        str, About(_("What they must know"), long=True, sensitive=True, help=_("What is open, and what is agreed."))
    ] = ""
    by: Annotated[str, About(_("Handed over by"), choices="members")] = ""
    accepted_on: Annotated[Date, About(_("Accepted on"))] = None
    accepted_by: Annotated[str, About(_("Who accepted it there"), sensitive=True)] = ""


class Allowance(Record):
    """A start-up allowance that they received. The money itself stands in Money."""

    kind: Annotated[str, About(_("Allowance"), vocabulary="start_up_allowance", required=True)] = ""
    person: Annotated[str, About(_("For whom"), choices="persons")] = ""
    received_on: Annotated[Date, About(_("Received on"))] = None


class Referred(Record):
    """That a person is referred to counselling, and agreed to that: nothing else of it leaves Health."""

    person: Annotated[str, About(_("Who"), choices="persons", required=True)] = ""
    on: Annotated[Date, About(_("On"), required=True)] = None
    agreed: Annotated[YesNo, About(_("They agreed"), required=True)] = None


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
    arrivals: Annotated[dict[str, Arrival], About(_("Arrivals"))] = {}
    layovers: Annotated[dict[str, Layover], About(_("Lay-overs"))] = {}
    away_country: Annotated[
        str, About(_("Keep away from people from"), vocabulary="country", help=_("Where those who threaten have kin."))
    ] = ""
    away_community: Annotated[str, About(_("Keep away from the community"), sensitive=True)] = ""
    away_languages: Annotated[
        list[str], About(_("Languages spoken only there"), vocabulary="language", help=_("Few outside speak them."))
    ] = []
    appointments: Annotated[dict[str, Appointment], About(_("Appointments"))] = {}
    occupations: Annotated[dict[str, Occupation], About(_("Training and work"))] = {}
    handovers: Annotated[dict[str, Handover], About(_("Hand-overs to an organisation"))] = {}
    counselling: Annotated[dict[str, Referred], About(_("Referred to counselling"))] = {}
    allowances: Annotated[dict[str, Allowance], About(_("Start-up allowances"))] = {}
