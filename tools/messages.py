#!/usr/bin/env python3
"""Keeps the translations in step with the words of the program.

    .venv/bin/python tools/messages.py           take new words into the .po files, drop vanished ones, compile
    .venv/bin/python tools/messages.py --check   say what is missing, unused, empty or not compiled; 1 if anything is

Words come from three places: templates, marked strings in Python, and the vocabularies. A new word stands in the .po
with an empty translation until somebody writes one: nothing is guessed, so nothing is "fuzzy". The files hold no
dates, line numbers or addresses, so that a diff shows words only. To add a language, make an empty
``locale/CODE/LC_MESSAGES/django.po`` and run this.
"""

import sys
import tomllib
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "waystation"
LOCALE = SOURCE / "locale"
COMPLETE = ("ru",)  # languages that may have no empty translation; others fall back to English word by word

Key = tuple[str, str]  # context, often empty; the English text
Words = dict[Key, str]  # its English plural, empty if it has none


class Book(Catalog):
    """A catalogue whose header says only what programs need, and the same on every day."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        return [
            ("Language", self.locale_identifier),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def collect(source: Path = SOURCE) -> Words:
    """Every word of the program, without doubles."""
    found: Words = {}
    for path in sorted(source.rglob("*.py")):
        _add(found, path.read_text("utf-8"))
    for path in sorted(source.rglob("templates/**/*.html")):
        code = templatize(path.read_text("utf-8"), origin=str(path.relative_to(source)))
        _add(found, "\n".join(line.strip() for line in code.splitlines()))
    for path in sorted(source.rglob("vocabularies/*.toml")):
        vocabulary = tomllib.loads(path.read_text("utf-8"))
        values = vocabulary["value"]
        texts = [vocabulary["title"], *(v["label"] for v in values), *(v.get("help", "") for v in values)]
        found |= {("", text): "" for text in texts if text and ("", text) not in found}
    return found


def _add(found: Words, code: str) -> None:
    stream = BytesIO(code.encode("utf-8"))
    for _line, message, _comments, context in extract("python", stream, DEFAULT_KEYWORDS):
        text, plural = message[:2] if isinstance(message, tuple) else (message, "")
        if text:
            found[(context or "", text)] = plural or found.get((context or "", text), "")


def languages() -> list[str]:
    return sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/django.po"))


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language)


def keys(catalog: Catalog) -> Words:
    """The words that a .po file has an entry for."""
    found: Words = {}
    for message in catalog:
        if message.id:
            text, plural = message.id if message.pluralizable else (message.id, "")
            found[(message.context or "", text)] = plural
    return found


def untranslated(catalog: Catalog) -> list[str]:
    """English texts without a translation, or with one of their plural forms left out."""
    return [_text(m.id) for m in catalog if m.id and not (all(m.string) if m.pluralizable else m.string)]


def _text(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def renewed(language: str, words: Words) -> Book:
    """The language's catalogue with exactly these words, keeping the translations that it had."""
    old = load(language)
    book = Book(locale=language, header_comment=old.header_comment, fuzzy=False)
    for (context, text), plural in sorted(words.items()):
        had = old.get(text, context or None)
        kept = had.string if had and had.pluralizable == bool(plural) else ()
        book.add((text, plural) if plural else text, kept or None, context=context or None)
    return book


def po_bytes(book: Book) -> bytes:
    stream = BytesIO()
    write_po(stream, book, width=0, sort_output=True, no_location=True, ignore_obsolete=True)
    return stream.getvalue()


def mo_bytes(book: Book) -> bytes:
    stream = BytesIO()
    write_mo(stream, book)
    return stream.getvalue()


def update() -> None:
    """Brings every .po and .mo file up to date."""
    words = collect()
    for language in languages():
        book = renewed(language, words)
        po_path(language).write_bytes(po_bytes(book))
        po_path(language).with_suffix(".mo").write_bytes(mo_bytes(book))
        print(f"{language}: {len(words)} words, {len(untranslated(book))} untranslated")


def check() -> list[str]:
    """What keeps the translations from being up to date: one sentence a word."""
    words, wrong = collect(), []
    for language in languages():
        catalog, mo = load(language), po_path(language).with_suffix(".mo")
        there = keys(catalog)
        wrong += [f"{language}: missing: {text}" for _context, text in sorted(words.keys() - there.keys())]
        wrong += [f"{language}: unused: {text}" for _context, text in sorted(there.keys() - words.keys())]
        wrong += [f"{language}: other plural: {k[1]}" for k in sorted(words) if k in there and there[k] != words[k]]
        if language in COMPLETE:
            wrong += [f"{language}: empty: {text}" for text in untranslated(catalog)]
        if not mo.exists() or mo.read_bytes() != mo_bytes(renewed(language, there)):
            wrong.append(f"{language}: the .mo file is not what the .po file says")
    return wrong


def main() -> int:
    if "--check" not in sys.argv:
        update()
        return 0
    wrong = check()
    print("\n".join(wrong) or "All translations are up to date.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
