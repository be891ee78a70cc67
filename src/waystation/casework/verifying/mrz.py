"""Machine-readable zones of passports, identity cards and visas (ICAO Doc 9303): read, checked, compared.

    zone = read("P<UTOERIKSSON<<ANNA<MARIA<<<…\\nL898902C36UTO7408122F1204159ZE184226B<<<<<10", today)
    zone.faults        # ["The check digit of the whole is wrong.", "It has expired."]

Kinds TD1 (cards, three lines of 30), TD2 (two of 36), TD3 (passports, two of 44) and the visas MRV-A and MRV-B. What
was typed or read from a picture is forgiven its spaces, small letters and the angle quotes of keyboards, and nothing
else: an O for a 0 is told, not mended, because a border reads it too.
"""

import datetime
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any

from mrz.base.errors import FieldError, LengthError
from mrz.checker.mrva import MRVACodeChecker
from mrz.checker.mrvb import MRVBCodeChecker
from mrz.checker.td1 import TD1CodeChecker
from mrz.checker.td2 import TD2CodeChecker
from mrz.checker.td3 import TD3CodeChecker

from waystation.casework.errors import BadValue
from waystation.casework.verifying.iso3166 import alpha2
from waystation.casework.words import _

LINES = {(3, 30): "TD1", (2, 36): "TD2", (2, 44): "TD3"}
_CHECKERS = {"TD1": TD1CodeChecker, "TD2": TD2CodeChecker, "TD3": TD3CodeChecker, "MRVA": MRVACodeChecker,
             "MRVB": MRVBCodeChecker}  # fmt: skip
_BRACKETS = str.maketrans({"‹": "<", "〈": "<", "＜": "<", "«": "<<", "≪": "<<"})
_DIGITS = {
    "document number": _("The check digit of the number is wrong."),
    "birth date": _("The check digit of the birth date is wrong."),
    "expiry date": _("The check digit of the expiry date is wrong."),
    "optional data": _("The check digit of the optional data is wrong."),
    "final": _("The check digit of the whole is wrong."),
}


@dataclass(frozen=True)
class Zone:
    """What a zone says. Dates are None where they are not dates, or not known (``<<``). ``issuer`` and ``nationality``
    are alpha-2, empty where the code names no country. ``faults``: sentences about what does not hold."""

    kind: str
    lines: tuple[str, ...]
    document: str
    issuer: str
    surname: str
    given: str
    number: str
    nationality: str
    born: datetime.date | None
    sex: str
    expires: datetime.date | None
    faults: tuple[str, ...] = field(default=())

    @property
    def visa(self) -> bool:
        return self.document.startswith("V")


def read(text: str, today: datetime.date) -> Zone:
    """A zone as typed. Raises BadValue with what to look at, where it is none."""
    lines = _lines(text)
    kind = _kind(lines)
    try:
        checked = _CHECKERS[kind]("\n".join(lines), check_expiry=False)
        said = checked.fields()
    except (LengthError, FieldError, ValueError, IndexError, KeyError) as error:
        raise BadValue(_("These are not the lines of a passport, card or visa. Look for a lost character.")) from error
    born, expires = _born(said.birth_date, today), _expires(said.expiry_date, today)
    number, long = _number(kind, lines, said.document_number)
    zone = Zone(
        kind, lines, said.document_type, alpha2(said.country), _name(said.surname), _name(said.name), number,
        alpha2(said.nationality), born, said.sex.strip("<") or "X", expires,
    )  # fmt: skip
    return replace(zone, faults=tuple(_faults(zone, checked, said, today, long)))


def _number(kind: str, lines: tuple[str, ...], short: str) -> tuple[str, bool]:
    """The document number, and whether it is a long one that is right: on cards, a number of more than nine characters
    goes on in the optional data with ``<`` in place of its check digit, and the digit after it (Doc 9303-5, 4.2.2.1,
    note j), which the library takes for a wrong one."""
    places = {"TD1": (lines[0], 5, 15, 30), "TD2": (lines[1], 0, 10, 35)}
    if kind in places:
        line, begin, end, last = places[kind]
        rest = (line[end:last] if kind == "TD1" else line[28:last]).split("<")[0]
        if line[end - 1] == "<" and len(rest) > 1:
            number = line[begin : end - 1] + rest[:-1]
            return number, str(check_digit(number)) == rest[-1]
    return short.strip("<"), False


