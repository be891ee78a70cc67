"""A node's half of the exchange with a door on a host of its own.

    report = fetch(post, sign)          # rounds until there is no more
    report.letters, report.answers      # how many came, how many went

``post`` sends bytes and gives back bytes or raises; ``sign`` signs with the node's key. Nothing here opens anything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction

from waystation.door import files
from waystation.door.exchange import CHUNKS, NOTICES, SIGNED, Answer, Ask, Ids, Rows, take
from waystation.door.models import Chunk, File, Known, Letter, Mailbox, Notice
from waystation.store.backups import doorcopy
from waystation.store.clock import minute as this_minute

MOST_ROUNDS = 10_000  # 30 GB: more than any door holds, so that two programs that disagree do not go on for ever
KINDS: dict[str, Any] = {"mailboxes": Mailbox, "letters": Letter, "files": File}
Post = Callable[[bytes, bytes], bytes]


class ExchangeFailed(Exception):
    """The door's answer makes no sense: it is another program, or somebody else."""


@dataclass
class Report:
    letters: int = 0
    answers: int = 0
    chunks: int = 0
    deleted: int = 0
    rounds: int = 0


def fetch(post: Post, sign: Callable[[bytes], bytes]) -> Report:
    """Rounds until both hold the same. ``post`` takes the body and its signature. Raises ExchangeFailed and whatever
    ``post`` raises; what came before stays."""
    report = Report()
    while report.rounds < MOST_ROUNDS:
        ask = asked()
        body = msgspec.msgpack.encode(ask)
        try:
            answer = msgspec.msgpack.decode(post(body, sign(SIGNED + body)), type=Answer)
        except msgspec.DecodeError as error:
            raise ExchangeFailed("the door's answer cannot be read") from error
        report.rounds += 1
        settle(ask, answer, report)
        if not answer.more and not _unsent():
            return report
    raise ExchangeFailed("the exchange does not come to an end")


def asked() -> Ask:
    """What this node knows the door to hold, what it deleted since, and what the door does not know yet."""
    known = {kind: set(Known.objects.filter(kind=kind).values_list("id", flat=True)) for kind in KINDS}
    here = {kind: set(model.objects.values_list("pk", flat=True)) for kind, model in KINDS.items()}
    have = Ids(*(sorted(known[kind]) for kind in KINDS))
    drop = Ids(*(sorted(known[kind] - here[kind]) for kind in KINDS))
    told = dict(Notice.objects.filter(key__in=NOTICES).values_list("key", "value"))
    return Ask(this_minute(), have, drop, _put(known), _parts(), told)


def _parts() -> dict[bytes, int]:
    """Files of which chunks are missing, with how many there are."""
    found = {}
    for file, whole in Known.objects.filter(kind="files").values_list("id", "chunks"):
        here = Chunk.objects.filter(file=file, n__gte=0).count()
        if here < whole or not whole:
            found[file] = here
    return found


def _put(known: dict[str, set[bytes]]) -> Rows:
    """Answers and their files that the door does not hold yet, and mailboxes that were made or closed here."""
    boxes = Mailbox.objects.values_list("id", "made", "opened", "visits", "closed")
    mailboxes = [box for box in boxes if box[0] not in known["mailboxes"] or box[4]]
    fresh = [i for i in Letter.objects.filter(answer=True).values_list("id", flat=True) if i not in known["letters"]]
    letters = Letter.objects.filter(pk__in=fresh[:100]).values_list("id", "mailbox", "answer", "arrived", "sealed")
    rows = Rows(mailboxes, list(letters))
    for file in _unsent_files(known["files"]):
        after = Known.objects.filter(kind="sending", id=file[0]).values_list("chunks", flat=True).first() or 0
        chunks = Chunk.objects.filter(file=file[0], n__gte=after).order_by("n").values_list("file", "n", "sealed")
        rows.chunks += list(chunks[: CHUNKS - len(rows.chunks)])
        rows.files.append(file)
        if len(rows.chunks) >= CHUNKS:
            break
    return rows


def _unsent_files(known: set[bytes]) -> list[Any]:
    every = File.objects.filter(answer=True).exclude(letter=b"").order_by("made")
    return [f for f in every.values_list("id", "mailbox", "letter", "answer", "made") if f[0] not in known]


def _unsent() -> bool:
    letters = set(Known.objects.filter(kind="letters").values_list("id", flat=True))
    sent = set(Known.objects.filter(kind="files").values_list("id", flat=True))
    answers = Letter.objects.filter(answer=True).values_list("id", flat=True)
    return bool(_unsent_files(sent)) or any(letter not in letters for letter in answers)


@transaction.atomic(using="door")
def settle(ask: Ask, answer: Answer, report: Report) -> None:
    """Takes what the door told, deletes what it deleted, and remembers what it holds."""
    doorcopy.note(settings.HOME, answer.gone.mailboxes, this_minute())  # their owners' word, or nobody opened them
    for kind, model in KINDS.items():
        gone = getattr(answer.gone, kind)
        report.deleted += len(set(gone) - set(getattr(ask.drop, kind)))
        if kind == "files":
            files.delete(gone)
        else:
            model.objects.filter(pk__in=gone).delete()
        Known.objects.filter(kind=kind, id__in=gone).delete()
        _know(kind, [row[0] for row in getattr(answer.rows, kind)])
    answer.rows.mailboxes = _without_deleted(ask, answer.rows.mailboxes)
    take(answer.rows)
    for id_, _made, opened, visits, closed in answer.rows.mailboxes:
        Mailbox.objects.filter(pk=id_, closed__lte=closed).update(opened=opened, visits=visits, closed=closed)
    for file, count in answer.counts.items():
        Known.objects.filter(kind="files", id=file).update(chunks=count)
    _sent(ask)
    report.letters += sum(not row[2] for row in answer.rows.letters)
    report.answers += len(ask.put.letters)
    report.chunks += len(answer.rows.chunks) + len(ask.put.chunks)


def _without_deleted(ask: Ask, told: list[Any]) -> list[Any]:
    """Without the mailboxes that were deleted here while the door answered: the next round tells it. One that the door
    kept though it was told has a letter that is new."""
    deleted = set(ask.have.mailboxes) - set(ask.drop.mailboxes)
    deleted -= set(Mailbox.objects.values_list("pk", flat=True))
    return [row for row in told if row[0] not in deleted]


def _know(kind: str, ids: list[bytes]) -> None:
    Known.objects.bulk_create([Known(kind=kind, id=i) for i in ids], ignore_conflicts=True, batch_size=100)


def _sent(ask: Ask) -> None:
    """What the door holds now because this node sent it. A file counts when its last chunk went."""
    _know("mailboxes", [row[0] for row in ask.put.mailboxes])
    _know("letters", [row[0] for row in ask.put.letters])
    for file, *_rest in ask.put.files:
        done = max((n for f, n, _sealed in ask.put.chunks if f == file), default=-1) + 1
        whole = Chunk.objects.filter(file=file, n__gte=0).count()
        if done >= whole:
            _know("files", [file])
            Known.objects.filter(kind="files", id=file).update(chunks=whole)
            Known.objects.filter(kind="sending", id=file).delete()
        else:
            Known.objects.update_or_create(kind="sending", id=file, defaults={"chunks": done})
