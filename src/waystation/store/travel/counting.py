"""What a reader counted in a public table, as numbers: whoever shows them says them in the reader's language.

text = encoded(Counted(rules=39_601, passports=199))
counted(text).passports                              # also of the English sentences that stood there before
"""

import re

import msgspec

MOST_BYTES = 300  # that a column holds
# The sentences of earlier programs, each number under its name.
FORMER = (
    r"(?P<rules>[\d,]+) rules?(?: of (?P<passports>[\d,]+) passports?)?",
    r"(?P<airports>[\d,]+) airports",
    r"(?P<pairs>[\d,]+) pairs(?: of airports)?",
    r"(?P<countries>[\d,]+) countries",
    r"(?P<borders>[\d,]+) borders(?: of (?P<countries>[\d,]+) countries)?(?P<rest>(?:; only .+? names .+?, left out)*)",
)
LEFT_OUT = re.compile("; only (.+?) names its border with (.+?), left out")


class Counted(msgspec.Struct, frozen=True, omit_defaults=True):
    """``pairs``: of airports with a flight between them; ``one_sided``: borders left out, each by the country that
    names it and the one that does not. ``said``: what stands there of neither form."""

    rules: int = 0
    passports: int = 0
    airports: int = 0
    pairs: int = 0
    borders: int = 0
    countries: int = 0
    one_sided: tuple[tuple[str, str], ...] = ()
    said: str = ""


def encoded(found: Counted) -> str:
    """As a text that the column holds: of very many borders left out, the first."""
    text = msgspec.json.encode(found).decode()
    while len(text.encode()) > MOST_BYTES and found.one_sided:
        found = msgspec.structs.replace(found, one_sided=found.one_sided[:-1])
        text = msgspec.json.encode(found).decode()
    return text


def counted(text: str) -> Counted:
    try:
        return msgspec.json.decode(text, type=Counted)
    except msgspec.DecodeError:
        return _former(text)


def _former(text: str) -> Counted:
    for form in FORMER:
        if match := re.fullmatch(form, text):
            named = match.groupdict()
            left = LEFT_OUT.findall(named.pop("rest", "") or "")
            numbers = {name: int(number.replace(",", "")) for name, number in named.items() if number}
            return msgspec.structs.replace(Counted(one_sided=tuple(left)), **numbers)
    return Counted(said=text)
