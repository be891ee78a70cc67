"""What must hold of every circle, whatever is done to it and in whatever order it is heard of.

The stories are drawn by hypothesis: stewards grant, revoke and lease on two nodes that meet now and then, and every
statement says when it was written, so that what each member may read can be told from the story alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from circle_cast import (
    ADA,
    DINA,
    ILYA,
    MARA,
    MARAS_PHONE,
    NOOR,
    PAT,
    RUTH,
    TOMAS,
    YUSUF,
    Case,
    shape,
    shuffled,
    texts,
    void_texts,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.circles.circle import Circle, own
from waystation.circles.envelope import Epoch, parse
from waystation.circles.errors import CannotOpen, CircleError
from waystation.circles.secret import Secret, name
from waystation.circles.view import View

EVERYONE = (MARA, ILYA, NOOR, TOMAS, RUTH, YUSUF, ADA, DINA, PAT)


def few(examples: int) -> Callable:
    """Circles are slow to make beside most things hypothesis draws; nothing here depends on time."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])


# -- any order, same state ---------------------------------------------------------------------------------------------

ACTS: tuple[Callable[[Case, Secret, Secret], None], ...] = (
    lambda case, who, whom: case.writes(who, f"said at {case.minute}"),
    lambda case, who, whom: case.grants(who, whom) and None,
    lambda case, who, whom: case.grants(who, whom, "steward") and None,
    lambda case, who, whom: case.grants(who, whom, history=False) and None,
    lambda case, who, whom: case.grants(who, whom, until=case.minute + 3) and None,
    lambda case, who, whom: case.revokes(who, whom),
    lambda case, who, whom: case.drops(DINA, f"reported at {case.minute}"),
    lambda case, who, whom: case.dismisses(PAT, case.grant_of(MARA, whom), case.view(MARA).last_seen()),
)

acts = st.tuples(st.integers(0, len(ACTS) - 1), st.sampled_from((MARA, ILYA, NOOR)), st.sampled_from(EVERYONE[1:6]))
two_nodes = st.lists(st.tuples(st.booleans(), acts), min_size=2, max_size=9)


def tell(story: list[tuple[bool, tuple[int, Secret, Secret]]]) -> tuple[Case, Case]:
    """Two nodes after a story; an act that its author may not do, or not there, does not happen."""
    here = Case(own(MARA, "steward"), own(ILYA, "steward"), own(DINA, "writer"), own(PAT, "warden"))
    there = here.apart()
    for step, (elsewhere, (act, who, whom)) in enumerate(story, start=1):
        node = there if elsewhere else here
        node.minute = step
        try:
            ACTS[act](node, who, whom)
        except (CircleError, StopIteration):
            continue
    here.minute = there.minute = len(story) + 1
    return here, there


@few(40)
@given(two_nodes, st.randoms(use_true_random=False))
def test_the_same_envelopes_in_any_order_give_the_same_state(story, random):
    here, there = tell(story)
    here.meets(there)
    order = list(range(len(here.circle.envelopes)))
    random.shuffle(order)
    for reader in (MARA, ILYA, NOOR):
        try:
            expected = shape(here.view(reader))
        except CannotOpen:
            continue
        assert shape(shuffled(here.circle, order).open([reader], here.minute)) == expected


@few(30)
@given(two_nodes)
def test_two_nodes_that_meet_hold_one_state_whoever_hears_first(story):
    here, there = tell(story)
    here.meets(there)
    assert shape(here.view(MARA)) == shape(there.view(MARA))
    assert here.members(MARA) == there.members(MARA)


@few(30)
@given(two_nodes)
def test_meeting_again_changes_nothing(story):
    here, there = tell(story)
    here.meets(there)
    before = shape(here.view(MARA))
    here.meets(there)
    assert shape(here.view(MARA)) == before


