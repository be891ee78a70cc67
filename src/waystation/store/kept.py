"""What members and teams keep for themselves: named shelves, sealed under a secret that is theirs."""

from waystation.circles.errors import WrongKey
from waystation.circles.secret import Secret, name
from waystation.store.clock import micros
from waystation.store.models import Kept


def _row(owner: Secret, shelf: str) -> tuple[bytes, bytes]:
    return name(b"kept" + owner.seed), name(b"shelf" + owner.seed + shelf.encode())


def keep(owner: Secret, shelf: str, content: bytes) -> None:
    """Puts content on a shelf in place of what was there."""
    holder, place = _row(owner, shelf)
    sealed = owner.box.seal(content, b"kept" + place)
    row = Kept(holder=holder, shelf=place, at=micros(), sealed=sealed)
    Kept.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["holder", "shelf"], update_fields=["at", "sealed"]
    )


def look(owner: Secret, shelf: str) -> bytes | None:
    """What is on a shelf, None where nothing is or what is there was not put there with this secret."""
    holder, place = _row(owner, shelf)
    sealed = Kept.objects.filter(holder=holder, shelf=place).values_list("sealed", flat=True).first()
    return _opened(owner, place, sealed) if sealed is not None else None


def look_all(owner: Secret, shelves: list[str]) -> dict[str, bytes]:
    """The shelves that hold something."""
    places = {_row(owner, shelf)[1]: shelf for shelf in shelves}
    rows = Kept.objects.filter(holder=_row(owner, "")[0], shelf__in=list(places)).values_list("shelf", "sealed")
    found = {places[place]: _opened(owner, place, sealed) for place, sealed in rows}
    return {shelf: content for shelf, content in found.items() if content is not None}


def clear(owner: Secret, shelf: str) -> None:
    holder, place = _row(owner, shelf)
    Kept.objects.filter(holder=holder, shelf=place).delete()


def _opened(owner: Secret, place: bytes, sealed: bytes) -> bytes | None:
    try:
        return owner.box.open(sealed, b"kept" + place)
    except WrongKey:
        return None
