"""Reaching out: the questions of the public door, and what a letter says once it is opened.

One question a page, and only what changes the next action. Each question gives the field of Contact that its answer
fills in when the hotline opens a case from the letter, so that nothing is asked twice. Never a legal name.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from waystation.casework.errors import BadValue
from waystation.casework.hotline.attached import Attached, usable
from waystation.casework.words import _

TEXT_LIMIT = 4000  # characters of a long answer or a letter: about a page and a half
SHORT_LIMIT = 200


@dataclass(frozen=True)
class Question:
    """One question. ``options``: (value, label) to choose from; without them it is answered in words, ``long`` ones in
    several lines. ``field``: the field of Contact that takes the answer."""

    key: str
    text: str
    field: str
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    long: bool = False
    required: bool = False


YES_NO = (("yes", _("Yes")), ("no", _("No")), ("unsure", _("I do not know")))
LANGUAGES = (
    ("en", "English"), ("ru", "Русский"), ("fr", "Français"), ("de", "Deutsch"), ("lt", "Lietuvių"), ("ar", "العربية"),
    ("fa", "فارسی"), ("ce", "Нохчийн"),
)  # fmt: skip
QUESTIONS = (
    Question("danger_now", _("Are you in danger right now?"), "danger_now", options=YES_NO, required=True),
    Question(
        "can_talk", _("Can you write for the next ten minutes?"), "can_talk", options=YES_NO,
        help=_("If not, you can stop at any time. We will write to you, and you read it when it is safe."),
    ),
    Question(
        "region", _("Roughly where are you?"), "region",
        help=_("A region or a large city. No street, no address."),
    ),
    Question(
        "company", _("Who is with you?"), "alone",
        options=(
            ("alone", _("I am alone")), ("minors", _("Children or somebody under 18 depend on me")),
            ("others", _("Other adults who need help too")), ("watched", _("People from whom I hide this")),
        ),
    ),
    Question("language", _("In which language shall we answer?"), "language", options=LANGUAGES),
    Question(
        "safe", _("When and how is it safe to answer you?"), "safe_hours", long=True,
        help=_("We answer here, in your mailbox. Tell us the hours at which you can read without being seen, and what "
               "we must never do."),
    ),
    Question(
        "story", _("What happened?"), "danger", long=True,
        help=_("As much or as little as you want. You can leave this empty. Never write your full name."),
    ),
)  # fmt: skip
BY_KEY = {question.key: question for question in QUESTIONS}


class Letter(msgspec.Struct, omit_defaults=True):
    """What a letter says. The first of a mailbox carries ``answers`` and ``key``, under which its owner reads ours;
    later ones carry ``text``; both may carry ``files``. ``language``: that of the page on which it was written."""

    language: str = ""
    answers: dict[str, str] = {}
    text: str = ""
    key: str = ""
    files: list[Attached] = []

    @property
    def answer_key(self) -> bytes | None:
        try:
            key = b64decode(self.key, validate=True)
        except (binascii.Error, ValueError):
            return None
        return key if len(key) == 32 else None


def clean(question: Question, text: str) -> str:
    """An answer as it is kept. Raises BadValue with a sentence that says how to mend it."""
    answer = text.replace("\r\n", "\n").strip()
    if question.required and not answer:
        raise BadValue(_("Please choose one; it decides what happens first."))
    if answer and question.options and answer not in dict(question.options):
        raise BadValue(_("Choose one of the list."))
    limit = TEXT_LIMIT if question.long else SHORT_LIMIT
    if len(answer) > limit:
        raise BadValue(_("This is too long: at most %(limit)s characters."), limit=limit)
    if answer.replace("\n", "").isprintable():  # as nearly always, and much sooner known
        return answer
    return "".join(c for c in answer if c == "\n" or c.isprintable())


def first_letter(language: str, answers: dict[str, str], answer_key: bytes, files: Iterable[Attached] = ()) -> bytes:
    """The first letter's bytes, before they are sealed: JSON, as a browser makes it too."""
    kept = {key: answer for key, answer in answers.items() if answer}
    return msgspec.json.encode(Letter(language, kept, "", b64encode(answer_key).decode(), list(files)))


def further_letter(language: str, text: str, files: Iterable[Attached] = ()) -> bytes:
    return msgspec.json.encode(Letter(language, {}, text, files=list(files)))


def answer(text: str, files: Iterable[Attached] = ()) -> bytes:
    """The bytes of an answer, before they are sealed under the receipt's key."""
    return msgspec.json.encode({"text": text, "files": list(files)})


def read(plain: bytes) -> Letter:
    """A letter from its bytes. Whatever a stranger sealed is shown as far as it can be read, and never stops the inbox:
    what is no letter of ours is shown as text."""
    try:
        letter = msgspec.json.decode(plain, type=Letter)
    except msgspec.DecodeError:
        return Letter(text=plain.decode("utf-8", "replace")[:TEXT_LIMIT])
    known = {k: v[:TEXT_LIMIT] for k, v in letter.answers.items() if k in BY_KEY}
    return Letter(letter.language[:8], known, letter.text[:TEXT_LIMIT], letter.key, usable(letter.files))


def read_answer(plain: bytes) -> Letter:
    """An answer from its bytes. Those of before there were files are text alone."""
    try:
        return msgspec.json.decode(plain, type=Letter)
    except msgspec.DecodeError:
        return Letter(text=plain.decode("utf-8", "replace"))


def contact_values(letter: Letter) -> dict[str, Any]:
    """The fields of Contact that a first letter fills in."""
    answers = letter.answers
    values: dict[str, Any] = {}
    for key in ("region", "safe", "story", "language"):
        if answers.get(key):
            values[BY_KEY[key].field] = answers[key]
    for key in ("danger_now", "can_talk"):
        if answers.get(key) in ("yes", "no"):
            values[key] = answers[key]
    if company := answers.get("company"):
        values["alone"] = "yes" if company == "alone" else "no"
        if company == "minors":
            values["minors"] = "yes"
    return values


def urgency(letter: Letter) -> int:
    """How soon somebody must look: 0 danger now, 1 not known, 2 not now. The inbox is sorted by it, not by arrival."""
    return {"yes": 0, "no": 2}.get(letter.answers.get("danger_now", ""), 1)
