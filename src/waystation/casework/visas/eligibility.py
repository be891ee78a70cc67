"""Whether a pathway is open to a household, as far as the papers say: yes, no, or ask, each with its reasons.

    verdict = eligible(Facts(outside_origin=False), pathway, today)
    verdict.answer, verdict.reasons

"Yes" means that nothing known speaks against it, never that a country will agree. What nobody knows is "ask".
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from waystation.casework.folds import State
from waystation.casework.reasons import Reason
from waystation.casework.visas.failing import PASSPORTS, months_before
from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _

STALE_FACTS = 180  # days after which a pathway's facts are to be asked anew: 7.4 % of entry rules changed in 13 months
ANSWERS = ("yes", "ask", "no")  # best first
Row = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """What decides. ``passport_until``: the earliest expiry among the persons' passports, empty if one has none;
    ``never``: countries that somebody refuses; ``refused``: pathway and country that said no."""

    outside_origin: bool | None = None
    passport_until: str = ""
    never: frozenset[str] = frozenset()
    refused: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """``answer``: yes, ask or no; ``reasons`` against or in doubt; ``conditions`` that somebody must still meet."""

    answer: str
    reasons: tuple[Reason, ...] = ()
    conditions: tuple[Reason, ...] = ()


def facts(papers: State, persons: Iterable[str], consent: State | None = None) -> Facts:
    """The facts of a household from what is open of it."""
    ends: dict[str, str] = {}
    for row in papers.rows("documents").values():
        if row.get("kind") in PASSPORTS and row.get("expires"):
            ends[row.get("person") or ""] = max(ends.get(row.get("person") or "", ""), row["expires"])
    refused = {_way(r) for r in papers.rows("applications").values() if r.get("decision") == "denied"}
    limits = consent.rows("limits").values() if consent else ()
    return Facts(
        papers.get("outside_origin"), min((ends.get(p, "") for p in persons), default=""),
        frozenset(r["country"] for r in limits if r.get("country")), frozenset(refused),
    )  # fmt: skip


def eligible(known: Facts, pathway: Mapping[str, Any], today: datetime.date) -> Verdict:
    """The verdict on one pathway."""
    against = [*_closed(pathway), *_refused(known, pathway), *_place(known, pathway), *_passport(known, pathway, today)]
    doubts = [*_unknown(known, pathway), *_old(pathway, today)]
    conditions = []
    if pathway.get("referrer"):
        conditions.append(Reason(_("To be referred by: %(who)s"), who=pathway["referrer"]))
    if against:
        return Verdict("no", tuple(against), tuple(conditions))
    return Verdict("ask" if doubts else "yes", tuple(doubts), tuple(conditions))


def ranked(known: Facts, pathways: Mapping[str, Row], today: datetime.date) -> list[tuple[str, Verdict]]:
    """All pathways with their verdicts, by record: yes before ask before no, then by how soon they answer."""
    verdicts = [(record, eligible(known, row, today)) for record, row in pathways.items()]
    return sorted(
        verdicts,
        key=lambda v: (ANSWERS.index(v[1].answer), pathways[v[0]].get("answer_days") or 9999,
                       pathways[v[0]].get("name") or ""),
    )  # fmt: skip


def _way(row: Mapping[str, Any]) -> tuple[str, str]:
    return row.get("pathway") or "", row.get("country") or ""


def _closed(pathway: Mapping[str, Any]) -> list[Reason]:
    if pathway.get("status") in (None, "", "open"):
        return []
    status = vocabulary("pathway_status").label(pathway["status"])
    return [Reason(_("%(status)s since %(day)s"), status=status, day=pathway.get("status_on") or "?")]


def _refused(known: Facts, pathway: Mapping[str, Any]) -> list[Reason]:
    found = []
    if pathway.get("country") in known.never:
        found.append(Reason(_("The person refuses this country")))
    if _way(pathway) in known.refused:
        found.append(Reason(_("They were refused on this pathway")))
    return found


def _place(known: Facts, pathway: Mapping[str, Any]) -> list[Reason]:
    if pathway.get("outside_origin") and known.outside_origin is False:
        return [Reason(_("Only from outside their own country, and they are inside"))]
    return []


def _passport(known: Facts, pathway: Mapping[str, Any], today: datetime.date) -> list[Reason]:
    months = pathway.get("passport_months")
    if not months or not known.passport_until:
        return []
    day = months_before(known.passport_until, months)
    if today.isoformat() <= day:
        return []
    return [Reason(_("The passport had to be good for %(n)s months, which ended on %(day)s"), n=months, day=day)]


def _unknown(known: Facts, pathway: Mapping[str, Any]) -> list[Reason]:
    found = []
    if pathway.get("outside_origin") is None:
        found.append(Reason(_("It is not known whether they must be outside their own country")))
    elif pathway["outside_origin"] and known.outside_origin is None:
        found.append(Reason(_("Only from outside their own country: where are they?")))
    if pathway.get("passport_months") and not known.passport_until:
        found.append(Reason(_("It wants a passport, and not everybody has one in these papers")))
    if not pathway.get("status"):
        found.append(Reason(_("It is not known whether this pathway is open")))
    return found


def _old(pathway: Mapping[str, Any], today: datetime.date) -> list[Reason]:
    days = age(pathway, today)
    return [Reason(_("Its facts are %(n)s days old"), n=days)] if days is not None and days > STALE_FACTS else []


def age(pathway: Mapping[str, Any], today: datetime.date) -> int | None:
    """How many days old a pathway's facts are; None where they bear no date."""
    day = pathway.get("as_of")
    return (today - datetime.date.fromisoformat(day)).days if day else None
