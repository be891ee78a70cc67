"""Whom a case page tells that there may be a duplicate, and what was decided about it."""

from dataclasses import dataclass

from waystation.casework.roles import may_write
from waystation.store.files.casefiles import CaseFile
from waystation.store.likeness import matching
from waystation.store.verifying import duplicates, merging
from waystation.store.verifying.merging import Merged


@dataclass(frozen=True)
class Alike:
    """What a case page says: whether this member may look, how many likely ones nobody decided about, and whether a
    decision waits for somebody who writes in Contact."""

    may: bool = False
    likely: int = 0
    waits: bool = False


def alike(file: CaseFile) -> Alike:
    keys = file.keys
    if file.subject != "case" or (matcher := matching.opened(keys)) is None:
        return Alike()
    every = merging.every(keys, matcher)
    decided = decisions(every, file.number)
    found = duplicates.likely(duplicates.of_case(keys, file.number, matcher=matcher))
    waits = may_write(keys.roles, "contact") and any(m.waits and m.of(file.number) for m in every)
    return Alike(True, sum(like.number not in decided for like in found), waits)


def decisions(every: list[Merged], number: bytes) -> dict[bytes, Merged]:
    """What stands about a case, by the other case's number."""
    standing = (merged for merged in reversed(every) if merged.of(number) and not merged.undone)
    return {merged.other(number)[0]: merged for merged in standing}
