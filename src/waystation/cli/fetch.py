"""``waystation fetch``: letters from, and answers to, a door that stands on a host of its own.

It holds no key that opens anything: sealed rows go both ways, signed with the node's own key. Letters that a broken
network cut off come with the next round.
"""

import argparse
import os
import sys
import time
from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from waystation.cli import setup

HELP = "exchange letters with a door on another host; once, or every so often"
TIMEOUT = 180  # seconds for a round: 8 MB over Tor
GOOD, FAILED = 0, 1


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--every", type=float, metavar="SECONDS", help="go on for ever, with so long between")
    parser.add_argument("--key", action="store_true", help="print the key that the door must be told, and end")


def run(options: argparse.Namespace) -> int:
    setup.ready()
    if options.key:
        print(public_key().hex())
        return GOOD
    url = os.environ.get("DOOR_URL", "")
    if not url.startswith(("http://", "https://")):
        print("DOOR_URL must say where the door is, such as http://….onion/ or https://…/", file=sys.stderr)
        return FAILED
    while True:
        done = once(url, os.environ.get("DOOR_PROXY") or None)
        if options.every is None:
            return GOOD if done else FAILED
        time.sleep(max(1.0, options.every))


def public_key() -> bytes:
    """What the door checks this node's questions with."""
    return signer().public_key().public_bytes_raw()


def signer() -> Ed25519PrivateKey:
    """A key for this alone, from the node's."""
    from django.conf import settings

    from waystation.circles.secret import derive
    from waystation.store.nodekey import node_key

    return Ed25519PrivateKey.from_private_bytes(derive(node_key(settings.HOME), b"exchange"))


def once(url: str, proxy: str | None) -> bool:
    """One exchange; says how it went, in counts. A door that cannot be reached is no reason to stop trying."""
    import httpx

    from waystation.door.fetching import ExchangeFailed, fetch

    key = signer()
    with httpx.Client(proxy=proxy, timeout=TIMEOUT, trust_env=False) as client:

        def post(body: bytes, signature: bytes) -> bytes:
            headers = {"X-Signature": b64encode(signature).decode(), "Content-Type": "application/octet-stream"}
            response = client.post(url.rstrip("/") + "/exchange", content=body, headers=headers)
            if response.status_code != 200:
                raise ExchangeFailed(REFUSED.get(response.status_code, f"the door answered {response.status_code}"))
            return response.content

        try:
            report = fetch(post, key.sign)
        except (httpx.HTTPError, ExchangeFailed) as error:
            print(f"No exchange with the door: {error or type(error).__name__}", file=sys.stderr, flush=True)
            return False
    print(
        f"{report.letters} letters came, {report.answers} answers went, {report.chunks} chunks of files, "
        f"{report.deleted} deleted; {report.rounds} rounds",
        flush=True,
    )
    return True


REFUSED = {
    404: "the door does not know this node: give it WAYSTATION_NODE_KEY (waystation fetch --key), and look at DOOR_URL",
    409: "the door's clock and this one differ by more than ten minutes",
}
