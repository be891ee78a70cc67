"""On which days ways may be asked for: rules and maps are about now, and say nothing of a day years ahead.

over(day, today)        # whether the day is over; raises BadDay where nothing can be known of it
"""

import datetime

from waystation.planning.errors import PlanningError

# In thirteen months 2,935 of 39,601 entry rules changed; visas and slots are given for months, so two years are ample.
MOST_AHEAD = datetime.timedelta(days=731)
# Outside of these no journey is meant, and sums of days stay within what a calendar holds.
FIRST, LAST = datetime.date(2000, 1, 1), datetime.date(2199, 12, 31)


class BadDay(PlanningError):
    """A day of which nothing can be known."""


def over(day: datetime.date, today: datetime.date) -> bool:
    """Raises BadDay."""
    if not FIRST <= day <= today + MOST_AHEAD:
        raise BadDay(f"{day} is not between {FIRST} and {today + MOST_AHEAD}: rules say nothing of such a day")
    return day < today
