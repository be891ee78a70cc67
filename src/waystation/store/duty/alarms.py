"""Alarms: who has one in hand, what was done about it, how it ended. Raised by ``ringing``, which holds no key.

    standing()                                    # all that ring, the newest first
    take(keys, alarm); hand_over(keys, alarm, …); end(keys, alarm, …)
    history(keys, alarm.id)                       # the acts, opened as far as these keys do

Everybody on duty may take an alarm, also one in a file that is sealed to them: then they look for whoever opens it.
What they write is sealed to those on duty who open the circle, and to whoever it is handed to.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from django.db import transaction

from waystation.circles.errors import CircleError
from waystation.circles.secret import Card
from waystation.store.clock import minute
from waystation.store.models import Alarm, AlarmAct
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Reading

DUTY = ("hotline", "coordinator", "travel")  # the roles that answer alarms
DAY = 1440  # minutes for which an ended alarm is still listed
MOST = 200  # alarms on a page
INFO = b"waystation/1/alarm"


class Taken(Exception):
    """Somebody else has it in hand, or it has ended."""


class Words(msgspec.Struct, array_like=True):
    """What was written with an act: a note, the ladder's step, the outcome, and to whom it was handed (a member)."""

    note: str = ""
    step: str = ""
    outcome: str = ""
    to: bytes = b""


@dataclass(frozen=True)
class Act:
    """One act. ``actor`` is a pseudonym, empty where the process or a reader's maintenance did it; ``words`` None where
    they are sealed to others."""

    at: int
    actor: bytes
    act: str
    words: Words | None


@dataclass
class Count:
    """What the menu says: alarms that nobody has in hand, and all that stand."""

    unowned: int = 0
    standing: int = 0


def on_duty(keys: Keys) -> bool:
    """Whether this member's role answers alarms."""
    return bool(keys.roles & set(DUTY))


def count() -> Count:
    holders = list(Alarm.objects.filter(ended=0).values_list("holder", flat=True))
    return Count(holders.count(b""), len(holders))


def standing() -> list[Alarm]:
    """Those that ring, the newest first."""
    return list(Alarm.objects.filter(ended=0).order_by("-at", "id")[:MOST])


def lately(now: int) -> list[Alarm]:
    """Those that ended within a day, the last first."""
    return list(Alarm.objects.filter(ended__gt=now - DAY).order_by("-ended", "id")[:MOST])


def take(keys: Keys, alarm: bytes) -> None:
    """Takes an alarm in hand. Of two who press at once one has it. Raises Taken."""
    with transaction.atomic():
        free = Alarm.objects.filter(pk=alarm, ended=0, holder__in=(b"", keys.pseudonym))
        if not free.update(holder=keys.pseudonym, taken=minute()):
            raise Taken("somebody else has it in hand, or it has ended")
        _write(keys, alarm, "taken")


def hand_over(keys: Keys, alarm: Alarm, reading: Reading | None, to: bytes, note: str) -> None:
    """Gives an alarm to a colleague with a note. Whoever has it in hand may, and anybody while nobody has. Raises
    Taken."""
    with transaction.atomic():
        _mine_or_free(keys, alarm.id).update(holder=keys.directory.pseudonym(to), taken=minute())
        _write(keys, alarm.id, "handed", Words(note, to=to), audience(keys, reading, to))


def climb(keys: Keys, alarm: Alarm, reading: Reading | None, step: str, note: str) -> None:
    """Writes down that a step of the ladder was taken, and what came of it. Anybody on duty may: two act on one
    silence, and one of them has it in hand."""
    _write(keys, alarm.id, "step", Words(note, step), audience(keys, reading))


def end(keys: Keys, alarm: Alarm, reading: Reading | None, outcome: str, note: str = "") -> None:
    """Ends an alarm with its outcome: the all-clear. Raises Taken."""
    with transaction.atomic():
        _mine_or_free(keys, alarm.id).update(ended=minute(), holder=keys.pseudonym)
        _write(keys, alarm.id, "ended", Words(note, outcome=outcome), audience(keys, reading))


def _mine_or_free(keys: Keys, alarm: bytes):  # type: ignore[no-untyped-def]
    found = Alarm.objects.select_for_update().filter(pk=alarm, ended=0, holder__in=(b"", keys.pseudonym))
    if not found.exists():
        raise Taken("somebody else has it in hand, or it has ended")
    return Alarm.objects.filter(pk=alarm)


def _write(keys: Keys, alarm: bytes, act: str, words: Words | None = None, to: Iterable[Card] = ()) -> None:
    sealed = b""
    if words is not None:
        plain = msgspec.msgpack.encode(words)
        sealed = msgspec.msgpack.encode({card.id: card.seal(plain, INFO + alarm) for card in to})
    AlarmAct.objects.create(id=os.urandom(16), alarm=alarm, at=minute(), actor=keys.pseudonym, act=act, sealed=sealed)
    accesslog.log(keys.pseudonym, f"alarm {act}", [alarm])


def audience(keys: Keys, reading: Reading | None, to: bytes = b"") -> list[Card]:
    """To whose cards a note is sealed: the teams on duty that open the circle (all on duty where this member does not
    open it, and so cannot tell anything of it), the member's own devices, and those of whoever gets it."""
    holders = {g.holder for g in reading.grants} if reading else None
    teams = [team for role in DUTY if (team := keys.directory.team_of(role))]
    cards = [keys.directory.team_card(t) for t in teams if holders is None or t in holders]
    for member in dict.fromkeys((keys.member, to)):
        cards += keys.directory.cards(member) if member else ()
    return list({card.id: card for card in cards if card is not None}.values())


def history(keys: Keys, alarms: Iterable[bytes]) -> dict[bytes, list[Act]]:
    """The acts of some alarms, the oldest first."""
    found: dict[bytes, list[Act]] = {}
    secrets = keys.secrets
    for row in AlarmAct.objects.filter(alarm__in=list(alarms)).order_by("at", "id"):
        words = None
        for card, sealed in _sealed(row.sealed).items():
            if card in secrets:
                words = _opened(secrets[card].open, sealed, row.alarm)
                break
        found.setdefault(row.alarm, []).append(Act(row.at, row.actor, row.act, words))
    return found


def _sealed(content: bytes) -> dict[bytes, bytes]:
    try:
        return msgspec.msgpack.decode(content, type=dict[bytes, bytes]) if content else {}
    except msgspec.DecodeError:
        return {}  # damaged: shown as an act whose words are gone


def _opened(open_, sealed: bytes, alarm: bytes) -> Words | None:  # type: ignore[no-untyped-def]
    try:
        return msgspec.msgpack.decode(open_(sealed, INFO + alarm), type=Words)
    except (CircleError, msgspec.DecodeError):
        return None
