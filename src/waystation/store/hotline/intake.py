"""The intake: the circle to whose key the door's letters are sealed. Its epochs are the keys; its only
statements are the published stories that letters are compared with (``press``).

epoch, card = renewed(keys)            # the key to publish at the door; new when the readers changed
secrets = opened(keys)                 # every epoch of it that this member opens
"""

from django.db import IntegrityError

from waystation.circles import circle as circles
from waystation.circles.envelope import pack
from waystation.circles.errors import CannotOpen
from waystation.circles.secret import Card, Secret, name
from waystation.circles.standing import STEWARD, Grant
from waystation.store import node
from waystation.store.sealed import envelopes
from waystation.store.sealed.keys import Keys

READERS = ("hotline", "coordinator")  # the roles whose teams answer the door
ABOUT = pack(["intake"])


def answers_the_door(keys: Keys) -> bool:
    return bool(keys.roles & set(READERS))


def circle_id() -> bytes | None:
    found = envelopes.by_slot([_slot()])
    return next((circle for circle, _size in found.values()), None)


def _slot() -> bytes:
    return name(b"waystation/1/intake" + node.directory_id())


def renewed(keys: Keys) -> tuple[bytes, Card]:
    """The epoch to which letters are sealed from now on: sealed to exactly those who answer the door today. Founds the
    intake at its first use. Raises CircleError where this member is not among them, or keys wait to be renewed."""
    circle = circle_id() or _found(keys)
    with envelopes.writing(circle):
        view = keys.view(circle)
        envelopes.append(circle, view.renew(keys.secret))
        newest = keys.view(circle).newest
    return newest.envelope.id, newest.secret.card


def _found(keys: Keys) -> bytes:
    teams = [team for role in READERS if (team := keys.directory.team_of(role))]
    grants = [Grant(team, (STEWARD,)) for team in teams]
    circle = circles.found(keys.secret, ABOUT, grants, keys.minute, keys.directory)
    try:
        envelopes.found(circle.id, _slot(), circle.envelopes.values())
    except IntegrityError:  # somebody else founded it at the same moment: theirs counts
        return circle_id() or circle.id
    return circle.id


def opened(keys: Keys) -> dict[bytes, Secret]:
    """The intake's epoch secrets by id, the newest last; empty for whoever does not answer the door.

    Only those that a reader minted: whoever can write to the database could add one whose key they know, and what is
    sealed to the newest must not be sealed to that.
    """
    circle = circle_id()
    if circle is None:
        return {}
    try:
        epochs = keys.view(circle).epochs.values()
    except CannotOpen:
        return {}
    return {o.envelope.id: o.secret for o in sorted(epochs, key=lambda o: o.rank) if o.minter is not None}
