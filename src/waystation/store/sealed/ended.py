"""Access that was ended: what was revoked is not served any more, from the very next request on.

    mark(keys, circle, [member])                       # where a grant is revoked
    refuses(keys.directory, circle, holders, behind)   # where a circle is opened

Whoever lost their grant cannot see it: the revocation stands under the new key, and with the old one they would go on
reading what it opens, as from a copy, until their lease ends. So the node remembers it, blindly (a hash that only
members of the organisation can tell), and serves a circle to none of those marked who was not given its newest key.
Whoever is granted it again, or opens it by a team of theirs, has that key.
"""

from collections.abc import Collection, Iterable

from waystation.circles.directory import Directory
from waystation.circles.secret import name
from waystation.store.models import Ended


def tag(directory: Directory, circle: bytes, holder: bytes) -> bytes:
    return name(directory.salt + b"ended" + circle + holder)


def mark(directory: Directory, circle: bytes, holders: Iterable[bytes]) -> None:
    """Notes whose grants of a circle were revoked. Call it in the transaction of the revocation."""
    rows = [Ended(circle=circle, tag=tag(directory, circle, holder)) for holder in dict.fromkeys(holders)]
    Ended.objects.bulk_create(rows, ignore_conflicts=True)


def among(directory: Directory, circles: Collection[bytes], holders: Collection[bytes]) -> set[bytes]:
    """Of these circles those of which a grant to one of the holders was revoked."""
    rows = Ended.objects.filter(circle__in=list(circles)).values_list("circle", "tag")
    return {circle for circle, mark_ in rows if any(tag(directory, circle, holder) == mark_ for holder in holders)}
