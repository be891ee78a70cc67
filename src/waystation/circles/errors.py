"""Everything that can be wrong with a sealed statement, each by its own name.

Reading never stops at a bad envelope: what is wrong is collected as ``View.flaws`` and the rest is read. Writing and
granting raise. Messages hold ids and counts, never content, so that they may be logged.
"""


class CircleError(Exception):
    """Something about a circle is not as its rules demand."""


class Malformed(CircleError):
    """Bytes that are not an envelope or entry of this protocol: cut short, altered, or of another version."""


class WrongKey(CircleError):
    """A key that is not the one these bytes were sealed to, or sealed bytes that were altered."""


class Forged(CircleError):
    """A signature that is not its author's, an author nobody knows, or an epoch whose name is not its key's."""


class Replayed(CircleError):
    """An entry written for one circle, found in another."""


class NotHonoured(CircleError):
    """An entry whose author had no standing in the circle when it was written."""


class Lapsed(NotHonoured):
    """An entry written after its author's lease had ended."""


class Revoked(NotHonoured):
    """An entry numbered after the last one that the revocation of its author honours."""


class Gap(CircleError):
    """An entry names an earlier one that has not arrived: something was withheld, or is still on its way."""


class Fork(CircleError):
    """One author signed two different entries with the same number: a copied key, or a restored old machine."""


class Damaged(CircleError):
    """A file whose chunks are not exactly those that were sealed: cut off, moved, mixed with another's, or altered."""


class CannotOpen(CircleError):
    """None of the keys at hand opens the circle."""


class NotSteward(CircleError):
    """Only a live steward grants; only a steward, a warden or the member themself revokes."""


class NotReader(CircleError):
    """Only a live reader writes among readers and mints epochs; a writer drops."""


class NothingToRevoke(CircleError):
    """The grant named in a revocation is not in force."""


class NobodyReads(CircleError):
    """An epoch would be sealed to nobody: its readers' keys have all ended or must be renewed first."""
