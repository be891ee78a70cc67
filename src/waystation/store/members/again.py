"""Enrolled again: how somebody who lost passphrase or device comes back, on the word of two stewards.

Nobody's keys can be recovered, so a member who lost theirs gets a new card; what must be recovered is the certainty
that it is they who hold it. One steward makes the ten words; when they were used, that steward states in the directory
which card stands for whom. A second one calls the member, compares four words that both see, and states the same: then
the new card is admitted with the old name and roles, and the old one is dismissed. Team-mates let it back into each
team, since an administrator can let nobody into one.
"""

from waystation.circles import phrases
from waystation.circles.acts import STEWARD
from waystation.circles.directory import AgainLine, Directory
from waystation.circles.errors import NotSteward
from waystation.circles.news import AgainNews
from waystation.circles.secret import Card, name
from waystation.store.members import invitations, organisation
from waystation.store.members.invitations import Offer
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys, state_in_directory


class NotYours(Exception):
    """The second word must be somebody else's than the first, and than the member's own."""


def invite(keys: Keys, old: bytes, reason: str) -> str:
    """Ten words for a member who lost their way in. Raises NotSteward, NotYours."""
    _require_governor(keys)
    if old == keys.member:
        raise NotYours("nobody enrols themself again")
    line = keys.directory.members[old]
    governor = _governed(keys.directory, old)
    offer = Offer(keys.directory.salt, line.name, _plain(line.roles), line.organisation, governor)
    offer.again, offer.reason = old, reason
    return invitations.invite(keys, offer)


def propose(keys: Keys, offer: Offer, card: Card) -> None:
    """The first steward's word: this card is that member's. Raises NotSteward."""
    _require_governor(keys)
    state_in_directory(keys, "again", AgainNews(offer.again, card.data, offer.reason))
    accesslog.log(keys.pseudonym, "enrol again", [keys.directory.pseudonym(offer.again)])


def pending(keys: Keys) -> list[AgainLine]:
    """Those who wait for a second steward's word."""
    directory = keys.directory
    return [line for line in directory.again if not line.agreed and directory.follows(line.old) is None]


def check_words(card: bytes) -> str:
    """What the member sees on the new device and the second steward on this page: four words to compare by voice."""
    return phrases.check_words(name(card))


def agree(keys: Keys, old: bytes, new: bytes) -> None:
    """The second steward's word. Admits the new card in the place of the old one, which is dismissed.

    Raises NotSteward, NotYours, LookupError.
    """
    _require_governor(keys)
    line = next((a for a in pending(keys) if (a.old, a.new) == (old, new)), None)
    if line is None:
        raise LookupError("nobody waits for this")
    if keys.member in line.by or keys.member == old:
        raise NotYours("the second word must be another steward's")
    before = keys.directory.members[old]
    roles = before.roles if keys.directory.founds_teams(keys.member, keys.minute) else _plain(before.roles)
    offer = Offer(b"", before.name, roles, before.organisation, _governed(keys.directory, old))
    with organisation.changing(keys, old):  # said, admitted and dismissed, or none of it
        state_in_directory(keys, "again", AgainNews(line.old, line.card))
        organisation.admit(keys, Card(line.card), offer)
        accesslog.log(keys.pseudonym, "agree to enrol again", [keys.directory.pseudonym(old)])
        if keys.directory.is_member(old, keys.minute):
            organisation.dismiss(keys.refresh(keys.minute), old, "enrolled again")


def back_into_teams(keys: Keys) -> list[tuple[bytes, bytes]]:
    """(team, new member) for those who were in a team that this member admits to, and are not back in it."""
    directory = keys.directory
    return [
        (team.id, line.new)
        for line in directory.again
        if line.agreed and directory.is_member(line.new, keys.minute)
        for team in directory.teams.values()
        if any(span.member == line.old for span in team.spans)
        and line.new not in directory.team_members(team.id)
        and keys.teams.get(team.id)
        and keys.member in organisation.stewards_of(keys, team.id)
    ]


def _governed(directory: Directory, member: bytes) -> bool:
    """Whether they enrol and dismiss, or did until they were dismissed."""
    return any(span.member == member and span.steward for span in directory.spans)


def _plain(roles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(role for role in roles if role != STEWARD)


def _require_governor(keys: Keys) -> None:
    if not keys.directory.is_governor(keys.member, keys.minute):
        raise NotSteward("members are enrolled again by those who enrol and dismiss")
