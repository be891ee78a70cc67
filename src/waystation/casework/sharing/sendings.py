"""Sendings: who may let a package leave. One member does up to a number of people a day; above it a second agrees to
exactly what will leave, by their own hand.

    needs_two(pathways, member, 12, now)        # False, if they sent 28 at most since yesterday
    may_agree(pathways, record, colleague)
    agreed(pathways, record, member, digest, now)
"""

from typing import Any

from waystation.casework.clocks import DAY, minute
from waystation.casework.errors import BadValue, CriteriaUnmet, NotYourRole
from waystation.casework.folds import State
from waystation.casework.words import _

TWO_ABOVE = 40  # people whom one member sends in a day: more than the whole cohort of 2017, far less than a database
LIST = "sendings"


def needs_two(pathways: State, member: str, people: int, now: int) -> bool:
    """Whether a second member must agree that this one (hex) sends so many people: with those of the day before ``now``
    (a minute), they are more than ``TWO_ABOVE``."""
    mine = [r for r in pathways.rows(LIST).values() if r.get("sent_by") == member and r.get("sent_at")]
    today = [r for r in mine if now - (minute(r["sent_at"]) or 0) < DAY]
    return people + sum(int(r.get("persons") or 0) for r in today) > TWO_ABOVE


def may_agree(pathways: State, record: str, member: str) -> dict[str, Any]:
    """The sending that ``member`` may decide on. Raises BadValue, NotYourRole."""
    row = pathways.rows(LIST).get(record, {})
    if not row.get("asked_by") or row.get("agreed_by") or row.get("sent_at"):
        raise BadValue(_("This was decided already."))
    if row["asked_by"] == member:
        raise NotYourRole(_("Somebody else must decide this."))
    return row


def agreed(pathways: State, record: str, member: str, digest: str, now: int) -> None:
    """Raises CriteriaUnmet unless another member agreed in the last day, by their own hand, to exactly these bytes."""
    row = pathways.rows(LIST).get(record, {})
    names = {row.get("asked_by"), row.get("agreed_by")} - {None, ""}
    hands = {pathways.author(name, record, LIST) for name in ("asked_by", "agreed_by")}
    fresh = now - (minute(row.get("agreed_at")) or 0) < DAY
    if len(names) != 2 or len(hands) != 2 or row.get("asked_by") != member or not fresh or row.get("sent_at"):
        raise CriteriaUnmet(_("So many people in a day need a second member's agreement."))
    if row.get("content") != digest:
        raise CriteriaUnmet(_("It is no longer what your colleague agreed to. Ask again."))
