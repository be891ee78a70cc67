"""Needs: what everybody who helps must know of a household, and nothing that names anybody.

Results of sealed compartments are repeated here on purpose (the verification's, the outcome): one more field in a
shared compartment rather than a filtered view of a sealed one. A host opens this, so it says nothing of countries or
visas.
"""

from typing import Annotated

from waystation.casework.deletion import Deletion
from waystation.casework.fields import About, Compartment, Date, Number, Record, Time, YesNo
from waystation.casework.glass import Opening
from waystation.casework.words import _


class Person(Record):
    """One member of the household. Consent and outcome sit on the person (UNHCR Handbook 4.10: split decisions)."""

    letter: Annotated[str, About(_("Letter"), required=True, help=_("A, B, C: how lists name them."))] = ""
    age_band: Annotated[str, About(_("Age band"), vocabulary="age_band", required=True)] = ""
    languages: Annotated[list[str], About(_("Languages"), vocabulary="language", required=True)] = []
    relation: Annotated[str, About(_("Relation in the household"), vocabulary="relation")] = ""
    minor: Annotated[YesNo, About(_("Under 18"))] = None
    guardian: Annotated[
        str, About(_("Guardian"), choices="persons", help=_("For somebody under 18, with a best-interests note."))
    ] = ""
    best_interests: Annotated[str, About(_("Best-interests note"), long=True)] = ""
    specific_needs: Annotated[list[str], About(_("Specific needs"), vocabulary="specific_need")] = []
    outcome: Annotated[str, About(_("Outcome"), vocabulary="outcome")] = ""
    outcome_on: Annotated[Date, About(_("Outcome on"))] = None
    guardian_outside: Annotated[
        str, About(_("Guardian outside the household"), help=_("Their task, such as a social worker; never a name."))
    ] = ""


class Service(Record):
    """Something the household needs, and how soon."""

    kind: Annotated[str, About(_("Service"), vocabulary="service", required=True)] = ""
    person: Annotated[str, About(_("For whom"), choices="persons")] = ""
    within: Annotated[str, About(_("How soon"), vocabulary="service_timeframe")] = ""
    owner: Annotated[str, About(_("Who sees to it"), choices="members")] = ""
    given_at: Annotated[Time, About(_("Given at"))] = None


class Transition(Record):
    """Handing the case, or a part of the work, to somebody else."""

    kind: Annotated[str, About(_("Hand-over"), vocabulary="transition", required=True)] = ""
    to: Annotated[str, About(_("To whom"), choices="members")] = ""
    status: Annotated[str, About(_("Status"), vocabulary="transition_status", required=True)] = ""
    reason: Annotated[str, About(_("Reason"))] = ""


class PaymentAnswer(Record):
    """That a payment was decided on, for whoever asked for it and does not open Money. It says no amount."""

    payment: Annotated[str, About(_("Payment"), required=True, acted=True)] = ""
    answer: Annotated[str, About(_("Answer"), vocabulary="approval", acted=True)] = ""
    by: Annotated[str, About(_("By"), choices="members", acted=True)] = ""
    on: Annotated[Date, About(_("On"), acted=True)] = None


