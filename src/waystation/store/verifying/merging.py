"""Merging two cases, and undoing it: what a verifier states, what the hotline then does, sealed for both to see.

    merged = merging.merge(keys, older, younger, score, rule=older.number)
    merging.settle(keys, merged, rule)    # by somebody who writes in both contacts: one safe-contact rule stands
    merging.undo(keys, merged)            # each puts back what their role may write

The verifier does not open Contact, and the hotline does not open Needs. What both must know of a decision therefore
lies in a row of its own, sealed under the matching circle's key: the two cases, whether they are the same, whose rule
counts, which statements were made. That two cases are not the same is decided, and undone, in the same way.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from django.db import transaction

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.folds import Set
from waystation.casework.folds import undo as undone
from waystation.casework.roles import may_write
from waystation.casework.verifying.merging import Items, closing, is_duplicate, keeping, rule_of
from waystation.casework.words import _
from waystation.circles.errors import CircleError
from waystation.store.clock import micros
from waystation.store.files import casefiles, cases
from waystation.store.files.casefiles import CaseFile
from waystation.store.likeness.matching import JUDGES, Matcher, opened
from waystation.store.models import Circle, Envelope, Merge
from waystation.store.sealed import accesslog, belongings, envelopes, readings
from waystation.store.sealed.keys import Keys

Stated = tuple[bytes, str, bytes]  # circle, compartment, statement


class Merged(msgspec.Struct, array_like=True):
    """One decision. ``older``, ``younger``: number and code name; ``rule``: the number of the case whose safe-contact
    rule stands, empty where the hotline shall choose. ``stated`` and ``settled``: statements made by the verifier and
    by whoever settled the rule; ``undone``: by whom it was taken back, ``put_back``: by whom the rule was."""

    id: bytes
    older: tuple[bytes, str]
    younger: tuple[bytes, str]
    score: int
    rule: bytes
    by: bytes
    minute: int
    stated: list[Stated] = []
    settled_by: bytes = b""
    settled: list[Stated] = []
    undone: bytes = b""
    put_back: bytes = b""
    same: bool = True

    @property
    def waits(self) -> bool:
        """Whether somebody who writes in Contact has something to do."""
        if self.undone:
            return bool(self.settled) and not self.put_back
        return self.same and not self.settled_by

    def other(self, number: bytes) -> tuple[bytes, str]:
        return self.younger if number == self.older[0] else self.older

    def of(self, number: bytes) -> bool:
        return number in (self.older[0], self.younger[0])


_merged = msgspec.msgpack.Decoder(Merged)


def every(keys: Keys, matcher: Matcher | None = None) -> list[Merged]:
    """All merges, the newest first; none for whoever has no key of the matching circle."""
    if not (rows := list(Merge.objects.order_by("-at").values_list("id", "sealed"))):
        return []
    matcher = matcher or opened(keys)
    return [merged for row, sealed in rows if matcher and (merged := _opened(matcher, row, sealed))]


def _opened(matcher: Matcher, row: bytes, sealed: bytes) -> Merged | None:
    try:
        return _merged.decode(matcher.open(row, sealed))
    except (CircleError, msgspec.DecodeError):
        return None


def waiting(keys: Keys) -> list[Merged]:
    """Merges of which a safe-contact rule is still to be settled, or to be put back, for those who write it."""
    return [merged for merged in every(keys) if merged.waits] if may_write(keys.roles, "contact") else []


def may_judge(keys: Keys) -> bool:
    return bool(keys.roles & set(JUDGES))


def older_first(one: bytes, other: bytes) -> tuple[bytes, bytes]:
    """Two cases by when their first part was founded on this node."""
    return (one, other) if _begun(one) <= _begun(other) else (other, one)


def _begun(number: bytes) -> tuple[int, bytes]:
    places = [casefiles.slot(number, kind.key) for kind in casefiles.kinds("case") if not kind.per_person]
    circles = list(Circle.objects.filter(slot__in=places).values_list("id", flat=True))
    arrived = Envelope.objects.filter(circle__in=circles).order_by("arrived").values_list("arrived", flat=True)
    return arrived.first() or 0, number


# -- acts --------------------------------------------------------------------------------------------------------------


def merge(keys: Keys, older: CaseFile, younger: CaseFile, score: int, rule: bytes = b"") -> Merged:
    """States that two cases are one person's. Raises NotYourRole, BadValue, and what writing raises."""
    matcher = opened(keys, writing=True)
    if not may_judge(keys) or matcher is None:
        raise NotYourRole(_("Cases are merged by a verifier."))
    if older.number == younger.number or any(
        "needs" in file.states and is_duplicate(file.states["needs"]) for file in (older, younger)
    ):
        raise BadValue(_("One of these cases is already the duplicate of another."))
    me, record = keys.member.hex(), os.urandom(6).hex()
    items = closing(record, older.code, score, me), keeping(record, younger.code, score, me)
    return _decided(matcher, older, younger, score, items, rule)


def keep_apart(keys: Keys, older: CaseFile, younger: CaseFile, score: int) -> Merged:
    """States that two cases are not one person's, so that nobody asks again. Raises NotYourRole."""
    matcher = opened(keys, writing=True)
    if not may_judge(keys) or matcher is None:
        raise NotYourRole(_("Cases are merged by a verifier."))
    me, record = keys.member.hex(), os.urandom(6).hex()
    items = [keeping(record, other.code, score, me, same=False) for other in (older, younger)]
    return _decided(matcher, older, younger, score, (items[0], items[1]), same=False)


