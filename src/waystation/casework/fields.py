"""What a field is: a value of one kind inside a typed struct, with everything that people must know about it.

A compartment is a msgspec struct whose annotations say it all once:

    class Contact(Compartment):
        \"\"\"How to reach the person without harming them.\"\"\"

        safe_hours: Annotated[str, About(_("Safe hours"), help=_("When may we write?"), required=True)] = ""
        calls: Annotated[dict[str, Call], About(_("Calls"))] = {}

Form, validation, label, translation, history, search and documentation follow from it. A ``dict`` of another struct is
a list of *records*, each under a random id.
"""

import datetime
import re
import typing
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, TypeAlias, get_args, get_origin, get_type_hints

import msgspec

from waystation.casework.errors import BadValue, UnknownField
from waystation.casework.vocabularies import Vocabulary, vocabulary
from waystation.casework.words import _

TEXT_LIMIT, LONG_LIMIT = 200, 20_000  # characters; the longest statements in practice are a few pages


@dataclass(frozen=True)
class About:
    """What people must know about a field. ``vocabulary`` names the list of its values; ``long`` asks for a large box;
    ``sensitive`` fields are shown only on request and never in lists; ``required`` ones are asked for first; ``acted``
    ones are stated by an act of their own, such as break-glass, and stand in no form; ``inner`` ones open something,
    such as a file, and are never shown."""

    label: str
    help: str = ""
    required: bool = False
    sensitive: bool = False
    vocabulary: str = ""
    long: bool = False
    acted: bool = False
    inner: bool = False
    choices: str = ""  # "persons" or "members": chosen from the case's persons or the organisation's members
    match: str = ""  # "name", "born", "reach" or "document": what duplicates are found by (``likeness``)
    name: str = ""
    kind: str = ""
    record: type["Record"] | None = None

    @property
    def words(self) -> Vocabulary | None:
        return vocabulary(self.vocabulary) if self.vocabulary else None


class Record(msgspec.Struct, kw_only=True):
    """One line of a list in a compartment: a document, a call, a stay."""


# What a field may be besides str, list[str] and dict[str, a Record]; each may also be not known.
Date: TypeAlias = datetime.date | None
Time: TypeAlias = datetime.datetime | None
Number: TypeAlias = int | None
YesNo: TypeAlias = bool | None


class Task(Record):
    """Something to do about this compartment's facts, by somebody who opens it."""

    what: Annotated[str, About(_("What"), required=True)] = ""
    owner: Annotated[str, About(_("Who"), choices="members", required=True)] = ""
    due: Annotated[Time, About(_("By when"))] = None
    done: Annotated[YesNo, About(_("Done"))] = None
    done_at: Annotated[Time, About(_("Done at"))] = None


class Note(Record):
    """Free words for those who open this compartment, and for nobody else."""

    text: Annotated[str, About(_("Note"), long=True, required=True)] = ""


class Compartment(Record):
    """A sealed part of a case or house that holds one kind of fact. Subclasses say which; tasks and notes come last."""

    tasks: Annotated[dict[str, Task], About(_("Tasks"))] = {}
    notes: Annotated[dict[str, Note], About(_("Notes"))] = {}


_KINDS: dict[Any, str] = {str: "text", bool: "bool", int: "number", datetime.date: "date", datetime.datetime: "time"}


@cache
def fields(struct: type[Record]) -> dict[str, About]:
    """The struct's fields by name, in order, records included (kind ``records``)."""
    found = {}
    hints = get_type_hints(struct, include_extras=True)
    if struct is not Compartment and issubclass(struct, Compartment):
        shared = get_type_hints(Compartment, include_extras=True)
        hints = {n: h for n, h in hints.items() if n not in shared} | shared
    for name, hint in hints.items():
        about = next(a for a in get_args(hint) if isinstance(a, About))
        kind, record = _kind(get_args(hint)[0], about)
        found[name] = replace(about, name=name, kind=kind, record=record)
    return found


