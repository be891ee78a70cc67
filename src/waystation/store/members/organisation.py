"""The organisation: founding it, its teams, admission, dismissal, devices.

Whoever founds a team knows its first key for a moment, and so is not among its readers: the team's first member mints a
key of their own at their next log-in, and only that one is ever used for a case.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.db import transaction

from waystation.casework.roles import ROLES
from waystation.circles import circle as circles
from waystation.circles.circle import own
from waystation.circles.directory import Directory, TeamLine
from waystation.circles.envelope import pack
from waystation.circles.errors import NotSteward
from waystation.circles.news import MemberNews, TeamNews
from waystation.circles.secret import Card, Secret, name
from waystation.circles.standing import READER, STEWARD, WARDEN, Grant, Revocation
from waystation.circles.view import View
from waystation.store import node
from waystation.store.clock import micros
from waystation.store.duty import hands
from waystation.store.members import logins, sessions
from waystation.store.members.invitations import Offer
from waystation.store.sealed import accesslog, envelopes
from waystation.store.sealed.keys import Keys, announce_team, state_in_directory

LOOKED_BACK = 90 * 86400 * 1_000_000  # µs: how far back a dismissal lists what the member could open and did


class AlreadyFounded(Exception):
    """This installation has an organisation already."""


def found(first: Secret, second: Secret, names: tuple[str, str], organisation: str, minute: int) -> None:
    """Founds the directory with its first two stewards. Raises AlreadyFounded."""
    if node.directory_id():
        raise AlreadyFounded("this installation was founded before")
    grants = [own(first, STEWARD), own(second, STEWARD)]
    circle = circles.found(first, pack(organisation), grants, minute)
    for secret, called in ((first, names[0]), (second, names[1])):
        view = circle.open([first], minute)
        circle.add(*view.write(first, "member", MemberNews(secret.id, called, (STEWARD,), organisation)))
    envelopes.found(circle.id, name(b"directory" + circle.id), circle.envelopes.values())
    node.change("directory", circle.id.hex())


def found_team(keys: Keys, role: str, called: str, first: Iterable[bytes], wardens: Iterable[bytes] = ()) -> bytes:
    """Founds the team of a role with its first members, who admit the others. Raises NotSteward.

    Name two where there are two: whom a single first member let in goes out with them when an administrator, who cannot
    adopt inside a team, dismisses that one.
    """
    if not keys.directory.founds_teams(keys.member, keys.minute):
        raise NotSteward("teams are founded by the organisation's stewards")
    grants = [*(Grant(f, (STEWARD,)) for f in first), *(Grant(w, (WARDEN,)) for w in wardens)]
    team = circles.found(keys.secret, pack(["team", role]), grants, keys.minute, keys.directory)
    envelopes.found(team.id, name(b"team" + team.id), team.envelopes.values())
    state_in_directory(keys, "team", TeamNews(team.id, called, role, (team.root,)))
    accesslog.log(keys.pseudonym, "found team", [team.id])
    return team.id


def admit(keys: Keys, card: Card, offer: Offer) -> bytes:
    """Grants the directory to a card and states how its member is called. Returns their id. Raises NotSteward."""
    circle = node.directory_id()
    with envelopes.writing(circle):
        view = View(circle, envelopes.load(circle), {keys.card: keys.secret}, keys.minute)
        role = STEWARD if offer.governor else READER
        envelopes.append(circle, view.grant(keys.secret, card.id, role, cards=(card.data,)))
        state_in_directory(keys, "member", MemberNews(card.id, offer.name, offer.roles, offer.organisation))
    return card.id


def join_team(keys: Keys, team: bytes, member: bytes, steward: bool = False, until: int = 0) -> None:
    """Admits a member to a team; only those who steward the team can. Raises NotSteward, CannotOpen."""
    with envelopes.writing(team):
        view = keys.view(team)
        role = STEWARD if steward else READER
        envelopes.append(team, view.grant(keys.secret, member, role, until=until))
        announce_team(keys, team, keys.view(team))
    accesslog.log(keys.pseudonym, "join team", [team])


def leave_team(keys: Keys, team: bytes, member: bytes) -> None:
    """Takes a member out of a team, with a new key for the rest. Raises NotSteward, CannotOpen."""
    with envelopes.writing(team):
        view = keys.view(team)
        cards = keys.directory.members[member].cards
        for issued in [i for i in view.standing.live if i.grant.to == member]:
            adopted = [g for g in view.issued_by(*cards) if g != issued.id]
            envelopes.append(team, view.revoke(keys.secret, issued.id, adopt=adopted))
            view = keys.view(team)
        announce_team(keys, team, view)
    after = keys.refresh(keys.minute)
    hands.let_go(after)
    hands.let_go_conversations(after)
    accesslog.log(keys.pseudonym, "leave team", [team])


@dataclass(frozen=True)
class Dismissal:
    """What a dismissal did: sessions cut, teams that the member was in, and the circles they opened lately."""

    sessions: int
    teams: list[str]
    opened: list[tuple[int, str, int]]  # when (µs), what, how many circles


def dismiss(keys: Keys, member: bytes, note: str = "") -> Dismissal:
    """Ends a member everywhere: log-in, sessions, directory, teams. Raises NotSteward.

    Their cards no longer count anywhere from this minute, and every circle that they could open gets a new key before
    anything is written to it again. Their teams get one as soon as one of the others next opens a page. What they had
    in hand is free again. All of it happens, or nothing.
    """
    if not keys.directory.is_governor(keys.member, keys.minute):
        raise NotSteward("members are dismissed by those who enrol them")
    holder = keys.directory.pseudonym(member)
    teams = _teams_of(keys, member)
    with changing(keys, member):
        hands.empty(holder)
        logins.end(holder)
        cut = sessions.cut(holder)
        _revoke(keys, member, note)
        for team in teams:
            inside = member != keys.member and keys.member in stewards_of(keys, team.id)
            if inside and keys.teams.get(team.id):
                leave_team(keys.refresh(keys.minute), team.id, member)
            else:
                _warden_revokes(keys, team.id, member)
        accesslog.log(keys.pseudonym, "dismiss", [holder])
    return Dismissal(cut, [t.name for t in teams], opened_by(keys.directory, member))


def changing(keys: Keys, member: bytes) -> AbstractContextManager[None]:
    """A transaction in which a member's teams and the directory change, together or not at all."""
    return envelopes.writing(*sorted(team.id for team in _teams_of(keys, member)), node.directory_id())


