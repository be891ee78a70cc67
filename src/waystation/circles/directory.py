"""The directory: an organisation's members, their devices and teams, as its members signed them.

It is read from one circle, which every member opens and whose stewards admit members. A team is a circle of its own;
its membership is stated here again by the *signed control entries of that circle*, so that everybody, not only the
team, can check by the same rules who is in it. Whoever admits to a team must be a steward of that team: an
administrator, who is not, can enrol people into the directory and dismiss them, and can let nobody into a team.

The directory is the Book (``book.py``) of all other circles: dismissing a member here ends what they may write
anywhere, and makes every circle they could open stale, so that it gets a new key before anything is written to it.
"""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import msgspec

from waystation.circles.book import ALWAYS
from waystation.circles.chain import Statement
from waystation.circles.control import stand
from waystation.circles.envelope import Entry, unpack
from waystation.circles.errors import CircleError
from waystation.circles.news import AgainNews, MemberNews, TeamNews
from waystation.circles.secret import EPOCH_CARD_SIZE, Card, name
from waystation.circles.spans import Span, spans_of
from waystation.circles.standing import STEWARD
from waystation.circles.view import View


class AgainLine(msgspec.Struct, array_like=True):
    """A member enrolled again: who they were, their new card, and the stewards who said so, the first one first."""

    old: bytes
    card: bytes
    reason: str
    by: list[bytes]
    minute: int

    @property
    def new(self) -> bytes:
        """The member id that goes with the new card."""
        return name(self.card)

    @property
    def agreed(self) -> bool:
        return len(self.by) > 1


class MemberLine(msgspec.Struct, array_like=True):
    id: bytes
    name: str
    roles: tuple[str, ...]
    organisation: str
    cards: tuple[bytes, ...]


class TeamLine(msgspec.Struct, array_like=True):
    id: bytes
    name: str
    role: str
    spans: list[Span]
    cards: list[tuple[int, bytes, tuple[bytes, ...], bytes]]  # epoch, its card, card ids it is sealed to, who said so
    founded: int = 0


