"""From English sentences of casework to the reader's language."""

from django.utils.translation import gettext

from waystation.casework.errors import CaseworkError
from waystation.casework.reasons import Reason


def sentence(error: CaseworkError) -> str:
    """A casework error as a sentence in the reader's language."""
    values = {k: gettext(v) if isinstance(v, str) and v else v for k, v in error.values.items()}
    return gettext(error.message) % values if values else gettext(error.message)


def said(reason: Reason) -> str:
    """A reason as a sentence in the reader's language; those of its values that are labels too."""
    values = {k: gettext(v) if isinstance(v, str) and v else v for k, v in reason.values.items()}
    return gettext(reason.text) % values if values else gettext(reason.text)