def _teams_of(keys: Keys, member: bytes) -> list[TeamLine]:
    directory = keys.directory
    return [team for team in directory.teams.values() if directory.in_team(member, team.id, keys.minute)]


def _revoke(keys: Keys, member: bytes, note: str) -> None:
    """Ends a member's grants in the directory."""
    cards, circle = keys.directory.members[member].cards, node.directory_id()
    with envelopes.writing(circle):
        view = View(circle, envelopes.load(circle), {keys.card: keys.secret}, keys.minute)
        for issued in [i for i in view.standing.live if i.grant.to == member]:
            # Those whom they enrolled stay: the one who dismisses vouches for them from now on.
            adopted = [g for g in view.issued_by(*cards) if g != issued.id]
            envelopes.append(circle, view.revoke(keys.secret, issued.id, note, adopted))
            view = View(circle, envelopes.load(circle), {keys.card: keys.secret}, keys.minute)


def _warden_revokes(keys: Keys, team: bytes, member: bytes) -> None:
    """Revokes in the team's own circle too, by dropping: a governor need not be able to open the team, and whoever
    dismisses themself does not open the directory any more."""
    line = keys.directory.teams[team]
    card = keys.directory.newest_team_card(team)
    for span in [s for s in line.spans if s.member == member and s.covers(keys.minute)]:
        if card is not None:
            revocation = Revocation(span.grant, {})
            envelope = circles.drop_revocation(keys.secret, team, card, revocation, keys.minute)
            with envelopes.writing(team):
                envelopes.append(team, [envelope])


def opened_by(directory: Directory, member: bytes) -> list[tuple[int, str, int]]:
    """What a member opened and changed in the last 90 days, by the access log, newest first."""
    since = micros() - LOOKED_BACK
    lines = accesslog.lines(actor=directory.pseudonym(member), count=10_000)
    return [(line.at, line.act, len(line.circles)) for line in lines if line.at > since]


def cut(keys: Keys, member: bytes) -> int:
    """Cuts a colleague's sessions at once; any member can, for a phone that was taken. What they had in hand is free
    again, until they come back and take it: whoever is called is called for it. Returns how many."""
    holder = keys.directory.pseudonym(member)
    with transaction.atomic():
        hands.empty(holder)
        count = sessions.cut(holder)
    accesslog.log(keys.pseudonym, "cut", [holder])
    return count


def stewards_of(keys: Keys, team: bytes) -> list[bytes]:
    """Who admits to a team."""
    return sorted({s.member for s in keys.directory.teams[team].spans if s.steward and s.covers(keys.minute)})


def live_problems(directory: Directory) -> list[str]:
    """Why the installation may not go live yet: English sentences, empty when it may."""
    problems = []
    governors = [m for m in directory.members if directory.is_governor(m, directory.minute)]
    if len(governors) < 2:
        problems.append("There is one steward only; if they are lost, nobody can enrol or dismiss. Enrol a second.")
    for role in ROLES.values():
        if role.team and (team := directory.team_of(role.key)) and not directory.team_members(team):
            problems.append(f"The team of the {role.label.lower()}s has no member.")
    return problems