class Directory(msgspec.Struct, array_like=True, dict=True):
    """The directory as read from its circle. Small enough to be cached sealed; implements Book.

    ``minute`` is when it is asked about: leases end and the answers change without any new statement.
    """

    members: dict[bytes, MemberLine]
    teams: dict[bytes, TeamLine]
    spans: list[Span]
    card_data: dict[bytes, bytes]
    speaks_for: dict[bytes, bytes]
    lost: dict[bytes, int]
    salt: bytes
    minute: int = 0
    again: list[AgainLine] = []

    # -- Book ----------------------------------------------------------------------------------------------------------

    def card(self, author: bytes) -> Card | None:
        data = self.card_data.get(author)
        return Card(data) if data else None

    def member(self, card: bytes) -> bytes:
        return self.speaks_for.get(card, card)

    def cards(self, holder: bytes) -> tuple[Card, ...]:
        if holder in self.teams:
            card = self.team_card(holder)
            return (card,) if card else ()
        if not self.is_member(holder, self.minute):
            return ()
        return tuple(Card(self.card_data[c]) for c in self.members[holder].cards)

    def holders(self, author: bytes, minute: int) -> frozenset[bytes]:
        return self._holders(author, minute, Span.covers)

    def spoke(self, author: bytes, minute: int) -> frozenset[bytes]:
        return self._holders(author, minute, Span.wrote)

    def _holders(self, author: bytes, minute: int, within: Callable[[Span, int], bool]) -> frozenset[bytes]:
        member = self.speaks_for.get(author)
        if member is None or minute >= self.lost.get(author, minute + 1):
            return frozenset()
        if not any(within(span, minute) for span in self._spans_of.get(member, ())):
            return frozenset()
        teams = [t.id for t in self.teams.values() if any(s.member == member and within(s, minute) for s in t.spans)]
        return frozenset({member, *teams})

    def trusted_until(self, author: bytes) -> int:
        ends = [span.end for span in self._spans_of.get(self.member(author), ())]
        return min(self.lost.get(author, ALWAYS), max(ends, default=0))

    # -- questions -----------------------------------------------------------------------------------------------------

    @cached_property
    def _spans_of(self) -> dict[bytes, list[Span]]:
        found: dict[bytes, list[Span]] = {}
        for span in self.spans:
            found.setdefault(span.member, []).append(span)
        return found

    def is_member(self, member: bytes, minute: int) -> bool:
        return any(span.covers(minute) for span in self._spans_of.get(member, ()))

    def founds_teams(self, member: bytes, minute: int) -> bool:
        """Whether this member may found teams: a first steward, or one whom such a one named ``steward``. An
        administrator enrols and dismisses but is neither, or a team of their own making could open cases."""
        line = self.members.get(member)
        if line and STEWARD in line.roles and self.is_member(member, minute):
            return True
        return any(span.covers(minute) and span.root and span.steward for span in self._spans_of.get(member, ()))

    def is_governor(self, member: bytes, minute: int) -> bool:
        """Whether this member enrols and dismisses."""
        return any(span.covers(minute) and span.steward for span in self._spans_of.get(member, ()))

    def in_team(self, member: bytes, team: bytes, minute: int) -> bool:
        line = self.teams.get(team)
        return bool(line) and any(s.member == member and s.covers(minute) for s in line.spans)  # type: ignore[union-attr]

    def team_members(self, team: bytes, minute: int | None = None) -> list[bytes]:
        """Who is in a team and still in the organisation."""
        at = self.minute if minute is None else minute
        found = {s.member for s in self.teams[team].spans if s.covers(at) and s.reads and self.is_member(s.member, at)}
        return sorted(found)

    def team_card(self, team: bytes) -> Card | None:
        """The card of a team's newest epoch, as announced by those who are in the team now, if it is sealed to exactly
        its members; None while the team must renew. Somebody who left could announce a card of their own, and date it
        back: whoever is not in the team now is not believed."""
        inside = set(self.team_members(team))
        expected = {c for member in inside for c in self.members[member].cards}
        announced = [(n, card, sealed_to) for n, card, sealed_to, by in self.teams[team].cards if by in inside]
        if not announced:
            return None
        newest = max(n for n, _, _ in announced)
        good = [card for n, card, sealed_to in announced if n == newest and set(sealed_to) == expected]
        return Card(max(good)) if good and expected else None

    def newest_team_card(self, team: bytes) -> Card | None:
        """The newest card announced, fresh or not: enough to drop a warden's revocation into the team. By those who are
        in the team, if any of them did: others could name a card of their own."""
        inside = set(self.team_members(team))
        cards = [(n, card, by in inside) for n, card, _, by in self.teams[team].cards]
        return Card(max(cards, key=lambda c: (c[2], c[0], c[1]))[1]) if cards else None

    def roles(self, author: bytes, minute: int) -> frozenset[str]:
        """The roles in which a card spoke at that minute: the member's own and their teams'."""
        holders = self.spoke(author, minute)
        found = {self.teams[h].role for h in holders if h in self.teams}
        for holder in holders & self.members.keys():
            found |= set(self.members[holder].roles)
        return frozenset(found)

    def name_of(self, holder: bytes) -> str:
        """What a member, a member's card or a team is called; empty for strangers."""
        if holder in self.teams:
            return self.teams[holder].name
        line = self.members.get(self.speaks_for.get(holder, holder))
        return line.name if line else ""

    def team_of(self, role: str) -> bytes | None:
        """The team that stands for a role."""
        return next((t.id for t in self.teams.values() if t.role == role), None)

    def current_members(self) -> list[MemberLine]:
        return sorted(
            (m for m in self.members.values() if self.is_member(m.id, self.minute)), key=lambda m: m.name.casefold()
        )

    def follows(self, old: bytes) -> bytes | None:
        """The member as whom somebody was enrolled again, on the word of two stewards; None where that is not so."""
        return next((line.new for line in self.again if line.old == old and line.agreed), None)

    def pseudonym(self, member: bytes) -> bytes:
        """What the access log calls a member: only members of the organisation can tell whom it means."""
        return name(self.salt + b"access-log" + member)


