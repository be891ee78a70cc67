"""A case as a page opens it: from the number in its address, logged, with what its fields choose from and say."""

import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from waystation.casework.compartments import PLACES, SUBJECTS
from waystation.casework.fields import About
from waystation.desk.web import zones
from waystation.desk.web.forms import Choices
from waystation.desk.web.ids import id_of
from waystation.store.files import casefiles, programme
from waystation.store.files.casefiles import CaseFile, Part
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys


def opened_file(request: Any, number: str, subject: str = "case", only: tuple[str, ...] = ()) -> CaseFile:
    """The case in the address as this member opens it, with a line in the access log. Raises CannotOpen."""
    keys: Keys = request.keys
    subject = SUBJECTS.get(request.resolver_match.kwargs.get("kind"), subject)
    if subject == "programme":
        file = programme.opened(keys, *only)
        if file.number != id_of(number):
            raise Http404
        file.code = _("Programme")
    else:
        file = casefiles.open_file(keys, id_of(number), subject, only)
    accesslog.log(keys.pseudonym, "open", [p.circle for p in file.parts.values() if p.circle and p.reading])
    return file


def letters(file: CaseFile) -> dict[str, str]:
    """Of each person, by their id, the letter by which pages call them."""
    needs = file.states.get("needs")
    given = {person: needs.get("letter", person, "persons") if needs else None for person in file.persons}
    return {person: letter or chr(ord("A") + n % 26) for n, (person, letter) in enumerate(given.items())}


def choices(file: CaseFile) -> Choices:
    """Persons by their letters, members by their names."""
    people = [(person, _("Person %(letter)s") % {"letter": letter}) for person, letter in letters(file).items()]
    members = [(m.id.hex(), m.name) for m in file.keys.directory.current_members()]
    return Choices(people, members)


def who(keys: Keys, holder: bytes) -> str:
    """A member's name, or a team's in the reader's language: the teams of the role table have names of ours."""
    name = keys.directory.name_of(holder) or holder.hex()[:8]
    return _(name) if holder in keys.directory.teams else name


def part_of(file: CaseFile, place: str) -> Part:
    """A part by its key in an address. Raises Http404."""
    if place not in file.parts:
        raise Http404
    return file.parts[place]


def case_url(file: CaseFile) -> str:
    return f"/{PLACES[file.subject]}/{file.number.hex()}"


def now_of(request: Any) -> str:
    """This minute, as a time field takes it."""
    return datetime.datetime.fromtimestamp(request.keys.minute * 60, datetime.UTC).isoformat(timespec="minutes")


def today_of(keys: Keys) -> datetime.date:
    """This day, in UTC: the day by which consents and papers end."""
    return datetime.datetime.fromtimestamp(keys.minute * 60, datetime.UTC).date()


def words(about: About, value: Any, options: Choices) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if about.kind == "bool":
        return _("Yes") if value else _("No")
    if about.kind in ("choice", "choices"):
        labels = dict(options.of(about))
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(v, v)) for v in values)
    if about.kind == "time":
        return zones.shown(str(value), "%Y-%m-%d %H:%M")
    return str(value)
