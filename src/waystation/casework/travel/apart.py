"""Who of a household leaves together: everybody, or parts whose slots were decided one by one.

parts(slots, letters)[0].persons        # of each part the ids of who goes; empty: everybody
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from waystation.casework.parts.plan import letters as read_letters


@dataclass(frozen=True)
class Part:
    """``letters`` and ``persons`` are empty where the household leaves together; ``weeks``: those decided, by their
    first days, none for people who wait for a slot while others have one."""

    letters: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    weeks: tuple[datetime.date, ...] = ()


def parts(slots: Sequence[Mapping[str, Any]], letters: Mapping[str, str]) -> list[Part]:
    """``slots``: those that stand (``plan.standing``); ``letters``: of each person by their id. Together, where a slot
    is for everybody or names somebody who is not there."""
    together = [Part(weeks=tuple(sorted({week for row in slots for week in _weeks(row)})))]
    persons = {letter.upper(): person for person, letter in letters.items()}
    named = [tuple(sorted(read_letters(row.get("persons")))) for row in slots]
    if not all(named) or any(letter not in persons for part in named for letter in part):
        return together
    rest = tuple(sorted(set(persons) - {letter for part in named for letter in part}))
    found = [Part(part, _ids(part, persons), _weeks(row)) for part, row in zip(named, slots, strict=True)]
    found += [Part(rest, _ids(rest, persons))] if rest else []
    return sorted(found, key=lambda part: part.letters) if len(found) > 1 else together


def _ids(letters: tuple[str, ...], persons: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(persons[letter] for letter in letters))


def _weeks(row: Mapping[str, Any]) -> tuple[datetime.date, ...]:
    day = row.get("departs_on")
    return (datetime.date.fromisoformat(str(day)[:10]),) if day else ()
