"""Minting an epoch: a fresh secret sealed to exactly the live readers, with the membership restated inside the seal.

History: an epoch hands on the secrets of earlier ones (``back``), but only as far as *every* live reader may see. What
some may see and others not travels inside the wraps of those who may. So one reader admitted "from now on" never gains
the past through a later epoch, and one admitted with history still does.
"""

from collections.abc import Mapping

import msgspec

from waystation.circles.envelope import MAX_EPOCHS, VERSION, Entry, Epoch, pack, pad, place, sign
from waystation.circles.errors import NobodyReads
from waystation.circles.opening import Minting, Opened, control_digest, frame_digest, tag
from waystation.circles.secret import Secret
from waystation.circles.standing import Standing


def mint(me: Secret, standing: Standing, epochs: Mapping[bytes, Opened]) -> tuple[bytes, Secret]:
    """A new epoch for the live readers of ``standing``, and its secret. ``epochs`` are the earlier ones we can open.

    Raises NobodyReads.
    """
    new = Secret.new(signs=False)
    sound = {i: o for i, o in epochs.items() if o.minter is not None}
    n = min(MAX_EPOCHS, 1 + max((opened.envelope.n for opened in sound.values()), default=0))
    circle = standing.circle
    allowed = {holder: _allowed(standing, holder, sound) for holder in standing.readers}
    common = set(sound).intersection(*allowed.values())
    shared = _tips([sound[i] for i in common])
    wraps = {}
    for holder in standing.readers:
        older = _tips([sound[i] for i in allowed[holder] - common])
        for card in standing.book.cards(holder):
            missing = {
                o.envelope.id: o.secret.seed for o in older if tag(card.id, o.envelope.id) not in o.envelope.wraps
            }
            wraps[tag(card.id, new.id)] = card.seal(pack([new.seed, missing]), place(circle, new.id, b"wrap"))
    if not wraps:
        raise NobodyReads("no reader of this circle has a current key, so nobody could open what is written now")
    control = sorted(standing.control.values())
    epoch = Epoch(
        VERSION,
        "epoch",
        new.id,
        n,
        new.card.data if standing.has_droppers else b"",
        dict(sorted(wraps.items())),
        {o.envelope.id: new.box.seal(o.secret.seed, place(circle, o.envelope.id, b"back")) for o in shared},
        b"",
    )
    body = Minting(new.id, n, control_digest(control), frame_digest(epoch))
    minting = sign(me, Entry(me.id, circle, 0, b"", (), standing.minute, "epoch", msgspec.Raw(pack(body))))
    sealed = new.box.seal(pad(pack([control, minting])), place(circle, new.id, b"control"))
    return pack(msgspec.structs.replace(epoch, control=sealed)), new


def _allowed(standing: Standing, holder: bytes, sound: Mapping[bytes, Opened]) -> set[bytes]:
    """The epochs whose secrets a reader may be given. Without history: those that restate one of the reader's grants
    and hand on, however far back, only such. The numbers of epochs are of no use for this: epochs minted apart, in
    ignorance of the grant or while it slept, have high numbers too."""
    grants = [i for i in standing.live if i.grant.to == holder and i.grant.reads()]
    if any(not i.grant.since for i in grants):
        return set(sound)
    ids = {i.id for i in grants}
    good = {i for i, o in sound.items() if o.knows & ids}
    while bad := {i for i in good if not sound[i].hands_on <= good}:
        good -= bad
    return good


def _tips(epochs: list[Opened]) -> list[Opened]:
    """Those that no other of them hands on already, in truth: a minter may say so only to cut off the past."""
    handed_on = {earlier for opened in epochs for earlier in opened.gives}
    return [opened for opened in epochs if opened.envelope.id not in handed_on]
