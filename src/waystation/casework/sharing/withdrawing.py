"""Taking a consent back: who already has what, which grants rested on it, what must be asked back and by when.

    follows(consent, "p1", people)          # before it is done: what to show
    withdrawn(consent, "p1", member, today) # what is stated when the person takes it back

Taking back needs no reason. What left cannot be unread: it can be asked back, and the person is told what became of it.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.errors import BadValue
from waystation.casework.folds import Set, State, set_statement
from waystation.casework.parts.consent import PURPOSE_OF, RECALL_DAYS, in_force, purpose_of
from waystation.casework.roles import ROLES
from waystation.casework.words import _


@dataclass(frozen=True)
class Following:
    """What follows from taking one consent back. ``left``: disclosures made under it and not yet asked back, by record.
    ``roles``: those to whom nothing of this person is shared by any consent that remains."""

    row: dict[str, Any]
    left: dict[str, dict[str, Any]]
    roles: frozenset[str]


def follows(consent: State, record: str, on: datetime.date) -> Following:
    """Raises BadValue for what is no consent, or was taken back already."""
    row = consent.rows("permissions").get(record)
    if row is None or row.get("withdrawn_on"):
        raise BadValue(_("This consent does not stand."))
    person, purpose = row.get("person"), str(row.get("purpose"))
    left = {
        r: d for r, d in consent.rows("disclosures").items()
        if d.get("person") == person and d.get("purpose") == purpose and not d.get("recalled_on")
        and (not row.get("country") or d.get("country") in (None, "", row["country"]))
    }  # fmt: skip
    remains = [r for r in in_force(consent, purpose, on, person=person) if r != record]
    roles = frozenset() if remains else frozenset(r for r in ROLES if purpose_of(r) == purpose)
    return Following(row, left, roles)


def rests_on(roles: frozenset[str], held: frozenset[str]) -> bool:
    """Whether a grant to somebody who holds these roles rested on the consent: the roles that help the person anyway
    are left alone unless the consent to services itself was taken back."""
    return bool(roles & held) and not (held - roles - set(PURPOSE_OF))


def withdrawn(consent: State, record: str, member: str, on: datetime.date) -> list[tuple[str, Set]]:
    """The statements of Consent: the end, each recall with its day, a task for each that received something."""
    following = follows(consent, record, on)
    due = on + datetime.timedelta(days=RECALL_DAYS)
    made = [_set("permissions", record, {"withdrawn_on": on.isoformat()})]
    made += [_set("disclosures", r, {"recall_by": due.isoformat()}) for r in following.left]
    for n, to in enumerate(dict.fromkeys(str(d.get("to") or "") for d in following.left.values())):
        task = {"what": f"{_('Ask back:')} {to}"[:200], "owner": member, "due": f"{due.isoformat()}T12:00+00:00"}
        made.append(_set("tasks", f"{record}r{n}", task))
    if following.row.get("purpose") == "apply":
        task = {"what": _("Decide with them what becomes of the application"), "owner": member,
                "due": f"{due.isoformat()}T12:00+00:00"}  # fmt: skip
        made.append(_set("tasks", f"{record}a", task))
    return made


def _set(collection: str, record: str, values: dict[str, Any]) -> tuple[str, Set]:
    return "set", set_statement(COMPARTMENTS["consent"].struct, collection, record, values)
