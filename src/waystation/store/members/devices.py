"""A member's devices: each a secret of its own with a log-in of its own, so that one can be lost without the others.

words = invite(keys)                  # typed on the new device, which enrols itself
vouch(keys, card, consent)            # done on this one: the new card speaks for the member from now on
lose(keys, card)                      # by the member, or by a steward: it speaks for nobody, and is out at once
"""

from collections.abc import Iterable
from dataclasses import dataclass

from waystation.circles.acts import Device
from waystation.circles.errors import CircleError, NotSteward
from waystation.circles.secret import Card
from waystation.circles.view import View
from waystation.store import node
from waystation.store.duty import hands
from waystation.store.lists import index
from waystation.store.members import invitations, logins, sessions
from waystation.store.members.invitations import Offer
from waystation.store.models import Login
from waystation.store.sealed import accesslog, envelopes, keys
from waystation.store.sealed.keys import Keys


class LastDevice(Exception):
    """A member without devices is nobody: that is a dismissal, or they are enrolled again."""


@dataclass(frozen=True)
class DeviceLine:
    """A device as the page shows it. ``last``: its last log-in (minute since 1970, 0 for none)."""

    card: bytes
    here: bool
    last: int


def of(keys: Keys, member: bytes) -> list[DeviceLine]:
    """A member's devices that count, the one at hand first, then those used last."""
    directory = keys.directory
    found = []
    for card in directory.members[member].cards:
        last = Login.objects.filter(device=directory.pseudonym(card)).values_list("last_login", flat=True).first()
        found.append(DeviceLine(card, card == keys.card, (last or 0) // 60_000_000))
    return sorted(found, key=lambda d: (not d.here, -d.last))


def invite(keys: Keys) -> str:
    """Ten words with which this member enrols a further device."""
    directory = keys.directory
    offer = Offer(directory.salt, directory.name_of(keys.member), (), member=keys.member, voucher=keys.card)
    return invitations.invite(keys, offer)


def vouch(keys: Keys, card: Card, consent: bytes) -> None:
    """Makes a card speak for this member, and seals to it what this device opens: the teams' keys, and each part that
    was granted to the member alone. Raises Forged where the new device did not consent."""
    circle = node.directory_id()
    with envelopes.writing(circle):
        view = View(circle, envelopes.load(circle), {keys.card: keys.secret}, keys.minute)
        envelopes.append(circle, view.control(keys.secret, "device", Device(card.data, consent)))
    accesslog.log(keys.pseudonym, "add device", [keys.directory.pseudonym(card.id)])
    _seal_to_all(keys.refresh(keys.minute))


def _seal_to_all(opened: Keys) -> None:
    opened = keys.maintain(opened)
    for circle in _granted_alone(opened):
        with envelopes.writing(circle):
            try:
                envelopes.append(circle, opened.view(circle).renew(opened.secret))
            except CircleError:
                continue  # this member drops there without reading, or a team there must renew first: later, then


def _granted_alone(opened: Keys) -> list[bytes]:
    """The circles that this member opens by a grant of their own: those where no team of theirs has one."""
    teams = {opened.directory.teams[team].role for team in opened.teams}
    return [line.circle for line in index.lines(opened) if not teams & set(line.roles)]


def vouched_by(keys: Keys, card: bytes) -> list[bytes]:
    """The devices that a device vouched for: its member must say which of them are theirs when it is lost."""
    standing = View(
        node.directory_id(), envelopes.load(node.directory_id()), {keys.card: keys.secret}, keys.minute
    ).standing
    return sorted({new for _entry, voucher, new in standing.devices if voucher == card} - standing.own.lost.keys())


def lose(opened: Keys, card: bytes, keep: Iterable[bytes] = ()) -> int:
    """Declares a device lost: its log-in and sessions end, it opens nothing written later. Devices that it vouched for
    go with it except ``keep``, since whoever has it may have added some; whom it enrolled stays, vouched for by the one
    who declares it. If that is not the member, what they had in hand is free again. Returns how many sessions were cut.
    Raises LastDevice, NotSteward."""
    directory = opened.directory
    member = directory.member(card)
    if member != opened.member and not directory.is_governor(opened.member, opened.minute):
        raise NotSteward("a colleague's device is declared lost by those who enrol and dismiss")
    circle = node.directory_id()
    with envelopes.writing(circle):
        if member != opened.member:
            hands.empty(directory.pseudonym(member))  # whom somebody else must say it for may not be able to act
        view = View(circle, envelopes.load(circle), {opened.card: opened.secret}, opened.minute)
        before = set(directory.members[member].cards)
        adopt = view.issued_by(card) if view.standing.is_steward(opened.card) else []
        envelopes.append(circle, view.lose(opened.secret, card, keep, adopt))
        after = keys.open_directory(opened.secret, opened.minute)
        left = set(after.members[member].cards) if member in after.members else set()
        if not left:
            raise LastDevice("no device of this member would be left")  # and the transaction takes it back
    cut = sum(_end(directory.pseudonym(gone)) for gone in before - left)
    accesslog.log(opened.pseudonym, "lose device", [directory.pseudonym(card)])
    keys.maintain(opened.refresh(opened.minute))
    return cut


def _end(device: bytes) -> int:
    logins.end_device(device)
    return sessions.cut_device(device)
