"""Who works with packages: those who write in papers and read them."""

from typing import Any

from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.roles import access


def may(roles: frozenset[str]) -> bool:
    return any(access(role, "papers").reads and access(role, "papers").writes for role in roles)


def require(request: Any) -> None:
    """Raises NotYourRole."""
    if not may(request.keys.roles):
        raise NotYourRole(_("Packages are sent by those who work with papers."))
