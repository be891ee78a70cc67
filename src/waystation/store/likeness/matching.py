"""The matching circle: under its keys lies, sealed, what duplicates are found by, and nobody's facts.

    remember(keys, label, facts)                # called by ``cases.put_all`` wherever a compared field is written
    matcher = opened(keys)                      # None for whoever neither writes nor judges what is compared
    matcher.blind("sound kVlV")                 # eight bytes; the same for everybody in the organisation

Each person of a case has one row (``Likeness``): their number and code name and, by place, the blinded marks of their
facts, sealed under the circle's newest epoch. The row's own id is blind too. So the disk shows how many people there
are and when each was last written of. Plain rows of blinded tokens would have shown which tokens are how frequent, and
frequencies of surnames are public; here equality itself is under the seal.

Blinded though they are sealed: whoever opens a row must not read in it what its compartment does not open to them. The
hotline finds a legal name alike without reading it. The key that blinds stands in the circle's founding, so that it is
one for ever (what was blinded cannot be blinded anew by those who may not read it) and nobody can put another in its
place: the circle's id commits to it. A holder of it can try names against the rows, which is what the page of
duplicates does openly; so it is given to as few as possible (``holders``).
"""

import hmac
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import msgspec
from django.db import IntegrityError, transaction

from waystation.casework.codenames import SECOND
from waystation.casework.verifying.likeness.facts import Place, writers
from waystation.casework.verifying.likeness.marks import Blinded, blinded
from waystation.circles import circle as circles
from waystation.circles.envelope import pack, pad, unpack, unpad
from waystation.circles.errors import CircleError, WrongKey
from waystation.circles.secret import Secret, derive, name
from waystation.circles.standing import STEWARD, Grant
from waystation.store import node
from waystation.store.clock import micros
from waystation.store.models import Likeness
from waystation.store.sealed import belongings, envelopes
from waystation.store.sealed.keys import Keys

CODE_WORDS = frozenset(SECOND)  # not the first words too: Ruby and Violet are names
FIRST_PERSON = "a"  # the record id of the person first spoken of; further persons get random ids
JUDGES = ("verifier",)  # who decides that two files are one person's


def holders() -> list[str]:
    """The roles whose teams have the keys: those who write what is compared, since only they can blind it, and those
    who judge. The coordinator does neither; each further team is one more in which an insider could try names."""
    return list(dict.fromkeys([*writers(), *JUDGES]))


class Seen(msgspec.Struct, array_like=True):
    """One person's row. ``facts`` by blinded place; ``whole``: blinded names of the parts that were read in whole. The
    row without a person is the case's own: it knows the further ``persons``."""

    number: bytes
    person: str
    code: str
    facts: dict[bytes, Blinded] = {}
    whole: list[bytes] = []
    persons: list[str] = []


_seen = msgspec.msgpack.Decoder(Seen)


@dataclass(frozen=True)
class Matcher:
    """The matching circle as somebody opens it: its epochs by id, the newest last, and the key that blinds."""

    circle: bytes
    epochs: dict[bytes, Secret]
    key: bytes = field(repr=False)

    @property
    def newest(self) -> Secret:
        return next(reversed(self.epochs.values()))

    @cached_property
    def _marks(self) -> bytes:
        return derive(self.key, b"matching marks")

    def blind(self, text: str) -> bytes:
        """A mark's text as eight bytes: HMAC-SHA256, cut. Two of 5 million meet by chance in one of 1.4 million."""
        return hmac.digest(self._marks, text.encode("utf-8", "surrogatepass"), "sha256")[:8]

    def place(self, *where: str) -> bytes:
        return hmac.digest(self._marks, ("place " + "/".join(where)).encode(), "sha256")[:8]

    def id_of(self, number: bytes, person: str) -> bytes:
        return hmac.digest(derive(self.key, b"matching rows"), number + person.encode(), "sha256")[:16]

    def seal(self, row: bytes, content: bytes) -> bytes:
        newest = self.newest
        return newest.id + newest.box.seal(pad(content), b"likeness" + row)

    def open(self, row: bytes, sealed: bytes) -> bytes:
        """Raises WrongKey."""
        epoch = self.epochs.get(sealed[:16])
        if epoch is None:
            raise WrongKey("a row under an epoch that does not open")
        return unpad(epoch.box.open(sealed[16:], b"likeness" + row))

    def seen(self, row: bytes, sealed: bytes) -> Seen | None:
        """None where the row is damaged or of another circle."""
        try:
            return _seen.decode(self.open(row, sealed))
        except (CircleError, msgspec.DecodeError):
            return None


def may_ask(keys: Keys) -> bool:
    return bool(keys.roles & set(holders()))


def circle_id() -> bytes | None:
    found = envelopes.by_slot([_slot()])
    return next((circle for circle, _size in found.values()), None)


