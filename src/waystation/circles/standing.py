"""Who belongs to a circle: its grants minus its revocations, in whatever order they arrived.

The rules, each with the attack it stops:

* A grant counts while its issuer is a live steward; a founding grant has no issuer. Least fixed point: two grants that
  vouch only for each other count for nothing.
* A revocation by anyone who ever was a steward or warden stands for ever, as does a member's own. So two stewards who
  revoke each other are both out: doubt means less authority.
* A revocation names, for each author, the last entry honoured, by hash. A copied key cannot add to the past.
* A grant may end (``until``): a shift, a stay, a leg. What was written within the lease stays honoured.
* A warden may revoke and holds no key, so an administrator can dismiss without being able to open anything, and
  cannot let anybody in either.
"""

from dataclasses import dataclass, field
from functools import cached_property

from waystation.circles.acts import (
    CONTROL,
    READER,
    ROLES,
    STEWARD,
    WARDEN,
    WRITER,
    Device,
    Founding,
    Grant,
    Loss,
    Revocation,
    device_proof,
    founding_grant_id,
)
from waystation.circles.book import Book, Cards
from waystation.circles.envelope import Entry
from waystation.circles.errors import CircleError, Lapsed, NotHonoured, Revoked
from waystation.circles.secret import Card

NEVER = 1 << 62  # an epoch number after every real one

__all__ = [
    "CONTROL", "NEVER", "READER", "ROLES", "STEWARD", "WARDEN", "WRITER", "Device", "Founding", "Grant", "Issued",
    "Loss", "Revocation", "Revoking", "Standing", "device_proof", "founding_grant_id",
]  # fmt: skip


@dataclass(frozen=True)
class Issued:
    """A grant as issued: by whom, when, under which id. Founding grants have no issuer."""

    id: bytes
    issuer: bytes | None
    minute: int
    grant: Grant


@dataclass(frozen=True)
class Revoking:
    id: bytes
    by: bytes
    minute: int
    revocation: Revocation


