"""Offers of travel agents: flights on a day, at an hour, for a price that holds until some day. Read from a table.

    read = read_offers(data, {"TBS": "Asia/Tbilisi", ...})      # zones of airports, for times that name none
    read.offers, [(wrong.line, wrong.why) for wrong in read.wrong]

The columns are ``from, to, carrier, departs, arrives, price, currency, seats, valid until, agent, offered on``, in any
order, parted by commas, semicolons or tabs; carrier, seats, agent and offered on may be missing. A line that is wrong
is named and left out, the others are kept: agents' tables are typed by hand. Times are local, as tickets have them:
"2026-12-10 13:40", with the name of a zone or an offset behind it where the airport's own is not meant.
"""

import csv
import datetime
import io
import math
import zoneinfo
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from waystation.planning.errors import BadFile
from waystation.planning.routes.askable import FIRST, LAST
from waystation.planning.routes.network import Pair
from waystation.planning.words import Sentence, _, say

NEEDED = ("from", "to", "departs", "arrives", "price", "currency", "valid until")
MOST_LINES = 2000  # of one file: an agent's answer has some dozens
MOST_BYTES = 1 << 20
LONGEST = datetime.timedelta(hours=30)  # of one flight: the longest of all take 19 hours, zones typed wrong add a day


@dataclass(frozen=True)
class Offer:
    """``price`` in whole units of ``currency``, rounded up; ``seats``: 0 for not said; ``until``: the last day on which
    the price holds. ``source``: which agent, or from which file; ``as_of``: the day on which it was offered. ``euros``:
    what it counts where ways are compared, rounded up; 0 where no rate is known (``holding``). Times are aware."""

    start: str
    end: str
    departs: datetime.datetime
    arrives: datetime.datetime
    price: int
    currency: str
    until: datetime.date
    carrier: str = ""
    seats: int = 0
    source: str = ""
    as_of: datetime.date | None = None
    euros: int = 0

    @property
    def pair(self) -> Pair:
        return self.start, self.end

    @property
    def minutes(self) -> int:
        return int((self.arrives - self.departs).total_seconds() // 60)


@dataclass(frozen=True)
class Wrong:
    """A line that was left out, counted from 1, and why."""

    line: int
    said: Sentence

    @property
    def why(self) -> str:
        """In English."""
        return str(self.said)


@dataclass(frozen=True)
class Read:
    offers: tuple[Offer, ...]
    wrong: tuple[Wrong, ...]


class _WrongLine(Exception):
    """``facts`` hold what was typed, cut short."""

    def __init__(self, text: str, **facts: object):
        super().__init__(text)
        self.said = say(text, **{name: str(value)[:40] for name, value in facts.items()})


def read_offers(data: bytes, zones: Mapping[str, str], currencies: Container[str] | None = None) -> Read:
    """``currencies``: those that count; every code of three letters, if none are named.

    Raises BadFile where the whole cannot be read: no head with the needed columns, or too much."""
    if len(data) > MOST_BYTES:
        raise BadFile("", say(_("the file has {n:,} bytes; at most {most:,} are read"), n=len(data), most=MOST_BYTES))
    lines = list(_lines(data))
    head = next((n for n, text in enumerate(lines) if text and text.strip()), None)
    if head is None:
        raise BadFile("", say(_("there is no line in it that is text")))
    parted = max(",;\t", key=(lines[head] or "").count)
    names = [name.strip(' "').casefold().replace("_", " ") for name in (lines[head] or "").split(parted)]
    if missing := [name for name in NEEDED if name not in names]:
        needed = _("line {line}: the column '{column}' is missing; needed are {columns}")
        raise BadFile("", say(needed, line=head + 1, column=missing[0], columns=NEEDED))
    if len(lines) - head > MOST_LINES:
        raise BadFile(
            "", say(_("there are {n:,} lines in it; at most {most:,} are read"), n=len(lines), most=MOST_LINES)
        )
    offers, wrong = [], []
    for n, text in enumerate(lines[head + 1 :], head + 2):
        if text is None or text.strip():
            try:
                offers.append(_offer(_row(text, names, parted), zones, currencies))
            except _WrongLine as error:
                wrong.append(Wrong(n, error.said))
    return Read(tuple(offers), tuple(wrong))


def _lines(data: bytes) -> Iterable[str | None]:
    """Line by line, so that one that is no text spoils no other; None stands for it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):  # as spreadsheets save "Unicode text"
        data = data.decode("utf-16", "replace").encode()
    for raw in data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"):
        try:
            yield raw.decode("utf-8").replace("\0", "")
        except UnicodeDecodeError:
            yield None


def _cells(text: str, parted: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text), delimiter=parted, strict=True), [])
    except csv.Error:
        raise _WrongLine(_("It cannot be taken apart: a quotation mark stands in the wrong place.")) from None


def _row(text: str | None, names: Sequence[str], parted: str) -> dict[str, str]:
    if text is None:
        raise _WrongLine(_("It is no UTF-8: save the table as UTF-8 and send it again."))
    cells = _cells(text, parted)
    if len(cells) != len(names):
        raise _WrongLine(_("It has {n} columns, the head has {of}."), n=len(cells), of=len(names))
    row = {name: " ".join(cell.split()) for name, cell in zip(names, cells, strict=True)}
    if empty := [name for name in NEEDED if not row[name]]:
        raise _WrongLine(_("{column}: empty."), column=empty[0])
    return row


def _offer(row: Mapping[str, str], zones: Mapping[str, str], currencies: Container[str] | None) -> Offer:
    start, end = (_code(row, name) for name in ("from", "to"))
    if start == end:
        raise _WrongLine(_("It ends where it begins."))
    departs, arrives = (_time(row, *ends, zones) for ends in (("departs", "from", start), ("arrives", "to", end)))
    if not datetime.timedelta() < arrives - departs <= LONGEST:
        raise _WrongLine(_("It takes {hours} hours: look at the days and zones."),
                         hours=round((arrives - departs).total_seconds() / 3600, 1))  # fmt: skip
    currency = row["currency"].upper()
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        raise _WrongLine(_("currency: {typed} is no code of three letters, like EUR."), typed=currency)
    if currencies is not None and currency not in currencies:
        raise _WrongLine(_("currency: {typed} is not on the list of currencies."), typed=currency)
    return Offer(
        start, end, departs, arrives, _price(row["price"]), currency, _day(row, "valid until"),
        row.get("carrier", "")[:80], _seats(row.get("seats", "")), row.get("agent", "")[:80],
        _day(row, "offered on") if row.get("offered on") else None,
    )  # fmt: skip


def _code(row: Mapping[str, str], name: str) -> str:
    code = row[name].upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise _WrongLine(
            _("{column}: {typed} is no airport's code of three letters, like TBS."), column=name, typed=code
        )
    return code


def _time(row: Mapping[str, str], name: str, end: str, code: str, zones: Mapping[str, str]) -> datetime.datetime:
    """A local time; the zone stands behind it, or is that of the airport ``code`` at this ``end``."""
    own = zones.get(code, "")
    text = row[name].replace("T", " ", 1) if row[name][10:11] == "T" else row[name]
    day, clock, zone = [*text.split(" ", 2), "", ""][:3]
    try:
        at = datetime.datetime.fromisoformat(f"{day} {clock}")
    except ValueError:
        raise _WrongLine(
            _("{column}: {typed} is no time like 2026-12-10 13:40."), column=name, typed=row[name]
        ) from None
    if not FIRST.year <= at.year <= LAST.year:
        raise _WrongLine(_("{column}: {typed} is no time like 2026-12-10 13:40."), column=name, typed=row[name])
    if at.tzinfo is not None:
        return at
    if zone[:1] in ("+", "-"):
        return _time({**row, name: f"{day} {clock}{zone}"}, name, end, code, zones)
    if not zone and code not in zones:
        raise _WrongLine(
            _("{column}: {typed} is no airport that is known here. Correct it, or write the zone behind the time."),
            column=end, typed=code,
        )  # fmt: skip
    if not (zone or own):
        raise _WrongLine(_("{column}: the zone of this airport is not known: write it behind the time."), column=name)
    try:
        there = zoneinfo.ZoneInfo(zone or own)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise _WrongLine(_("{column}: {typed} is no time zone, like Asia/Tbilisi."), column=name, typed=zone) from None
    here = at.replace(tzinfo=there)
    if here.astimezone(datetime.UTC).astimezone(there).replace(tzinfo=None) != at:
        raise _WrongLine(
            _("{column}: the clocks are put forward there; {typed} does not exist on that day."),
            column=name, typed=f"{at:%H:%M}",
        )  # fmt: skip
    return here


def _price(text: str) -> int:
    """Whole units, rounded up: "412,50" and "1 412.50" are prices, "1.412" and "1,412" are not told apart."""
    plain = text.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    whole, _point, part = plain.partition(".")
    good = whole.isascii() and whole.isdecimal() and (not part or (part.isascii() and part.isdecimal()))
    if not good or len(part) > 2 or not 0 < float(plain) < 1_000_000:
        raise _WrongLine(_("price: {typed} is no price like 412.50, without marks between thousands."), typed=text)
    return math.ceil(float(plain))


def _day(row: Mapping[str, str], name: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(row[name][:10])
    except ValueError:
        raise _WrongLine(_("{column}: {typed} is no day like 2026-12-01."), column=name, typed=row[name]) from None


def _seats(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise _WrongLine(_("seats: {typed} is no number."), typed=text)
    return int(text or 0)
