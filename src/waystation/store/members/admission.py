"""What comes of an answered invitation: a new member, a member's further device, or a member enrolled again."""

from waystation.store.members import again, devices, invitations, organisation
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys


def admit(keys: Keys, invitation: bytes) -> None:
    """Admits the card that answered an invitation, as far as this member alone can: who is enrolled again waits for a
    second steward. Raises NoInvitation, BadAnswer, NotSteward, Forged."""
    offer, card, consent = invitations.answer(keys, invitation)
    if offer.voucher:
        devices.vouch(keys, card, consent)
    elif offer.again:
        again.propose(keys, offer, card)
    else:
        organisation.admit(keys, card, offer)
        accesslog.log(keys.pseudonym, "admit")
    invitations.withdraw(keys, invitation)
