"""From English sentences of casework and planning to the reader's language."""

from collections.abc import Callable

from django.utils.translation import gettext

from waystation.casework.errors import CaseworkError
from waystation.casework.reasons import Reason
from waystation.planning.errors import BadFile
from waystation.planning.words import Fact, Sentence

Shown = Callable[[str, Fact], object]


def sentence(error: CaseworkError) -> str:
    """A casework error as a sentence in the reader's language."""
    values = {k: gettext(v) if isinstance(v, str) and v else v for k, v in error.values.items()}
    return gettext(error.message) % values if values else gettext(error.message)


def said(reason: Reason) -> str:
    """A reason as a sentence in the reader's language; those of its values that are labels too."""
    values = {k: gettext(v) if isinstance(v, str) and v else v for k, v in reason.values.items()}
    return gettext(reason.text) % values if values else gettext(reason.text)


def as_it_is(_name: str, fact: Fact) -> object:
    return ", ".join(fact) if isinstance(fact, tuple) else fact


def spoken(told: Sentence, shown: Shown = as_it_is) -> str:
    """A sentence of planning in the reader's language. ``shown``: a fact as the page calls it, by name and value."""
    facts = {name: spoken(f, shown) if isinstance(f, Sentence) else shown(name, f) for name, f in told.facts}
    return gettext(told.text).format(**facts)


def amiss(error: BadFile) -> str:
    """What is wrong with a file or a question, in the reader's language: where, and why as far as a sentence of ours
    says it."""
    why = spoken(error.said) if error.said else gettext("it is not as it must be there")
    return f"{error.field}: {why}" if error.field else why
