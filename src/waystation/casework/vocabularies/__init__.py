"""The field's controlled vocabularies, one readable TOML file each, with where it comes from and as of when.

    name, source, as_of, [[value]] key, label [, help]

Keys are what is stored and exchanged; labels are what people read and translators translate.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Word:
    """One value: its key, its label in English, and more about it."""

    key: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """A list of values with its ``source`` and the date ``as_of`` which it was true. Iterates over Words in order."""

    name: str
    title: str
    source: str
    as_of: str
    words: tuple[Word, ...]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self.words)

    def __contains__(self, key: object) -> bool:
        return any(word.key == key for word in self.words)

    def label(self, key: str) -> str:
        """The label of a key; the key itself where an older program wrote one that is no longer listed."""
        return next((word.label for word in self.words if word.key == key), key)


@cache
def vocabulary(name: str) -> Vocabulary:
    """The vocabulary in ``name.toml``. Raises FileNotFoundError."""
    data = tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))
    words = tuple(Word(v["key"], v["label"], v.get("help", "")) for v in data["value"])
    return Vocabulary(name, data["title"], data["source"], data["as_of"], words)


@cache
def every() -> tuple[Vocabulary, ...]:
    """All vocabularies by name."""
    names = sorted(f.name[:-5] for f in files(__package__).iterdir() if f.name.endswith(".toml"))
    return tuple(vocabulary(name) for name in names)
