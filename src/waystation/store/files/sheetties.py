"""Sheets of legs tied to their journeys, so that they go when it goes: also those that were handed over before there
were such ties, and those whose journey was deleted without them.

    tie(keys, readings)         # whoever brings a list up to date, of the sheets that they just read

Which journey a sheet is of stands sealed inside it, where no timer reads it and no migration either; so the tie is made
by those who open the sheet, when their list is read anew. An escort writes in a sheet too, and could name another
journey there to have the sheet deleted early: what counts was stated by somebody who hands sheets out.
"""

from collections.abc import Iterable

from waystation.casework.parts.legsheet import stops_of
from waystation.casework.roles import access
from waystation.store.models import Belonging, Circle, Shred, Shredded
from waystation.store.sealed import belongings
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Reading

SHEET = "leg"


def tie(keys: Keys, readings: Iterable[Reading]) -> None:
    """Ties each sheet to its journey; has the timer delete those whose journey is gone already."""
    of = {r.circle: bytes.fromhex(j) for r in readings if r.label.compartment == SHEET and (j := _journey(keys, r))}
    if not of:
        return
    tied = set(Belonging.objects.filter(thing__in=of, kind=belongings.CIRCLE).values_list("thing", flat=True))
    for sheet in of.keys() - tied:
        belongings.link(belongings.CIRCLE, [sheet], [of[sheet]])
    gone = set(Shredded.objects.filter(thing__in=of.values(), kind="circle").values_list("thing", flat=True))
    gone -= set(Circle.objects.filter(pk__in=gone).values_list("id", flat=True))
    late = [Shred(circle=sheet, at=keys.minute, order=b"") for sheet, journey in of.items() if journey in gone]
    Shred.objects.bulk_create(late, ignore_conflicts=True)


def _journey(keys: Keys, reading: Reading) -> str:
    """The circle (hex) of a sheet's journey, where whoever stated it handed sheets out then; else empty."""
    stated, journey = reading.state.values.get("//stops"), stops_of(reading.state).journey
    if not stated or len(journey) != 32:
        return ""
    roles = keys.directory.roles(stated[-1].author, stated[-1].minute)
    return journey if any(access(role, SHEET).grants for role in roles) else ""
