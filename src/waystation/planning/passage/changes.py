"""What a new table changes: which rules, and which journeys it breaks."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from waystation.planning.passage.check import check
from waystation.planning.passage.journeys import Leg, Traveller
from waystation.planning.passage.rules import EntryTable, Rules
from waystation.planning.passage.verdicts import RANK, Verdict

Way = tuple[Traveller, Sequence[Leg]]


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that differs; None: the table says nothing."""

    passport: str
    destination: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Broken:
    """One answer that became worse on the journey ``key``. ``before``: None where that border was no question then."""

    key: Hashable
    before: Verdict | None
    after: Verdict


def changes(before: EntryTable, after: EntryTable) -> Iterator[Change]:
    """Every pair whose rule differs, in the order of the codes."""
    for passport in sorted(before.rules.keys() | after.rules.keys()):
        old, new = before.rules.get(passport, {}), after.rules.get(passport, {})
        for destination in sorted(old.keys() | new.keys()):
            if old.get(destination) != new.get(destination):
                yield Change(passport, destination, old.get(destination), new.get(destination))


def broken(journeys: Mapping[Any, Way], before: Rules, after: Rules) -> list[Broken]:
    """The answers that were better by the rules before. A journey that was refused already can only break elsewhere."""
    return [worse for key, way in journeys.items() for worse in _worse(key, way, before, after)]


def _worse(key: Hashable, way: Way, before: Rules, after: Rules) -> Iterator[Broken]:
    old = _by_place(check(*way, before))
    for place, verdict in _by_place(check(*way, after)).items():
        was = old.get(place)
        if RANK[verdict.answer] > (RANK[was.answer] if was else 0):
            yield Broken(key, was, verdict)


def _by_place(verdicts: Iterable[Verdict]) -> dict[tuple[int, str, str], Verdict]:
    """One verdict for each border and kind: the worst, where there are several."""
    found: dict[tuple[int, str, str], Verdict] = {}
    for verdict in verdicts:
        place = (verdict.leg, verdict.kind, verdict.country)
        if place not in found or RANK[verdict.answer] > RANK[found[place].answer]:
            found[place] = verdict
    return found
