"""Which paper fails first: for each person one date and one reason.

    for first in failing(papers, now, pathways=..., consent=...):
        print(first.person, first.day, first.reason)

Everything that can lapse is asked: documents (expiry, last day of use, months that a pathway wants left), the newest
exit check, the consent behind an application, the grant. What is past comes first of all: it has failed already.
"""

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from waystation.casework import clocks
from waystation.casework.folds import State
from waystation.casework.reasons import Reason
from waystation.casework.visas import departing
from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _

PASSPORTS = ("foreign_passport", "convention_travel_document")  # what a pathway's months must be left on
Row = dict[str, Any]


@dataclass(frozen=True)
class Failing:
    """Something that lapses: at minute ``at`` (since 1970), which is the end of ``day`` for whoever issued it.
    ``record`` is where it stands in ``collection``. As the date that decides it is shown 30 days ahead whatever it is,
    also an exit check, which lists show only two days before."""

    person: str
    at: int
    day: str
    reason: Reason
    collection: str
    record: str

    def level(self, now: int) -> str:
        return clocks.level(self.at, now, notice=clocks.PAPER_NOTICE)

    def alert(self, now: int) -> int | None:
        """30, 14, 7 or 2 where that many days or fewer are left."""
        return clocks.alert(self.at, now)


def failing(
    papers: State, persons: Iterable[str], pathways: Mapping[str, Row] | None = None, consent: State | None = None
) -> list[Failing]:
    """The first to fail of each person that has any, soonest first."""
    every = lapsing(papers, pathways, consent)
    found = [min(own, key=lambda f: f.at) for p in persons if (own := [f for f in every if f.person in (p, "")])]
    return sorted(found, key=lambda f: (f.at, f.person))


def lapsing(papers: State, pathways: Mapping[str, Row] | None = None, consent: State | None = None) -> list[Failing]:
    """Everything of these papers that lapses, soonest first. ``pathways``: the programme's, where they are open."""
    found = [*_documents(papers, pathways or {}), *_exit_checks(papers), *_applications(papers)]
    if consent is not None:
        found += _consents(papers, consent)
    return sorted(found, key=lambda f: (f.at, f.record))


def _documents(papers: State, pathways: Mapping[str, Row]) -> Iterable[Failing]:
    for record, row in clocks.counted(papers.rows("documents")).items():
        label, country = document_label(row), row.get("country") or ""
        if row.get("expires"):
            why = Reason(_("%(paper)s expires"), paper=label)
            yield _of("documents", record, row, row["expires"], why, country)
        if row.get("use_by"):
            why = Reason(_("last day to use: %(paper)s"), paper=label)
            yield _of("documents", record, row, row["use_by"], why, country)
        if row.get("expires") and row.get("kind") in PASSPORTS:
            way = _strictest(papers, row.get("person") or "", pathways)
            if way:
                day = months_before(row["expires"], way["passport_months"])
                why = Reason(
                    _("%(way)s wants %(n)s months left on: %(paper)s"), way=way.get("name") or "",
                    n=way["passport_months"], paper=label,
                )  # fmt: skip
                yield _of("documents", record, row, day, why, country)


def not_yet(papers: State, leaves: str = "") -> list[tuple[str, str]]:
    """Documents whose first day comes after the day of departure (``leaves``; without it, the planned one): (record,
    that day). Nobody travels on them then."""
    rows = clocks.counted(papers.rows("documents"))
    late = [(r, str(row["valid_from"]), leaves or departing.leaves(papers, row.get("person") or ""))
            for r, row in rows.items() if row.get("valid_from")]  # fmt: skip
    return [(record, day) for record, day, departure in late if departure and day > departure]


def _strictest(papers: State, person: str, pathways: Mapping[str, Row]) -> Row | None:
    """Of the pathways chosen for a person the one that wants most months left on the passport."""
    wanted = chosen(papers, person)
    ways = [way for way in pathways.values() if (way.get("pathway"), way.get("country")) in wanted]
    return max((w for w in ways if w.get("passport_months")), key=lambda w: w["passport_months"], default=None)


def chosen(papers: State, person: str) -> set[tuple[str, str]]:
    """Pathway and country of a person's undecided applications; without any application, those of the best rank."""
    rows = [r for r in papers.rows("applications").values() if r.get("person") in (person, None, "")]
    if rows:
        return {_way(r) for r in rows if r.get("decision") in (None, "", "deferred")}
    options = [r for r in papers.rows("options").values() if r.get("eligible") is not False]
    best = min((r.get("rank") or 99 for r in options), default=99)
    return {_way(r) for r in options if (r.get("rank") or 99) == best}


def _way(row: Row) -> tuple[str, str]:
    return row.get("pathway") or "", row.get("country") or ""


def _exit_checks(papers: State) -> Iterable[Failing]:
    for record, row in newest_checks(papers).items():
        if row.get("valid_until"):
            why = Reason(_("the exit check of %(day)s goes stale"), day=str(row.get("at") or "")[:10])
            yield _of("exit_checks", record, row, row["valid_until"], why)


def newest_checks(papers: State) -> dict[str, Row]:
    """Each person's newest exit check, by its record."""
    last: dict[str, tuple[str, str]] = {}
    rows = papers.rows("exit_checks")
    for record, row in rows.items():
        person = row.get("person") or ""
        last[person] = max(last.get(person, ("", "")), (str(row.get("at") or ""), record))
    return {record: rows[record] for _at, record in last.values()}


def _applications(papers: State) -> Iterable[Failing]:
    for record, row in papers.rows("applications").items():
        country = _country(row.get("country"))
        if row.get("consent_until") and not row.get("decision"):
            why = Reason(_("the consent behind the application ends: %(country)s"), country=country)
            yield _of("applications", record, row, row["consent_until"], why)
        if row.get("use_by") and row.get("decision") == "accepted":
            why = Reason(_("last day to use the grant: %(country)s"), country=country)
            yield _of("applications", record, row, row["use_by"], why, row.get("country") or "")


def _consents(papers: State, consent: State) -> Iterable[Failing]:
    """The recorded consents to apply, where an application waits on them: the last to end of each."""
    ends: dict[tuple[str, str], str] = {}
    for row in consent.rows("permissions").values():
        if row.get("purpose") == "apply" and row.get("until") and not row.get("withdrawn_on"):
            key = row.get("person") or "", row.get("country") or ""
            ends[key] = max(ends.get(key, ""), row["until"])
    for record, row in papers.rows("applications").items():
        day = ends.get((row.get("person") or "", row.get("country") or ""))
        if day and not row.get("decision"):
            why = Reason(_("the person's consent to apply ends: %(country)s"), country=_country(row.get("country")))
            yield _of("applications", record, row, day, why)


def _of(collection: str, record: str, row: Row, day: str, why: Reason, country: str = "") -> Failing:
    at = clocks.minute(day, country)
    assert at is not None
    return Failing(row.get("person") or "", at, day, why, collection, record)


def document_label(row: Row) -> str:
    return vocabulary("document_type").label(row.get("kind") or "other")


def _country(key: str | None) -> str:
    return vocabulary("country").label(key or "")


def months_before(day: str, months: int) -> str:
    """The last day on which so many whole months are left before a day: 28 February is six months before 31 August."""
    date = datetime.date.fromisoformat(day)
    index = date.year * 12 + date.month - 1 - months
    if index < 12:
        return datetime.date.min.isoformat()
    year, month = index // 12, index % 12 + 1
    return date.replace(year, month, min(date.day, calendar.monthrange(year, month)[1])).isoformat()
