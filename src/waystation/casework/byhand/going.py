"""Going: who said go, who stopped it, and who confirmed that the people arrived. Words by hand, not values in a form.

    now = going.stands(state.goes)              # the go that two members gave and nobody took back, or None
    going.approves(state.goes, member)          # may this member say the second word?

Like a clearance each word is a statement of its own, signed by whoever says it, and the fold takes the member from the
signature: nobody can type a colleague's name under a go. Three rights (``roles``): to say *go*, to *halt*, and to say
that somebody *landed*. Whoever may halt need not be able to open what they halt, so that an escort, a hotline operator
or anybody on the way can stop a journey of which they read nothing. A halt names the go that it ends: it counts
wherever it lands in the order, since whoever drops it cannot know what stands there (doubt means less authority).
"""

from collections.abc import Iterable

import msgspec

from waystation.casework.errors import BadValue, CriteriaUnmet, NotYourRole
from waystation.casework.words import _

GIVEN, APPROVED, PASSED = "given", "approved", "passed"
WITHDRAWN, HELD = "withdrawn", "held"
CONFIRMED = "confirmed"
WORDS = {"go": (GIVEN, APPROVED, PASSED), "halt": (WITHDRAWN, HELD), "landed": (CONFIRMED,)}
LEAST_REASON = 10  # characters: a sentence, not a full stop


class Said(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The body of such a statement. ``about``: the id (hex) of the go that it answers or ends; ``leg``: which leg;
    ``unmet``: what was not met when it was given all the same; ``how``: how the person confirmed."""

    word: str
    about: str = ""
    leg: str = ""
    reason: str = ""
    unmet: list[str] = []
    how: str = ""


class Going(msgspec.Struct, array_like=True, frozen=True):
    """One word as it stands: by which member, in which minute, under which id (hex), in knowledge of which halts."""

    word: str
    member: bytes
    minute: int
    id: str
    about: str = ""
    leg: str = ""
    reason: str = ""
    unmet: tuple[str, ...] = ()
    how: str = ""
    knew: tuple[str, ...] = ()


def read(kind: str, body: bytes, member: bytes, minute: int, id_: bytes, knew: Iterable[str] = ()) -> Going:
    """The word of a statement; ``knew``: the halts that its author had seen. Raises msgspec.DecodeError, and BadValue
    for a word that this kind does not say."""
    said = msgspec.msgpack.decode(body, type=Said)
    if said.word not in WORDS[kind]:
        raise BadValue(_("Choose one of the list."))
    return Going(
        said.word, member, minute, id_.hex(), said.about, said.leg, said.reason, tuple(said.unmet), said.how,
        tuple(knew),
    )  # fmt: skip


def ends(halt: Going, go: Going) -> bool:
    """Whether a halt ends a go: the one that it names, or, where whoever halted could not know its name, every go whose
    giver had not seen the halt."""
    named = go.about if go.word == PASSED else go.id
    return halt.word in WORDS["halt"] and (halt.about == named or (not halt.about and halt.id not in go.knew))


def _last(heard: list[Going], word: str) -> Going | None:
    """The last such word that nobody ended."""
    said = [w for w in heard if w.word == word and not any(ends(h, w) for h in heard)]
    return said[-1] if said else None


def given(goes: Iterable[Going]) -> Going | None:
    """The last go that was given and that nobody ended, approved or not."""
    return _last(list(goes), GIVEN)


def approval(goes: Iterable[Going], of: Going) -> Going | None:
    """Another member's word under a go."""
    return next((w for w in goes if w.word == APPROVED and w.about == of.id and w.member != of.member), None)


def stands(goes: Iterable[Going]) -> Going | None:
    """The go that counts: given by one, approved by another, ended by nobody."""
    heard = list(goes)
    last = given(heard)
    return last if last and approval(heard, last) else None


def passed_on(goes: Iterable[Going]) -> str:
    """On a leg sheet: the id of the go that was passed on to it and that nobody ended; empty where there is none."""
    last = _last(list(goes), PASSED)
    return last.about if last else ""


def halts(goes: Iterable[Going]) -> list[Going]:
    """Every halt, oldest first."""
    return [w for w in goes if w.word in WORDS["halt"]]


def held(goes: Iterable[Going]) -> Going | None:
    """The first word that somebody was held, while no newer go was given since."""
    heard = list(goes)
    newest = next((w for w in reversed(heard) if w.word == GIVEN), None)
    return next((w for w in heard if w.word == HELD and (newest is None or ends(w, newest))), None)


def confirmed(goes: Iterable[Going]) -> Going | None:
    """The first word that the person themself confirmed their arrival."""
    return next((w for w in goes if w.word == CONFIRMED), None)


def may_give(unmet: list[str], emergency: bool, reason: str) -> None:
    """Whether a go may be given: all is met, or it is an emergency and somebody says why. Raises CriteriaUnmet,
    BadValue."""
    if unmet and not emergency:
        raise CriteriaUnmet(_("Something on the list is not met. Mend it, or give the go as an emergency."))
    if unmet and len(reason) < LEAST_REASON:
        raise BadValue(_("Write why it cannot wait, in a sentence."))


def approves(goes: Iterable[Going], member: bytes) -> Going:
    """The go that ``member`` may approve. Raises CriteriaUnmet, NotYourRole."""
    heard = list(goes)
    last = given(heard)
    if last is None:
        raise CriteriaUnmet(_("Nobody gave a go that could be approved."))
    if approval(heard, last):
        raise CriteriaUnmet(_("This go was approved already."))
    if last.member == member:
        raise NotYourRole(_("Somebody else must approve this go."))
    return last
