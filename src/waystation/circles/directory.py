"""The directory: an organisation's members, their devices and teams, as its members signed them.

It is read from one circle, which every member opens and whose stewards admit members. A team is a circle of its own;
its membership is stated here again by the *signed control entries of that circle*, so that everybody, not only the
team, can check by the same rules who is in it. Whoever admits to a team must be a steward of that team: an
administrator, who is not, can enrol people into the directory and dismiss them, and can let nobody into a team.

The directory is the Book (``book.py``) of all other circles: dismissing a member here ends what they may write
anywhere, and makes every circle they could open stale, so that it gets a new key before anything is written to it.
"""

from functools import cached_property

import msgspec

from waystation.circles.chain import Statement
from waystation.circles.circle import View
from waystation.circles.envelope import unpack
from waystation.circles.errors import CircleError
from waystation.circles.secret import EPOCH_CARD_SIZE, Card, name
from waystation.circles.standing import STEWARD, WARDEN, Standing, stand

ALWAYS = 1 << 62


class MemberNews(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Statement ``member``: how a member is called and which roles they have outside teams (host, escort, …)."""

    member: bytes
    name: str
    roles: tuple[str, ...]
    organisation: str = ""


class TeamNews(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Statement ``team``: a team's name, the role it stands for, its control entries, and its newest epoch's card
    with the ids of the cards that the epoch is sealed to."""

    team: bytes
    name: str
    role: str
    control: tuple[bytes, ...]
    n: int = 0
    card: bytes = b""
    sealed_to: tuple[bytes, ...] = ()


class Span(msgspec.Struct, array_like=True):
    """One stretch of a member's standing, from a minute up to (not including) another. ``root``: by the founding."""

    member: bytes
    start: int
    end: int
    steward: bool
    reads: bool
    root: bool
    grant: bytes

    def covers(self, minute: int) -> bool:
        return self.start <= minute < self.end


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
        member = self.speaks_for.get(author)
        if member is None or not self.is_member(member, minute) or minute >= self.lost.get(author, minute + 1):
            return frozenset()
        return frozenset({member, *(t for t in self.teams if self.in_team(member, t, minute))})

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
        if STEWARD in self.members[member].roles and self.is_member(member, minute):
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
        """The newest card announced, fresh or not: enough to drop a warden's revocation into the team."""
        cards = self.teams[team].cards
        return Card(max((n, card) for n, card, _, _ in cards)[1]) if cards else None

    def roles(self, author: bytes, minute: int) -> frozenset[str]:
        """The roles in which a card spoke at that minute: the member's own and their teams'."""
        holders = self.holders(author, minute)
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

    def pseudonym(self, member: bytes) -> bytes:
        """What the access log calls a member: only members of the organisation can tell whom it means."""
        return name(self.salt + b"access-log" + member)


def read(view: View) -> Directory:
    """The directory that a view of its circle shows. Statements by those who may not make them are left out."""
    standing = view.standing
    found = Directory({}, {}, _spans(standing), {}, {}, standing.own.lost, standing.salt, view.minute)
    for card in standing.own.every():
        found.card_data[card.id] = card.data
        found.speaks_for[card.id] = standing.own.member(card.id)
    for member in {s.member for s in found.spans}:
        found.members[member] = MemberLine(member, "", (), "", tuple(c.id for c in standing.own.cards(member)))
    news: dict[bytes, list[tuple[TeamNews, Statement]]] = {}
    for statement in view.statements:
        try:
            if statement.entry.kind == "member":
                _take_member(found, statement)
            elif statement.entry.kind == "team":
                body = unpack(bytes(statement.entry.body), TeamNews)
                news.setdefault(body.team, []).append((body, statement))
        except CircleError as error:
            view.flaws.append(error)
    for team, lines in news.items():
        _take_team(found, team, lines, view.minute)
    return found


def _spans(standing: Standing) -> list[Span]:
    """When each holder stood: from the grant's minute to its lease's end or the first revocation that stands."""
    live = {issued.id for issued in standing.live}
    spans = []
    for issued in standing.grants.values():
        ends = [issued.grant.until or ALWAYS, *standing.ended_at(issued.id)]
        if issued.id not in live and min(ends) == ALWAYS:
            continue  # its issuer had no right, or lost it: doubt means less authority
        roles = issued.grant.roles
        grant = issued.grant
        governs = STEWARD in roles
        if grant.reads() or WARDEN in roles:
            root = issued.issuer is None
            spans.append(Span(grant.to, issued.minute, min(ends), governs, grant.reads(), root, issued.id))
    return spans


def _take_member(found: Directory, statement: Statement) -> None:
    body = unpack(bytes(statement.entry.body), MemberNews)
    author = found.speaks_for.get(statement.entry.author)
    at = statement.entry.minute
    if author and found.is_governor(author, at) and (line := found.members.get(body.member)):
        keeps = found.founds_teams(author, at) or STEWARD in line.roles
        line.roles = tuple(role for role in body.roles if role != STEWARD or keeps)
        line.name, line.organisation = body.name, body.organisation


def _take_team(found: Directory, team: bytes, lines: list[tuple[TeamNews, Statement]], minute: int) -> None:
    """A team from all that was stated of it: the union of its control entries decides, whoever brought them."""
    members_only = Directory(
        found.members, {}, found.spans, found.card_data, found.speaks_for, found.lost, found.salt, minute
    )
    control: dict[bytes, bytes] = {name(c): c for body, _ in lines for c in body.control}
    standing = stand(team, control.values(), members_only, minute)
    founder = found.speaks_for.get(standing.founder)
    if not standing.grants or founder is None or not found.founds_teams(founder, standing.founded):
        return
    line = TeamLine(team, "", "", [s for s in _spans(standing) if s.reads], [])
    for body, statement in lines:
        author, at = found.speaks_for.get(statement.entry.author), statement.entry.minute
        if author is None:
            continue
        in_team = any(s.member == author and s.covers(at) for s in line.spans)
        if not line.name or in_team or found.is_governor(author, at):
            line.name, line.role = line.name or body.name, line.role or body.role
        if body.card and len(body.card) == EPOCH_CARD_SIZE and statement.entry.author not in found.lost:
            line.cards.append((body.n, body.card, tuple(sorted(body.sealed_to)), author))
    found.teams[team] = line
