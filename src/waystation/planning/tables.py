"""Reading public tables line by line, so that an error can say where it is.

for row in Rows(data, ("Passport", "Destination", "Requirement")):
    row["Passport"], row.wrong("Passport", "is no country")
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from waystation.planning.errors import BadFile

MOST_BYTES = 64 << 20  # the largest public table of these, airline routes, has 2.4 MB
csv.field_size_limit(100_000)


@dataclass(frozen=True, slots=True)
class Row:
    """One line with its number, counted from 1."""

    line: int
    columns: Sequence[str]
    values: Sequence[str]

    def __getitem__(self, column: str) -> str:
        return self.values[self.columns.index(column)]

    def wrong(self, column: str, why: str) -> BadFile:
        return BadFile(f"line {self.line}, column {column}", f"{self[column][:40]!r} {why}")

    def code(self, column: str, size: int = 2) -> str:
        """A code of so many capital letters (or digits, beyond two). Raises BadFile."""
        value = self[column]
        good = value.isascii() and value.isupper() if size == 2 else value.isascii() and value.isalnum()
        if len(value) != size or not good:
            raise self.wrong(column, f"is no code of {size} letters")
        return value

    def number(self, column: str, least: float, most: float) -> float:
        try:
            value = float(self[column])
        except ValueError:
            raise self.wrong(column, "is no number") from None
        if not least <= value <= most:  # nor is "nan"
            raise self.wrong(column, f"is not between {least:g} and {most:g}")
        return value


def rows(data: bytes, columns: Sequence[str], header: bool = True, escape: str | None = None) -> Iterator[Row]:
    """The lines of a CSV table. ``header``: its first line names the columns, which must be these. Raises BadFile."""
    if len(data) > MOST_BYTES:
        raise BadFile("", f"the file has {len(data):,} bytes; at most {MOST_BYTES:,} are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadFile(f"line {line}", f"byte {error.start} is no UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), escapechar=escape, strict=True)
    found, begun = 0, not header
    try:
        for values in reader:
            if not values:
                continue
            if not begun:
                _named(reader.line_num, values, columns)
                begun = True
                continue
            if len(values) != len(columns):
                why = f"has {len(values)} columns; {len(columns)} are needed: {', '.join(columns)}"
                raise BadFile(f"line {reader.line_num}", why)
            found += 1
            yield Row(reader.line_num, columns, values)
    except csv.Error as error:
        raise BadFile(f"line {reader.line_num}", str(error)) from None
    if not found:
        raise BadFile("", "there is no row in it")


def _named(line: int, values: Sequence[str], columns: Sequence[str]) -> None:
    for n, wanted in enumerate(columns):
        given = values[n] if n < len(values) else ""
        if given.strip() != wanted:
            raise BadFile(f"line {line}, column {n + 1}", f"is called {given[:40]!r}; {wanted!r} is needed")
    if len(values) > len(columns):
        raise BadFile(f"line {line}, column {len(columns) + 1}", f"{values[len(columns)][:40]!r} is not known")