@few(30)
@given(two_nodes)
def test_every_author_stands_in_the_order_of_writing(story):
    here, there = tell(story)
    here.meets(there)
    placed: dict[bytes, int] = {}
    for statement in here.view(MARA).statements:
        assert all(placed.get(seen, -1) < statement.depth for seen in statement.entry.seen)
        placed[statement.id] = statement.depth


stewards = st.permutations((MARA, ILYA, RUTH, NOOR))
revoking = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=6)


@few(30)
@given(stewards, revoking)
def test_revocations_made_apart_end_what_they_name_whoever_hears_first(people, pairs):
    start = Case(*(own(p, "steward") for p in (MARA, ILYA, RUTH, NOOR)), own(ADA, "reader"))
    nodes = [start.apart() for _ in pairs]
    for node, (by, whom) in zip(nodes, pairs, strict=True):
        node.revokes(people[by], people[whom])
    out = {people[whom].id for _, whom in pairs}
    forwards, backwards = start.apart(), start.apart()
    for node in nodes:
        forwards.circle.add(*node.circle.envelopes.values())
    for node in reversed(nodes):
        backwards.circle.add(*node.circle.envelopes.values())
    everyone = {p.id for p in people} | {ADA.id}
    assert forwards.members(ADA) == backwards.members(ADA) == everyone - out
    assert shape(forwards.view(ADA)) == shape(backwards.view(ADA))


# -- damage ------------------------------------------------------------------------------------------------------------


def full_case() -> Case:
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(DINA, "writer"), own(NOOR, "reader"))
    case.writes(MARA, "one")
    case.drops(DINA, "two")
    case.vouches(ILYA, MARAS_PHONE)
    case.grants(MARA, TOMAS, history=False)
    case.writes(NOOR, "three")
    case.revokes(MARA, NOOR)
    case.drops(DINA, "four")
    case.writes(ILYA, "five")
    return case


FULL = full_case()
ENVELOPES = list(FULL.circle.envelopes.values())
SEALED = [i for i, envelope in enumerate(ENVELOPES) if not isinstance(parse(envelope), Epoch)]
READERS = (MARA, ILYA, TOMAS, NOOR)


@dataclass(frozen=True)
class Damage:
    """One change to the bytes at a place given as a fraction of their length."""

    kind: str
    place: float
    bit: int = 0
    more: bytes = b""

    def of(self, data: bytes) -> bytes:
        at = min(int(self.place * len(data)), len(data) - 1)
        if self.kind == "flip":
            return data[:at] + bytes([data[at] ^ (1 << self.bit)]) + data[at + 1 :]
        if self.kind == "cut":
            return data[:at]
        if self.kind == "insert":
            return data[:at] + self.more + data[at:]
        return data[:at] + data[at + 1 + len(self.more) :]


# Half of all changes strike the first bytes, where the form, the epoch and the lengths stand.
places = st.one_of(st.floats(0, 1), st.floats(0, 0.05))
damage = st.builds(
    Damage,
    st.sampled_from(("flip", "cut", "insert", "remove")),
    places,
    st.integers(0, 7),
    st.binary(min_size=1, max_size=8),
)
NESTING = st.sampled_from((b"\x91" * 3000, b"\x81\xa0" * 1500, b"\xdd\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff"))


def said(view: View) -> set[bytes]:
    return {s.id for s in view.statements} | {s.id for s, _ in view.void}


def view_or_none(envelopes: list[bytes], reader: Secret) -> View | None:
    circle = Circle(FULL.circle.id)
    circle.add(*envelopes)
    try:
        return circle.open([reader], FULL.minute)
    except CannotOpen:
        return None


WHOLE = {reader.id: view_or_none(ENVELOPES, reader) for reader in READERS}


