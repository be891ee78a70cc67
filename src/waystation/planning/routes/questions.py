"""A file of questions about many households, and one of answers. Code names only.

    name,passport,from,to,on,until,visas,valid until,may stay until,home
    Quiet Heron,RU,TBS,CA,2026-12-07,2026-12-13,CA:2026-12-01:2027-03-01:1,2030-01-01,,

    for named in read_questions(data, codes, today): named.name, named.household
    write_answers([(named.name, outlook), ...])          # CSV, a line each

One line is one person; lines of one name are one household, which leaves from one place to another on the same days.
The columns may stand in any order; those after ``on`` may be missing or empty. ``until``: the last day on which they
may leave; ``visas``: in hand, parted by spaces, each a country or SCHENGEN with its first and last day and entries (a
number from 1, or ``any``; without it that is not known, and it counts once).
"""

import csv
import datetime
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from waystation.planning.errors import BadFile
from waystation.planning.passage.journeys import Traveller
from waystation.planning.routes.askable import BadDay, over
from waystation.planning.routes.codes import BadCode, Codes
from waystation.planning.routes.everybody import Household, Outlook
from waystation.planning.routes.together import MOST_DAYS, Window
from waystation.planning.tables import MOST_BYTES

NEEDED = ("name", "passport", "from", "to", "on")
FURTHER = ("until", "visas", "valid until", "may stay until", "home")
ANSWERS = ("name", "answer", "risk", "euros", "minutes", "legs", "on", "way", "offers", "ways", "to ask or refused")
T = TypeVar("T")


@dataclass(frozen=True)
class Named:
    name: str
    household: Household


def read_questions(data: bytes, codes: Codes, today: datetime.date) -> list[Named]:
    """The households in the order in which their names come first. Raises BadFile, which names line and column; so it
    does where a code is none of these, or nothing can be known of a day yet."""
    people: dict[str, list[Traveller]] = {}
    windows: dict[str, Window] = {}
    for row in _rows(data):
        name, window = row.needed("name"), _window(row, codes, today)
        if windows.setdefault(name, window) != window:
            raise row.wrong("name", "leaves from or to elsewhere, or on other days, than on its line before")
        people.setdefault(name, []).append(_traveller(row, window.first, codes))
    return [Named(name, Household(tuple(people[name]), window)) for name, window in windows.items()]


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]

    def wrong(self, column: str, why: str) -> BadFile:
        return BadFile(f"line {self.line}, column {column}", f"{self.cells.get(column, '')[:40]!r} {why}")

    def needed(self, column: str) -> str:
        if not self.cells.get(column):
            raise self.wrong(column, "is empty")
        return self.cells[column]

    def maybe(self, column: str, read: "Callable[[_Row, str], T]") -> T | None:
        return read(self, column) if self.cells.get(column) else None


def _rows(data: bytes) -> Iterable[_Row]:
    if len(data) > MOST_BYTES:
        raise BadFile("", f"the file has {len(data):,} bytes; at most {MOST_BYTES:,} are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"line {data.count(bytes([10]), 0, error.start) + 1}", "is no UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise BadFile(f"line {reader.line_num}", str(error)) from None
    if len(rows) < 2:
        raise BadFile("", "there is no question in it: a head and a line for each person are needed")
    head = _head(*rows[0])
    for line, cells in rows[1:]:
        if len(cells) != len(head):
            raise BadFile(f"line {line}", f"has {len(cells)} columns, the head has {len(head)}")
        yield _Row(line, dict(zip(head, cells, strict=True)))


def _head(line: int, cells: list[str]) -> list[str]:
    head = [cell.casefold().replace("_", " ") for cell in cells]
    for name in NEEDED:
        if name not in head:
            raise BadFile(f"line {line}", f"the column {name!r} is missing; needed are {', '.join(NEEDED)}")
    for n, name in enumerate(head):
        if name not in NEEDED + FURTHER or name in head[:n]:
            raise BadFile(f"line {line}, column {n + 1}", f"{cells[n][:40]!r} is not known, or stands twice")
    return head


def _window(row: _Row, codes: Codes, today: datetime.date) -> Window:
    first = _askable(row, "on", today)
    last = _askable(row, "until", today) if row.cells.get("until") else first
    if not 0 <= (last - first).days < MOST_DAYS:
        raise row.wrong("until", f"is before the first day, or more than {MOST_DAYS} days later")
    start, goal = (_coded(row, column, codes.place) for column in ("from", "to"))
    return Window(start, goal, first, last)


def _traveller(row: _Row, first: datetime.date, codes: Codes) -> Traveller:
    home = _coded(row, "home", codes.country) if row.cells.get("home") else ""
    last = first + datetime.timedelta(days=MOST_DAYS + 7)  # of a visa without days, which counts as good
    visas = row.cells.get("visas", "").split()
    return Traveller(
        _coded(row, "passport", codes.country),
        visas=tuple(_read(row, "visas", typed, lambda typed: codes.visa(typed, first, last)) for typed in visas),
        valid_until=row.maybe("valid until", _day), home=home, may_stay_until=row.maybe("may stay until", _day),
    )  # fmt: skip


def _askable(row: _Row, column: str, today: datetime.date) -> datetime.date:
    day = _day(row, column)
    try:
        over(day, today)
    except BadDay as error:
        raise BadFile(f"line {row.line}, column {column}", str(error)) from None
    return day


def _coded(row: _Row, column: str, read: Callable[[str], str]) -> str:
    return _read(row, column, row.needed(column), read)


def _read(row: _Row, column: str, typed: str, read: Callable[[str], T]) -> T:
    try:
        return read(typed)
    except BadCode as error:
        raise BadFile(f"line {row.line}, column {column}", str(error)) from None


def _day(row: _Row, column: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(row.needed(column))
    except ValueError:
        raise row.wrong(column, "is no day like 2026-12-10") from None


def write_answers(answers: Iterable[tuple[str, Outlook]]) -> str:
    """A line for each household; what is to be asked, or by which rules there is no way, in the last column."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(ANSWERS)
    for name, outlook in answers:
        table.writerow([name, outlook.answer, *_found(outlook), _why(outlook)])
    return out.getvalue()


def _found(outlook: Outlook) -> list[object]:
    best = outlook.best
    if best is None:
        return ["", "", "", "", "", "", "", 0]
    stops = [best.legs[0].from_place, *(leg.to_place for leg in best.legs)] if best.legs else ["there already"]
    offers = sum(offer is not None for offer in best.offers)
    way = best.way
    return [
        "" if best.refusals else best.risk,
        best.euros,
        best.minutes,
        way.legs,
        best.days[0].isoformat(),
        " ".join(stops),
        offers,
        outlook.ways,
    ]


def _why(outlook: Outlook) -> str:
    said = [f"{one.verdict.country} {one.verdict.kind}: {one.verdict.rule}" for one in outlook.why]
    if outlook.best is not None and outlook.best.way.risk and not said:
        said = ["a land border of which no table says whether it is open"]
    return outlook.unknown or "; ".join(dict.fromkeys(said)) or ("no way on the map" if outlook.best is None else "")
