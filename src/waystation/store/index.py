"""A member's overview: one line for every circle that their keys open, kept sealed so that lists need no folding.

The own device and each team has an index of its own, sealed under its key, so that whoever joins a team finds it ready.
It lies on shelves by compartment and bucket, and is brought up to date when read: circles that changed since the shelf
was written are read again, newly sealed epochs are tried. Losing it loses nothing but time.
"""

from collections import defaultdict
from collections.abc import Iterable

import msgspec
from django.db import transaction

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.summaries import Summary, summarise
from waystation.circles.opening import tag
from waystation.circles.secret import Secret
from waystation.store import envelopes, kept
from waystation.store.clock import micros
from waystation.store.keys import Keys
from waystation.store.models import Circle, Envelope
from waystation.store.readings import Label, Reading, read_many

BUCKETS = 16  # a save then rewrites a sixteenth of a compartment's lines: 40 KB of 10,000 cases
OVERLAP = 5_000_000  # µs: a transaction may commit this long after it took its time, and must not be missed
BATCH = 400  # circles read at once, under SQLite's limit of bound values


class Line(msgspec.Struct, array_like=True, gc=False):
    """One circle in the index. ``reach`` and ``key`` open its cached reading for search; ``roles`` are those whose
    teams have a grant in it."""

    circle: bytes
    size: int
    subject: str
    number: bytes
    compartment: str
    person: str
    code: str
    reach: bytes
    key: bytes
    roles: tuple[str, ...]
    summary: Summary


class Shelf(msgspec.Struct, array_like=True, gc=False):
    """One bucket of one compartment's lines."""

    lines: list[Line]


_shelf = msgspec.msgpack.Decoder(Shelf)


def lines(keys: Keys, compartments: Iterable[str] = ()) -> list[Line]:
    """The lines of all circles that these keys open, of some compartments or of all, brought up to date first."""
    wanted = list(compartments) or list(COMPARTMENTS)
    found: dict[bytes, Line] = {}
    for owner in owners(keys):
        update(keys, owner)
        for shelf in kept.look_all(owner, [shelf_name(c, b) for c in wanted for b in range(BUCKETS)]).values():
            for line in _shelf.decode(shelf).lines:
                found.setdefault(line.circle, line)
    return list(found.values())


def owners(keys: Keys) -> list[Secret]:
    """Whose indexes these keys open: the device's and each team's newest key's."""
    return [keys.secret, *(secrets[-1] for secrets in keys.teams.values() if secrets)]


def shelf_name(compartment: str, bucket: int) -> str:
    return f"index {compartment} {bucket}"


def update(keys: Keys, owner: Secret) -> None:
    """Brings one owner's index up to date."""
    before = msgspec.msgpack.decode(kept.look(owner, "index") or msgspec.msgpack.encode(0), type=int)
    now = micros()
    changed = dict(Circle.objects.filter(changed__gt=before - OVERLAP).values_list("id", "size"))
    if not changed:
        return
    known = _known(owner, changed) if before else {}
    stale = [c for c, size in changed.items() if c in known and known[c].size != size]
    fresh = _sealed_to(owner, keys, before - OVERLAP, known) if before or changed else []
    touched = [*stale, *fresh]
    for start in range(0, len(touched), BATCH):
        with transaction.atomic():  # one commit for a batch of new readings
            _put(keys, owner, read_many(keys, touched[start : start + BATCH]).values())
    if touched or now - before > 60_000_000:
        kept.keep(owner, "index", msgspec.msgpack.encode(now))


def _known(owner: Secret, circles: Iterable[bytes]) -> dict[bytes, Line]:
    wanted = set(circles)
    buckets = sorted({bucket_of(c) for c in wanted})
    shelves = kept.look_all(owner, [shelf_name(c, b) for c in COMPARTMENTS for b in buckets])
    return {
        line.circle: line for shelf in shelves.values() for line in _shelf.decode(shelf).lines if line.circle in wanted
    }


def _sealed_to(owner: Secret, keys: Keys, since: int, known: dict[bytes, Line]) -> list[bytes]:
    """Circles with an epoch newer than ``since`` that is sealed to this owner (for a team: to any of its epochs)."""
    mine = next((secrets for secrets in keys.teams.values() if owner in secrets), [owner])
    cards = [secret.id for secret in mine]
    found = set()
    rows = Envelope.objects.filter(epoch=True, arrived__gt=since).values_list("circle", "sealed")
    for circle, sealed in rows.iterator(chunk_size=200):
        epoch = envelopes.epoch(sealed)
        if epoch and any(tag(card, epoch.id) in epoch.wraps for card in cards):
            found.add(circle)
    return [circle for circle in found if circle not in known]


def bucket_of(circle: bytes) -> int:
    return circle[0] % BUCKETS


def _put(keys: Keys, owner: Secret, readings: Iterable[Reading]) -> None:
    by_shelf: dict[str, list[Line]] = defaultdict(list)
    for reading in readings:
        if isinstance(reading.label, Label):
            by_shelf[shelf_name(reading.label.compartment, bucket_of(reading.circle))].append(line_of(keys, reading))
    held = kept.look_all(owner, list(by_shelf))
    for shelf, new in by_shelf.items():
        merged = {line.circle: line for line in _shelf.decode(held[shelf]).lines} if shelf in held else {}
        merged |= {line.circle: line for line in new}
        kept.keep(owner, shelf, msgspec.msgpack.encode(Shelf(list(merged.values()))))


def line_of(keys: Keys, reading: Reading) -> Line:
    label, teams = reading.label, keys.directory.teams
    roles = tuple(sorted({teams[g.holder].role for g in reading.grants if g.holder in teams}))
    return Line(
        reading.circle, reading.size, label.subject, label.number, label.compartment, label.person, label.code,
        reading.reach, reading.key, roles, summarise(label.compartment, reading.state),
    )  # fmt: skip
