"""Shifts: who is on duty at the hotline. A shift cannot end while somebody in danger has no owner.

begin(keys); on_duty(keys); end(keys)
"""

import os

from waystation.store.clock import minute
from waystation.store.models import Shift
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys


def begin(keys: Keys) -> None:
    """Puts this member on duty; twice is once."""
    if not mine(keys):
        Shift.objects.create(id=os.urandom(16), holder=keys.pseudonym, began=minute())
        accesslog.log(keys.pseudonym, "shift begins")


def end(keys: Keys) -> None:
    """Ends this member's shift. Whether it may end is for whoever sees the inbox (``desk.inbox.duty``)."""
    if Shift.objects.filter(holder=keys.pseudonym, ended=0).update(ended=minute()):
        accesslog.log(keys.pseudonym, "shift ends")


def mine(keys: Keys) -> int:
    """Since which minute this member is on duty; 0 if they are not."""
    row = Shift.objects.filter(holder=keys.pseudonym, ended=0).order_by("began").first()
    return row.began if row else 0


def on_duty(keys: Keys) -> list[tuple[str, int]]:
    """Names of those on duty, and since when, the longest first."""
    names = {keys.directory.pseudonym(line.id): line.name for line in keys.directory.members.values()}
    rows = Shift.objects.filter(ended=0).order_by("began").values_list("holder", "began")
    return [(names[holder], began) for holder, began in rows if holder in names]
