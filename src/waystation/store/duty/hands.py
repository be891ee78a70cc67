"""Hands: nobody in danger lies in the hand of somebody who cannot act.

    empty(pseudonym)            # dismissed, or their sessions were cut: all that they had in hand is free again
    let_go(keys)                # who left the teams otherwise, or did before this was done: at a colleague's look
    who_answer(keys, DUTY)      # to whom something may be handed over

Who has an alarm or a conversation in hand stands by pseudonym, which says nothing of whether they still can. Without
this, nobody could take what a dismissed member had, and nobody would be called for it.
"""

import os
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from waystation.store.clock import minute
from waystation.store.duty.alarms import DUTY
from waystation.store.hotline.intake import READERS
from waystation.store.models import Alarm, AlarmAct, Correspondence, Shift
from waystation.store.sealed.keys import Keys

FREED = "freed"  # the act by which an alarm left a hand


def who_answer(keys: Keys, roles: Collection[str]) -> set[bytes]:
    """The members in the teams of these roles: those who can act today."""
    directory = keys.directory
    teams = [team for role in roles if (team := directory.team_of(role))]
    return {member for team in teams for member in directory.team_members(team)}


def empty(holder: bytes) -> None:
    """Frees all that a member, by pseudonym, has in hand, and ends their shift."""
    with transaction.atomic():
        _free_alarms(Q(holder=holder))
        _free_conversations(Q(holder=holder), Q(second=holder))
        _end_shifts(Q(holder=holder))


def let_go(keys: Keys) -> None:
    """Frees the alarms and ends the shifts of those who do not answer any more."""
    with transaction.atomic():
        _free_alarms(_gone("holder", keys, DUTY))
        _end_shifts(_gone("holder", keys, READERS))


def let_go_conversations(keys: Keys, mailboxes: Collection[bytes] | None = None) -> None:
    """Frees conversations, all or these, of those who do not answer any more."""
    some = Q() if mailboxes is None else Q(pk__in=mailboxes)
    with transaction.atomic():
        _free_conversations(some & _gone("holder", keys, READERS), some & _gone("second", keys, READERS))


def _gone(column: str, keys: Keys, roles: Collection[str]) -> Q:
    """Those held by nobody who answers."""
    here = [keys.directory.pseudonym(member) for member in who_answer(keys, roles)]
    return ~Q(**{f"{column}__in": [b"", *here]})


def _free_alarms(held: Q) -> None:
    """It is written beside each, since its history said that somebody took it."""
    ids = list(Alarm.objects.filter(held, ended=0).order_by("id").select_for_update().values_list("id", flat=True))
    if not ids:
        return
    Alarm.objects.filter(pk__in=ids).update(holder=b"", taken=0)
    now = minute()
    AlarmAct.objects.bulk_create(AlarmAct(id=os.urandom(16), alarm=a, at=now, actor=b"", act=FREED) for a in ids)


def _free_conversations(held: Q, helped: Q) -> None:
    Correspondence.objects.filter(held).update(holder=b"", second=b"", at=minute())
    Correspondence.objects.filter(helped).update(second=b"")


def _end_shifts(held: Q) -> None:
    Shift.objects.filter(held, ended=0).update(ended=minute())