@few(70)
@given(st.integers(0, len(ENVELOPES) - 1), st.lists(damage, min_size=1, max_size=3), st.sampled_from(READERS))
def test_a_damaged_envelope_says_nothing_that_was_not_said(index, changes, reader):
    damaged = ENVELOPES[index]
    for change in changes:
        damaged = change.of(damaged or b"\0")
    view = view_or_none([*ENVELOPES[:index], damaged, *ENVELOPES[index + 1 :]], reader)
    if view is not None:
        assert said(view) <= said(WHOLE[reader.id])


@few(70)
@given(st.sampled_from(SEALED), damage, st.sampled_from(READERS))
def test_a_damaged_statement_takes_no_other_with_it(index, change, reader):
    view = view_or_none([*ENVELOPES[:index], change.of(ENVELOPES[index]), *ENVELOPES[index + 1 :]], reader)
    without = view_or_none([*ENVELOPES[:index], *ENVELOPES[index + 1 :]], reader)
    assert {s.id for s in without.statements} <= {s.id for s in view.statements}
    assert view.standing.readers == without.standing.readers


@few(70)
@given(st.sampled_from(SEALED), damage, st.sampled_from(READERS), st.booleans())
def test_a_damaged_copy_beside_the_original_changes_nothing(index, change, reader, first):
    copy = change.of(ENVELOPES[index])
    view = view_or_none([copy, *ENVELOPES] if first else [*ENVELOPES, copy], reader)
    whole = WHOLE[reader.id]
    assert [s.id for s in view.statements] == [s.id for s in whole.statements]
    assert [s.id for s, _ in view.void] == [s.id for s, _ in whole.void]
    assert view.standing.control == whole.standing.control


@few(40)
@given(st.one_of(st.binary(max_size=300), NESTING), st.sampled_from(READERS))
def test_any_bytes_whatever_may_arrive(garbage, reader):
    for prefix in (b"", ENVELOPES[0][:24], ENVELOPES[SEALED[0]][:26]):
        view = view_or_none([*ENVELOPES, prefix + garbage], reader)
        assert [s.id for s in view.statements] == [s.id for s in WHOLE[reader.id].statements]


@few(40)
@given(st.sets(st.integers(0, len(ENVELOPES) - 1)), st.sampled_from(READERS))
def test_withheld_envelopes_add_nothing(withheld, reader):
    view = view_or_none([e for i, e in enumerate(ENVELOPES) if i not in withheld], reader)
    if view is not None:
        assert said(view) <= said(WHOLE[reader.id])


@few(40)
@given(st.data())
def test_a_statements_sealed_bytes_cannot_be_bent_into_another(data):
    """As before, but beneath the envelope: the ciphertext alone is changed, its frame kept whole."""
    from waystation.circles.envelope import pack

    index = data.draw(st.sampled_from(SEALED))
    parsed = parse(ENVELOPES[index])
    bent = data.draw(damage).of(parsed.sealed)
    if bent == parsed.sealed:
        return
    view = view_or_none([*ENVELOPES, pack([1, parsed.form, parsed.epoch, bent])], MARA)
    assert said(view) == said(WHOLE[MARA.id])
    assert len(view.flaws) == len(WHOLE[MARA.id].flaws) + 1


# -- who reads what, over any story ------------------------------------------------------------------------------------


@dataclass
class Reach:
    """What the story alone says of one member: until when they read, and what must stay shut to them."""

    until: int | None = None  # None: no access now; 0: no end
    shut: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)


