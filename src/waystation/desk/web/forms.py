"""Forms made from fields: one widget for each kind, values back from what was posted, errors beside them.

A form carries the values that it showed, sealed under the member's own secret, so that only what was really changed is
stated, and two people who edit different fields of one record never overwrite each other.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue
from waystation.casework.fields import About, Record, clean, fields
from waystation.circles.errors import WrongKey
from waystation.desk.web import zones
from waystation.desk.web.words import sentence
from waystation.store.sealed.keys import Keys


class FormBroken(Exception):
    """The hidden part of a form is not what this member was shown."""


@dataclass
class Widget:
    """One field in a form. ``value`` is what stands in the box; ``options`` are (value, label, chosen)."""

    about: About
    value: Any = None
    error: str = ""
    options: list[tuple[str, str, bool]] = field(default_factory=list)
    conflict: list[Any] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"f-{self.about.name}"

    @property
    def kind(self) -> str:
        return "list" if self.about.kind == "choices" and self.about.choices == "cases" else self.about.kind

    @property
    def text(self) -> str:
        if isinstance(self.value, list):
            return ", ".join(str(v) for v in self.value)
        if self.about.kind == "time" and isinstance(self.value, str) and not self.error:
            return zones.shown(self.value)
        return "" if self.value is None else str(self.value)


@dataclass
class Choices:
    """What fields may choose from besides vocabularies: persons of the case, members of the organisation."""

    persons: list[tuple[str, str]] = field(default_factory=list)
    members: list[tuple[str, str]] = field(default_factory=list)

    def of(self, about: About) -> list[tuple[str, str]]:
        if about.words is not None:
            return [(word.key, _(word.label)) for word in about.words]
        return {"persons": self.persons, "members": self.members}.get(about.choices, [])


def shown_fields(struct: type[Record]) -> list[About]:
    """The fields that a form edits: all but lists, which have forms of their own, and what is stated by an act."""
    return [about for about in fields(struct).values() if about.kind != "records" and not about.acted]


def widgets(abouts: Iterable[About], values: Mapping[str, Any], choices: Choices) -> list[Widget]:
    return [_widget(about, values.get(about.name), choices) for about in abouts]


def _widget(about: About, value: Any, choices: Choices) -> Widget:
    widget = Widget(about, value)
    if about.kind in ("choice", "choices"):
        chosen = set(value) if isinstance(value, list) else {value}
        options = choices.of(about)
        listed = {key for key, _label in options}
        options += [(v, v) for v in sorted(c for c in chosen if c) if v not in listed]  # from an older program
        widget.options = [(key, label, key in chosen) for key, label in options]
    return widget


def read(post: QueryDict, abouts: Iterable[About], choices: Choices) -> tuple[dict[str, Any], list[Widget], bool]:
    """Values as posted, the widgets to show them again, and whether all are good."""
    values: dict[str, Any] = {}
    shown = []
    for about in abouts:
        raw = _posted(post, about)
        widget = _widget(about, raw, choices)
        try:
            values[about.name] = clean(about, zones.typed(raw) if about.kind == "time" else raw)
            _check_choice(about, values[about.name], choices)
        except BadValue as error:
            widget.error = sentence(error)
        shown.append(widget)
    return values, shown, not any(w.error for w in shown)


def _posted(post: QueryDict, about: About) -> Any:
    name = about.name
    if about.kind == "choices":
        given = post.getlist(name)
        if about.choices == "cases":
            given = [part.strip() for text in given for part in text.replace("\n", ",").split(",")]
        return [v for v in given if v]
    return post.get(name, "")


def _check_choice(about: About, value: Any, choices: Choices) -> None:
    if about.choices in ("persons", "members") and value:
        allowed = {key for key, _label in choices.of(about)}
        if not set(value if isinstance(value, list) else [value]) <= allowed:
            raise BadValue(_("Choose one of the list."))


def seal_shown(keys: Keys, place: str, values: Mapping[str, Any], heads: Iterable[bytes]) -> str:
    """What a form showed and when, for its hidden field."""
    content = msgspec.msgpack.encode((dict(values), tuple(heads)))
    return b64encode(keys.secret.box.seal(content, b"form" + place.encode())).decode()


def open_shown(keys: Keys, place: str, sealed: str) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Raises FormBroken."""
    try:
        content = keys.secret.box.open(b64decode(sealed), b"form" + place.encode())
        return msgspec.msgpack.decode(content, type=tuple[dict[str, Any], tuple[bytes, ...]])
    except (WrongKey, ValueError, msgspec.DecodeError) as error:
        raise FormBroken("a form that this member was not shown") from error


def changed(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What a person changed: the values that differ from what the form showed."""
    return {name: value for name, value in values.items() if _differs(value, before.get(name))}


def _differs(value: Any, before: Any) -> bool:
    """Times are compared as shown: where clocks go back one local hour names two moments, and a form sent back
    unchanged must not move the one to the other."""
    if isinstance(value, str) and isinstance(before, str):
        return zones.shown(value) != zones.shown(before)
    return value != before
