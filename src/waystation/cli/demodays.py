"""The demonstration's days of departure: of the ways out, some are said in Plan and taken over into Papers, some differ
from what Papers goes by, and of the rest nobody has said anything yet."""

from waystation.casework.travel.days import JOURNEY
from waystation.cli.demofiller import Filler
from waystation.desk.journeys import days
from waystation.store.files import casefiles
from waystation.store.travel import departures

TAKEN_OVER, SAID = 2, 4  # of the first ways out; those after them say nothing
PARTS = ("journey", "plan", "papers", "needs")


def write(f: Filler, number: bytes, n: int) -> None:
    """What Sam says of the ``n``-th way out, and what Tomas makes of it."""
    if n >= SAID:
        return
    sam = casefiles.open_file(f.at("sam", 0.4), number, only=PARTS)
    said = days.of_journey(sam).days
    assert said is not None
    departures.say(sam, JOURNEY, said)
    if n < TAKEN_OVER:
        tomas = casefiles.open_file(f.at("tomas", 0.3), number, only=PARTS)
        departures.take_over(tomas, said)
        departures.compared(tomas)
