"""What the pages of duplicates show: candidates, with what was decided about them."""

from dataclasses import dataclass

from waystation.desk.cases.alike import decisions
from waystation.store.likeness.likenesses import Like
from waystation.store.sealed.keys import Keys
from waystation.store.verifying import duplicates, merging
from waystation.store.verifying.merging import Merged


@dataclass(frozen=True)
class Shown:
    """A candidate as listed. ``decided``: what was decided about the two; ``leads``: this member has a key of it."""

    like: Like
    leads: bool
    decided: Merged | None = None

    @property
    def number(self) -> str:
        return self.like.number.hex()

    @property
    def likely(self) -> bool:
        return bool(duplicates.likely([self.like]))


def shown(keys: Keys, found: list[Like], number: bytes = b"") -> list[Shown]:
    leads = duplicates.reachable(keys, [like.number for like in found])
    decided = decisions(merging.every(keys), number) if number else {}
    return [Shown(like, like.number in leads, decided.get(like.number)) for like in found]
