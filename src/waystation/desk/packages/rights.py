"""Who works with packages: those who write in papers and read them."""

from typing import Any

from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.roles import works_in


def require(request: Any) -> None:
    """Raises NotYourRole."""
    if not works_in(request.keys.roles, "papers"):
        raise NotYourRole(_("Packages are sent by those who work with papers."))
