"""Files: what was sealed opens piece by piece, and nothing else does. Vectors, properties, damage."""

import hashlib
import importlib.util
import json
import tracemalloc
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from waystation.circles.errors import Damaged, Malformed
from waystation.circles.files import CHUNK, SEALED, Ref, Sealing, chunk_count, file_id, opened, place

HERE = Path(__file__).parent.parent / "vectors"
VECTORS = json.loads((HERE / "files.json").read_text("utf-8"))
spec = importlib.util.spec_from_file_location("generate_files", HERE / "generate_files.py")
made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)
SIZES = st.one_of(st.integers(1, 300), st.integers(CHUNK - 2, CHUNK + 2), st.integers(1, 12 * CHUNK))


def sealed(content, piece=CHUNK):
    sealing = Sealing.new()
    chunks = list(sealing.chunks(content[n : n + piece] for n in range(0, len(content), piece)))
    return sealing.ref, chunks


def read(ref, chunks):
    return b"".join(opened(ref, chunks))


@pytest.mark.parametrize("v", VECTORS, ids=lambda v: str(v["size"]))
def test_a_file_is_sealed_and_opens_as_the_vectors_say(v):
    key, size = bytes.fromhex(v["key"]), v["size"]
    padded = made.content(size) + b"\x80"
    padded += bytes(v["count"] * CHUNK - len(padded))
    nonces = [bytes.fromhex(nonce) for nonce in v["nonces"]]
    chunks = [
        nonce + AESGCM(key).encrypt(nonce, padded[n * CHUNK : (n + 1) * CHUNK], place(n, n == v["count"] - 1))
        for n, nonce in enumerate(nonces)
    ]
    assert hashlib.sha256(b"".join(chunks)).hexdigest() == v["sealed_sha256"]
    ref = Ref(key, size, bytes.fromhex(v["sha256"]))
    assert ref.id.hex() == v["id"] and ref.count == v["count"] == chunk_count(size)
    assert read(ref, chunks) == made.content(size)


@given(SIZES, st.integers(1, 3 * CHUNK))
def test_what_was_sealed_opens_in_whatever_pieces_it_came(size, piece):
    content = made.content(size)
    ref, chunks = sealed(content, piece)
    assert read(ref, chunks) == content and ref.digest == hashlib.sha256(content).digest()
    assert len(chunks) == ref.count and {len(chunk) for chunk in chunks} == {SEALED}


@given(st.integers(1, 1 << 33))
def test_the_count_of_chunks_holds_the_file_and_tells_its_size_to_an_eighth(size):
    count = chunk_count(size)
    assert size + 1 <= count * CHUNK
    assert count <= (size // CHUNK + 1) * 1.12 + 1
    assert chunk_count(count * CHUNK - 1) == count


@given(st.integers(1, 9 * CHUNK), st.data())
def test_a_file_that_was_cut_moved_repeated_or_altered_does_not_open(size, data):
    ref, chunks = sealed(made.content(size))
    n = data.draw(st.integers(0, len(chunks) - 1))
    m = data.draw(st.integers(0, len(chunks) - 1))
    flipped = bytearray(chunks[n])
    flipped[data.draw(st.integers(0, SEALED - 1))] ^= data.draw(st.integers(1, 255))
    swapped = list(chunks)
    swapped[n], swapped[m] = swapped[m], swapped[n]
    damaged = [
        chunks[:n],
        [*chunks[:n], *chunks[n + 1 :]],
        [*chunks[: n + 1], *chunks[n:]],
        [*chunks, chunks[n]],
        [*chunks[:n], bytes(flipped), *chunks[n + 1 :]],
        [*chunks[:n], chunks[n][:-1], *chunks[n + 1 :]],
        *([swapped] if n != m else []),
    ]
    for wrong in damaged:
        with pytest.raises(Damaged):
            read(ref, wrong)


def test_a_chunk_of_another_file_does_not_open_in_this_one():
    ref, chunks = sealed(made.content(3 * CHUNK))
    _other, others = sealed(made.content(3 * CHUNK))
    with pytest.raises(Damaged):
        read(ref, [chunks[0], others[1], *chunks[2:]])


def test_a_reference_that_lies_about_size_or_content_does_not_open():
    ref, chunks = sealed(made.content(1000))
    for size in (999, 1001):
        with pytest.raises(Damaged):
            read(Ref(ref.key, size, ref.digest), chunks)
    with pytest.raises(Damaged):
        read(Ref(ref.key, ref.size, bytes(32)), chunks)


def test_something_hidden_in_the_padding_is_damage():
    sealing = Sealing.new()
    box, content = sealing._box, made.content(100)
    for tail in (b"\x80" + bytes(50) + b"hidden", b"\0\x80", b"\x81"):
        chunk = box.seal((content + tail).ljust(CHUNK, b"\0"), place(0, True))
        with pytest.raises(Damaged):
            read(Ref(sealing.key, 100, hashlib.sha256(content).digest()), [chunk])


def test_a_file_without_a_byte_has_no_reference():
    sealing = Sealing.new()
    assert len(list(sealing.chunks([]))) == 1
    with pytest.raises(Malformed):
        _ = sealing.ref


def test_the_name_of_the_chunks_tells_nothing_of_the_key():
    key = bytes(range(32))
    assert len(file_id(key)) == 16 and file_id(key) not in key and file_id(key) != file_id(key[::-1])
    assert key.hex() not in repr(Ref(key, 1, bytes(32)))


def test_a_large_file_passes_through_with_little_memory():
    sealing, size = Sealing.new(), 0
    tracemalloc.start()
    for chunk in sealing.chunks(bytes(10_000) for _ in range(3000)):  # 30 MB
        size += len(chunk)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 30_000_000 and most < 1_000_000
