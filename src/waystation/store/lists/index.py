"""A member's overview: one row for each case of which their keys open anything, kept sealed: lists need no folding.

    found = overview(keys, budget=2.0)      # seconds to spend on what is new; all of it where no budget is given
    found.rows, found.unread                # what is known so far, and how many circles are still to be read

The own device and each team has an index of its own, sealed under its key, so that whoever joins a team finds it ready.
It lies on shelves by the case's number. A row holds the few facts by which lists are filtered and sorted, and packed
beside them one line for each circle, unpacked only where it is shown, searched or changed. An index is brought up to
date when it is read: what changed since is noted as unread, then read batch by batch. Losing it loses only time.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from secrets import randbelow

from django.db import transaction

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.summaries import summarise
from waystation.circles.opening import tag
from waystation.store.clock import micros
from waystation.store.files import sheetties, withholding
from waystation.store.listparts import BUSY, PARTS, part_of, part_of_sheet
from waystation.store.lists.rows import (
    OVERLAP,
    Line,
    Overview,
    Progress,
    Row,
    decode_progress,
    decode_rows,
    decoded,
    encode,
)
from waystation.store.models import Circle, Envelope, Shredded
from waystation.store.sealed import envelopes, kept
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Holder, Reading, read_many

RESTED = 60_000_000  # µs after which an index is marked as up to date although nothing new was its owner's
BATCH = 100  # circles read at once: half a second's work at most, after which the budget is looked at
PROGRESS = "overview/5"  # with its format's number: what an earlier program kept is as good as absent, and read anew
SHELVES = [f"{PROGRESS} {part}" for part in range(PARTS)]
PART = {name: part for part, name in enumerate(SHELVES)}
CIRCLES = (
    " circles"  # beside each shelf: the ids of the circles on it, from which it is read anew when it was thrown away
)
ORDER = {compartment: at for at, compartment in enumerate(COMPARTMENTS)}


def overview(keys: Keys, subject: str = "", budget: float | None = None) -> Overview:
    """All cases, or houses, or everything with ``subject`` empty, brought up to date for about ``budget`` seconds."""
    deadline = None if budget is None else time.monotonic() + budget
    found: dict[bytes, Row] = {}
    unread = of = 0
    for owner in owners(keys):
        progress = update(keys, owner, deadline)
        shelves = _shelves(owner)
        if lost := progress.shelves - shelves.keys():  # thrown away by a deletion, or of an earlier format
            _again(owner, lost)
            progress, shelves = update(keys, owner, deadline), _shelves(owner)
        unread, of = unread + len(progress.unread), of + progress.of
        for row in _live(shelves, keys.minute):
            if not subject or row.subject == subject:
                found[row.number] = _joined(found.get(row.number, row), row)
    return Overview(list(found.values()), unread, of)


def lines(keys: Keys, compartments: Iterable[str] = ()) -> list[Line]:
    """The lines of all circles that these keys open, of some compartments or of all, however long it takes."""
    wanted = frozenset(compartments) or COMPARTMENTS.keys()
    return [line for row in overview(keys).rows for line in row.lines if line.compartment in wanted]


def owners(keys: Keys) -> list[Holder]:
    """Whose indexes these keys open: the member's on this device, and each team's."""
    teams = [Holder(frozenset({team}), tuple(secrets)) for team, secrets in keys.teams.items() if secrets]
    return [Holder(frozenset({keys.member}), (keys.secret,)), *teams]


# -- bringing up to date -----------------------------------------------------------------------------------------------


def update(keys: Keys, owner: Holder, deadline: float | None = None) -> Progress:
    """Brings one owner's index up to date, or at least one batch nearer to it where ``deadline`` (of the monotonic
    clock) comes first. What is done stays done: the next call goes on from there."""
    progress, batch = _note(owner)
    while progress.unread:
        at = BATCH * randbelow(max(1, len(progress.unread) // BATCH))  # anywhere: two workers seldom read the same
        progress, batch = _read(keys, owner, batch[:BATCH] or progress.unread[at : at + BATCH]), []
        if deadline is not None and time.monotonic() > deadline:
            break
    return progress


def _note(owner: Holder) -> tuple[Progress, list[bytes]]:
    """Notes as unread what is sealed to the owner and changed since the last time; that too, the latest first."""
    progress, now = _come(owner), micros()
    gone = dict(Shredded.objects.filter(at__gt=progress.at - OVERLAP, kind="circle").values_list("thing", "at"))
    if progress.news(gone):
        progress = _forget(owner, gone)
    changed = dict(Circle.objects.filter(changed__gt=progress.at - OVERLAP).values_list("id", "changed"))
    theirs = _sealed_to(owner, list(progress.news(changed)))
    if not theirs and now - progress.at < RESTED:
        return progress, []
    with _alone(owner):
        progress = _come(owner)  # somebody else may have noted the same meanwhile
        news = sorted(progress.news(changed).keys() & theirs, key=changed.__getitem__, reverse=True)
        older = set(progress.unread).difference(news)
        progress.of += len(news) + len(older) - len(progress.unread)
        progress.unread = [*news, *older]
        progress.at = max(progress.at, now)
        noted = progress.recent | changed
        progress.recent = {c: at for c, at in noted.items() if at > progress.at - OVERLAP}
        kept.keep(owner.newest, PROGRESS, encode(progress), kept.LIST)
    return progress, news


def _forget(owner: Holder, gone: dict[bytes, int]) -> Progress:
    """Takes off what was deleted, so that no line of it outlives it here."""
    with _alone(owner):
        progress = _come(owner)
        _put(owner, progress, [], set(gone))
        progress.unread = [c for c in progress.unread if c not in gone]
        progress.recent = progress.recent | gone
        kept.keep(owner.newest, PROGRESS, encode(progress), kept.LIST)
    return progress


def _again(owner: Holder, lost: set[str]) -> None:
    with _alone(owner):
        progress = _come(owner)
        _recall(owner, progress, lost)
        kept.keep(owner.newest, PROGRESS, encode(progress), kept.LIST)


def _recall(owner: Holder, progress: Progress, lost: set[str]) -> None:
    """Notes as unread what stood on some shelves and is still there; everything where that is not known."""
    found = kept.look_all(owner.newest, [name + CIRCLES for name in sorted(lost)])
    progress.shelves -= lost
    if len(found) < len(lost):
        progress.at, progress.recent = 0, {}
        return
    ids = [c for content in found.values() for c in _ids(content)]
    there: set[bytes] = set()
    for start in range(0, len(ids), 500):  # under SQLite's limit of bound values
        there |= set(Circle.objects.filter(pk__in=ids[start : start + 500]).values_list("id", flat=True))
    again = there.difference(progress.unread)
    progress.unread += sorted(again)
    progress.of += len(again)


def _ids(content: bytes) -> set[bytes]:
    return {content[start : start + 16] for start in range(0, len(content), 16)}


def _sealed_to(owner: Holder, circles: list[bytes]) -> set[bytes]:
    """Those of these circles with an epoch that is sealed to this owner (for a team: to any of its epochs)."""
    cards, found = [secret.id for secret in owner.secrets], set()
    for start in range(0, len(circles), 500):  # under SQLite's limit of bound values
        rows = Envelope.objects.filter(epoch=True, circle__in=circles[start : start + 500])
        for circle, sealed in rows.values_list("circle", "sealed").iterator(chunk_size=200):
            epoch = envelopes.epoch(sealed)
            if epoch and any(tag(card, epoch.id) in epoch.wraps for card in cards):
                found.add(circle)
    return found


def _read(keys: Keys, owner: Holder, batch: list[bytes]) -> Progress:
    """Reads some circles and puts them on the shelves. What changed meanwhile stays unread."""
    changes = Circle.objects.filter(pk__in=batch).values_list("id", "changed")
    before = dict(changes)
    readings = read_many(keys, batch, owner)
    with _alone(owner):
        after = dict(changes.all())
        done = {c for c in batch if before.get(c) == after.get(c)}
        sheetties.tie(keys, readings.values())
        withholding.read(keys, readings.values())
        progress = _come(owner)
        lines = [line_of(keys, reading) for circle, reading in readings.items() if circle in done]
        _put(owner, progress, lines, done - readings.keys())
        progress.unread = [c for c in progress.unread if c not in done]
        progress.of = progress.of if progress.unread else 0
        kept.keep(owner.newest, PROGRESS, encode(progress), kept.LIST)
    return progress


def _come(owner: Holder) -> Progress:
    return decoded(decode_progress, kept.look(owner.newest, PROGRESS), Progress())


@contextmanager
def _alone(owner: Holder) -> Iterator[None]:
    """A transaction in which nobody else changes this owner's index: who writes a row second waits for the first."""
    with transaction.atomic():
        kept.keep(owner.newest, PROGRESS + " busy", b"", kept.LIST, BUSY)
        yield