def _kind(annotation: Any, about: About) -> tuple[str, type[Record] | None]:
    if get_origin(annotation) is dict:
        return "records", get_args(annotation)[1]
    if get_origin(annotation) in (typing.Union, type(int | None)):
        annotation = next(a for a in get_args(annotation) if a is not type(None))
    if get_origin(annotation) in (list, tuple):
        return "choices", None
    kind = _KINDS[annotation]
    if kind == "text" and (about.vocabulary or about.choices):
        return "choice", None
    return ("long" if kind == "text" and about.long else kind), None


def field(struct: type[Record], name: str) -> About:
    """One field. Raises UnknownField."""
    try:
        return fields(struct)[name]
    except KeyError as error:
        raise UnknownField(_("There is no such field here.")) from error


def record_type(struct: type[Record], collection: str) -> type[Record]:
    """The struct of the records in ``collection``; the compartment itself for an empty name. Raises UnknownField."""
    if not collection:
        return struct
    about = field(struct, collection)
    if about.record is None:
        raise UnknownField(_("There is no such list here."))
    return about.record


def clean(about: About, value: Any) -> Any:
    """A typed value as it is stored: text in NFC without control characters, dates and times as ISO 8601 strings.

    Empty means "not known" and is stored as None. Raises BadValue with a sentence that says how to mend it.
    """
    if value is None or value == "" or value == []:
        return None
    if about.kind not in _CLEAN:
        raise BadValue(_("This is a list: change its lines one by one."))
    return _CLEAN[about.kind](about, value)


def _clean_text(about: About, value: Any) -> str | None:
    if not isinstance(value, str):
        raise BadValue(_("This must be text."))
    text = value.replace("\r\n", "\n")
    text = "".join(c for c in text if c == "\n" or c == "\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
    text = unicodedata.normalize("NFC", text).strip()
    limit = LONG_LIMIT if about.kind == "long" else TEXT_LIMIT
    if len(text) > limit:
        raise BadValue(_("This is too long: at most %(limit)s characters."), limit=limit)
    return text or None


def _clean_bool(about: About, value: Any) -> bool:
    if value in (True, "yes", "on", "true", "1"):
        return True
    if value in (False, "no", "off", "false", "0"):
        return False
    raise BadValue(_("Choose yes or no."))


def _clean_number(about: About, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\s*[+-]?\d{1,12}\s*", value):
        raise BadValue(_("This must be a whole number."))
    return int(value)


def _clean_date(about: About, value: Any) -> str:
    try:
        return datetime.date.fromisoformat(str(value).strip()).isoformat()
    except ValueError as error:
        raise BadValue(_("This is not a date. Write it as year-month-day, like 2026-03-31.")) from error


def _clean_time(about: About, value: Any) -> str:
    try:
        moment = datetime.datetime.fromisoformat(str(value).strip())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.UTC)
        return moment.astimezone(datetime.UTC).isoformat(timespec="minutes")
    except (ValueError, OverflowError) as error:  # OverflowError: a zone that leaves the years 1 to 9999
        raise BadValue(_("This is not a time. Write it like 2026-03-31 14:00: year-month-day hour:minute.")) from error


def _clean_choice(about: About, value: Any) -> str:
    if not isinstance(value, str):
        raise BadValue(_("Choose one of the list."))
    if about.words is not None and value not in about.words:
        raise BadValue(_("Choose one of the list."))
    if (text := _clean_text(about, value)) is None:
        raise BadValue(_("Choose one of the list."))
    return text


def _clean_choices(about: About, value: Any) -> list[str] | None:
    if not isinstance(value, (str, list, tuple, set, frozenset)):
        raise BadValue(_("Choose some of the list."))
    values = [value] if isinstance(value, str) else list(value)
    return sorted({_clean_choice(about, v) for v in values if v}) or None


_CLEAN: dict[str, typing.Callable[[About, Any], Any]] = {
    "text": _clean_text, "long": _clean_text, "bool": _clean_bool, "number": _clean_number, "date": _clean_date,
    "time": _clean_time, "choice": _clean_choice, "choices": _clean_choices,
}  # fmt: skip
