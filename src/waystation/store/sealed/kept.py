"""What members and teams keep for themselves: named shelves, sealed under a secret that is theirs."""

from typing import TypeVar

import msgspec

from waystation.circles.errors import WrongKey
from waystation.circles.secret import Secret, name
from waystation.store.clock import micros
from waystation.store.models import Kept

Form = TypeVar("Form")


def _row(owner: Secret, shelf: str) -> tuple[bytes, bytes]:
    return name(b"kept" + owner.seed), name(b"shelf" + owner.seed + shelf.encode())


# What a deletion leaves alone, throws away at once, lets grow old, and throws away in part.
LASTING, CACHE, DRAFT, LIST = range(4)


def keep(owner: Secret, shelf: str, content: bytes, sort: int = LASTING, part: int | None = None) -> None:
    """Puts content on a shelf in place of what was there. ``part``: of a LIST, which part of it this is."""
    holder, place = _row(owner, shelf)
    sealed = owner.box.seal(content, b"kept" + place)
    row = Kept(holder=holder, shelf=place, at=micros(), sealed=sealed, sort=sort, part=part)
    Kept.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["holder", "shelf"], update_fields=["at", "sealed", "sort", "part"]
    )


def keep_all(owner: Secret, contents: dict[str, bytes], sort: int = LASTING) -> None:
    """Puts content on many shelves, always in one order: two who write the same must not wait for each other."""
    now, rows = micros(), []
    for shelf, content in contents.items():
        holder, place = _row(owner, shelf)
        sealed = owner.box.seal(content, b"kept" + place)
        rows.append(Kept(holder=holder, shelf=place, at=now, sealed=sealed, sort=sort))
    rows.sort(key=lambda row: row.shelf)
    for start in range(0, len(rows), 100):  # so that no statement holds more than a few megabytes
        Kept.objects.bulk_create(
            rows[start : start + 100],
            update_conflicts=True, unique_fields=["holder", "shelf"], update_fields=["at", "sealed", "sort"],
        )  # fmt: skip


def look(owner: Secret, shelf: str) -> bytes | None:
    """What is on a shelf, None where nothing is or what is there was not put there with this secret."""
    holder, place = _row(owner, shelf)
    sealed = Kept.objects.filter(holder=holder, shelf=place).values_list("sealed", flat=True).first()
    return _opened(owner, place, sealed) if sealed is not None else None


def look_as(owner: Secret, shelf: str, form: type[Form]) -> Form | None:
    """What is on a shelf as MessagePack; None also where an earlier program kept it in another form."""
    try:
        return msgspec.msgpack.decode(look(owner, shelf) or b"", type=form)
    except msgspec.DecodeError:
        return None


def look_all(owner: Secret, shelves: list[str]) -> dict[str, bytes]:
    """The shelves that hold something."""
    places = {_row(owner, shelf)[1]: shelf for shelf in shelves}
    found, every = {}, list(places)
    for start in range(0, len(every), 500):  # under SQLite's limit of bound values
        rows = Kept.objects.filter(holder=_row(owner, "")[0], shelf__in=every[start : start + 500])
        for place, sealed in rows.values_list("shelf", "sealed"):
            found[places[place]] = _opened(owner, place, sealed)
    return {shelf: content for shelf, content in found.items() if content is not None}


def clear(owner: Secret, shelf: str) -> None:
    holder, place = _row(owner, shelf)
    Kept.objects.filter(holder=holder, shelf=place).delete()


def _opened(owner: Secret, place: bytes, sealed: bytes) -> bytes | None:
    try:
        return owner.box.open(sealed, b"kept" + place)
    except WrongKey:
        return None
