"""What goes with a circle when it is deleted, though it lies elsewhere: files, likeness rows, merges, mailboxes.

The links stand in the clear in ``Belonging``, so that the timer that deletes needs nobody's key. They are made where
things are made; for cases that are older than this table, by whoever looks at their closing (``closing.catch_up``).
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.errors import UnknownField
from waystation.casework.fields import fields, record_type
from waystation.casework.folds import Set, State, split
from waystation.casework.hotline.attached import Attached
from waystation.circles.files import Ref
from waystation.store.models import Belonging, Circle

FILE, LIKENESS, MERGE, MAILBOX = "file", "likeness", "merge", "mailbox"
CIRCLE = "circle"  # another circle that goes with this one: the sheet of a leg with its journey


def link(kind: str, things: Iterable[bytes], circles: Iterable[bytes]) -> None:
    """States that things belong to circles; what was stated before changes nothing."""
    rows = [Belonging(thing=thing, circle=circle, kind=kind) for thing in things for circle in circles]
    Belonging.objects.bulk_create(rows, ignore_conflicts=True)


def of(circles: Iterable[bytes]) -> dict[str, list[bytes]]:
    """What goes when these circles go, by kind. A mailbox goes with the last of its circles that is still there; any
    other thing with the first, because something of that circle is in it."""
    going, found = set(circles), {}  # type: ignore[var-annotated]
    for kind, thing in Belonging.objects.filter(circle__in=going).values_list("kind", "thing"):
        found.setdefault(kind, set()).add(thing)
    if MAILBOX in found:
        others = Belonging.objects.filter(thing__in=found[MAILBOX]).exclude(circle__in=going)
        live = dict(others.values_list("thing", "circle"))
        there = set(Circle.objects.filter(pk__in=live.values()).values_list("id", flat=True))
        found[MAILBOX] -= {thing for thing, circle in live.items() if circle in there}
    return {kind: sorted(things) for kind, things in found.items()}


def stated(circle: bytes, compartment: str, items: Iterable[tuple[str, Any]]) -> None:
    """Links the files that statements speak of. Called for everything that is written, read or dropped."""
    struct, files = COMPARTMENTS[compartment].struct, []
    for kind, body in items:
        if kind == "set" and isinstance(body, Set):
            abouts = fields(record_type(struct, body.collection))
            files += [body.values[n] for n in body.values if n in abouts and abouts[n].inner and abouts[n].long]
    link(FILE, _ids(files), [circle])


def in_state(compartment: str, state: State) -> list[bytes]:
    """The ids of the files that a part holds."""
    struct, files = COMPARTMENTS[compartment].struct, []
    for key, values in state.values.items():
        collection, _record, name = split(key)
        try:
            about = fields(record_type(struct, collection)).get(name)
        except UnknownField:
            continue
        if about is not None and about.inner and about.long:
            files += [v.value for v in values]
    return _ids(files)


def _ids(texts: Iterable[Any]) -> list[bytes]:
    found = []
    for text in texts:
        try:
            attached = msgspec.json.decode(text or "", type=Attached)
        except (msgspec.DecodeError, TypeError):
            continue  # something else that is kept out of sight, such as an order
        if attached.opens_with:
            found.append(Ref(*attached.opens_with).id)
    return found