def check_digit(text: str) -> int:
    """Weights 7, 3, 1 over digits, letters from A = 10, and < = 0, modulo 10 (Doc 9303-3, 4.9)."""
    values = (0 if c == "<" else int(c, 36) for c in text)
    return sum(value * (7, 3, 1)[n % 3] for n, value in enumerate(values)) % 10


def _lines(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", text.translate(_BRACKETS)).upper().translate(_BRACKETS)
    lines = ["".join(line.split()) for line in plain.splitlines() if line.strip()]
    whole = "".join(lines)
    for count, width in LINES:
        if len(lines) != count and len(whole) == count * width:  # pasted as one line, or wrapped by a mail
            return tuple(whole[n * width : (n + 1) * width] for n in range(count))
    return tuple(lines)


def _kind(lines: tuple[str, ...]) -> str:
    widths = {len(line) for line in lines}
    shape = LINES.get((len(lines), next(iter(widths)))) if len(widths) == 1 else None
    if shape is None:
        raise BadValue(
            _("A zone has two lines of 44 or 36 characters, or three of 30; here: %(widths)s."),
            widths=", ".join(str(len(line)) for line in lines) or "0",
        )
    if wrong := sorted({c for line in lines for c in line if not (c.isascii() and (c.isalnum() or c == "<"))}):
        raise BadValue(_("A zone has only A to Z, 0 to 9 and <. Not so: %(count)s characters."), count=len(wrong))
    if lines[0].startswith("V"):
        return {"TD3": "MRVA", "TD2": "MRVB"}.get(shape, shape)
    return shape


def _name(text: str) -> str:
    return " ".join(text.replace("<", " ").split())


def _date(six: str, century: int) -> datetime.date | None:
    try:
        return datetime.date(century + int(six[:2]), int(six[2:4]), int(six[4:6]))
    except ValueError:
        return None


def _born(six: str, today: datetime.date) -> datetime.date | None:
    """Two digits of a year: in the past, and less than a hundred years ago."""
    born = _date(six, 2000)
    return born if born and born <= today else _date(six, 1900)


def _expires(six: str, today: datetime.date) -> datetime.date | None:
    """Nobody's paper runs longer than fifty years more: what would is of the last century."""
    expires = _date(six, 2000)
    return _date(six, 1900) if expires and expires.year > today.year + 50 else expires


def _faults(zone: Zone, checked: Any, said: Any, today: datetime.date, long: bool) -> list[str]:
    found = [
        sentence
        for what, sentence in _DIGITS.items()
        if any(name.startswith(what) and "hash" in name for name, _good in checked.report.falses)
        and not (long and what == "document number")
    ]
    if zone.born is None and "<" not in said.birth_date:
        found.append(_("The birth date is not a date."))
    if zone.expires is None:
        found.append(_("The expiry date is not a date."))
    elif zone.expires < today:
        found.append(_("It has expired."))
    if not zone.issuer:
        found.append(_("The issuing country is not one that we know."))
    return found


def differences(zone: Zone, latin_name: str, born: str) -> list[str]:
    """Where a zone and what stands in Identity do not say the same, as sentences. Names are compared without case,
    order, accents and hyphens, since printers leave them out; a name that was cut at the end of the line agrees."""
    found = []
    printed, kept = _parts(f"{zone.surname} {zone.given}"), _parts(latin_name)
    if kept and not _agree(printed, kept):
        found.append(_("The name is not the one in Identity."))
    if born and zone.born and born != zone.born.isoformat():
        found.append(_("The birth date is not the one in Identity."))
    return found


def _parts(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return sorted("".join(c if c.isalnum() else " " for c in plain.upper().replace("'", "")).split())


def _agree(printed: list[str], kept: list[str]) -> bool:
    left = [word for word in kept if word not in printed]
    rest = [word for word in printed if word not in kept]
    return (not left and not rest) or (len(rest) == len(left) == 1 and left[0].startswith(rest[0]) and len(rest[0]) > 2)
