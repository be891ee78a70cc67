"""The compartments: twenty-one kinds of sealed fact, in the order of the need-to-know matrix.

    kind = COMPARTMENTS["papers"]
    state = fold(kind.struct, statements, judge)

Retention counts from closure. Where a template policy exists it is followed (shelter papers three months, client
records a year); otherwise the least that the work needs.
"""

from dataclasses import dataclass
from typing import Literal

from waystation.casework.errors import UnknownField
from waystation.casework.fields import Compartment
from waystation.casework.parts.borders import Borders
from waystation.casework.parts.consent import Consent
from waystation.casework.parts.contact import Contact
from waystation.casework.parts.health import Health
from waystation.casework.parts.held import Held
from waystation.casework.parts.house import Address, Capacity
from waystation.casework.parts.identity import Identity
from waystation.casework.parts.journey import Journey
from waystation.casework.parts.legsheet import LegSheet
from waystation.casework.parts.money import Money
from waystation.casework.parts.needs import Needs
from waystation.casework.parts.offers import Offers
from waystation.casework.parts.papers import Papers
from waystation.casework.parts.pathways import Pathways
from waystation.casework.parts.plan import Plan
from waystation.casework.parts.rates import Rates
from waystation.casework.parts.settlement import Settlement
from waystation.casework.parts.shelter import Shelter
from waystation.casework.parts.story import Story
from waystation.casework.parts.verification import Verification
from waystation.casework.words import _


@dataclass(frozen=True)
class Kind:
    """One compartment. ``per_person``: each person has their own. ``safe``: the organisation's recovery safe may hold
    its key; where it may not, the facts are lost with their last reader, which is better than found by a stranger.
    ``retention_days`` after closure, None for no limit, and why (``retention_reason``)."""

    key: str
    label: str
    struct: type[Compartment]
    hint: str
    retention_days: int | None
    retention_reason: str
    subject: Literal["case", "house", "programme", "leg"] = "case"
    per_person: bool = False
    safe: bool = True


COMPARTMENTS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "contact", _("Contact"), Contact, _("How to reach them without harm."), 90,
            _("Code words and numbers endanger once nobody watches them."),
        ),
        Kind(
            "identity", _("Identity"), Identity, _("Legal name, birth, scans."), 365,
            _("Client records: at most one year."), per_person=True,
        ),
        Kind(
            "story", _("Story"), Story, _("What happened, and who threatens."), 365,
            _("Client records: at most one year; evidence longer only with consent."), per_person=True,
        ),
        Kind(
            "verification", _("Verification"), Verification, _("Means, doubts, decision."), 365,
            _("Sources and doubts endanger third people; a year answers complaints."),
        ),
        Kind(
            "needs", _("Needs"), Needs, _("Household, risk, priority, plan. No names."), 365,
            _("Client records: at most one year."),
        ),
        Kind(
            "shelter", _("Shelter"), Shelter, _("Stays and pick-ups, by code name."), 90,
            _("Shelter papers: at most three months after exit."),
        ),
        Kind(
            "papers", _("Papers"), Papers, _("Documents, pathways, applications, exit checks."), 365,
            _("Client records: at most one year; appeals need them."),
        ),
        Kind(
            "journey", _("Journey"), Journey, _("Legs, go or no-go, check-ins, arrival."), 90,
            _("A route that worked must not be read later."),
        ),
        Kind(
            "leg", _("Leg"), LegSheet, _("One leg, as its escort sees it."), 90,
            _("A route that worked must not be read later."), subject="leg",
        ),
        Kind(
            "held", _("Held"), Held, _("The name in the passport, shut until somebody is stopped."), 90,
            _("Needed while a lawyer works on it."),
        ),
        Kind(
            "health", _("Health"), Health, _("Counselling, screening, medicines."), 365,
            _("Client records: at most one year, unless the person asks for hand-over."), per_person=True, safe=False,
        ),
        Kind(
            "settlement", _("Settlement"), Settlement, _("Destination, goals, helpers."), 365,
            _("Client records: at most one year."),
        ),
        Kind(
            "money", _("Money"), Money, _("Payments, without names."), 2557,
            _("Accounts: seven years, without names."),
        ),
        Kind(
            "consent", _("Consent"), Consent, _("What may be shared, and what left."), 2557,
            _("Proof of what was agreed and of what left outlives the file."),
        ),
        Kind(
            "plan", _("Plan"), Plan, _("Pathways open to them, haste, and the slot decided."), 365,
            _("Client records: at most one year."),
        ),
        Kind(
            "capacity", _("Capacity"), Capacity, _("Beds, rules and status of a house."), 365,
            _("Needed to plan and to count nights."), subject="house",
        ),
        Kind(
            "address", _("Address"), Address, _("Where the house is."), 90,
            _("A closed house may shelter its host still."), subject="house", safe=False,
        ),
        Kind(
            "pathways", _("Pathways"), Pathways, _("What countries offer, and since when."), None,
            _("Reference data about countries, not about people."), subject="programme",
        ),
        Kind(
            "borders", _("Borders"), Borders, _("Transit rules and hostile places."), None,
            _("Reference data about countries, not about people."), subject="programme",
        ),
        Kind(
            "offers", _("Offers"), Offers, _("Help at the destination, and who checked it."), 365,
            _("Whoever offered help is told after a year that it is still kept."), subject="programme",
        ),
        Kind(
            "rates", _("Rates"), Rates, _("What currencies are worth, and who says so."), None,
            _("Reference data about countries, not about people."), subject="programme",
        ),
    )
}  # fmt: skip


# The word for each subject in addresses.
PLACES = {"case": "cases", "house": "houses", "programme": "programme", "leg": "legs"}
SUBJECTS = {place: subject for subject, place in PLACES.items()}


def compartment(key: str) -> Kind:
    """One kind. Raises UnknownField."""
    try:
        return COMPARTMENTS[key]
    except KeyError as error:
        raise UnknownField(_("There is no such compartment.")) from error