def read(view: View) -> Directory:
    """The directory that a view of its circle shows. Statements by those who may not make them are left out."""
    standing = view.standing
    found = Directory({}, {}, spans_of(standing), {}, {}, standing.own.lost, standing.salt, view.minute)
    for card in standing.own.every():
        found.card_data[card.id] = card.data
        found.speaks_for[card.id] = standing.own.member(card.id)
    for member in {s.member for s in found.spans}:
        found.members[member] = MemberLine(member, "", (), "", tuple(c.id for c in standing.own.cards(member)))
    news: dict[bytes, list[_Told]] = {}
    for statement in view.statements:
        try:
            if statement.entry.kind == "member":
                _take_member(found, statement)
            elif statement.entry.kind == "again":
                _take_again(found, statement)
            elif statement.entry.kind == "team":
                body = unpack(bytes(statement.entry.body), TeamNews)
                news.setdefault(body.team, []).append(_told(found, body, statement.entry))
        except CircleError as error:
            view.flaws.append(error)
    # Each is judged beside members alone, so that no team decides about another; the oldest of a role comes first.
    teams = [line for team, lines in news.items() if (line := _take_team(found, team, lines))]
    found.teams = {line.id: line for line in sorted(teams, key=lambda line: (line.founded, line.id))}
    return found


def _take_member(found: Directory, statement: Statement) -> None:
    body = unpack(bytes(statement.entry.body), MemberNews)
    author = found.speaks_for.get(statement.entry.author)
    at = statement.entry.minute
    if author and found.is_governor(author, at) and (line := found.members.get(body.member)):
        keeps = found.founds_teams(author, at) or STEWARD in line.roles
        line.roles = tuple(role for role in body.roles if role != STEWARD or keeps)
        line.name, line.organisation = body.name, body.organisation


def _take_again(found: Directory, statement: Statement) -> None:
    body, at = unpack(bytes(statement.entry.body), AgainNews), statement.entry.minute
    author = found.member(statement.entry.author)
    if not found.is_governor(author, at) or body.old not in found.members:
        return
    line = next((a for a in found.again if (a.old, a.card) == (body.old, body.card)), None)
    if line is None:
        found.again.append(AgainLine(body.old, body.card, body.reason, [author], at))
    elif author not in line.by:
        line.by.append(author)


class _Told(NamedTuple):
    """One announcement of a team: by which member, and whether that one could found teams when it was made."""

    news: TeamNews
    by: bytes
    founds: bool
    lost: bool


def _told(found: Directory, body: TeamNews, entry: Entry) -> _Told:
    by = found.member(entry.author)
    return _Told(body, by, found.founds_teams(by, entry.minute), entry.author in found.lost)


def _take_team(found: Directory, team: bytes, told: list[_Told]) -> TeamLine | None:
    """A team from all that was stated of it: the union of its control entries decides, whoever brought them.

    It is a team because somebody who founds teams stated it, under the name and role that such a one gave it last.
    Anybody can sign a founding and date it back, or state something that stands before all else.
    """
    control = {name(entry): entry for line in told for entry in line.news.control}
    standing = stand(team, control.values(), found, found.minute)
    if not standing.grants or not any(line.founds for line in told):
        return None
    spans = [span for span in spans_of(standing) if span.reads]
    named = [line.news for line in told if line.founds]
    called = next((news.name for news in reversed(named) if news.name), "")
    role = next((news.role for news in reversed(named) if news.role), "")
    usable = {card for card in {line.news.card for line in told if not line.lost} if _usable(card)}
    cards = [(n.n, n.card, tuple(sorted(n.sealed_to)), by) for n, by, _, lost in told if n.card in usable and not lost]
    return TeamLine(team, called, role, spans, cards, standing.founded)


def _usable(card: bytes) -> bool:
    """Whether a team's card can be sealed to; one that cannot would stop all writing wherever the team was granted."""
    if len(card) != EPOCH_CARD_SIZE:
        return False
    try:
        Card(card).seal(b"", b"")
    except CircleError:
        return False
    return True
