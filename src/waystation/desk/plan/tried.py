"""The last try of a page that did not come to its end: what was said of it and what had been typed, kept sealed for
whoever tried, so that the page to which it leads says so beside the result from before.

    tried.keep(keys, "plan", "The planner died.", request.POST)
    tried.look(keys, "plan")        # Tried, or None
    tried.clear(keys, "plan")       # something came of a later try
"""

from typing import Any

import msgspec
from django.http import QueryDict

from waystation.store.sealed import kept
from waystation.store.sealed.keys import Keys

PAGES = ("plan", "buys", "coming", "costs")


class Tried(msgspec.Struct):
    """``at``: minutes since 1970. ``values``: what was typed, by field."""

    at: int
    said: str
    values: dict[str, list[str]] = {}

    @property
    def typed(self) -> QueryDict:
        """As a form sends it."""
        found = QueryDict(mutable=True)
        for name, values in self.values.items():
            found.setlist(name, values)
        return found


def keep(keys: Keys, page: str, said: str, typed: Any = None) -> None:
    values = {name: typed.getlist(name) for name in typed if name != "csrfmiddlewaretoken"} if typed else {}
    kept.keep(keys.secret, _shelf(page), msgspec.msgpack.encode(Tried(keys.minute, said, values)), kept.CACHE)


def look(keys: Keys, page: str) -> Tried | None:
    return kept.look_as(keys.secret, _shelf(page), Tried)


def clear(keys: Keys, page: str) -> None:
    kept.clear(keys.secret, _shelf(page))


def _shelf(page: str) -> str:
    assert page in PAGES
    return f"plan/tried/1/{page}"
