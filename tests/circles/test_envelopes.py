"""Bytes from outside: malformed, forged, truncated, sealed to others, replayed. Reading names them and goes on."""

import msgspec
import pytest
from circle_cast import DINA, ILYA, MARA, NOOR, STRANGER, Case, flaws, forge

from waystation.circles.circle import own
from waystation.circles.envelope import (
    MAX_ENVELOPE,
    SealedEntry,
    check_signature,
    open_sealed,
    pack,
    parse,
    parse_entry,
    seal_drop,
    seal_entry,
)
from waystation.circles.errors import Forged, Malformed, WrongKey
from waystation.circles.secret import Box, Card, Secret, derive, name


def case_with_a_word() -> Case:
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(DINA, "writer"))
    case.writes(MARA, "hello")
    return case


EPOCH_FIELDS = [1, "epoch", bytes(16), 1, b"", {}, {}, b""]


@pytest.mark.parametrize(
    "envelope",
    [
        b"",
        b"\x00",
        b"not msgpack at all",
        pack([]),
        pack({"a": 1}),
        pack([1, "entry", bytes(16)]),
        pack([1, "entry", bytes(16), b"", b"one too many"]),
        pack([2, "entry", bytes(16), b""]),
        pack([1, "letter", bytes(16), b""]),
        pack([1, "entry", bytes(15), b""]),
        pack([1, "entry", "a string of text", b""]),
        pack([1.0, "entry", bytes(16), b""]),
        pack([1, "entry", bytes(16), b""]) + b"\x00",
        pack(EPOCH_FIELDS[:-1]),
        pack([*EPOCH_FIELDS, b""]),
        pack([2, *EPOCH_FIELDS[1:]]),
        pack([1, "epoch", bytes(15), *EPOCH_FIELDS[3:]]),
        pack([1, "epoch", bytes(16), 0, *EPOCH_FIELDS[4:]]),
        pack([1, "epoch", bytes(16), -1, *EPOCH_FIELDS[4:]]),
        pack([1, "epoch", bytes(16), 1, b"", {"text": b""}, {}, b""]),
        b"\x94\x01" + pack("epoch"),
        b"\xc1" * 600,
    ],
    ids=lambda e: e[:12].hex() or "empty",
)
def test_what_is_no_envelope_is_named_and_the_rest_is_read(envelope):
    with pytest.raises(Malformed):
        parse(envelope)
    case = case_with_a_word()
    case.circle.add(envelope)
    view = case.view(ILYA)
    assert flaws(view) == ["Malformed"]
    assert case.reads(ILYA) == ["hello"]


def test_an_envelope_larger_than_any_statement_is_refused():
    with pytest.raises(Malformed):
        parse(pack([1, "entry", bytes(16), bytes(MAX_ENVELOPE)]))


def test_an_epoch_is_known_by_its_word_and_reads_back_as_it_was():
    case = case_with_a_word()
    [epoch] = case.epochs()
    assert pack(epoch) == case.envelope_of(epoch.id)


@pytest.mark.parametrize("cut", [1, 16, 100, 500])
def test_a_truncated_statement_is_named(cut):
    case = case_with_a_word()
    [sealed] = case.sealed()
    parsed = parse(sealed)
    case.circle.add(pack([1, "entry", parsed.epoch, parsed.sealed[:-cut]]))
    assert flaws(case.view(ILYA)) == ["WrongKey"]
    assert case.reads(ILYA) == ["hello"]


def test_a_statement_sealed_with_another_key_is_named():
    case = case_with_a_word()
    signed = forge(STRANGER, case.circle.id, "note", {"text": "x"}, seq=1)
    epoch = case.epochs()[-1].id
    case.circle.add(seal_entry(signed, case.circle.id, epoch, STRANGER.box))
    assert flaws(case.view(ILYA)) == ["WrongKey"]


