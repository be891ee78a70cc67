"""A circle as some secrets open it at one minute: what it says, who stands in it, and what may be written next.

What is wrong with single envelopes stands in ``View.flaws``; the rest is read. Writing returns new envelopes and stores
nothing. Before anything is written the View checks *freshness*: the newest epoch must be sealed to exactly the live
readers, and one of them must have minted it; else a new one is minted first.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from waystation.circles.book import Book
from waystation.circles.chain import Statement, heads, order
from waystation.circles.control import stand, with_entries
from waystation.circles.envelope import MAX_SEQ, Entry, check_signature, pack, parse_entry, seal_entry, sign
from waystation.circles.errors import CircleError, NothingToRevoke, NotHonoured, NotReader, NotSteward
from waystation.circles.minting import mint
from waystation.circles.opening import Opened, control_digest, open_envelopes, tag
from waystation.circles.secret import Secret, derive, name
from waystation.circles.standing import STEWARD, WARDEN, Grant, Loss, Revocation, Standing


@dataclass(frozen=True)
class Pen:
    """Where an author stands in a circle: the number and SHA-256 of their last entry there."""

    seq: int = 0
    last: bytes = b""

    @property
    def next(self) -> int:
        return min(self.seq + 1, MAX_SEQ)


class View:
    """A circle as some secrets open it at one minute.

    ``checked`` holds ids of entries whose signatures were verified before: each is verified once in its life.
    """

    def __init__(
        self,
        circle: bytes,
        envelopes: Iterable[bytes],
        secrets: Mapping[bytes, Secret],
        minute: int,
        book: Book | None = None,
        checked: Iterable[bytes] = (),
    ):
        opening = open_envelopes(circle, envelopes, secrets)
        self.circle = circle
        self.minute = minute
        self.epochs = opening.epochs
        self.sealed_off = opening.sealed_off
        known = frozenset(checked)
        self.standing: Standing = stand(circle, opening.control.values(), book, minute, known)
        self.flaws: list[CircleError] = [*opening.flaws, *self.standing.flaws]
        for opened in self.epochs.values():
            self._check_minter(opened, known)
        self.statements, self.void = self._judge(opening.contents, known)

    def _check_minter(self, opened: Opened, known: frozenset[bytes]) -> None:
        for minted in opened.mintings:
            try:
                if name(minted.minting) not in known:
                    check_signature(minted.minting, self.standing.card(minted.minter))
                return opened.adopt(minted)
            except CircleError as error:
                self.flaws.append(error)
        opened.minter = None

    def _judge(
        self, contents: Mapping[bytes, bytes], checked: frozenset[bytes]
    ) -> tuple[list[Statement], list[tuple[Statement, NotHonoured]]]:
        """Statements in causal order, and apart from them those whose authors had no standing, each with the reason."""
        entries = []
        for entry_id, signed in contents.items():
            try:
                entry = parse_entry(signed)
                if entry_id not in checked:
                    check_signature(signed, self.standing.card(entry.author))
                entries.append((entry_id, entry, signed, hashlib.sha256(signed).digest()))
            except CircleError as error:
                self.flaws.append(error)
        ordered, flaws = order(entries)
        self.flaws += flaws
        self._every = ordered
        self.standing.before.update((s.digest, s.entry.prev) for s in ordered)
        good, void = [], []
        for statement in ordered:
            try:
                self.standing.require(statement.entry, statement.digest)
                good.append(statement)
            except NotHonoured as error:
                void.append((statement, error))
        return good, void

    # -- questions ---------------------------------------------------------------------------------------------------

    @cached_property
    def heads(self) -> tuple[bytes, ...]:
        """The statements that no other names: what a reader of this view knows."""
        return heads(self._every)

    @cached_property
    def checked(self) -> frozenset[bytes]:
        """The ids of all entries whose signatures hold."""
        mintings = {name(o.minting) for o in self.epochs.values() if o.minter is not None}
        return frozenset(s.id for s in self._every) | self.standing.control.keys() | mintings

    @property
    def newest(self) -> Opened:
        sound = [opened for opened in self.epochs.values() if opened.minter is not None]
        return max(sound or self.epochs.values(), key=lambda opened: opened.rank)

    @cached_property
    def fresh(self) -> Opened | None:
        """The newest epoch that may be written under, None when one must be minted first."""
        expected = {c.id for holder in self.standing.readers for c in self.standing.book.cards(holder)}
        sound = [opened for opened in self.epochs.values() if opened.minter is not None]
        # An older epoch may fit today's readers again after somebody came and went, who holds its secret as history.
        newest = max((opened.envelope.n for opened in sound), default=0)
        handed_on = {earlier for opened in sound for earlier in opened.hands_on}
        good = [
            opened
            for opened in sound
            if opened.envelope.n == newest
            and opened.envelope.id not in handed_on
            and opened.knows >= self.standing.control.keys()
            and opened.envelope.wraps.keys() == {tag(card, opened.envelope.id) for card in expected}
            and self.standing.is_reader(opened.minter or b"")
            and bool(opened.envelope.card) == self.standing.has_droppers
        ]
        return max(good, key=lambda opened: opened.rank, default=None)

    @property
    def waiting(self) -> frozenset[bytes]:
        """Live readers without a current key, such as a team that must renew first: they get the next epoch."""
        return frozenset(h for h in self.standing.readers if not self.standing.book.cards(h))

    @cached_property
    def reach(self) -> tuple[bytes, bytes]:
        """As ``reach_of``, for what this view sees."""
        return reach_of(self.circle, self.epochs.values())

    def pen(self, author: bytes) -> Pen:
        mine = [s for s in self._every if s.entry.author == author]
        last = max(mine, key=lambda s: (s.entry.seq, s.id), default=None)
        return Pen(last.entry.seq, last.digest) if last else Pen()

    # -- acts: each returns the envelopes to add ---------------------------------------------------------------------

    def write(self, me: Secret, kind: str, body: Any, seen: Iterable[bytes] | None = None) -> list[bytes]:
        """One statement, sealed to the live readers. ``seen``: the heads its author had in view (default: all).

        Raises NotReader when the author is not a live reader.
        """
        return self.write_all(me, [(kind, body)], seen)

    def write_all(
        self, me: Secret, items: Iterable[tuple[str, Any]], seen: Iterable[bytes] | None = None
    ) -> list[bytes]:
        """Several statements, each written in knowledge of the one before. Raises NotReader."""
        envelopes, epoch = self._writable(me)
        pen = self.pen(me.id)
        known = self.heads if seen is None else tuple(sorted(seen))
        for kind, body in items:
            entry = Entry(me.id, self.circle, pen.next, pen.last, known, self.minute, kind, msgspec.Raw(pack(body)))
            signed = sign(me, entry)
            envelopes.append(seal_entry(signed, self.circle, epoch.id, epoch.box))
            pen, known = Pen(entry.seq, hashlib.sha256(signed).digest()), ()
        return envelopes

    def renew(self, me: Secret) -> list[bytes]:
        """A new epoch if the newest may no longer be written under; nothing otherwise. Raises NotReader."""
        return self._writable(me)[0]

    def grant(self, me: Secret, to: bytes, *roles: str, history: bool = True, **more: Any) -> list[bytes]:
        """Grants ``roles`` to a holder; without ``history`` they open only what is written from now on.

        ``more`` takes ``until``, ``cards`` and ``note`` of Grant. Raises NotSteward.
        """
        if not self.standing.is_steward(me.id):
            raise NotSteward("only a live steward of this circle grants access to it")
        since = 0 if history else self.newest.envelope.n + 1
        return self.control(me, "grant", Grant(to, roles, since=since, **more))

    def revoke(self, me: Secret, grant: bytes, note: str = "", adopt: Iterable[bytes] = ()) -> list[bytes]:
        """Ends the grant with this id, honouring everything seen so far, and mints an epoch without its holder.

        Those whom the holder let in go out too, except by the grants to ``adopt``. Raises NothingToRevoke, NotSteward.
        """
        issued = self.standing.grants.get(grant)
        if issued is None or self.standing.ended_at(grant):
            raise NothingToRevoke("that access has already ended")
        speaks = self.standing.book.holders(me.id, self.minute)
        governs = any(i.grant.to in speaks and {STEWARD, WARDEN} & set(i.grant.roles) for i in self.standing.live)
        if not governs and issued.grant.to not in speaks:
            raise NotSteward("only a steward, a warden or the member themself ends an access")
        return self.act(me, [("revoke", Revocation(grant, self.last_seen(), note)), *self._adopted(me, adopt)])

    def lose(self, me: Secret, card: bytes, keep: Iterable[bytes] = (), adopt: Iterable[bytes] = ()) -> list[bytes]:
        """Declares a device lost, with those it vouched for except ``keep``. What it granted ends too, except by the
        grants to ``adopt``: whoever has the device could sign more of them and date them back. Raises NotSteward."""
        return self.act(me, [("lost", Loss(card, tuple(keep))), *self._adopted(me, adopt)])

    def issued_by(self, *cards: bytes) -> list[bytes]:
        """The ids of the live grants that these cards signed: what to adopt, or not, when they go."""
        return [issued.id for issued in self.standing.live if issued.issuer in cards]

    def adopt(self, me: Secret, grants: Iterable[bytes]) -> list[bytes]:
        """Signs these grants again, so that they no longer hang on whoever made them. Raises NotSteward."""
        return self.act(me, self._adopted(me, grants))

    def _adopted(self, me: Secret, grants: Iterable[bytes]) -> list[tuple[str, msgspec.Struct]]:
        grants = list(grants)
        if grants and not self.standing.is_steward(me.id):
            raise NotSteward("only a live steward of this circle adopts the grants of another")
        return [("grant", self.standing.grants[grant].grant) for grant in grants]

    def last_seen(self) -> dict[bytes, bytes]:
        """For each author the SHA-256 of their last entry, as a revocation honours it."""
        return {author: self.pen(author).last for author in {s.entry.author for s in self._every}}

    def control(self, me: Secret, kind: str, body: msgspec.Struct) -> list[bytes]:
        """Signs one control entry and restates it with all others in a new epoch."""
        return self.act(me, [(kind, body)])

    def act(self, me: Secret, acts: Iterable[tuple[str, msgspec.Struct]]) -> list[bytes]:
        """Signs control entries and restates them with all others in a new epoch. Raises what stood against one."""
        # ``prev`` says what the author knew of the circle's control, and makes a repeated act a different entry.
        known = control_digest(self.standing.control.values())
        signed = [
            sign(me, Entry(me.id, self.circle, 0, known, self.heads, self.minute, kind, msgspec.Raw(pack(body))))
            for kind, body in acts
        ]
        standing = with_entries(self.standing, signed)
        if {name(entry) for entry in signed} - standing.control.keys():
            raise standing.flaws[-1]
        envelope, _ = mint(me, standing, self.epochs)
        return [envelope]

    def _writable(self, me: Secret) -> tuple[list[bytes], Secret]:
        if not self.standing.is_reader(me.id):
            raise NotReader("the author is not a live reader of this circle")
        if self.fresh is not None:
            return [], self.fresh.secret
        envelope, epoch = mint(me, self.standing, self.epochs)
        return [envelope], epoch


def reach_of(circle: bytes, epochs: Iterable[Opened]) -> tuple[bytes, bytes]:
    """(id, key) of caches shared by those who open the same epochs: whoever opens others has another key."""
    ordered = sorted(epochs, key=lambda opened: opened.rank)
    ids = name(b"".join(opened.envelope.id for opened in ordered))
    return ids, derive(b"".join(opened.secret.seed for opened in ordered), b"reach" + circle)
