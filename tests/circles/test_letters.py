"""Receipts and letters: what opens a mailbox, and what no door can open. Vectors, properties, hostile bytes."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.circles import letters, phrases
from waystation.circles.errors import CircleError, Malformed, WrongKey
from waystation.circles.receipt import LIMIT, BadReceipt, Receipt
from waystation.circles.secret import Card, Secret

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "letters.json").read_text("utf-8"))
RECEIPTS = st.integers(0, LIMIT - 1).map(Receipt)
EPOCH = Secret.new(signs=False)


def unhex(vector, name):
    return bytes.fromhex(vector[name])


@pytest.mark.parametrize("v", VECTORS["receipts"], ids=lambda v: v["number"])
def test_a_receipt_is_as_the_vectors_say(v):
    receipt = Receipt(int(v["number"]))
    assert receipt.words("en") == v["words_en"] and receipt.words("ru") == v["words_ru"]
    assert receipt.digits == v["digits"] and receipt.address.hex() == v["address"]
    assert receipt.answer_key.hex() == v["answer_key"]
    assert [receipt.visit_words(n, "en") for n in range(3)] == v["visits_en"]
    assert [receipt.visit_words(1, "ru")] == v["visits_ru"]


@pytest.mark.parametrize("v", VECTORS["letters"], ids=lambda v: str(len(v["plain"])))
def test_a_letter_opens_as_the_vectors_say(v):
    secret = Secret(unhex(v, "epoch_seed"), signs=False)
    assert secret.card.data == unhex(v, "card") and secret.id == unhex(v, "epoch")
    assert letters.open_letter({secret.id: secret}, unhex(v, "at_rest")) == unhex(v, "plain")


@pytest.mark.parametrize("v", VECTORS["answers"], ids=lambda v: str(len(v["plain"])))
def test_an_answer_opens_as_the_vectors_say(v):
    assert letters.open_answer(unhex(v, "key"), unhex(v, "sealed")) == unhex(v, "plain")


@given(RECEIPTS, st.sampled_from(["en", "ru"]))
def test_words_and_digits_typed_in_any_manner_are_the_receipt(receipt, language):
    words = receipt.words(language)
    for text in (words, words.upper(), "  ".join(words.split()) + "\n", ", ".join(words.split()), receipt.digits,
                 receipt.digits.replace(" ", ""), receipt.digits.replace(" ", "-")):  # fmt: skip
        assert Receipt.typed(text) == receipt


def test_digits_of_arabic_and_persian_keyboards_are_digits():
    receipt = Receipt(LIMIT // 7)
    for zero in "٠۰":
        other = {ord("0") + n: ord(zero) + n for n in range(10)}
        assert Receipt.typed(receipt.digits.translate(other)) == receipt


def test_a_word_with_ё_is_taken_for_its_spelling_with_е():
    receipt = next(r for r in map(Receipt, range(10**20, 10**20 + 10**7, 12345)) if "е" in r.words("ru"))
    assert Receipt.typed(receipt.words("ru").replace("е", "ё", 1)) == receipt


def test_a_word_of_no_list_is_named_by_its_place():
    words = Receipt(LIMIT // 3).words("en").split()
    with pytest.raises(BadReceipt) as caught:
        Receipt.typed(" ".join([*words[:4], "qwertyuiop", *words[5:]]))
    assert caught.value.unknown == (5,)


@pytest.mark.parametrize("text", ["", "one", "1234", "9" * 32, "zoom " * 8, "zoom " * 9, "👻", "0x12", "٣" * 30])
def test_what_is_no_receipt_is_refused(text):
    with pytest.raises(BadReceipt):
        Receipt.typed(text)


@given(st.text(max_size=200))
def test_whatever_is_typed_is_a_receipt_or_refused(text):
    with suppress(BadReceipt):
        assert 0 <= Receipt.typed(text).number < LIMIT


def test_the_lists_have_7776_words_each_and_no_two_the_same():
    for language in ("en", "ru"):
        words = phrases.words(language)
        assert len(words) == len(set(words)) == 7776
    assert not any("ё" in word for word in phrases.words("ru"))


@given(RECEIPTS, RECEIPTS)
def test_two_receipts_share_nothing(one, other):
    if one != other:
        assert one.address != other.address and one.answer_key != other.answer_key
    assert one.address not in one.answer_key


@given(st.binary(max_size=9000))
def test_a_letter_opens_for_the_epochs_readers_and_its_length_says_only_its_step(plain):
    sealed = letters.seal(EPOCH.card, EPOCH.id, plain)
    at_rest = letters.reseal(EPOCH.card, EPOCH.id, sealed)
    assert letters.open_letter({EPOCH.id: EPOCH}, at_rest) == plain
    assert (len(sealed) - 16 - 32 - 16) % letters.STEP == 0


def test_an_older_epoch_inside_a_newer_one_opens_for_whoever_has_both():
    newer = Secret.new(signs=False)
    at_rest = letters.reseal(newer.card, newer.id, letters.seal(EPOCH.card, EPOCH.id, b"typed for an hour"))
    assert letters.open_letter({EPOCH.id: EPOCH, newer.id: newer}, at_rest) == b"typed for an hour"
    for one in (EPOCH, newer):
        with pytest.raises(WrongKey):
            letters.open_letter({one.id: one}, at_rest)


@given(st.integers(0, 5000), st.integers(1, 255))
def test_an_altered_letter_opens_for_nobody(place, flip):
    at_rest = bytearray(letters.reseal(EPOCH.card, EPOCH.id, letters.seal(EPOCH.card, EPOCH.id, b"as written")))
    at_rest[place % len(at_rest)] ^= flip
    with pytest.raises(CircleError):
        letters.open_letter({EPOCH.id: EPOCH}, bytes(at_rest))


@given(st.binary(max_size=300))
def test_hostile_bytes_are_refused(junk):
    with pytest.raises(CircleError):
        letters.open_letter({EPOCH.id: EPOCH}, EPOCH.id + junk)
    with pytest.raises(CircleError):
        letters.open_answer(b"k" * 32, junk)


def test_a_letter_that_is_too_long_or_empty_is_refused():
    for length in (0, 16, letters.MOST + 1):
        with pytest.raises(Malformed):
            letters.reseal(EPOCH.card, EPOCH.id, bytes(length))
    with pytest.raises(Malformed):
        letters.seal(Card(bytes(len(EPOCH.card.data))), EPOCH.id, b"to nobody")


@given(st.binary(max_size=400), st.binary(min_size=6, max_size=6))
def test_a_kept_press_opens_for_its_member_under_its_number_alone_and_tells_its_length_to_nobody(plain, once):
    member = Secret.new()
    theirs = letters.press_secret(member)
    sealed = letters.seal_press(theirs.card, once, plain)
    assert letters.open_press(letters.press_secret(Secret(member.seed)), once, sealed) == plain
    assert len(sealed) == len(letters.seal_press(theirs.card, once, b""))
    assert theirs.card.data[:32] != member.card.data[:32]
    for secret, number in ((theirs, once[::-1] + b"x"), (letters.press_secret(Secret.new()), once), (member, once)):
        with pytest.raises((WrongKey, Malformed)):
            letters.open_press(secret, number, sealed)
