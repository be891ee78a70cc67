"""Story: what happened and why. Never ask for intimate proof (UNHCR Guidelines on International Protection 9; CJEU,
A, B and C, C-148/13): a person says who they are, and the account is read for difference, stigma, shame and harm."""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Record, Time, YesNo
from waystation.casework.parts.evidence import Custody, Evidence
from waystation.casework.words import _


class Incident(Record):
    """One thing that was done to the person."""

    kind: Annotated[str, About(_("What happened"), vocabulary="incident_type", required=True)] = ""
    since: Annotated[Date, About(_("From"))] = None
    until: Annotated[Date, About(_("Until"))] = None
    place: Annotated[str, About(_("Where"), sensitive=True)] = ""
    actors: Annotated[list[str], About(_("Who did it"), vocabulary="actor")] = []
    account: Annotated[str, About(_("In their words"), long=True, sensitive=True)] = ""


class Threat(Record):
    """Somebody who threatens, or who must not learn of anything."""

    actor: Annotated[str, About(_("Who they are"), vocabulary="actor", required=True)] = ""
    who: Annotated[str, About(_("Name or description"), sensitive=True)] = ""
    relation: Annotated[str, About(_("Relation to the person"))] = ""
    knows: Annotated[str, About(_("What they know"), sensitive=True)] = ""
    in_service: Annotated[YesNo, About(_("In police or security"))] = None
    abroad: Annotated[str, About(_("Also reaches into"), vocabulary="country")] = ""


class Application(Record):
    """An earlier application for protection or a visa."""

    country: Annotated[str, About(_("Country"), vocabulary="country", required=True)] = ""
    on: Annotated[Date, About(_("When"))] = None
    decision: Annotated[str, About(_("Decision"), vocabulary="decision")] = ""
    reason: Annotated[str, About(_("Reason given"))] = ""


class Sign(Record):
    """A warning sign that this may be an impostor. It decides nothing: it asks somebody to look."""

    kind: Annotated[str, About(_("Warning sign"), vocabulary="warning_sign", required=True)] = ""
    reason: Annotated[str, About(_("What was noticed"), long=True, sensitive=True, required=True)] = ""
    seen_at: Annotated[Time, About(_("Noticed at"))] = None
    by: Annotated[str, About(_("Noticed by"), choices="members")] = ""
    looked_into: Annotated[
        str, About(_("What became of it"), long=True, help=_("Most signs have an innocent reason. Write which."))
    ] = ""


class Story(Compartment):
    """What happened to one person and who threatens them, for the verifier and the visa officer."""

    summary: Annotated[str, About(_("Summary"), long=True, sensitive=True, required=True)] = ""
    statement: Annotated[str, About(_("Statement"), long=True, sensitive=True)] = ""
    language: Annotated[str, About(_("Language of the statement"), vocabulary="language")] = ""
    for_government: Annotated[
        str, About(_("Statement for a government"), long=True, sensitive=True, help=_("Only what it must know."))
    ] = ""
    hidden_from: Annotated[
        list[str], About(_("Which members of the household may not read it"), sensitive=True, choices="persons")
    ] = []
    grounds: Annotated[
        list[str], About(_("Convention grounds"), vocabulary="convention_ground", sensitive=True, required=True)
    ] = []
    ground_words: Annotated[str, About(_("In their own words"), sensitive=True)] = ""
    incidents: Annotated[dict[str, Incident], About(_("What happened"))] = {}
    threats: Annotated[dict[str, Threat], About(_("Who threatens"))] = {}
    return_fear: Annotated[str, About(_("What they fear on return"), long=True, sensitive=True)] = ""
    earlier: Annotated[dict[str, Application], About(_("Earlier applications"))] = {}
    evidence: Annotated[dict[str, Evidence], About(_("Evidence"))] = {}
    custody: Annotated[dict[str, Custody], About(_("Custody of the evidence"))] = {}
    signs: Annotated[dict[str, Sign], About(_("Warning signs"))] = {}
