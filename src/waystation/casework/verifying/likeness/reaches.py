"""Ways to reach somebody, in whatever notation: telephone numbers as E.164, handles, e-mail addresses; and documents.

    reach("8 (928) 000-12-34")    # ("phone", {"number": {"+79280001234", …}, "tail": {"0001234"}})

A number without its country's code is read as one of each of the countries in ``REGIONS`` in which it could exist.
"""

import re
import unicodedata

import phonenumbers
from anyascii import anyascii

# Where those who write to this programme have their telephones, and where they flee.
REGIONS = ("RU", "KZ", "UZ", "KG", "TJ", "GE", "AM", "TR", "UA", "BY", "IR", "IQ", "AE", "FR", "DE", "GB", "CA", "US")
TAIL = 7  # digits: what is left of a number whose area or country was mistaken; shared by chance once in 10 million
LEAST_HANDLE = 4  # characters; shorter ones are words
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
PLACE = re.compile(r"^(?:https?://)?(?:www\.|m\.)?(?:[\w-]+\.)+[a-z]{2,}/(?:#/|user/|in/|profile\.php\?id=)?@?")
DOTLESS = ("gmail.com", "googlemail.com")  # to whom a.b@ and ab@ are one mailbox

Marks = dict[str, set[str]]


def reach(text: str) -> tuple[str, Marks]:
    """(kind, marks by level): ``phone``, ``email`` or ``handle``. The kind is empty where nothing can be compared."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if EMAIL.fullmatch(plain):
        return "email", _email(plain.casefold())
    if numbers := _numbers(anyascii(plain)):
        return "phone", {"number": numbers, "tail": {number[-TAIL:] for number in numbers}}
    return _handle(plain.casefold())


def _numbers(written: str) -> set[str]:
    """The telephone numbers in E.164 that something written may be; empty for what is none."""
    digits = re.sub(r"\D", "", written)
    if not 7 <= len(digits) <= 15 or re.search(r"[a-z_]{2}", written.lower()):
        return set()
    whole = "" if digits[0] == "8" else _valid("+" + digits.removeprefix("00"), "RU")
    if whole and (written.lstrip("( ")[0] == "+" or digits.startswith("00")):
        return {whole}
    found = {number for region in REGIONS if (number := _valid(written, region))} | ({whole} - {""})
    return found or ({digits} if len(digits) > TAIL else set())


def _valid(written: str, region: str) -> str:
    try:
        found = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(found):
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def _email(address: str) -> Marks:
    local, _at, host = address.rpartition("@")
    local = local.partition("+")[0]
    if host in DOTLESS:
        local, host = local.replace(".", ""), "gmail.com"
    return {"address": {f"{local}@{host}"}, "name": {_bare(local)} - {""}}


def _handle(text: str) -> tuple[str, Marks]:
    handle = PLACE.sub("", text).strip("@/ ")
    handle = re.split(r"[?/\s]", handle)[0]
    if len(handle) < LEAST_HANDLE or not re.fullmatch(r"[\w.\-]+", handle):
        return "", {}
    return "handle", {"address": {handle}, "name": {_bare(handle)} - {""}}


def _bare(handle: str) -> str:
    """The letters of a handle, for people take the same one with other dots and numbers elsewhere."""
    letters = re.sub(r"[\W\d_]", "", anyascii(handle).lower())
    return letters if len(letters) > LEAST_HANDLE else ""


LOOKALIKES = str.maketrans("АВСЕНКМОРТХУ", "ABCEHKMOPTXY")  # of Cyrillic and Latin letters one is as good as the other
TAKEN_FOR = str.maketrans("OIQ", "010")  # letters that are read as digits


def document(number: str) -> Marks:
    """A document's number without spaces and signs, and as it may be misread; empty for fewer than five characters."""
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", number).upper().translate(LOOKALIKES))
    return {"number": {plain}, "misread": {plain.translate(TAKEN_FOR)}} if len(plain) >= 5 else {}