class Needs(Compartment):
    """Household, languages, risk, priority, plan and outcome, without names, for all who help the case."""

    persons: Annotated[dict[str, Person], About(_("Persons"))] = {}
    languages: Annotated[list[str], About(_("Languages"), vocabulary="language", required=True)] = []
    status: Annotated[str, About(_("Case status"), vocabulary="case_status")] = ""
    workflow: Annotated[str, About(_("Workflow"), vocabulary="workflow")] = ""
    eligibility: Annotated[str, About(_("Eligibility"), vocabulary="eligibility", required=True)] = ""
    eligibility_reason: Annotated[str, About(_("Why"), long=True)] = ""
    verification_result: Annotated[str, About(_("Verification"), vocabulary="verification_status", acted=True)] = ""
    interim_protection: Annotated[YesNo, About(_("Protect while we verify"), acted=True)] = None
    submission_category: Annotated[
        str, About(_("Primary category"), vocabulary="submission_category", help=_("For a submission to a country."))
    ] = ""
    second_category: Annotated[str, About(_("Secondary category"), vocabulary="submission_category")] = ""
    priority: Annotated[
        str, About(_("Priority now"), vocabulary="priority", required=True, help=_("Revised as things change."))
    ] = ""
    priority_by: Annotated[str, About(_("Priority decided by"), choices="members")] = ""
    submission_priority: Annotated[
        str, About(_("Priority at submission"), vocabulary="priority", help=_("Stays as it was submitted."))
    ] = ""
    risk_level: Annotated[str, About(_("Risk"), vocabulary="risk_level", required=True)] = ""
    risk_factors: Annotated[list[str], About(_("Risk factors"), vocabulary="risk_factor", required=True)] = []
    threat: Annotated[Number, About(_("Threat, 1 to 5"))] = None
    threat_why: Annotated[str, About(_("Why this threat"), long=True)] = ""
    vulnerability: Annotated[Number, About(_("Vulnerability, 1 to 5"))] = None
    vulnerability_why: Annotated[str, About(_("Why this vulnerability"), long=True)] = ""
    capacity: Annotated[Number, About(_("Capacity to stay safe, 1 to 5"))] = None
    capacity_why: Annotated[str, About(_("Why this capacity"), long=True)] = ""
    assessed_on: Annotated[Date, About(_("Risk assessed on"))] = None
    reassess_on: Annotated[Date, About(_("Assess again on"))] = None
    services: Annotated[dict[str, Service], About(_("Services"))] = {}
    grants: Annotated[list[str], About(_("Needs that a grant can meet"), vocabulary="defender_grant")] = []
    allergies: Annotated[str, About(_("Allergies"), help=_("Food, animals: what decides where they can sleep."))] = ""
    step_free: Annotated[YesNo, About(_("Needs no stairs"))] = None
    diet: Annotated[str, About(_("Food"))] = ""
    not_with: Annotated[
        str, About(_("May not share a house with"), help=_("Code names of other cases, separated by commas."))
    ] = ""
    not_with_why: Annotated[str, About(_("Why, in words that name nobody"))] = ""
    plan: Annotated[
        str, About(_("Plan"), long=True, required=True, help=_("Say nothing of countries or visas: hosts read this."))
    ] = ""
    plan_agreed: Annotated[YesNo, About(_("The person agrees with the plan"), required=True)] = None
    plan_by: Annotated[str, About(_("Plan by"), choices="members", required=True)] = ""
    plan_approved_by: Annotated[str, About(_("Plan approved by"), choices="members", required=True)] = ""
    review_on: Annotated[Date, About(_("Look at the plan again on"))] = None
    transitions: Annotated[dict[str, Transition], About(_("Hand-overs"))] = {}
    openings: Annotated[dict[str, Opening], About(_("Opened in an emergency"))] = {}
    closure_reason: Annotated[str, About(_("Reason for closure"), vocabulary="closure_reason")] = ""
    closed_by: Annotated[str, About(_("Closure by"), choices="members", acted=True)] = ""
    closure_approved_by: Annotated[str, About(_("Closure approved by"), choices="members", acted=True)] = ""
    retention: Annotated[str, About(_("Keep records for"), vocabulary="retention")] = ""
    delete_on: Annotated[Date, About(_("Delete on"))] = None
    origin_partner: Annotated[
        str,
        About(
            _("Partner in the country that they leave"),
            help=_("The organisation's name. Its access ends by keys when they have arrived."),
        ),
    ] = ""
    closed_on: Annotated[Date, About(_("Closed on"), acted=True)] = None
    closure_approves: Annotated[str, About(_("Proposal that was approved"), acted=True, inner=True)] = ""
    deletions: Annotated[dict[str, Deletion], About(_("Deletion"))] = {}
    payments_decided: Annotated[dict[str, PaymentAnswer], About(_("Payments decided"))] = {}
