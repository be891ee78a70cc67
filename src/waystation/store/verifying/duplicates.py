"""Possible duplicates of a case, and cases from before there was anything to find them by.

    duplicates.of_case(keys, number)            # by what is remembered of it: nothing is opened for that
    duplicates.typed(keys, [("name", "Ковалёв Р."), ("reach", "8 928 000-12-34")])
    duplicates.catch_up(keys, seconds=1.5)      # reads, once in its life, each part not yet compared

What is found is for people to look at: nothing here closes, joins or opens a case.
"""

import time
from collections.abc import Iterable

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.verifying.likeness.facts import compared, facts_of
from waystation.casework.verifying.likeness.marks import blinded
from waystation.casework.verifying.likeness.scoring import LIKELY, SHOWN
from waystation.circles.opening import tag
from waystation.store.files.casefiles import kinds, slot
from waystation.store.likeness import matching
from waystation.store.likeness.likenesses import Like, candidates
from waystation.store.likeness.matching import Matcher, opened
from waystation.store.lists import index
from waystation.store.models import Envelope
from waystation.store.sealed import envelopes, kept
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Reading, read_many

BATCH = 50  # parts read at once: a quarter of a second's work, after which the clock is looked at
DONE = "caught up/1"


def of_case(keys: Keys, number: bytes, least: float = SHOWN, matcher: Matcher | None = None) -> list[Like]:
    """The cases that one may be the same as, for any of its persons, the likest first. Asked by what is remembered of
    it, so that a legal name is compared for those who may not read it."""
    if (matcher := matcher or opened(keys)) is None:
        return []
    best: dict[bytes, Like] = {}
    for seen in matching.seen_of(matcher, number):
        for like in candidates(keys, seen.facts.values(), number, least, matcher=matcher):
            if like.number not in best or like.chance > best[like.number].chance:
                best[like.number] = like
    return sorted(best.values(), key=lambda like: -like.chance)


def typed(keys: Keys, facts: Iterable[tuple[str, str]]) -> list[Like]:
    """The cases likest to what somebody typed. Nothing of it is kept."""
    matcher = opened(keys)
    if matcher is None:
        return []
    return candidates(keys, [blinded(kind, text, matcher.blind) for kind, text in facts if text], matcher=matcher)


def likely(found: Iterable[Like]) -> list[Like]:
    """Those that are called possible duplicates."""
    return [like for like in found if like.chance >= LIKELY]


def reachable(keys: Keys, numbers: Iterable[bytes]) -> set[bytes]:
    """Those of these cases of which the member has any key, told by the wraps without opening one."""
    places = {slot(number, kind.key): number for number in numbers for kind in kinds("case") if not kind.per_person}
    circles = {circle: places[where] for where, (circle, _size) in envelopes.by_slot(places).items()}
    cards = list(keys.secrets)
    rows = Envelope.objects.filter(epoch=True, circle__in=list(circles)).values_list("circle", "sealed")
    return {
        circles[circle]
        for circle, sealed in rows
        if (epoch := envelopes.epoch(sealed)) and any(tag(card, epoch.id) in epoch.wraps for card in cards)
    }


# -- catching up -------------------------------------------------------------------------------------------------------


def catch_up(keys: Keys, seconds: float) -> int:
    """Remembers what is compared in parts that these keys open and that nobody remembered in whole yet: cases from
    before this was there, and what was written while a key was missing. Returns how many are left."""
    matcher = opened(keys, writing=True)
    if matcher is None:
        return 0
    deadline = time.monotonic() + seconds
    done = _done(keys)
    parts = {key for key in COMPARTMENTS if compared(key)}
    found = index.overview(keys, "case", seconds)
    lines = (line for row in found.rows for line in row.lines)
    left = [line.circle for line in lines if line.compartment in parts and line.circle not in done]
    while left and time.monotonic() < deadline:
        batch, left = left[:BATCH], left[BATCH:]
        for reading in read_many(keys, batch).values():
            _remember(keys, matcher, reading)
        done |= set(batch)
        kept.keep(keys.secret, DONE, b"".join(sorted(done)))
    return len(left) + found.unread


def _done(keys: Keys) -> set[bytes]:
    held = kept.look(keys.secret, DONE) or b""
    return {held[at : at + 16] for at in range(0, len(held), 16)}


def _remember(keys: Keys, matcher: Matcher, reading: Reading) -> None:
    label = reading.label
    person = matching.person_of(label.compartment, label.person)
    known = matching.seen_of(matcher, label.number, [person])
    if any(matcher.place(label.compartment) in seen.whole for seen in known):
        return
    facts = dict(facts_of(label.compartment, reading.state))
    matching.remember(keys, label.number, person, label.code, label.compartment, facts, whole=True, matcher=matcher,
                      circle=reading.circle)  # fmt: skip
