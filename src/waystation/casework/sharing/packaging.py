"""Packages: which facts about a person an authority may be given, which it needs, and under which consent.

    facts = gathered("a", states, identity, story)      # what these keys open, by item
    against(consent, "a", recipient, today)             # why this person cannot be in the package; None if they can
    withheld(consent, "a", recipient["name"])           # items that this person holds back from it

Facts come from identity, story, needs and papers, which whoever sends does not open: somebody who does *prepares* them
(``papers.Prepared``), and what is prepared is all that can enter a package. Never offered: photographs and anything
biometric, addresses, evidence, doubts, who else is in the case. A standard package, with the method of verification
stated, is what states without a procedure can work with; sections and categories follow the UNHCR Resettlement
Handbook 4.6 (RRF).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.fields import About, field, record_type
from waystation.casework.folds import State
from waystation.casework.parts.consent import in_force
from waystation.casework.sharing import limits
from waystation.casework.words import _

DOCUMENT = ("kind", "number", "issuer", "country", "issued", "expires")  # of a paper; not where the original is


@dataclass(frozen=True)
class Item:
    """One fact that can go into a package. ``fact``: under which of the withheld facts it falls."""

    key: str
    compartment: str
    collection: str
    name: str
    fact: str

    @property
    def about(self) -> About:
        return field(record_type(COMPARTMENTS[self.compartment].struct, self.collection), self.name)

    @property
    def label(self) -> str:
        return self.about.label


def _items(compartment: str, fact: str, names: str, collection: str = "") -> list[Item]:
    return [Item(f"{compartment}.{name}", compartment, collection, name, fact) for name in names.split()]


ITEMS: dict[str, Item] = {
    item.key: item
    for item in (
        *_items("identity", "identity", "legal_name latin_name born birth_place birth_country nationalities residence"),
        *_items("identity", "identity", "sex_marker marital_status"),
        *_items("needs", "family", "relation minor", "persons"),
        *_items("needs", "why", "submission_category second_category submission_priority"),
        *_items("story", "why", "grounds"),
        *_items("story", "statement", "for_government return_fear"),
        Item("papers.documents", "papers", "", "documents", "documents"),
        *_items("papers", "documents", "outside_origin"),
        *_items("papers", "method", "method_stated"),
    )
}

_STATE = (
    "identity.latin_name", "identity.born", "identity.birth_place", "identity.nationalities", "story.grounds",
    "story.for_government", "papers.documents", "papers.method_stated",
)  # fmt: skip
_UNHCR = (*_STATE, "needs.relation", "needs.submission_category", "needs.second_category", "needs.submission_priority")
_HOST = ("identity.latin_name", "identity.nationalities", "papers.documents", "papers.method_stated")
# What each kind of pathway asks for: RRF sections where UNHCR refers, a short form where an organisation hosts.
NEEDED: dict[str, tuple[str, ...]] = {
    "ca_gar": _UNHCR, "ca_upp": _UNHCR, "ca_jas": _UNHCR, "us_p1": _UNHCR, "unhcr_etc": _UNHCR, "ca_bvor": _UNHCR,
    "protectdefenders": _HOST, "icorn": _HOST, "shelter_city": _HOST, "visa_free": (),
}  # fmt: skip


def needed(pathway: str | None) -> tuple[str, ...]:
    """The items that an application on this kind of pathway needs; those of a visa where nothing else is known."""
    return NEEDED.get(pathway or "", _STATE)


def gathered(person: str, states: Mapping[str, State], identity: State | None, story: State | None) -> dict[str, Any]:
    """What is known of a person, by item, of the parts that are open. ``states`` holds ``needs`` and ``papers``."""
    opened = {"identity": identity, "story": story, "needs": states.get("needs"), "papers": states.get("papers")}
    found: dict[str, Any] = {}
    for item in ITEMS.values():
        state = opened[item.compartment]
        if state is None:
            continue
        value = _documents(state, person) if item.name == "documents" else _value(state, item, person)
        if value not in (None, "", []):
            found[item.key] = value
    return found


def _value(state: State, item: Item, person: str) -> Any:
    return state.get(item.name, person, item.collection) if item.collection else state.get(item.name)


def _documents(papers: State, person: str) -> list[dict[str, Any]]:
    """The person's papers that exist, without where they are and who fetches them."""
    rows = [r for r in papers.rows("documents").values() if r.get("person") == person and (r.get("number") or "")]
    return [{name: row[name] for name in DOCUMENT if row.get(name)} for row in rows]


def stored(value: Any) -> str:
    """A value as one text field holds it."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def restored(item: Item, text: str | None) -> Any:
    """The value that ``stored`` made a text of."""
    if item.about.kind in ("text", "long", "choice", "date"):
        return text
    return msgspec.json.decode(text or "null")


# -- consent -----------------------------------------------------------------------------------------------------------


def consents(consent: State, person: str, recipient: Mapping[str, Any], on: datetime.date) -> list[str]:
    """The consents under which facts of this person may go to a recipient: to apply to its country, for everybody there
    or for it by name."""
    rows = in_force(consent, "apply", on, person=person, country=recipient.get("country"))
    named = {r: limits.plain(consent.get("named", r, "permissions")) for r in rows}
    return [r for r, name in named.items() if name in ("", limits.plain(recipient.get("name")))]


def against(consent: State | None, person: str, recipient: Mapping[str, Any], on: datetime.date) -> str:
    """What stands against sending anything about this person to a recipient; empty for nothing."""
    if consent is None:
        return _("Your keys do not open Consent, so nobody can say that they agreed.")
    if recipient.get("country") in limits.never(consent, [person]):
        return _("They said: never this country.")
    if limits.EVERYTHING in limits.held_back(consent, person, recipient=recipient.get("name") or ""):
        return _("They withhold everything from this authority.")
    if not consents(consent, person, recipient, on):
        return _("No consent in force to apply to this country.")
    return ""


def withheld(consent: State, person: str, recipient: str) -> set[str]:
    """The items that a person holds back from a recipient, by its name."""
    facts = limits.held_back(consent, person, recipient=recipient)
    return {key for key, item in ITEMS.items() if item.fact in facts or limits.EVERYTHING in facts}


# -- what is prepared, and the package made of it ----------------------------------------------------------------------


def prepared(papers: State, person: str, recipient: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """By item: record and row of what was prepared about a person for a recipient (its record)."""
    wanted = person, recipient
    rows = papers.rows("prepared").items()
    mine = {row.get("item"): (r, row) for r, row in rows if (row.get("person"), row.get("recipient")) == wanted}
    return {key: mine[key] for key in ITEMS if key in mine}


def waiting(papers: State) -> tuple[str, ...]:
    """The recipients for which something is prepared in this case. What was sent is taken out again."""
    return tuple(sorted({str(row["recipient"]) for row in papers.rows("prepared").values() if row.get("recipient")}))


def unconfirmed(papers: State) -> tuple[str, ...]:
    """The packages (their numbers) that this case was in and whose receipt nobody entered yet."""
    rows = papers.rows("packages").values()
    return tuple(sorted({str(row["sending"]) for row in rows if row.get("sending") and not row.get("received_on")}))
