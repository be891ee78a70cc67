"""What a person wants withheld, enforced: no country, no role, no recipient and no relative gets what they forbade.

    forbids_country(consent, {"a"}, "TR")        # raises Withheld where one of these people said: never this country
    forbids_role(consent, ["a"], "host", "needs")
    held_back(consent, "a", recipient="Ministry") # {"statement"}: nothing of it can enter a package for the Ministry

A limit holds until the person lifts it, and no field overrides it. Words alone (``what``, ``from_whom``) bind people;
what binds the program stands in ``facts``, ``role``, ``reader``, ``recipient`` and ``country``.
"""

from collections.abc import Iterable
from typing import Any

from waystation.casework.errors import CaseworkError
from waystation.casework.folds import State
from waystation.casework.words import _

EVERYTHING = "everything"
# The parts of a case that tell each fact. ``needs`` tells why by its risk factors and the reasons beside them.
TELLS = {
    "why": ("story", "verification", "needs"),
    "statement": ("story",),
    "identity": ("identity",),
    "documents": ("papers", "identity"),
    "family": ("needs",),
    "method": ("verification",),
}
TELLING = (
    "risk_factors", "threat_why", "vulnerability_why", "capacity_why", "submission_category", "second_category",
    "not_with_why", "eligibility_reason",
)  # fields of ``needs`` by which it says why; without them a host may open it  # fmt: skip


NEVER = _("They said: never this country. Only they can lift that.")


class Withheld(CaseworkError):
    """The person forbade this, and nobody else can allow it."""


def standing(consent: State, people: Iterable[str]) -> list[dict[str, Any]]:
    """The limits of these people that were not lifted."""
    mine = set(people)
    return [r for r in consent.rows("limits").values() if r.get("person") in mine and not r.get("ended_on")]


def never(consent: State, people: Iterable[str]) -> set[str]:
    """The countries that one of these people excluded."""
    return {str(row["country"]) for row in standing(consent, people) if row.get("country")}


def forbids_country(consent: State, people: Iterable[str], country: str | None) -> None:
    """Raises Withheld where one of these people excluded this country."""
    if country and country in never(consent, people):
        raise Withheld(NEVER)


def goes_to(papers: State, country: str) -> list[str]:
    """What in Papers names a country already and is not decided: records of applications and options."""
    rows = [*papers.rows("applications").items(), *papers.rows("options").items()]
    return [record for record, row in rows if row.get("country") == country and not row.get("decision")]


def held_back(consent: State, person: str, role: str = "", recipient: str = "") -> set[str]:
    """The facts (vocabulary ``withheld_fact``) that this person withholds from a role or a recipient."""
    found: set[str] = set()
    for row in standing(consent, [person]):
        to_role = bool(role) and row.get("role") == role
        to_recipient = bool(recipient) and plain(row.get("recipient")) == plain(recipient)
        if to_role or to_recipient:
            found.update(row.get("facts") or [EVERYTHING])
    return found


def forbids_role(consent: State, people: Iterable[str], role: str, compartment: str, needs: State | None) -> None:
    """Raises Withheld where a part would tell this role what one of these people withholds from it. ``needs`` tells
    why only as far as one of ``TELLING`` is filled in."""
    for person in people:
        forbids_facts(held_back(consent, person, role=role), compartment, needs)


def forbids_facts(facts: Iterable[str], compartment: str, needs: State | None) -> None:
    """Raises Withheld where a part would tell one of these facts."""
    for fact in facts:
        harmless = fact == "why" and compartment == "needs" and needs is not None and not _tells_why(needs)
        if telling(fact, [compartment]) and not harmless:
            raise Withheld(_("A person of this case withholds this from that role. Only they can lift that."))


def telling(fact: str, compartments: Iterable[str]) -> list[str]:
    """Those of these compartments that tell a fact; who withholds everything does so from each but Consent, in which
    that stands."""
    parts = TELLS.get(fact, ())
    return [c for c in compartments if c in parts or (fact == EVERYTHING and c != "consent")]


def _tells_why(needs: State) -> bool:
    return any(needs.get(name) not in (None, "", []) for name in TELLING)


def hidden_from(consent: State | None, story: State | None, owner: str) -> set[str]:
    """The members of the household who must not read what ``owner`` told: as said in Consent, or in the story."""
    found = set((story.get("hidden_from") or []) if story is not None else [])
    rows = standing(consent, [owner]) if consent is not None else []
    return found | {str(row["reader"]) for row in rows if row.get("reader")}


def plain(name: str | None) -> str:
    """A name as two people who mean the same write it."""
    return " ".join(str(name or "").split()).casefold()