def test_a_statement_moved_to_another_epoch_does_not_open():
    case = case_with_a_word()
    parsed = parse(case.sealed()[0])
    case.grants(MARA, NOOR)
    case.circle.add(pack([1, "entry", case.epochs()[-1].id, parsed.sealed]))
    assert flaws(case.view(ILYA)) == ["WrongKey"]


def test_a_drop_relabelled_as_an_entry_does_not_open():
    case = case_with_a_word()
    case.drops(DINA, "report")
    drop = next(parse(e) for e in case.sealed() if b"\xa4drop" in e[:8])
    case.circle.add(pack([1, "entry", drop.epoch, drop.sealed]))
    assert flaws(case.view(ILYA)) == ["WrongKey"]


def test_a_statement_signed_by_another_in_an_authors_name_is_forged():
    case = case_with_a_word()
    secret = case.view(ILYA).newest.secret
    case.slips_in(ILYA, secret, "note", {"text": "I, Mara"}, author=MARA.id, seq=2)
    assert flaws(case.view(ILYA)) == ["Forged"]
    assert case.reads(ILYA) == ["hello"]


def test_a_statement_changed_after_signing_is_forged():
    case = case_with_a_word()
    opened = case.view(ILYA)
    signed = opened.statements[0].signed.replace(b"hello", b"adieu")
    secret = opened.newest.secret
    case.circle.add(seal_entry(signed, case.circle.id, secret.id, secret.box))
    assert flaws(case.view(ILYA)) == ["Forged"]
    assert case.reads(ILYA) == ["hello"]


def test_an_entry_of_one_circle_is_replayed_in_another():
    case, other = case_with_a_word(), case_with_a_word()
    signed = other.view(ILYA).statements[0].signed
    secret = case.view(ILYA).newest.secret
    case.circle.add(seal_entry(signed, case.circle.id, secret.id, secret.box))
    assert flaws(case.view(ILYA)) == ["Replayed"]
    assert case.reads(ILYA) == ["hello"]


def test_a_control_entry_of_one_circle_changes_nothing_in_another():
    case, other = case_with_a_word(), case_with_a_word()
    other.grants(MARA, NOOR)
    grant = other.view(MARA).standing.control[other.grant_of(MARA, NOOR)]
    secret = case.view(ILYA).newest.secret
    case.circle.add(seal_entry(grant, case.circle.id, secret.id, secret.box))
    assert flaws(case.view(ILYA)) == ["Replayed"]
    assert NOOR.id not in case.members(ILYA)


def test_an_epoch_of_one_circle_opens_nothing_in_another():
    case, other = case_with_a_word(), case_with_a_word()
    other.writes(MARA, "elsewhere")
    case.circle.add(*other.circle.envelopes.values())
    view = case.view(ILYA)
    assert case.reads(ILYA) == ["hello"]
    assert flaws(view) == ["WrongKey"]
    assert view.sealed_off == 2


@pytest.mark.parametrize("data", [b"", bytes(64), bytes(63), bytes(64) + b"\xc0", bytes(64) + pack([1, 2, 3])])
def test_what_is_no_entry_is_malformed(data):
    with pytest.raises(Malformed):
        parse_entry(data)


@pytest.mark.parametrize(
    "fields",
    [{"author": bytes(15)}, {"circle": bytes(8)}, {"seq": -1}, {"minute": -1}],
    ids=lambda f: next(iter(f)),
)
def test_an_entry_with_impossible_fields_is_malformed(fields):
    with pytest.raises(Malformed):
        parse_entry(forge(MARA, **{"circle": bytes(16), **fields}, kind="note", body={}))


def test_a_signature_without_a_card_to_check_it_is_forged():
    with pytest.raises(Forged):
        check_signature(forge(MARA, bytes(16), "note", {}), None)


def test_a_signature_covers_every_byte():
    signed = forge(MARA, bytes(16), "note", {"text": "x"})
    check_signature(signed, MARA.card)
    for i in range(len(signed)):
        with pytest.raises(Forged):
            check_signature(signed[:i] + bytes([signed[i] ^ 1]) + signed[i + 1 :], MARA.card)


