"""What one unlocked device can open: its own secret, the directory, and the keys of its member's teams.

Made at the start of a request from the cookie, gone at its end. Nothing here is kept between requests.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from waystation.circles.directory import Directory, read
from waystation.circles.errors import CannotOpen, CircleError
from waystation.circles.news import TeamNews
from waystation.circles.opening import open_envelopes
from waystation.circles.secret import Secret
from waystation.circles.view import View
from waystation.store import node
from waystation.store.clock import minute as this_minute
from waystation.store.models import Circle
from waystation.store.sealed import ended, envelopes, kept

DIRECTORY = "directory"  # the shelf on which a device keeps the directory as it last read it


class NotAMember(Exception):
    """This device's card does not stand in the directory, or no longer."""


@dataclass
class Keys:
    """One device, unlocked. ``teams`` gives the epoch secrets of each team its member is in, newest last."""

    secret: Secret
    minute: int
    directory: Directory
    teams: dict[bytes, list[Secret]] = field(default_factory=dict)

    @property
    def card(self) -> bytes:
        return self.secret.id

    @property
    def member(self) -> bytes:
        return self.directory.speaks_for[self.card]

    @property
    def roles(self) -> frozenset[str]:
        return self.directory.roles(self.card, self.minute)

    @property
    def secrets(self) -> dict[bytes, Secret]:
        """Every secret that may open a wrap, by the id of its card."""
        return {s.id: s for s in (self.secret, *(s for secrets in self.teams.values() for s in secrets))}

    @property
    def holders(self) -> frozenset[bytes]:
        """As whom this device opens circles: its card, its member, their teams."""
        return self.directory.holders(self.card, self.minute)

    @property
    def pseudonym(self) -> bytes:
        return self.directory.pseudonym(self.member)

    def view(self, circle: bytes, checked: Iterable[bytes] = ()) -> View:
        """A circle as this device opens it. Raises CannotOpen, also where this member's access was ended."""
        every = envelopes.load(circle)
        view = View(circle, every, self.secrets, self.minute, self.directory, checked)
        newest = max((e.n for e in map(envelopes.epoch, every) if e), default=0)
        if view.newest.envelope.n < newest and ended.among(self.directory, [circle], self.holders):
            raise CannotOpen("this access was ended")
        return view

    def refresh(self, minute: int | None = None) -> "Keys":
        """The same device after the directory or a team changed."""
        return unlock(self.secret, this_minute() if minute is None else minute)


def unlock(secret: Secret, minute: int | None = None) -> Keys:
    """Opens the directory and the member's teams. Raises NotAMember when the device no longer stands there."""
    at = this_minute() if minute is None else minute
    directory = open_directory(secret, at)
    if not directory.holders(secret.id, at):
        raise NotAMember("this device is not, or no longer, that of a member")
    keys = Keys(secret, at, directory)
    for team in directory.teams:
        if directory.in_team(keys.member, team, at):
            keys.teams[team] = team_secrets(secret, team)
    return keys


def team_secrets(secret: Secret, team: bytes) -> list[Secret]:
    """A team's epoch secrets, newest last; empty while the team has not yet sealed anything to this device."""
    try:
        opening = open_envelopes(team, envelopes.load(team), {secret.id: secret})
    except CannotOpen:
        return []
    return [o.secret for o in sorted(opening.epochs.values(), key=lambda o: o.rank)]


def open_directory(secret: Secret, minute: int) -> Directory:
    """The directory, as this device last read it where nothing was added since. Raises NotAMember.

    What it read is kept under its own secret: a snapshot under an epoch's key could be made by whoever minted one.
    """
    circle = node.directory_id()
    size = Circle.objects.filter(pk=circle).values_list("size", flat=True).first()
    directory = _kept_directory(secret, size)
    if directory is None:
        directory = _read_directory(secret, circle, minute)
        kept.keep(secret, DIRECTORY, msgspec.msgpack.encode((size, directory)))
    directory.minute = minute
    return directory


def _kept_directory(secret: Secret, size: int | None) -> Directory | None:
    try:
        found, directory = msgspec.msgpack.decode(
            kept.look(secret, DIRECTORY) or b"", type=tuple[int | None, Directory]
        )
    except msgspec.DecodeError:
        return None  # nothing kept yet, or by an older program
    return directory if found == size else None


def _read_directory(secret: Secret, circle: bytes, minute: int) -> Directory:
    every = envelopes.load(circle)
    try:
        view = View(circle, every, {secret.id: secret}, minute)
    except CannotOpen as error:
        raise NotAMember("this device does not open the directory") from error
    if view.newest.envelope.n < max((e.n for e in map(envelopes.epoch, every) if e), default=0):
        raise NotAMember("the directory has a newer key, which this device was not given")
    return read(view)


def maintain(keys: Keys) -> Keys:
    """Gives every stale team of this member a new key and announces it, as after a dismissal or a lapsed lease."""
    stale = [t for t in keys.teams if keys.directory.team_card(t) is None]
    for team in stale:
        renew_team(keys, team)
    return keys.refresh(keys.minute) if stale else keys


def renew_team(keys: Keys, team: bytes) -> None:
    """Mints a team's epoch for exactly its present members, if need be, and announces its card in the directory."""
    with envelopes.writing(team):
        try:
            view = keys.view(team)
            envelopes.append(team, view.renew(keys.secret))
            view = keys.view(team)
        except CircleError:
            return  # admitted to the team, but nobody who holds its key has sealed it to this device yet
        announce_team(keys, team, view)


def announce_team(keys: Keys, team: bytes, view: View) -> None:
    """States a team's membership in the directory, and its newest card if that may be written under."""
    line = keys.directory.teams[team]
    control = tuple(sorted(view.standing.control.values()))
    news = TeamNews(team, line.name, line.role, control)
    if (fresh := view.fresh) is not None:
        sealed_to = tuple(sorted(c.id for holder in view.standing.readers for c in keys.directory.cards(holder)))
        news = TeamNews(team, line.name, line.role, control, fresh.envelope.n, fresh.secret.card.data, sealed_to)
    state_in_directory(keys, "team", news)


def state_in_directory(keys: Keys, kind: str, body: object) -> None:
    circle = node.directory_id()
    with envelopes.writing(circle):
        view = View(circle, envelopes.load(circle), {keys.card: keys.secret}, keys.minute)
        envelopes.append(circle, view.write(keys.secret, kind, body))
