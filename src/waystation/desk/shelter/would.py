"""What would be if a household slept in a bed from one day to another: what speaks against it, and the chart of it."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from waystation.casework.beds.occupancy import Day, Lodging, day, has_room, within
from waystation.casework.beds.placement import Place, Reason, because, guest_of, places
from waystation.casework.folded import folded
from waystation.casework.words import _
from waystation.desk.shelter.layout import BEFORE, Chart, chart
from waystation.store.beds import lodgings
from waystation.store.beds.lodgings import Seen
from waystation.store.files.casefiles import CaseFile

CLOSED = ("burned", "retired")  # houses that take nobody, whatever the reason
DRAWN = 42  # days on the chart of a what-if
TRIED = "tried"


@dataclass
class Would:
    """A stay as it would be. ``here``: its house with what speaks for and against it, None where there is no such
    house; ``also``: what speaks against this very bed; ``old``: the house in which it stands now."""

    stay: Lodging
    today: Day
    seen: Seen
    here: Place | None
    also: tuple[Reason, ...]
    old: str = ""

    @classmethod
    def of(cls, file: CaseFile, record: str, before: dict[str, Any], values: dict[str, Any], today: Day) -> "Would":
        """``record``: the stay that is changed, whose present place does not stand in its own way; ``before``: what
        stands in it."""
        seen = lodgings.look(file.keys, today, apart=True)
        seen.nights = [n for n in seen.nights if not (n.number == file.number and n.record == record)]
        guest = guest_of(file.number, file.code, file.states["needs"], file.states.get("shelter"))
        size = len(values.get("persons") or ()) or guest.size
        stay = Lodging(
            file.number, file.code, TRIED, folded(values.get("house") or ""), folded(values.get("bed") or ""), size,
            day(values.get("since")) or today, day(values.get("until")), None, bool(before.get("received_at")),
            day(values.get("max_stay_on")), second=values.get("second_house") or "",
        )  # fmt: skip
        since, until = stay.since, _until(stay)
        found = places(replace(guest, size=size), seen.houses, seen.nights, since, until, today)
        here = next((p for p in found if p.house.key == stay.house), None)
        also = tuple(_also(here, stay, seen, today)) if here else ()
        return cls(stay, today, seen, here, also, folded(before.get("house") or ""))

    @property
    def since(self) -> Day:
        return self.stay.since

    @property
    def until(self) -> Day:
        """The day they leave; where nobody said, the end of the chart."""
        return self.stay.until or self.since + DRAWN * datetime.timedelta(1)

    @property
    def against(self) -> tuple[Reason, ...]:
        return (*self.here.against, *self.also) if self.here else ()

    @property
    def never(self) -> bool:
        """Whether no reason is good enough."""
        return self.here is None or self.here.house.status in CLOSED

    def drawn(self) -> Chart:
        """The house as it would be, and the one they leave."""
        houses = [h for h in self.seen.houses if h.key in (self.stay.house, self.old)]
        start = min(self.since, self.today) - datetime.timedelta(BEFORE[DRAWN])
        return chart(houses, [*self.seen.nights, self.stay], start, DRAWN, self.today, TRIED)


def _until(stay: Lodging) -> Day:
    """At least one night, so that a mistyped end is asked about and not looked at."""
    return max(stay.until or stay.since + DRAWN * datetime.timedelta(1), stay.since + datetime.timedelta(1))


def _also(here: Place, stay: Lodging, seen: Seen, today: Day) -> list[Reason]:
    """What speaks against this very bed, and against having no other house ready."""
    found: list[Reason] = []
    bed = next((b for b in here.house.beds if folded(b.name) == stay.bed), None)
    others = [n for n in within(here.house, seen.nights, stay.since, _until(stay), today) if n.number != stay.number]
    if stay.bed and bed is None:
        found.append(because(_("The house has no such bed.")))
    elif bed is not None and not has_room(bed, others, stay.guests, stay.since, _until(stay)):
        found.append(because(_("This bed is taken in that time.")))
    until = _until(stay)
    own = (
        n for n in seen.nights if n.number == stay.number and n.left is None and n.overlaps(stay.since, until, today)
    )
    found += [because(_("They have a stay already, until %(day)s: move that one."), day=n.ends(today)) for n in own]
    other = seen.house(folded(stay.second))
    if not stay.second or other is here.house:
        found.append(because(_("A second house must be ready, and it must be another.")))
    elif other is None or other.status in CLOSED or other.wrong:
        found.append(because(_("The second house takes nobody.")))
    return found