def test_an_epochs_card_checks_no_signature():
    epoch = Secret(bytes(range(32)), signs=False)
    with pytest.raises(Forged):
        epoch.card.verify(epoch.sign(b"x"), b"x")


# -- keys --------------------------------------------------------------------------------------------------------------


def test_a_card_opens_only_what_was_sealed_to_it_for_that_purpose():
    sealed = MARA.card.seal(b"plain", b"purpose")
    assert MARA.open(sealed, b"purpose") == b"plain"
    for secret, info in ((ILYA, b"purpose"), (MARA, b"another")):
        with pytest.raises(WrongKey):
            secret.open(sealed, info)


@pytest.mark.parametrize("size", [0, 1, 11, 12, 27, 1119, 1120, 1200])
def test_bytes_too_short_to_be_sealed_are_of_a_wrong_key(size):
    for opens in (MARA.open, MARA.box.open):
        with pytest.raises(WrongKey):
            opens(bytes(size), b"")


def test_a_box_opens_only_in_its_place():
    box = Box(bytes(32))
    assert box.open(box.seal(b"plain", b"here"), b"here") == b"plain"
    with pytest.raises(WrongKey):
        box.open(box.seal(b"plain", b"here"), b"there")


def test_the_same_words_sealed_twice_look_different():
    assert MARA.box.seal(b"x", b"") != MARA.box.seal(b"x", b"")
    assert MARA.card.seal(b"x", b"") != MARA.card.seal(b"x", b"")


@pytest.mark.parametrize("size", [0, 32, 1215, 1217, 1247, 1249])
def test_a_card_of_another_size_is_malformed(size):
    with pytest.raises(Malformed):
        Card(bytes(size))


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_secret_of_another_size_is_malformed(size):
    with pytest.raises(Malformed):
        Secret(bytes(size))


def test_purposes_give_unrelated_keys():
    assert len({derive(bytes(32), purpose) for purpose in (b"aead", b"x25519", b"ed25519", b"mlkem768")}) == 4


def test_the_same_seed_gives_the_same_card_and_an_epochs_card_is_its_beginning():
    assert Secret(MARA.seed).card == MARA.card
    assert MARA.card.data.startswith(Secret(MARA.seed, signs=False).card.data)
    assert Secret(MARA.seed, signs=False).id != MARA.id
    assert name(MARA.card.data) == MARA.id


# -- nothing secret in a log -------------------------------------------------------------------------------------------


def test_what_is_printed_of_secrets_entries_and_statements_holds_none_of_their_content():
    case = case_with_a_word()
    view = case.view(MARA)
    printed = repr((MARA, view.statements, view.statements[0].entry, view.newest.secret))
    assert "hello" not in printed
    assert MARA.seed.hex() not in printed
    assert repr(MARA.seed) not in printed


def test_flaws_hold_no_content():
    case = case_with_a_word()
    case.slips_in(ILYA, case.view(ILYA).newest.secret, "note", {"text": "s3cret"}, author=MARA.id)
    case.circle.add(b"s3cret")
    assert "s3cret" not in repr(case.view(MARA).flaws)


def test_a_sealed_entry_names_its_epoch_and_nothing_else_outside():
    case = case_with_a_word()
    [sealed] = case.sealed()
    fields = msgspec.msgpack.decode(sealed)
    assert fields[:3] == [1, "entry", case.epochs()[0].id]
    assert len(fields) == 4


def test_a_drop_opens_with_the_epochs_secret_alone():
    epoch = Secret(bytes(32), signs=False)
    signed = forge(DINA, bytes(16), "note", {"text": "x"})
    envelope = parse(seal_drop(signed, bytes(16), epoch.card))
    assert isinstance(envelope, SealedEntry)
    assert open_sealed(envelope, bytes(16), epoch) == signed
    with pytest.raises(WrongKey):
        open_sealed(envelope, bytes(15) + b"\x01", epoch)
