"""Safe windows: the hours that a person names as safe, read out of their own words.

    opens_in("между 14 и 16, не звонить", 13 * 60)      # 60: an hour from now
    opens_in("10:00-12:00 or after work", 11 * 60)      # 0: it is safe now

Only spans of hours are understood; whatever else was written is left for people to read, and None says "not known".
Nobody is ever written to because of this: it sorts the inbox.
"""

import re
import unicodedata

DAY = 1440  # minutes
_HOUR = r"(\d{1,2})(?:[:.h](\d{2}))?"
_TO = r"(?:-|–|—|to|till|until|and|до|и|à|et|bis|und|iki|до|إلى|الى|تا)"
_SPAN = re.compile(rf"(?<![\d:.]){_HOUR}\s*(?:h|uhr|ч|час\w*)?\s*{_TO}\s*{_HOUR}(?![\d])", re.IGNORECASE)


def windows(text: str) -> list[tuple[int, int]]:
    """The spans in a text as (from, to) in minutes of the day; one that ends before it begins goes over midnight."""
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    found = []
    for match in _SPAN.finditer(plain):
        begin, end = _minute(match[1], match[2]), _minute(match[3], match[4])
        if begin is not None and end is not None and begin != end:
            found.append((begin, end))
    return found


def _minute(hour: str, minute: str | None) -> int | None:
    h, m = int(hour), int(minute or 0)
    return h * 60 + m if (h < 24 and m < 60) or (h, m) == (24, 0) else None


def opens_in(text: str, now: int) -> int | None:
    """Minutes until a safe window opens, 0 inside one, None where the text names none. ``now``: minute of the day."""
    waits = [0 if _inside(now, *span) else (span[0] - now) % DAY for span in windows(text)]
    return min(waits, default=None)


def _inside(now: int, begin: int, end: int) -> bool:
    return begin <= now < end if begin < end else now >= begin or now < end