@dataclass
class Standing:
    """Who belongs to ``circle`` according to these control entries and this book, seen at ``minute``."""

    circle: bytes
    book: Book
    minute: int
    about: bytes = b""
    salt: bytes = b""
    founder: bytes = b""
    founded: int = 0
    grants: dict[bytes, Issued] = field(default_factory=dict)
    revocations: list[Revoking] = field(default_factory=list)
    control: dict[bytes, bytes] = field(default_factory=dict)
    devices: list[tuple[bytes, bytes, bytes]] = field(default_factory=list)  # entry, voucher, new card
    losses: list[tuple[bytes, Loss, int]] = field(default_factory=list)
    flaws: list[CircleError] = field(default_factory=list)
    before: dict[bytes, bytes] = field(default_factory=dict)  # SHA-256 of an entry -> that of its author's one before
    _chains: dict[bytes, set[bytes]] = field(default_factory=dict)
    own: Cards = field(default_factory=Cards)
    checked: frozenset[bytes] = frozenset()

    def card(self, author: bytes) -> Card | None:
        """The card to check an author's signature with."""
        return self.book.card(author) or self.own.card(author)

    # -- stewardship over all time ---------------------------------------------------------------------------------

    def _holders_of(self, role_names: tuple[str, ...]) -> set[bytes]:
        """Holders that ever had one of these roles by a grant from an ever-steward, whatever was revoked since."""
        ever: set[bytes] = set()
        stewards: set[bytes] = set()
        while True:
            size = len(ever) + len(stewards)
            for issued in self.grants.values():
                if issued.issuer is None or self._speaks(issued.issuer, issued.minute) & stewards:
                    if STEWARD in issued.grant.roles:
                        stewards.add(issued.grant.to)
                    if set(role_names) & set(issued.grant.roles):
                        ever.add(issued.grant.to)
            if len(ever) + len(stewards) == size:
                return ever

    def _speaks(self, author: bytes, minute: int) -> frozenset[bytes]:
        # A lost device's past acts stay its member's: else losing a steward's phone would undo what was revoked since.
        return self.book.holders(author, minute) | {author, self.book.member(author)}

    @cached_property
    def _ended(self) -> dict[bytes, list[Revoking]]:
        """The revocations that stand, by the grant they end."""
        may_revoke = self._holders_of((STEWARD, WARDEN))
        ended: dict[bytes, list[Revoking]] = {}
        for revoking in self.revocations:
            issued = self.grants.get(revoking.revocation.grant)
            speaks = self._speaks(revoking.by, revoking.minute)
            if issued and (speaks & may_revoke or issued.grant.to in speaks):
                ended.setdefault(issued.id, []).append(revoking)
        return ended

    def ended_at(self, grant: bytes) -> list[int]:
        """The minutes of the revocations that ended a grant."""
        return [r.minute for r in self._ended.get(grant, ())]

    # -- what counts -----------------------------------------------------------------------------------------------

    def counting(self, author: bytes, minute: int, digest: bytes = b"") -> set[bytes]:
        """The grants that lend standing to the author's entry with this SHA-256, written at ``minute``: a least fixed
        point. Without a digest: to what the author would write now."""
        possible = [
            issued
            for issued in self.grants.values()
            if issued.grant.live_at(minute)
            and all(self._honours(r.revocation, author, digest) for r in self._ended.get(issued.id, ()))
        ]
        counting: set[bytes] = set()
        stewards: set[bytes] = set()
        speaks = self.book.spoke if digest else self.book.holders
        before = -1
        while before != len(counting):
            before = len(counting)
            for issued in possible:
                if issued.id in counting:
                    continue
                if issued.issuer is None or speaks(issued.issuer, minute) & stewards:
                    counting.add(issued.id)
                    if STEWARD in issued.grant.roles:
                        stewards.add(issued.grant.to)
        return counting

    def _honours(self, revocation: Revocation, author: bytes, digest: bytes) -> bool:
        last = revocation.honoured.get(author)
        if last is None or not digest:
            return False
        if last not in self._chains:
            chain = {last}
            while (last_before := self.before.get(last)) and last_before not in chain:
                chain.add(last_before)
                last = last_before
            self._chains[revocation.honoured[author]] = chain
        return digest in self._chains[revocation.honoured[author]]

    @cached_property
    def live(self) -> tuple[Issued, ...]:
        """The grants in force at ``minute``."""
        counting = self.counting(b"", self.minute)
        return tuple(i for i in self.grants.values() if i.id in counting)

    @cached_property
    def readers(self) -> dict[bytes, int]:
        """Live readers, each with the number of the first epoch they may open (0: all)."""
        readers: dict[bytes, int] = {}
        for issued in self.live:
            if issued.grant.reads():
                held = readers.get(issued.grant.to, NEVER)
                readers[issued.grant.to] = min(held, issued.grant.since)
        return readers

    @cached_property
    def writers(self) -> frozenset[bytes]:
        """Live holders who may drop without reading."""
        return frozenset(i.grant.to for i in self.live if WRITER in i.grant.roles) - self.readers.keys()

    @property
    def has_droppers(self) -> bool:
        """Whether anybody needs the epoch's card: writers who cannot read, wardens who cannot open."""
        return any(WRITER in i.grant.roles or WARDEN in i.grant.roles for i in self.live)

    @cached_property
    def stewards(self) -> frozenset[bytes]:
        return frozenset(i.grant.to for i in self.live if STEWARD in i.grant.roles)

    def is_steward(self, author: bytes) -> bool:
        return bool(self.book.holders(author, self.minute) & self.stewards)

    def is_reader(self, author: bytes) -> bool:
        return bool(self.book.holders(author, self.minute) & self.readers.keys())

    def require(self, entry: Entry, digest: bytes) -> None:
        """Raises NotHonoured, Lapsed or Revoked unless ``entry``'s author had standing when writing it. ``digest`` is
        the SHA-256 of its signed bytes; ``before`` must hold the chains first."""
        holders = self.book.spoke(entry.author, entry.minute)
        candidates = [
            i for i in self.grants.values() if i.grant.to in holders and set(i.grant.roles) & {STEWARD, READER, WRITER}
        ]
        if {i.id for i in candidates} & self.counting(entry.author, entry.minute, digest):
            return
        if any(i.id in self._ended for i in candidates):
            raise Revoked(f"entry {entry.seq} is not among those that a revocation honours")
        if any(not i.grant.live_at(entry.minute) for i in candidates):
            raise Lapsed("an entry written after its author's lease had ended")
        raise NotHonoured("an entry by somebody who had no standing in this circle")
