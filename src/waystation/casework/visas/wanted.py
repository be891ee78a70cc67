"""From a case's papers to the question that ``ordering`` answers: what is to be got, what is held, when they can leave.

What is held counts as long as nothing is wanted in its place: a wanted exit check replaces the one of last week.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from waystation.casework import clocks
from waystation.casework.folds import State
from waystation.casework.visas import departing
from waystation.casework.visas.facts.papers import times
from waystation.casework.visas.failing import newest_checks
from waystation.casework.visas.ordering import Order, Paper, order
from waystation.casework.vocabularies import vocabulary

HORIZON = 365  # days ahead that are looked at where no latest departure is set
Row = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """What is asked of ``ordering``: papers, first and last day of departure, days on the way."""

    papers: tuple[Paper, ...]
    today: int
    window: tuple[int, int]
    days: int
    lapsed: tuple[Paper, ...] = ()  # held, but past their last day: they count for nothing

    def answer(self) -> Order:
        return order(self.papers, self.today, self.window, self.days)


def defaults(kind: str) -> Row:
    """A wanted paper's times as usual for its kind, as its fields take them."""
    usual = times(kind)
    return {"takes_days": usual.takes, "lasts_days": usual.lasts or None, "needs": list(usual.needs) or None}


def question(papers: State, labels: dict[str, str], today: date, word: Callable[[str], str] = str) -> Question:
    """The question for a household. ``labels``: how each person is called; left out where there is only one. ``word``:
    puts the name of a kind into the reader's language."""
    named = _Names(labels, word)
    wanted = {r: row for r, row in papers.rows("wanted").items() if not row.get("dropped")}
    replaced = {(row.get("person"), row.get("kind"), row.get("country")) for row in wanted.values()}
    listed = [_held(r, row, named) for r, row in clocks.counted(papers.rows("documents")).items()
              if _last(row) and (row.get("person"), row.get("kind"), row.get("country")) not in replaced]  # fmt: skip
    checks = {(row.get("person"), row.get("kind")) for row in wanted.values()}
    listed += [_check(r, row, named) for r, row in newest_checks(papers).items()
               if row.get("valid_until") and row.get("answer") == "go"
               and (row.get("person"), "exit_check") not in checks]  # fmt: skip
    grants = [_grant(r, row, named) for r, row in papers.rows("applications").items()
              if row.get("decision") == "accepted" and row.get("use_by")]  # fmt: skip
    lapsed = tuple(p for p in listed if p.held and p.held[1] < today.toordinal())
    listed = [p for p in listed if p not in lapsed]
    whose = {r: row for r, row in papers.rows("documents").items() if any(p.key == r for p in listed)}
    to_get = [_wanted(r, row, named, wanted, whose) for r, row in wanted.items()]
    first = max(today, _date(next(iter(departing.every(papers)), None)) or today)
    last = max(first, _date(papers.get("latest_departure")) or date.fromordinal(first.toordinal() + HORIZON))
    days = max(1, int(papers.get("way_days") or 1))
    window = first.toordinal(), last.toordinal()
    return Question((*to_get, *listed, *grants), today.toordinal(), window, days, lapsed)


@dataclass(frozen=True)
class _Names:
    """How papers are called: kind, country, and whose where there are several people."""

    persons: dict[str, str]
    word: Callable[[str], str]

    def of(self, row: Row, kind: str = "") -> str:
        label = vocabulary("document_type").label(kind or row.get("kind") or "other")
        return self.joined(label, row)

    def joined(self, label: str, row: Row) -> str:
        who = self.persons.get(row.get("person") or "", "") if len(self.persons) > 1 else ""
        return ", ".join(part for part in (self.word(label), row.get("country") or "", who) if part)


def _held(record: str, row: Row, names: _Names) -> Paper:
    usual, last = times(row.get("kind") or ""), _last(row)
    assert last is not None
    issued = min(_date(row.get("issued")) or date.min, last)
    return Paper(
        record, names.of(row), held=(issued.toordinal(), last.toordinal()), travels=usual.travels,
        arrives=usual.arrives,
    )  # fmt: skip


def _check(record: str, row: Row, names: _Names) -> Paper:
    last = date.fromisoformat(row["valid_until"])
    made = min(_date(str(row.get("at") or "")[:10]) or last, last)
    held = made.toordinal(), last.toordinal()
    return Paper(record, names.of(row, "exit_check"), held=held, arrives=False)


def _grant(record: str, row: Row, names: _Names) -> Paper:
    last = date.fromisoformat(row["use_by"])
    label = names.joined(vocabulary("decision").label("accepted"), row)
    return Paper(record, label, held=(date.min.toordinal(), last.toordinal()))


def _wanted(record: str, row: Row, names: _Names, every: dict[str, Row], held: dict[str, Row]) -> Paper:
    usual = times(row.get("kind") or "")

    def day(name: str) -> int | None:
        found = _date(row.get(name))
        return found.toordinal() if found else None

    return Paper(
        record, names.of(row), lead=max(1, int(row.get("takes_days") or usual.takes)),
        lasts=max(0, int(row.get("lasts_days") or 0)), needs=_needs(record, row, every, held),
        from_day=day("from_day"), ready_by=day("ready_by"), use_by=day("use_by"),
        travels=usual.travels, arrives=usual.arrives,
    )  # fmt: skip


def _needs(record: str, row: Row, every: dict[str, Row], held: dict[str, Row]) -> tuple[str, ...]:
    """The papers of the same person whose kind this one needs: those wanted, else the held one that lasts longest."""
    found: list[str] = []
    for kind in row.get("needs") or []:
        same = [r for r, its in every.items()
                if r != record and its.get("kind") == kind and its.get("person") == row.get("person")]  # fmt: skip
        mine = [r for r, its in held.items() if its.get("kind") == kind and its.get("person") == row.get("person")]
        found += same or sorted(mine, key=lambda r: _last(held[r]) or date.min)[-1:]
    return tuple(found)


def _last(row: Row) -> date | None:
    """The last day on which somebody can travel on a document."""
    return min((day for name in ("expires", "use_by") if (day := _date(row.get(name)))), default=None)


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None
