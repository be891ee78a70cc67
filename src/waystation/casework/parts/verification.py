"""Verification: is the account true, by at least two means that do not depend on each other; who decides does not
approve. Rainbow Railroad's chain of screening, interviews, references and two reviews is the model."""

from dataclasses import dataclass
from typing import Annotated, Any

from waystation.casework.fields import About, Compartment, Date, Number, Record, Time, YesNo
from waystation.casework.folds import State
from waystation.casework.words import _


class Item(Record):
    """One means of verification and what it says."""

    method: Annotated[str, About(_("Means"), vocabulary="verification_method", required=True)] = ""
    source: Annotated[
        str, About(_("Source"), sensitive=True, required=True, help=_("Two items from one source count once."))
    ] = ""
    person: Annotated[str, About(_("About whom"), choices="persons")] = ""
    independent: Annotated[YesNo, About(_("Independent of the others"), required=True)] = None
    finding: Annotated[str, About(_("What it says"), vocabulary="verification_finding", required=True)] = ""
    by: Annotated[str, About(_("Checked by"), choices="members")] = ""
    on: Annotated[Date, About(_("Checked on"))] = None
    detail: Annotated[
        str, About(_("Details"), long=True, sensitive=True, help=_("Never ask for, nor keep, intimate proof."))
    ] = ""
    doubt: Annotated[str, About(_("What speaks against it"), long=True, sensitive=True)] = ""


class Claim(Record):
    """What one source said about one fact, on one day. Side by side, they show where accounts part."""

    fact: Annotated[str, About(_("Fact"), vocabulary="verification_fact", required=True)] = ""
    person: Annotated[str, About(_("About whom"), choices="persons")] = ""
    says: Annotated[str, About(_("What was said"), long=True, sensitive=True, required=True)] = ""
    source: Annotated[str, About(_("Source"), sensitive=True, required=True)] = ""
    on: Annotated[Date, About(_("Said on"))] = None
    explained: Annotated[
        str, About(_("How the difference is explained"), long=True, help=_("Ask them first: memory of harm is patchy."))
    ] = ""


class Referee(Record):
    """Somebody who can speak for the person."""

    who: Annotated[str, About(_("Who"), sensitive=True, required=True)] = ""
    reach: Annotated[str, About(_("How to reach them"), sensitive=True)] = ""
    knows_from: Annotated[str, About(_("How they know the person"))] = ""
    conflict: Annotated[str, About(_("Reason for doubt"), help=_("Debts, family, the same community."))] = ""
    asked_on: Annotated[Date, About(_("Asked on"))] = None


class Interview(Record):
    """One conversation to verify."""

    at: Annotated[Time, About(_("When"), required=True)] = None
    by: Annotated[str, About(_("By"), choices="members")] = ""
    interpreter: Annotated[str, About(_("Interpreter"), sensitive=True)] = ""
    interpreter_clear: Annotated[
        YesNo, About(_("Interpreter has no tie to the community"), help=_("Interpreters have outed people."))
    ] = None
    impression: Annotated[str, About(_("What stood out"), long=True, sensitive=True)] = ""


class Duplicate(Record):
    """Another case that may be the same person. Matched without opening either file."""

    case: Annotated[str, About(_("Code name of the other case"), required=True)] = ""
    score: Annotated[Number, About(_("Likeness, of 100"))] = None
    same: Annotated[YesNo, About(_("The same person"))] = None
    decided_by: Annotated[str, About(_("Decided by"), choices="members")] = ""


class Appeal(Record):
    """The person asks that a decision be looked at again, by somebody who had no part in it."""

    received_on: Annotated[Date, About(_("Received on"), required=True, acted=True)] = None
    grounds: Annotated[str, About(_("What they say"), long=True, sensitive=True, required=True, acted=True)] = ""
    outcome: Annotated[str, About(_("Outcome"), vocabulary="appeal_outcome", acted=True)] = ""
    heard_by: Annotated[str, About(_("Heard by"), choices="members", acted=True)] = ""
    reasons: Annotated[str, About(_("Reasons"), long=True, acted=True)] = ""
    told_on: Annotated[Date, About(_("The person was told on"))] = None


class Verification(Compartment):
    """Means, doubts and decision, for verifiers only. The result is copied into ``needs`` for everybody else."""

    items: Annotated[dict[str, Item], About(_("Means of verification"))] = {}
    claims: Annotated[dict[str, Claim], About(_("What was said"))] = {}
    referees: Annotated[dict[str, Referee], About(_("Referees"))] = {}
    interviews: Annotated[dict[str, Interview], About(_("Interviews"))] = {}
    duplicates: Annotated[dict[str, Duplicate], About(_("Possible duplicates"))] = {}
    doubts: Annotated[str, About(_("Doubts"), long=True, sensitive=True)] = ""
    status: Annotated[str, About(_("Decision"), vocabulary="verification_status", required=True, acted=True)] = ""
    provisional: Annotated[YesNo, About(_("Protect while we verify"), acted=True)] = None
    decided_by: Annotated[str, About(_("Decided by"), choices="members", required=True, acted=True)] = ""
    reasons: Annotated[str, About(_("Reasons"), long=True, required=True, acted=True)] = ""
    approved_by: Annotated[str, About(_("Approved by"), choices="members", required=True, acted=True)] = ""
    approves: Annotated[str, About(_("Which decision was approved"), acted=True)] = ""
    told_on: Annotated[Date, About(_("The person was told on"))] = None
    appeals: Annotated[dict[str, Appeal], About(_("Appeals"))] = {}


ENOUGH_MEANS = 2  # independent of each other; one can be deceived or forced


def independent_means(state: State) -> int:
    """How many sources support the account that depend on no other. Two items from one source count once."""
    good = [
        row
        for row in state.rows("items").values()
        if row.get("finding") == "supports" and row.get("independent") is True
    ]
    return len({str(row["source"]).casefold() for row in good if row.get("source") and row.get("method")})


@dataclass(frozen=True)
class Side:
    """Everything that was said about one fact of one person, oldest first."""

    fact: str
    person: str
    claims: tuple[tuple[str, dict[str, Any]], ...]  # record id, row

    @property
    def differ(self) -> bool:
        return len({" ".join(str(row.get("says")).split()).casefold() for _id, row in self.claims}) > 1

    @property
    def explained(self) -> bool:
        return any(row.get("explained") for _id, row in self.claims)


def side_by_side(state: State) -> list[Side]:
    """The claims by fact and person: first where accounts part and nobody explained it, then where they part, then
    where they agree."""
    groups: dict[tuple[str, str], list[tuple[str, dict[str, Any]]]] = {}
    for record, row in state.rows("claims").items():
        if row.get("fact") and row.get("says"):
            groups.setdefault((row["fact"], row.get("person") or ""), []).append((record, row))
    sides = [
        Side(fact, person, tuple(sorted(claims, key=lambda c: str(c[1].get("on") or ""))))
        for (fact, person), claims in groups.items()
    ]
    return sorted(sides, key=lambda s: (not (s.differ and not s.explained), not s.differ))