class Model:
    """One circle beside a plain account of it. Mara is its steward throughout and has a second device at times."""

    def __init__(self) -> None:
        self.case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(DINA, "writer"), own(PAT, "warden"))
        self.reach = {p.id: Reach() for p in (ILYA, NOOR, TOMAS, YUSUF)}
        self.reach[ILYA.id].until = 0
        self.phone, self.vouched = Reach(), False
        self.said: list[str] = []

    def live(self, reach: Reach) -> bool:
        return reach.until is not None and (reach.until == 0 or self.case.minute < reach.until)

    def write(self, who: Secret) -> None:
        text = f"word {len(self.said)}"
        author = who if who is MARA or self.live(self.reach[who.id]) else MARA
        self.case.writes(author, text)
        self.said.append(text)
        for reach in (*self.reach.values(), self.phone):
            (reach.open if self.live(reach) else reach.shut).add(text)

    def grant(self, whom: Secret, history: bool, lease: int) -> None:
        reach = self.reach[whom.id]
        if self.live(reach):
            return
        until = self.case.minute + lease if lease else 0
        self.case.grants(MARA, whom, history=history, until=until)
        reach.until = until
        if history:
            reach.open, reach.shut = set(self.said), set()
        else:
            reach.shut |= set(self.said) - reach.open

    def revoke(self, whom: Secret) -> None:
        if self.live(self.reach[whom.id]):
            self.case.revokes(MARA, whom)
            self.reach[whom.id].until = None

    def dismiss(self, whom: Secret) -> None:
        if self.live(self.reach[whom.id]):
            self.case.dismisses(PAT, self.case.grant_of(MARA, whom), self.case.view(MARA).last_seen())
            self.reach[whom.id].until = None

    def vouch(self) -> None:
        if not self.vouched:  # a card once lost is nobody's for ever
            self.vouched = True
            self.case.vouches(MARA, MARAS_PHONE)
            self.phone = Reach(0, open=set(self.said))

    def lose(self) -> None:
        if self.phone.until == 0:
            self.case.loses(MARA, MARAS_PHONE)
            self.phone.until = None

    def check(self) -> None:
        every = [(s, self.reach[s.id]) for s in (ILYA, NOOR, TOMAS, YUSUF)] + [(MARAS_PHONE, self.phone)]
        assert set(self.case.reads(MARA)) == set(self.said)
        for secret, reach in every:
            try:
                view = self.case.view(secret)
            except CannotOpen:
                assert not reach.open
                continue
            heard = set(texts(view)) | set(void_texts(view))
            assert not heard & reach.shut, "a keyring opens what was written while it had no access"
            if self.live(reach):
                assert heard >= reach.open


MEMBERS = st.sampled_from((ILYA, NOOR, TOMAS, YUSUF))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from((MARA, ILYA, NOOR))),
        st.tuples(st.just("grant"), MEMBERS, st.booleans(), st.sampled_from((0, 0, 2, 5))),
        st.tuples(st.just("revoke"), MEMBERS),
        st.tuples(st.just("dismiss"), MEMBERS),
        st.tuples(st.sampled_from(("vouch", "lose"))),
    ),
    min_size=3,
    max_size=14,
)


@few(40)
@given(steps)
def test_a_keyring_opens_nothing_written_while_it_had_no_access(story):
    model = Model()
    for act, *given_ in story:
        model.case.minute += 1
        getattr(model, act)(*given_)
    model.write(MARA)
    model.check()


@few(30)
@given(steps, st.booleans())
def test_history_once_withheld_stays_withheld(story, writes):
    """Ada is admitted from now on; none of what others do later opens to her what was said before."""
    model = Model()
    model.write(MARA)
    model.case.grants(MARA, ADA, history=False)
    if writes:
        model.case.writes(ADA, "thank you")
        model.said.append("thank you")
    for act, *given_ in story:
        model.case.minute += 1
        getattr(model, act)(*given_)
    model.write(MARA)
    assert "word 0" not in model.case.reads(ADA)
    assert model.said[-1] in model.case.reads(ADA)


def test_the_damaged_case_is_a_rich_one():
    """The properties above are worth what their subject holds."""
    assert len(ENVELOPES) >= 8
    assert texts(WHOLE[MARA.id]) and len(WHOLE[MARA.id].statements) == 5
    assert {s for s in texts(WHOLE[TOMAS.id])} == {"three", "four", "five"}
    assert len({name(e) for e in ENVELOPES}) == len(ENVELOPES)