def _decided(
    matcher: Matcher, older: CaseFile, younger: CaseFile, score: int, items: tuple[Items, Items], rule: bytes = b"",
    same: bool = True,
) -> Merged:  # fmt: skip
    """Writes into the younger and then the older case, and keeps what was written. ``items``: for each of the two."""
    keys = older.keys
    named = (older.number, older.code), (younger.number, younger.code)
    made = Merged(os.urandom(16), *named, score, rule, keys.member, keys.minute, same=same)
    for file, stated in zip((younger, older), items, strict=True):
        for compartment, statements in stated.items():
            made.stated += _state(file, compartment, statements)
    _keep(matcher, made)
    belongings.link(belongings.MERGE, [made.id], {circle for circle, *_rest in made.stated})
    accesslog.log(keys.pseudonym, "merge" if same else "keep apart", [circle for circle, *_rest in made.stated])
    return made


def _state(file: CaseFile, compartment: str, items: list[tuple[str, Set]]) -> list[Stated]:
    """Writes, and says which statements were made, so that just these can be undone."""
    circle = cases.ensure_part(file, compartment)
    before = {change.statement for change in readings.changes(file.keys, circle)}
    cases.put_all(file.keys, circle, compartment, items)
    after = {change.statement for change in readings.changes(file.keys, circle) if change.author == file.keys.card}
    return [(circle, compartment, statement) for statement in sorted(after - before)]


def settle(keys: Keys, merged: Merged, rule: bytes) -> None:
    """Lets one safe-contact rule stand: that of the case with this number is copied to the other. Raises NotYourRole,
    CannotOpen, BadValue."""
    matcher = _settling(keys)
    contacts = envelopes.by_slot(casefiles.slot(number, "contact") for number, _code in (merged.older, merged.younger))
    with _held(matcher, merged, [circle for circle, _size in contacts.values()]) as now:
        if now.settled_by or now.undone or not now.of(rule):
            raise BadValue(_("Somebody else has just settled this. Look again."))
        stands, other = (casefiles.open_file(keys, n, only=("contact",)) for n in (rule, now.other(rule)[0]))
        now.settled = _set(other, rule_of(stands.states["contact"]))
        now.rule, now.settled_by = rule, keys.member


def _set(file: CaseFile, values: dict[str, object]) -> list[Stated]:
    struct = cases.COMPARTMENTS["contact"].struct
    return _state(file, "contact", [("set", cases.set_statement(struct, "", "", values))])


def _settling(keys: Keys) -> Matcher:
    matcher = opened(keys, writing=True)
    if matcher is None or not may_write(keys.roles, "contact"):
        raise NotYourRole(_("The safe-contact rule is settled by somebody who writes in Contact."))
    return matcher


def undo(keys: Keys, merged: Merged) -> None:
    """Takes a decision back: all that the verifier stated. The hotline puts back the rule. Raises NotYourRole,
    BadValue."""
    matcher = opened(keys, writing=True)
    if not may_judge(keys) or matcher is None:
        raise NotYourRole(_("Cases are merged by a verifier."))
    with _held(matcher, merged, [circle for circle, *_rest in merged.stated]) as now:
        if now.undone:
            raise BadValue(_("This was already undone."))
        _take_back(keys, now.stated)
        now.undone = keys.member
    if now.waits and may_write(keys.roles, "contact"):
        put_back(keys, now)


def put_back(keys: Keys, merged: Merged) -> None:
    """After a merge was undone: each case has its own safe-contact rule again. Raises NotYourRole, BadValue."""
    matcher = _settling(keys)
    with _held(matcher, merged, [circle for circle, *_rest in merged.settled]) as now:
        if not now.undone or now.put_back:
            raise BadValue(_("Somebody else has just settled this. Look again."))
        _take_back(keys, now.settled)
        now.put_back = keys.member


@contextmanager
def _held(matcher: Matcher, merged: Merged, circles: list[bytes]) -> Iterator[Merged]:
    """A decision as it stands at this moment, not as a page showed it, kept as it is left: of two who act on it at once
    the second waits and sees what the first did. ``circles``: where will be written, all held before the first writes a
    line of the access log; else two would wait for each other. Raises BadValue."""
    with transaction.atomic():
        list(Circle.objects.select_for_update().filter(pk__in=circles).order_by("pk").values_list("pk"))
        sealed = Merge.objects.select_for_update().filter(pk=merged.id).values_list("sealed", flat=True).first()
        now = _opened(matcher, merged.id, sealed) if sealed else None
        if now is None:
            raise BadValue(_("Somebody else has just settled this. Look again."))
        yield now
        _keep(matcher, now)


def _take_back(keys: Keys, stated: list[Stated]) -> None:
    for circle, compartment, statement in reversed(stated):
        for body in undone(readings.changes(keys, circle), statement):
            cases.put(keys, circle, compartment, "set", body)


def _keep(matcher: Matcher, merged: Merged) -> None:
    content = matcher.seal(merged.id, msgspec.msgpack.encode(merged))
    with transaction.atomic():
        Merge.objects.update_or_create(id=merged.id, defaults={"at": micros(), "sealed": content})
