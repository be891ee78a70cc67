"""What a case of the demonstration needs of the filling that it stands in."""

from typing import Any, Protocol

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.folds import Set, set_statement
from waystation.circles.secret import Secret
from waystation.store.sealed.keys import Keys

DAY = 1440  # minutes


def statement(compartment: str, collection: str, record: str, values: dict[str, Any]) -> tuple[str, Set]:
    return "set", set_statement(COMPARTMENTS[compartment].struct, collection, record, values)


class Filler(Protocol):
    """What a case needs of the filling: its members at a time, and days and times before today as fields take them."""

    now: int
    secrets: dict[str, Secret]
    beds: Any  # demoshelter.Beds

    def at(self, name: str, day: float) -> Keys: ...
    def id(self, name: str) -> str: ...
    def day(self, day: float) -> str: ...
    def time(self, day: float) -> str: ...
    def code(self) -> str: ...
