"""Filters of the door's templates."""

from typing import Any

from django import template
from django.utils.translation import gettext

from waystation.casework.hotline.attached import Attached
from waystation.casework.hotline.reach import Question
from waystation.circles import files

register = template.Library()


@register.filter
def door_word(text: Any) -> str:
    """A text of casework in the reader's language."""
    return gettext(str(text)) if text else ""


@register.filter
def chosen(answer: str, question: Question) -> str:
    """An answer as people read it: the label of what was chosen, or what was written."""
    return gettext(dict(question.options)[answer]) if answer in dict(question.options) else answer


@register.filter
def file_id(attached: Attached) -> str:
    """The name under which a file's chunks are stored; empty for one that nothing opens."""
    return files.file_id(opens[0]).hex() if (opens := attached.opens_with) else ""
