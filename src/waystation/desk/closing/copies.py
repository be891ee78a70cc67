"""The person's copy as files: one to read and print, one for a program. Made in memory, kept nowhere.

The JSON is documented in ``docs/for-settlement.md``: ``{"format": 1, "made": …, "sections": [{"part", "list", "title",
"fields": {name: value}}], "not_included": [part, …]}``, with the keys and values as they are stored.
"""

import datetime
import json
from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from waystation.casework.ending.copying import Section, of_person
from waystation.casework.words import _ as msgid
from waystation.desk.cases.opened import choices, today_of, words
from waystation.store.files.casefiles import CaseFile, Part
from waystation.store.visas import packagepdf

FORMAT = 1


def sections(file: CaseFile, person: str) -> list[Section]:
    states = {part.key: part.state for part in file.parts.values() if part.state is not None}
    return of_person(states, person)


def left_out(file: CaseFile) -> list[Part]:
    """Parts of this case that exist and that the member does not open: others must hand these over."""
    return [part for part in file.parts.values() if part.circle is not None and part.state is None]


def as_json(file: CaseFile, person: str) -> tuple[bytes, str]:
    """The copy for a program, and its file's name."""
    said: dict[str, Any] = {
        "format": FORMAT,
        "made": today_of(file.keys).isoformat(),
        "sections": [
            {"part": s.compartment, "list": s.collection, "title": s.title,
             "fields": {about.name: value for about, value in s.lines}}
            for s in sections(file, person)
        ],
        "not_included": [part.kind.key for part in left_out(file)],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1).encode(), "copy.json"


def in_words(file: CaseFile, person: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Headings and lines in the language of the page."""
    options = choices(file)
    return [
        (_(s.title), [(_(about.label), words(about, value, options)) for about, value in s.lines])
        for s in sections(file, person)
    ]


def as_pdf(file: CaseFile, person: str) -> tuple[bytes, str]:
    """The copy to print."""
    shown, made = in_words(file, person), datetime.datetime.fromtimestamp(file.keys.minute * 60, datetime.UTC)
    if missing := left_out(file):
        names = "\n".join(_(part.kind.label) for part in missing)
        shown.append((_("Not in this copy"), [(_("Whoever made it does not open these. Ask for them too."), names)]))
    return packagepdf.paper(_("Your copy"), shown, made.date().isoformat(), made), "copy.pdf"


def as_page(file: CaseFile, person: str) -> tuple[bytes, str]:
    """The copy to read, in the language of the page: one HTML file that loads nothing, for any browser and printer."""
    info = get_language_info(get_language() or "en")
    context = {"sections": in_words(file, person), "missing": left_out(file), "made": today_of(file.keys), "info": info}
    return render_to_string("desk/copy_file.html", context).encode(), "copy.html"


Form = Callable[[CaseFile, str], tuple[bytes, str]]
FORMS: dict[str, Form] = {"pdf": as_pdf, "page": as_page, "json": as_json}
LABELS = [("pdf", msgid("To print, as a PDF")), ("page", msgid("To read and print")), ("json", msgid("For a program"))]
