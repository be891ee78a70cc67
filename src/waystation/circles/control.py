"""Reading control entries into a standing: each parsed, its signature checked once, its cards learnt.

standing = stand(circle, control, directory, minute)
assert standing.is_steward(me)
"""

from collections.abc import Callable, Iterable, Mapping

from waystation.circles import devices
from waystation.circles.acts import (
    CONTROL,
    ROLES,
    STEWARD,
    WARDEN,
    Device,
    Founding,
    Grant,
    Loss,
    Revocation,
    device_proof,
    founding_grant_id,
)
from waystation.circles.book import Book, Cards
from waystation.circles.envelope import Entry, check_signature, parse_entry, unpack
from waystation.circles.errors import CircleError, Malformed, Replayed
from waystation.circles.secret import Card, name
from waystation.circles.standing import Issued, Revoking, Standing


def stand(
    circle: bytes, control: Iterable[bytes], book: Book | None, minute: int, checked: frozenset[bytes] = frozenset()
) -> Standing:
    """Standing from signed control entries in any order. Without a book, the circle's own cards are the book.

    What is malformed, forged or meant for another circle is left out and listed in ``flaws``. ``checked`` holds ids of
    entries whose signatures were verified before.
    """
    own = Cards()
    standing = Standing(circle, book if book is not None else own, minute, own=own, checked=checked)
    waiting: dict[bytes, tuple[Entry, bytes]] = {}
    for signed in control:
        entry_id = name(signed)
        try:
            entry = parse_entry(signed)
            if entry.kind not in CONTROL:
                raise Malformed("an unknown kind of control entry")
            if (entry_id != circle) if entry.kind == "found" else (entry.circle != circle):
                raise Replayed("a control entry of another circle")
            waiting[entry_id] = entry, signed
        except CircleError as error:
            standing.flaws.append(error)
    # A card may arrive by any of the grants, so what cannot be checked yet is tried again until nothing moves.
    progress = True
    while waiting and progress:
        progress = False
        for entry_id, (entry, signed) in sorted(waiting.items(), key=lambda item: item[0] != circle):
            try:
                if _admit(standing, own, entry_id, entry, signed):
                    del waiting[entry_id]
                    progress = True
            except CircleError as error:
                standing.flaws.append(error)
                del waiting[entry_id]
                progress = True
    standing.flaws += [Malformed("a control entry whose author's card is missing") for _ in waiting]
    _settle_devices(standing, own)
    return standing


def with_entries(standing: Standing, more: Iterable[bytes]) -> Standing:
    """The standing once these signed control entries are added."""
    book = None if standing.book is standing.own else standing.book
    control = [*standing.control.values(), *more]
    return stand(standing.circle, control, book, standing.minute, frozenset(standing.control))


def _admit(standing: Standing, own: Cards, entry_id: bytes, entry: Entry, signed: bytes) -> bool:
    """Takes one control entry into the standing. False while its author's card is unknown. Raises CircleError."""
    body = unpack(bytes(entry.body), _BODIES[entry.kind])
    if entry_id == standing.circle:
        for data in (*body.cards, *(c for g in body.grants for c in g.cards)):
            own.add(Card(data))
    card = standing.card(entry.author)
    if card is None:
        return False
    if entry_id not in standing.checked:
        check_signature(signed, card)
    _TAKE[entry.kind](standing, own, entry_id, entry, body)
    standing.control[entry_id] = signed
    return True


def _take_founding(standing: Standing, own: Cards, entry_id: bytes, entry: Entry, body: Founding) -> None:
    standing.about, standing.salt = body.about, body.salt
    standing.founder, standing.founded = entry.author, entry.minute
    if len(body.grants) > 0xFFFF:
        raise Malformed("a founding with more grants than can be numbered")
    for index, grant in enumerate(body.grants):
        grant_id = founding_grant_id(entry_id, index)
        standing.grants[grant_id] = Issued(grant_id, None, entry.minute, _checked(standing, entry_id, grant))


def _take_grant(standing: Standing, own: Cards, entry_id: bytes, entry: Entry, body: Grant) -> None:
    standing.grants[entry_id] = Issued(entry_id, entry.author, entry.minute, _checked(standing, entry_id, body))


def _take_revocation(standing: Standing, own: Cards, entry_id: bytes, entry: Entry, body: Revocation) -> None:
    standing.revocations.append(Revoking(entry_id, entry.author, entry.minute, body))


def _take_device(standing: Standing, own: Cards, entry_id: bytes, entry: Entry, body: Device) -> None:
    card = Card(body.card)
    card.verify(body.proof, device_proof(entry.author, card))
    if entry_id not in standing.checked:
        card.seal(b"", b"")  # one card that cannot be sealed to would stop everybody's minting
    own.add(card)
    standing.devices.append((entry_id, entry.author, card.id))


def _take_loss(standing: Standing, own: Cards, entry_id: bytes, entry: Entry, body: Loss) -> None:
    standing.losses.append((entry.author, body, entry.minute))


def _settle_devices(standing: Standing, own: Cards) -> None:
    vouched = devices.tie(standing.devices, own)
    governors = standing._holders_of((STEWARD, WARDEN)) if standing.losses else set()
    for author, loss, minute in standing.losses:
        if own.member(author) in governors or own.member(author) == own.member(loss.card):
            # One that is dated ahead counts at once: a clock that runs fast must not leave a thief the difference.
            devices.take(loss, min(minute, standing.minute), vouched, own)


def _checked(standing: Standing, entry_id: bytes, grant: Grant) -> Grant:
    if not set(grant.roles) <= set(ROLES) or not grant.roles or len(grant.to) != 16:
        raise Malformed("a grant with an unknown role or an impossible holder")
    cards = [Card(data) for data in grant.cards]
    if entry_id not in standing.checked:
        for card in cards:
            card.seal(b"", b"")
    for card in cards:  # only once all are known to be good: what is refused leaves no trace
        standing.own.add(card)
    return grant


_BODIES: Mapping[str, type] = {
    "found": Founding, "grant": Grant, "revoke": Revocation, "device": Device, "lost": Loss,
}  # fmt: skip
_TAKE: Mapping[str, Callable[..., None]] = {
    "found": _take_founding, "grant": _take_grant, "revoke": _take_revocation, "device": _take_device,
    "lost": _take_loss,
}  # fmt: skip