def _slot() -> bytes:
    return name(b"waystation/1/matching" + node.directory_id())


def opened(keys: Keys, writing: bool = False) -> Matcher | None:
    """The matching circle; None for whoever has no key of it. Founds it at its first use, whether the organisation is
    new or older than it. ``writing``: with an epoch that may be written under."""
    if not may_ask(keys):
        return None
    try:
        circle = circle_id() or _found(keys)
        view = keys.view(circle)
        if writing and view.fresh is None:
            with envelopes.writing(circle):
                envelopes.append(circle, keys.view(circle).renew(keys.secret))
                view = keys.view(circle)
    except CircleError:
        return None  # their team's key waits to be renewed; what is written meanwhile is caught up with later
    sound = sorted((o for o in view.epochs.values() if o.minter is not None), key=lambda o: o.rank)
    _what, key = unpack(view.standing.about, tuple[str, bytes])
    return Matcher(circle, {o.envelope.id: o.secret for o in sound}, key) if sound else None


def _found(keys: Keys) -> bytes:
    grants = [Grant(team, (STEWARD,)) for role in holders() if (team := keys.directory.team_of(role))]
    about = pack(["matching", os.urandom(32)])
    circle = circles.found(keys.secret, about, grants, keys.minute, keys.directory)
    try:
        envelopes.found(circle.id, _slot(), circle.envelopes.values())
    except IntegrityError:  # somebody else founded it at the same moment: theirs counts
        return circle_id() or circle.id
    return circle.id


# -- remembering -------------------------------------------------------------------------------------------------------

Facts = Mapping[Place, tuple[str, str]]


def remember(
    keys: Keys, number: bytes, person: str, code: str, part: str, facts: Facts, whole: bool = False,
    matcher: Matcher | None = None, circle: bytes = b"",
) -> bool:  # fmt: skip
    """Puts the marks of these facts in place of those that stood there before; an empty text takes them out. ``whole``:
    these are all that the part says. ``circle``: the part's, with which the row goes when it is deleted. Returns False
    where this member has no key for it."""
    matcher = matcher or opened(keys, writing=True)
    if matcher is None or (not facts and not whole):
        return False
    with _rewriting(matcher, Seen(number, person, code)) as seen:
        seen.code = code
        _put(matcher, seen, part, facts)
        if whole:
            seen.whole = sorted({*seen.whole, matcher.place(part)})
    if circle:
        belongings.link(belongings.LIKENESS, [matcher.id_of(number, person)], [circle])
    if person and person != FIRST_PERSON:
        with _rewriting(matcher, Seen(number, "", code)) as seen:
            seen.persons = sorted({*seen.persons, person})
    return True


@contextmanager
def _rewriting(matcher: Matcher, new: Seen) -> Iterator[Seen]:
    """A row as it stands, or a new one, sealed again as it is left. Of two at once the second waits."""
    row = matcher.id_of(new.number, new.person)
    with transaction.atomic():
        Likeness.objects.bulk_create([Likeness(id=row, at=0)], ignore_conflicts=True)
        held = Likeness.objects.select_for_update().get(pk=row)
        seen = (matcher.seen(row, held.sealed) if held.sealed else None) or new
        yield seen
        held.sealed, held.at = matcher.seal(row, msgspec.msgpack.encode(seen)), micros()
        held.save(update_fields=["sealed", "at"])


def _put(matcher: Matcher, seen: Seen, part: str, facts: Facts) -> None:
    for place, (kind, text) in facts.items():
        # Words of code names are nobody's name, and often stand for one: two herons are not one person.
        said = "" if kind == "name" and set(text.title().split()) <= {*seen.code.split(), *CODE_WORDS} else text
        fact = blinded(kind, said, matcher.blind) if said else Blinded()
        where = matcher.place(part, *place)
        seen.facts.pop(where, None)
        if fact.groups:
            seen.facts[where] = fact


def person_of(part: str, person: str) -> str:
    """Whose facts a part holds: the first person's in Contact. A document's number is decisive alone and stands in a
    row of its own, since a statement of it may not say whose it is."""
    return "" if part == "papers" else person or FIRST_PERSON


def seen_of(matcher: Matcher, number: bytes, persons: Iterable[str] = ("", FIRST_PERSON)) -> list[Seen]:
    """The rows of a case: of all its persons that something is remembered of, or of some."""
    rows = [matcher.id_of(number, person) for person in persons]
    held = Likeness.objects.filter(pk__in=rows).values_list("id", "sealed")
    found = [seen for row, sealed in held if (seen := matcher.seen(row, sealed))]
    further = [person for seen in found for person in seen.persons]
    return found + (seen_of(matcher, number, further) if further else [])
