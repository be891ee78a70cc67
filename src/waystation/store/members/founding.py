"""The first hour of an installation: the organisation, its first two stewards and its teams, in one transaction.

Everything that people must read, type or repeat happens before; an interruption leaves nothing half-founded.
"""

from dataclasses import dataclass

from django.db import transaction

from waystation.casework.roles import ROLES
from waystation.circles.secret import Secret
from waystation.store import node
from waystation.store.clock import minute
from waystation.store.members import logins, organisation
from waystation.store.members.logins import Prepared
from waystation.store.sealed import accesslog, keys


class NotReady(Exception):
    """The organisation may not go live as it would be founded. Its text says why."""


@dataclass(frozen=True)
class Steward:
    """A first steward: what colleagues call them, the name they log in under, their secret, and their login."""

    called: str
    login_name: str
    secret: Secret
    login: Prepared


def establish(called: str, cover_name: str, stewards: tuple[Steward, Steward], held_by: dict[str, int]) -> None:
    """Founds the organisation and goes live. ``held_by``: which steward (0 or 1) holds the team of a role at first.

    The other steward is warden of that team: they can end a membership in it and open nothing of it.
    Raises AlreadyFounded, NameTaken, NotReady.
    """
    at = minute()
    with transaction.atomic():
        names = (stewards[0].called, stewards[1].called)
        organisation.found(stewards[0].secret, stewards[1].secret, names, called, at)
        founder = keys.unlock(stewards[0].secret, at)
        for role in team_roles():
            holder, other = stewards if held_by.get(role, 0) == 0 else stewards[::-1]
            organisation.found_team(founder, role, ROLES[role].team, [holder.secret.id], [other.secret.id])
        for steward in stewards:
            keys.maintain(keys.unlock(steward.secret, at))  # each team's first member mints its key
            logins.store(steward.login_name, steward.login, founder.directory.pseudonym(steward.secret.id))
        node.change("cover_name", cover_name)
        problems = organisation.live_problems(founder.refresh(at).directory)
        if problems:
            raise NotReady(" ".join(problems))
        node.change("live", True)
        accesslog.log(founder.pseudonym, "found organisation", [node.directory_id()])


def team_roles() -> list[str]:
    """The roles for which an organisation has a team."""
    return [role.key for role in ROLES.values() if role.team]
