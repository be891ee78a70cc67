"""The way from one to the next, as an arrow that runs as the script does and a word for those who listen.

    {% way leg.from_place leg.to_place %}      {% way stops %}      <s>{{ before }}</s> {% to %} {{ after }}

The arrows themselves, and those of links back and on (``class="back"``, ``class="next"``), are drawn by ``style.css``:
no template holds one.
"""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def to() -> SafeString:
    """Stands between what was first and what follows; inside something of class ``way``, which keeps their order."""
    return format_html('<span class="to"><span class="unseen">{}</span></span>', _("then"))


@register.simple_tag
def way(*places: Any) -> SafeString:
    """Places one after the other, or a list of them; each is kept apart, so that its script does not turn the order."""
    if len(places) == 1 and not isinstance(places[0], str):
        places = tuple(places[0] or ())
    between = format_html(" {} ", to())
    names = format_html_join(between, "<bdi>{}</bdi>", ((place or "?",) for place in places))
    return format_html('<span class="way">{}</span>', names)
