"""Filters of the templates: words in the reader's language, times as people read them."""

import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, ngettext

from waystation.casework.compartments import COMPARTMENTS, PLACES
from waystation.casework.reasons import Reason
from waystation.casework.sharing.packaging import ITEMS
from waystation.casework.stages import BY_KEY
from waystation.casework.vocabularies import vocabulary
from waystation.desk.web import zones
from waystation.desk.web.words import said

register = template.Library()


@register.filter
def word(text: Any) -> str:
    """A label or sentence of casework in the reader's language."""
    return gettext(str(text)) if text else ""


@register.filter
def station(stage: str) -> str:
    """A stage by its short name, as on the road; empty where none is known."""
    return gettext(BY_KEY[stage].station) if stage in BY_KEY else ""


@register.filter
def brief(day: Any) -> str:
    """A day without its year, "3 Dec"; a chart says the same few hundreds of times."""
    return _brief(day, get_language()) if day else ""


@lru_cache(4000)
def _brief(day: datetime.date, _language: str | None) -> str:
    return date_format(day, "j M")


@register.filter
def placing_reason(found: Any) -> str:
    """A reason of placement in the reader's language, its dates and labels too."""
    values = {
        name: date_format(v, "j N Y") if isinstance(v, datetime.date) else gettext(v) if isinstance(v, str) and v else v
        for name, v in found.values
    }
    return gettext(found.text) % values if values else gettext(found.text)


@register.filter
def reason(given: Reason) -> str:
    """A reason of casework in the reader's language."""
    return said(given)


@register.filter
def day_of(minute: int) -> str:
    """A minute since 1970 as a day, short."""
    at = datetime.datetime.fromtimestamp(minute * 60, datetime.UTC)
    return date_format(timezone.localtime(at), "j M Y")


@register.filter
def ordinal_day(day: int) -> str:
    """A day as ``date.toordinal`` counts it."""
    return date_format(datetime.date.fromordinal(day), "j M Y")


@register.filter
def place(subject: str) -> str:
    """The word for a subject in addresses: "cases" for a case."""
    return PLACES[subject]


@register.filter
def hexed(data: bytes) -> str:
    return data.hex()


@register.filter
def short(data: bytes) -> str:
    """The start of an id, enough to tell two of one member's apart."""
    return data.hex()[:8]


@register.filter
def micros(at: int) -> int:
    """Microseconds since 1970 as whole minutes."""
    return at // 60_000_000


@register.filter
def moment(minute: int) -> str:
    """A minute since 1970 as a date and time."""
    at = datetime.datetime.fromtimestamp(minute * 60, datetime.UTC)
    return date_format(timezone.localtime(at), "j N Y, H:i") if minute else ""


@register.filter
def number(value: float) -> str:
    """A number as it is written in the reader's language, thousands apart; a tenth only below a hundred, where it is
    not a whole one."""
    places = 1 if abs(value) < 100 and round(value, 1) % 1 else 0
    return number_format(round(value, places), places, use_l10n=True, force_grouping=True)


@register.filter
def stored_time(at: Any, form: str = "") -> str:
    """A stored time in the member's zone; for an ``input``, as its box takes it."""
    return zones.shown(str(at or ""), "%Y-%m-%dT%H:%M" if form else "%Y-%m-%d %H:%M")


@register.filter
def clock_time(minute: int) -> str:
    """A minute since 1970 as a time of day, with its date where that is not today's."""
    at = timezone.localtime(datetime.datetime.fromtimestamp(minute * 60, datetime.UTC))
    return date_format(at, "H:i" if at.date() == timezone.localtime().date() else "j N, H:i")


@register.filter
def hour_today(at: str) -> str:
    """A stored time of today as an hour; empty for any other."""
    return zones.shown(at, "%H:%M") if at and zones.shown(at, "%Y-%m-%d") == str(timezone.localdate()) else ""


@register.filter
def clock_only(minute: int) -> str:
    """A minute since 1970 as a time of day, as the box of an hour takes it."""
    return timezone.localtime(datetime.datetime.fromtimestamp(minute * 60, datetime.UTC)).strftime("%H:%M")


@register.filter
def ago(minute: int) -> str:
    """A minute since 1970 as a distance from now: "3 days ago", "in 2 hours"."""
    now = int(datetime.datetime.now(datetime.UTC).timestamp() // 60)
    text = lasting(abs(now - minute))
    return (gettext("%(time)s ago") if minute <= now else gettext("in %(time)s")) % {"time": text}


@register.filter
def lasting(gap: int) -> str:
    """So many minutes as a length of time: "2 hours"."""
    if gap < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", gap) % {"n": gap}
    if gap < 48 * 60:
        return ngettext("%(n)s hour", "%(n)s hours", gap // 60) % {"n": gap // 60}
    return ngettext("%(n)s day", "%(n)s days", gap // 1440) % {"n": gap // 1440}


@register.filter
def in_minutes(gap: int) -> str:
    """So many minutes from now, as people say it."""
    now = int(datetime.datetime.now(datetime.UTC).timestamp() // 60)
    return ago(now + gap + (gap > 0))


@register.filter
def name_of(holder: bytes, directory: Any) -> str:
    """Who a card, member or team is; a short id for strangers."""
    return directory.name_of(holder) or gettext("unknown (%(id)s)") % {"id": holder.hex()[:8]}


@register.filter
def member_name(id: str, directory: Any) -> str:
    """Who a member is whose id stands in a field."""
    return name_of(bytes.fromhex(id), directory) if id else ""


@register.filter
def pseudonym_name(pseudonym: bytes, directory: Any) -> str:
    """Who acted under a pseudonym; the program itself where it is empty."""
    names = (line.name for line in directory.members.values() if directory.pseudonym(line.id) == pseudonym)
    return next(names, gettext("somebody who left")) if pseudonym else gettext("the program")


@register.filter
def in_words(key: Any, vocabulary_name: str) -> str:
    """A vocabulary key as its label."""
    return gettext(vocabulary(vocabulary_name).label(key)) if key else ""


@register.filter
def value(state: Any, field: str) -> Any:
    """A field's value in a folded state."""
    return state.get(field)


@register.filter
def at(table: dict[str, Any], key: Any) -> Any:
    """What stands under a key; nothing where nothing does."""
    return table.get(key, "")


@register.filter
def cssid(key: str) -> str:
    """A part's key as an anchor."""
    return key.replace(":", "-")


@register.filter
def compartment_label(key: str) -> str:
    return gettext(COMPARTMENTS[key].label)


@register.filter
def item_label(key: str) -> str:
    """A fact of a package as its label."""
    return gettext(ITEMS[key].label)


@register.filter
def overlaps(one: Any, other: Any) -> bool:
    return bool(set(one) & set(other))


@register.filter
def person_label(person: str, file: Any) -> str:
    """A person of a household by their letter."""
    needs = file.states.get("needs")
    letter = needs.get("letter", person, "persons") if needs else None
    return gettext("Person %(letter)s") % {"letter": letter or chr(ord("A") + file.persons.index(person) % 26)}