def _shelves(owner: Holder, names: list[str] = SHELVES) -> dict[str, list[Row]]:
    held = {name: decoded(decode_rows, content, None) for name, content in kept.look_all(owner.newest, names).items()}
    return {name: rows for name, rows in held.items() if rows is not None}


def _live(shelves: dict[str, list[Row]], now: int) -> Iterator[Row]:
    """The rows as they stand at a minute, without the lines whose access has ended."""
    for rows in shelves.values():
        for row in rows:
            if row.until and row.until <= now:
                if not (live := [line for line in row.lines if not line.until or now < line.until]):
                    continue
                row = row_of(live)
            row.now = now
            yield row


def _put(owner: Holder, progress: Progress, lines: list[Line], gone: set[bytes]) -> None:
    """Puts lines in place of those of the same circles, and takes off what no longer opens; notes which shelves there
    are, and as unread what else stood on one that was thrown away meanwhile."""
    fresh: dict[str, dict[bytes, dict[bytes, Line]]] = {name: {} for name in SHELVES} if gone else {}
    for line in lines:
        name = SHELVES[part_of_sheet(line.circle) if line.subject == "leg" else part_of(line.number)]
        fresh.setdefault(name, {}).setdefault(line.number, {})[line.circle] = line
    held = _shelves(owner, list(fresh))
    circles = kept.look_all(owner.newest, [name + CIRCLES for name in fresh])
    if lost := {name for name, cases in fresh.items() if cases and name not in held} & progress.shelves:
        _recall(owner, progress, lost)
    for name, cases in fresh.items():
        rows = {row.number: row for row in held.get(name, ())}
        for number in [n for n, row in rows.items() if any(c in row.packed for c in gone)]:
            cases.setdefault(number, {})
        for number, new in cases.items():
            old = rows.pop(number).lines if number in rows else []
            if merged := {line.circle: line for line in old if line.circle not in gone} | new:
                rows[number] = row_of(merged.values())
        if cases:
            kept.keep(owner.newest, name, encode(list(rows.values())), kept.LIST, PART[name])
            ids = _ids(circles.get(name + CIRCLES, b"")) - gone | {c for new in cases.values() for c in new}
            kept.keep(owner.newest, name + CIRCLES, b"".join(sorted(ids)), kept.LIST)
            progress.shelves.add(name)


