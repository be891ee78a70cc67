"""The text of a consent in the language of the person who is asked, where it is translated."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.casework.sharing.asking import BACK, ENDS, FREE, MAY_WE, what
from waystation.casework.vocabularies import vocabulary
from waystation.store import node


@dataclass(frozen=True)
class Said:
    """The text as read to somebody. ``language`` is that in which it really is: English where it is not translated."""

    language: str
    asks: str
    what: str
    ends: str
    free: str


def said(purpose: str, language: str, to: str, until: str) -> Said:
    """The text for a purpose. ``to``: who receives it, as shown; ``until``: the day it ends, in ISO form."""
    with translation.override(spoken(language)):
        free, label = _(FREE), _(vocabulary("consent_purpose").label(purpose))
        return Said(
            "en" if free == FREE else translation.get_language() or "en",
            f"{_(MAY_WE)} {label}" + (f" ({to})" if to else ""),
            _(what(purpose)),
            f"{_(ENDS)} {until}. {_(BACK)}",
            free,
        )


def spoken(language: str) -> str:
    """The language to say it in: theirs where the installation has it, else the first that it has."""
    offered = node.setting("languages")
    return language if language in offered else (offered or ["en"])[0]
