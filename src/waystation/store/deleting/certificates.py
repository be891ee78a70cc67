"""Certificates: the node's signed word that something was deleted, and the receipt that a person takes with them.

    certify(going, counts, order, "retention")      # stored, and sent to nobody
    receipt = document(text, hands)                 # the order as two members signed it, with the certificates so far
    checked(receipt)                                # what of it holds, in sentences; ``waystation receipt`` prints them

A receipt is one JSON file: the order's exact text, both signatures with their public keys, and certificates, each as
text with the node's signature. Ed25519 throughout; the node's key is derived from its key file.
"""

import datetime
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from waystation.casework import deletion
from waystation.casework.errors import BadValue
from waystation.circles.secret import EPOCH_CARD_SIZE, Card, derive
from waystation.store.clock import minute
from waystation.store.models import Certificate
from waystation.store.nodekey import node_key

SIGNED = b"waystation/1/deleted\n"
FORMAT = 1


class Hand(msgspec.Struct, forbid_unknown_fields=True):
    """One signature: the public key and the signature, in hexadecimal."""

    key: str
    signature: str


class Receipt(msgspec.Struct, forbid_unknown_fields=True):
    """The file. ``order``: the text that ``hands`` signed; ``deleted``: certificates by text and signature."""

    format: int
    order: str
    hands: list[Hand]
    node: str
    deleted: list[tuple[str, str]]


@dataclass
class Checked:
    """What a check found: sentences that hold, sentences that do not, and the things said to be deleted by kind."""

    good: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    things: dict[str, list[bytes]] = field(default_factory=dict)


@cache
def _signer() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derive(node_key(settings.HOME), b"deletion-certificates"))


def node_public() -> str:
    return _signer().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def certify(going: Mapping[str, Iterable[bytes]], counts: Mapping[str, int], order: bytes, why: str) -> Certificate:
    """Signs and stores what was deleted: ids by kind, rows by table, when, of which order."""
    now = minute()
    said = {
        "format": FORMAT, "node": node_public(), "order": order.hex(), "why": why,
        "at": datetime.datetime.fromtimestamp(now * 60, datetime.UTC).isoformat(timespec="minutes"),
        "deleted": {kind: [thing.hex() for thing in things] for kind, things in going.items()},
        "rows": dict(counts),
    }  # fmt: skip
    text = json.dumps(said, sort_keys=True).encode()
    signed = _signer().sign(SIGNED + text) + text
    return Certificate.objects.create(id=os.urandom(16), order=order, at=now, signed=signed)


def document(text: str, hands: Iterable[Hand]) -> bytes:
    """The receipt of an order, with what was deleted under it until now."""
    found = Certificate.objects.filter(order=deletion.digest(text)).order_by("at").values_list("signed", flat=True)
    deleted = [(bytes(signed)[64:].decode(), bytes(signed)[:64].hex()) for signed in found]
    return msgspec.json.format(
        msgspec.json.encode(Receipt(FORMAT, text, list(hands), node_public(), deleted)), indent=1
    )


def hand(card: Card, signature: str) -> Hand:
    return Hand(card.data[EPOCH_CARD_SIZE:].hex(), signature)


def read(content: bytes) -> Receipt:
    """A receipt's file. Raises BadValue."""
    try:
        return msgspec.json.decode(content, type=Receipt)
    except msgspec.DecodeError as error:
        raise BadValue("This is not a deletion receipt.") from error


def completed(receipt: Receipt) -> Receipt:
    """A receipt with the certificates that were made since it was given out. Those that it has stay: a database that
    was put back from an older backup no longer knows them."""
    found = read(document(receipt.order, receipt.hands))
    found.deleted = list(dict.fromkeys([*receipt.deleted, *found.deleted]))
    return found


def checked(receipt: Receipt, node: str) -> Checked:
    """Checks signatures, and that what is certified is what was ordered. ``node``: the public key to believe. Raises
    BadValue."""
    found, order = Checked(), deletion.read(receipt.order)
    signers = {hand.key for hand in receipt.hands if _holds(hand.key, hand.signature, deletion.SIGNED, receipt.order)}
    say = found.good if len(signers) >= 2 and len(signers) == len(receipt.hands) else found.bad
    say.append(f"The order of {order.made} is signed by {len(signers)} different members' devices.")
    for text, signature in receipt.deleted:
        _certificate(found, text, signature, node, deletion.digest(receipt.order).hex())
    gone, today = set(found.things.get("circle", [])), datetime.datetime.now(datetime.UTC).date()
    for item in order.items:
        circle = bytes.fromhex(item.circle)
        if circle in gone:
            found.good.append(f"{item.part}: deleted, as certified.")
        elif item.until and item.until < today.isoformat():
            found.bad.append(f"{item.part}: was due after {item.until}, and nothing certifies its deletion.")
        else:
            found.good.append(f"{item.part}: kept until {item.until or 'further notice'}.")
    return found


def _certificate(found: Checked, text: str, signature: str, node: str, order: str) -> None:
    """Nothing in a certificate is read before its signature held: the file comes from anybody."""
    said: dict[str, Any] = json.loads(text) if _holds(node, signature, SIGNED, text) else {}
    if said.get("order") != order:
        found.bad.append("A certificate is not this installation's, or is of another order.")
        return
    rows = sum(said.get("rows", {}).values())
    found.good.append(f"Certified on {said['at'][:10]}: {rows} rows deleted ({said['why']}).")
    for kind, things in said["deleted"].items():
        found.things.setdefault(kind, []).extend(bytes.fromhex(thing) for thing in things)


def _holds(key: str, signature: str, prefix: bytes, text: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), prefix + text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
