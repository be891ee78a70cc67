"""The bytes of the protocol, fixed in ``tests/vectors``: what was sealed then opens the same for ever."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from vectors.generate import FILES, outcome, plain
from waystation.circles.circle import Circle
from waystation.circles.envelope import (
    Entry,
    check_signature,
    open_sealed,
    pad,
    parse,
    parse_entry,
    place,
    sign,
    unpack,
    unpad,
)
from waystation.circles.errors import CannotOpen
from waystation.circles.opening import Minting, control_digest, frame_digest, open_envelopes, tag
from waystation.circles.secret import NONCE, Secret, derive, name
from waystation.circles.standing import Device, Founding, Grant, Loss, Revocation, founding_grant_id

VECTORS = Path(__file__).parents[1] / "vectors"
BODIES = {"found": Founding, "grant": Grant, "revoke": Revocation, "device": Device, "lost": Loss}


def read(file: str) -> Any:
    return json.loads((VECTORS / f"{file}.json").read_text())


def bytes_of(vector: dict[str, Any]) -> dict[str, Any]:
    """The vector with its hexadecimal strings as bytes."""
    words = ("kind", "holder", "why")
    return {k: bytes.fromhex(v) if isinstance(v, str) and k not in words else v for k, v in vector.items()}


@pytest.mark.parametrize("vector", read("secrets"), ids=lambda v: v["holder"])
def test_a_seed_gives_its_keys_card_and_id(vector):
    v = bytes_of(vector)
    secret = Secret(v["seed"], v["signs"])
    for purpose, size in (("aead", 32), ("x25519", 32), ("mlkem768", 64), ("ed25519", 32)):
        assert derive(v["seed"], purpose.encode(), size) == v[purpose]
    assert secret.card.data == v["card"]
    assert secret.id == v["id"] == hashlib.sha256(v["card"]).digest()[:16]


@pytest.mark.parametrize("vector", read("names"), ids=lambda v: v["name"][:8])
def test_names(vector):
    v = bytes_of(vector)
    assert name(v["data"]) == v["name"]


@pytest.mark.parametrize("vector", read("padding"), ids=lambda v: str(v["size"]))
def test_padding(vector):
    plain_bytes = b"a" * vector["size"]
    padded = pad(plain_bytes)
    assert len(padded) == vector["padded"]
    assert padded == plain_bytes + b"\x80" + bytes(vector["padded"] - vector["size"] - 1)
    assert unpad(padded) == plain_bytes


@pytest.mark.parametrize("vector", read("entries"), ids=lambda v: v["kind"])
def test_entries_are_signed_byte_for_byte(vector):
    v = bytes_of(vector)
    author = Secret(v["seed"])
    seen = tuple(bytes.fromhex(s) for s in vector["seen"])
    entry = Entry(v["author"], v["circle"], v["seq"], v["prev"], seen, v["minute"], v["kind"], msgspec.Raw(v["body"]))
    assert sign(author, entry) == v["signed"]
    check_signature(v["signed"], author.card)
    assert parse_entry(v["signed"]) == entry
    assert (name(v["signed"]), hashlib.sha256(v["signed"]).digest()) == (v["name"], v["sha256"])
    if v["kind"] in BODIES:
        assert msgspec.msgpack.encode(unpack(v["body"], BODIES[v["kind"]])) == v["body"]


@pytest.mark.parametrize("form", ["entry", "drop"])
def test_a_sealed_entry_opens(form):
    v = bytes_of(read("envelopes")[form])
    epoch = Secret(v["epoch_seed"], signs=False)
    envelope = parse(v["envelope"])
    assert envelope.form == form
    assert envelope.epoch == epoch.id
    assert open_sealed(envelope, v["circle"], epoch) == v["signed"]
    bound = v["place"] if form == "entry" else v["info"]
    assert bound == b"waystation/1/" + form.encode() + v["circle"] + epoch.id
    opened = epoch.box.open(envelope.sealed, bound) if form == "entry" else epoch.open(envelope.sealed, bound)
    assert opened == pad(v["signed"])
    overhead = NONCE + 16 if form == "entry" else 1088 + 32 + 16
    assert len(envelope.sealed) == len(pad(v["signed"])) + overhead


def test_an_epoch_opens_for_each_of_its_readers():
    raw = read("envelopes")["epoch"]
    v = bytes_of(raw)
    envelope = parse(v["envelope"])
    assert (envelope.id, envelope.n) == (v["id"], v["n"])
    assert v["wrap_info"] == place(v["circle"], v["id"], b"wrap")
    epoch = Secret(v["epoch_seed"], signs=False)
    assert envelope.card == epoch.card.data
    for reader, seed in raw["readers"].items():
        secret = Secret(bytes.fromhex(seed))
        assert tag(secret.id, v["id"]).hex() == raw["tags"][reader]
        plain_wrap = secret.open(envelope.wraps[tag(secret.id, v["id"])], v["wrap_info"])
        assert unpack(plain_wrap) == [v["epoch_seed"], {}]
        opening = open_envelopes(v["circle"], [v["envelope"]], {secret.id: secret})
        assert opening.epochs[v["id"]].minter == Secret(bytes.fromhex(next(iter(raw["readers"].values())))).id
    control, minting = unpack(unpad(epoch.box.open(envelope.control, v["control_place"])), tuple[list[bytes], bytes])
    assert [c.hex() for c in control] == raw["control"]
    assert control_digest(control) == v["control_digest"]
    body = unpack(bytes(parse_entry(minting).body), Minting)
    assert (body.id, body.n, body.control) == (v["id"], v["n"], v["control_digest"])
    assert body.frame == frame_digest(envelope)
    assert [founding_grant_id(v["circle"], i).hex() for i in range(3)] == raw["founding_grant_ids"]
    assert name(v["founding"]) == v["circle"]


HISTORY = read("history")


@pytest.mark.parametrize("expected", HISTORY["views"], ids=lambda v: f"{v['holder']} at {v['minute']}")
def test_a_history_reads_the_same_for_every_member_at_every_minute(expected):
    circle = Circle(bytes.fromhex(HISTORY["circle"]))
    circle.add(*map(bytes.fromhex, reversed(HISTORY["envelopes"])))
    secret = Secret(bytes.fromhex(expected["seed"]))
    if not expected["opens"]:
        with pytest.raises(CannotOpen):
            circle.open([secret], expected["minute"])
        return
    found = plain(outcome(circle.open([secret], expected["minute"])))
    assert found == {key: expected[key] for key in found}


def test_the_history_holds_what_it_is_meant_to_show():
    views = [view for view in HISTORY["views"] if view["opens"]]
    assert {why for view in views for why in [v["why"] for v in view["void"]]} >= {"Revoked"}
    assert {flaw for view in views for flaw in view["flaws"]} >= {"Fork", "Forged", "Gap", "Malformed", "WrongKey"}
    last = max(view["minute"] for view in views)
    says = {view["holder"]: len(view["statements"]) for view in views if view["minute"] == last}
    assert says["Mara"] == says["Mara's phone"] > says["Tomas"] > 0
    assert says["Ilya"] < says["Mara"]
    assert {view["holder"] for view in HISTORY["views"] if not view["opens"]} == {"Dina", "Pat", "a stranger"}


def test_vectors_are_not_overwritten_by_accident():
    before = {file: (VECTORS / f"{file}.json").read_bytes() for file in FILES}
    run = subprocess.run([sys.executable, str(VECTORS / "generate.py")], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "--force" in run.stderr
    assert before == {file: (VECTORS / f"{file}.json").read_bytes() for file in FILES}
