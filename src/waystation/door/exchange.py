"""A door on a host of its own: what it and its node tell each other, and the door's half of it.

The node asks, signed with its own key, every so often; the door answers. Both keep the same rows, sealed as they are:
mailboxes and letters come from the door, answers and what the programme shows go to it, and what one side deleted the
other deletes. Each round may be repeated or cut off anywhere: rows are named by what they hold, and the next round
takes up what is missing. A door without a node's key answers as if there were no such page.

    ask = Ask(minute, have, drop, put, notices)     # the node: what it knows the door to hold, and what is new
    answered(ask)                                   # the door: what is gone, what is new, and whether there is more
"""

import binascii
from base64 import b64decode
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from waystation.door import notices
from waystation.door.models import Chunk, File, Letter, Mailbox, Notice
from waystation.store.clock import minute as this_minute

SIGNED = b"waystation/1/exchange"
MOST_BYTES = 8 << 20  # of one round: a minute over Tor at 1 Mbit/s
CHUNKS = 48  # in one round, 3 MB
LETTERS = 500  # in one round, 2 MB as people write
SKEW = 10  # minutes that two clocks may differ; an older question is somebody else's copy of it
NOTICES = ("intake", "cover")


class Rows(msgspec.Struct, array_like=True):
    """Rows as they are stored: mailboxes ``(id, made, opened, visits, closed)``, letters ``(id, mailbox, answer,
    arrived, sealed)``, files ``(id, mailbox, letter, answer, made)``, chunks ``(file, n, sealed)``."""

    mailboxes: list[tuple[bytes, int, int, int, int]] = []
    letters: list[tuple[bytes, bytes, bool, int, bytes]] = []
    files: list[tuple[bytes, bytes, bytes, bool, int]] = []
    chunks: list[tuple[bytes, int, bytes]] = []


class Ids(msgspec.Struct, array_like=True):
    mailboxes: list[bytes] = []
    letters: list[bytes] = []
    files: list[bytes] = []


class Ask(msgspec.Struct, array_like=True):
    """The node's side of a round. ``have``: what it knows the door to hold; ``drop``: of that, what it deleted;
    ``parts``: how many chunks it has, in order, of files that are not all there yet."""

    minute: int
    have: Ids
    drop: Ids
    put: Rows
    parts: dict[bytes, int]
    notices: dict[str, Any]


class Answer(msgspec.Struct, array_like=True):
    """The door's side. ``gone``: of what the node knew, what is not here any more. ``counts``: how many chunks each
    file has of which some are in this round."""

    gone: Ids
    rows: Rows
    counts: dict[bytes, int]
    more: bool


@csrf_exempt
def exchange(request: HttpRequest) -> HttpResponse:
    """One round, for the node alone."""
    key = getattr(settings, "DOOR_NODE_KEY", "")
    if request.method != "POST" or not key or int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise Http404
    body = request.body
    try:
        signature = b64decode(request.headers.get("X-Signature", ""), validate=True)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, SIGNED + body)
        ask = msgspec.msgpack.decode(body, type=Ask)
    except (binascii.Error, ValueError, InvalidSignature, msgspec.DecodeError) as error:
        raise Http404 from error
    if abs(ask.minute - this_minute()) > SKEW:
        return HttpResponse(b"clock", status=409, content_type="application/octet-stream")
    return HttpResponse(msgspec.msgpack.encode(answered(ask)), content_type="application/octet-stream")


def answered(ask: Ask) -> Answer:
    """Takes what the node sends, and tells what it does not have yet."""
    with transaction.atomic(using="door"):
        _drop(ask.drop)
        take(ask.put)
        for key in NOTICES:
            if key in ask.notices:
                Notice.objects.update_or_create(key=key, defaults={"value": ask.notices[key]})
    notices.forget()
    gone = Ids(
        _missing(Mailbox, ask.have.mailboxes), _missing(Letter, ask.have.letters), _missing(File, ask.have.files)
    )
    rows, more = _new(ask)
    counts = {file: Chunk.objects.filter(file=file).count() for file in {chunk[0] for chunk in rows.chunks}}
    return Answer(gone, rows, counts, more)


def _drop(ids: Ids) -> None:
    for letters in _parts(ids.letters):
        Letter.objects.filter(pk__in=letters).delete()
    for files in _parts(ids.files):
        Chunk.objects.filter(file__in=files).delete()
        File.objects.filter(pk__in=files).delete()
    for mailboxes in _parts(ids.mailboxes):  # not one with a letter that the node does not know yet: it must be heard
        written = Letter.objects.filter(mailbox__in=mailboxes).values("mailbox")
        Mailbox.objects.filter(pk__in=mailboxes).exclude(pk__in=written).delete()


def take(rows: Rows) -> None:
    """Stores rows that the other side sent; those that are here stay as they are. A mailbox closed there is closed
    here, and looks like one that was never opened."""
    for id_, made, _opened, _visits, closed in rows.mailboxes:
        Mailbox.objects.bulk_create([Mailbox(id=id_, made=made)], ignore_conflicts=True)
        if closed:
            Mailbox.objects.filter(pk=id_, closed__lt=closed).update(closed=closed, opened=0, visits=0, made=made)
    letters = [Letter(id=i, mailbox=m, answer=a, arrived=at, sealed=s) for i, m, a, at, s in rows.letters]
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=100)
    files = [File(id=i, mailbox=m, letter=x, answer=a, made=at) for i, m, x, a, at in rows.files]
    File.objects.bulk_create(files, ignore_conflicts=True, batch_size=100)
    chunks = [Chunk(file=f, n=n, sealed=s) for f, n, s in rows.chunks]
    Chunk.objects.bulk_create(chunks, ignore_conflicts=True, batch_size=8)


def _missing(model: Any, ids: list[bytes]) -> list[bytes]:
    gone = set(ids)
    for some in _parts(ids):
        gone -= set(model.objects.filter(pk__in=some).values_list("pk", flat=True))
    return sorted(gone)


def _parts(ids: list[bytes], size: int = 500) -> list[list[bytes]]:
    """Under SQLite's limit of bound values."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def _new(ask: Ask) -> tuple[Rows, bool]:
    """What the node lacks, as much as fits into a round. Mailboxes are told each time: how often they were opened
    changes. Files only once a letter names them."""
    have, known_files = set(ask.have.letters), set(ask.have.files)
    mailboxes = list(Mailbox.objects.values_list("id", "made", "opened", "visits", "closed"))
    ids = [i for i in Letter.objects.order_by("arrived").values_list("id", flat=True) if i not in have]
    letters = list(
        Letter.objects.filter(pk__in=ids[:LETTERS]).values_list("id", "mailbox", "answer", "arrived", "sealed")
    )
    named = File.objects.exclude(letter=b"").order_by("made").values_list("id", "mailbox", "letter", "answer", "made")
    every = list(named)
    files = [f for f in every if f[0] not in known_files]
    chunks: list[Any] = []
    for file, *_rest in every:
        if len(chunks) >= CHUNKS:
            break
        if file in known_files and file not in ask.parts:
            continue
        after = ask.parts.get(file, 0)
        rows = Chunk.objects.filter(file=file, n__gte=after).order_by("n").values_list("file", "n", "sealed")
        chunks += list(rows[: CHUNKS - len(chunks)])
    return Rows(mailboxes, letters, files, chunks), len(ids) > LETTERS or len(chunks) >= CHUNKS
