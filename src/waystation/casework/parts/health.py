"""Health: counselling, screening, medicines of one person. Cards for hosts and escorts live in ``shelter`` and
``journey``, that there is an acute risk in ``contact``, a referral in ``settlement``: the answers stay here."""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Number, Record, Time, YesNo
from waystation.casework.words import _


class Screening(Record):
    """One screening: only the score where a licence forbids the questions."""

    instrument: Annotated[str, About(_("Instrument"), vocabulary="screening_instrument", required=True)] = ""
    on: Annotated[Date, About(_("On"), required=True)] = None
    score: Annotated[Number, About(_("Score"), sensitive=True, required=True)] = None
    acute: Annotated[YesNo, About(_("Acute risk"), help=_("PHQ-9 item 9 above zero: call now."))] = None
    language: Annotated[str, About(_("Language"), vocabulary="language")] = ""
    voluntary: Annotated[YesNo, About(_("They chose to be screened"), required=True)] = None
    thermometer: Annotated[Number, About(_("Distress thermometer, 0 to 10"), sensitive=True)] = None
    by: Annotated[str, About(_("Counsellor"), choices="members")] = ""
    answers: Annotated[str, About(_("Answers"), acted=True, inner=True)] = ""


class Session(Record):
    """One meeting with a counsellor."""

    at: Annotated[Time, About(_("When"), required=True)] = None
    by: Annotated[str, About(_("Counsellor"), choices="members")] = ""
    note: Annotated[str, About(_("Note"), long=True, sensitive=True)] = ""
    next_at: Annotated[Time, About(_("Next"))] = None


class Medicine(Record):
    """One medicine."""

    name: Annotated[str, About(_("Medicine"), sensitive=True, required=True)] = ""
    dose: Annotated[str, About(_("Dose and times"))] = ""
    runs_out: Annotated[Date, About(_("Runs out on"))] = None


class Referral(Record):
    """Sent on to other care, with consent."""

    to: Annotated[str, About(_("To whom"), required=True)] = ""
    on: Annotated[Date, About(_("On"))] = None
    consented: Annotated[YesNo, About(_("They agreed"), required=True)] = None
    urgent: Annotated[YesNo, About(_("Urgent"))] = None
    answer: Annotated[str, About(_("What came of it"))] = ""


class Health(Compartment):
    """One person's health, for the counsellor only."""

    counsellor: Annotated[str, About(_("Counsellor"), choices="members")] = ""
    conditions: Annotated[str, About(_("Conditions"), long=True, sensitive=True)] = ""
    injuries: Annotated[
        str, About(_("Injuries and their record"), long=True, sensitive=True, help=_("As in the Istanbul Protocol."))
    ] = ""
    medicines: Annotated[dict[str, Medicine], About(_("Medicines"))] = {}
    allergies: Annotated[str, About(_("Allergies"))] = ""
    acute_risk: Annotated[
        YesNo, About(_("Acute risk now"), help=_("Tell the person on call that there is one, never the answers."))
    ] = None
    safety_plan: Annotated[str, About(_("Safety plan"), long=True, sensitive=True)] = ""
    fit_to_fly: Annotated[YesNo, About(_("Fit to fly"))] = None
    interpreter_clear: Annotated[YesNo, About(_("Interpreter has no tie to the community"))] = None
    screen_on: Annotated[Date, About(_("Offer a screening on"), help=_("About 30 days after arrival."))] = None
    screenings: Annotated[dict[str, Screening], About(_("Screenings"))] = {}
    sessions: Annotated[dict[str, Session], About(_("Sessions"))] = {}
    referrals: Annotated[dict[str, Referral], About(_("Referrals"))] = {}