def line_of(keys: Keys, reading: Reading) -> Line:
    label, teams = reading.label, keys.directory.teams
    roles = tuple(sorted({teams[g.holder].role for g in reading.grants if g.holder in teams}))
    return Line(
        reading.circle, label.subject, label.number, label.compartment, label.person, label.code, reading.reach,
        reading.key, reading.epochs, reading.until, roles, summarise(label.compartment, reading.state),
    )  # fmt: skip


def row_of(lines: Iterable[Line]) -> Row:
    """The row of one case from its lines, of which there is at least one."""
    ordered = sorted(lines, key=lambda line: (ORDER[line.compartment], line.person, line.circle))
    teams: dict[str, set[str]] = {}
    for line in ordered:
        teams.setdefault(line.compartment, set()).update(line.roles)
    row = Row(
        number=ordered[0].number, code=ordered[0].code, subject=ordered[0].subject,
        teams=" ".join(f"{compartment}:{','.join(sorted(roles))}" for compartment, roles in teams.items()),
        until=min((line.until for line in ordered if line.until), default=0), packed=encode(ordered),
    )  # fmt: skip
    for line in ordered:
        row.take(line.summary)
    return row


def _joined(one: Row, other: Row) -> Row:
    """What two owners see of one case: of each circle the line that sees more of it, or longer."""
    if one is other or one == other:
        return one
    lines = sorted((*one.lines, *other.lines), key=lambda line: (line.epochs, not line.until, line.until))
    row = row_of({line.circle: line for line in lines}.values())
    row.now = one.now
    return row
