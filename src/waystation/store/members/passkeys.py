"""Passkeys: the second factor that a browser holds (WebAuthn level 2), in place of typed codes.

    asked = asking(host)                             # for the page: options with a fresh challenge
    passkey = made(host, asked_challenge_answer)     # at enrolment or later; raises BadPasskey
    used, at = answered(passkeys, host, answer)      # at log-in

No state lies between question and answer: a challenge is its time, random bytes and the node's seal over both, good
for some minutes. Whoever opens a login remembers the time of the last challenge it took, so that each is good once.
What the authenticator learns of us is the host and a neutral word. Credentials are discoverable, so that the log-in
page need not say which ones exist, and whether a name exists at all.
"""

import hmac
import json
import os
from typing import Any

import msgspec
from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from waystation.store.clock import micros
from waystation.store.nodekey import node_key

GOOD_FOR = 5 * 60 * 1_000_000  # µs from question to answer: time to find the key and touch it
MOST_BYTES = 16_384  # of an answer; real ones have about 1 KB


class BadPasskey(Exception):
    """An answer that no passkey of this login gave to a fresh question of this node. The text says what was wrong."""


class Passkey(msgspec.Struct, array_like=True):
    """One credential: its id and public key as the authenticator stated them, how often it was used by its own count
    (0 where it does not count), and the minute it was added."""

    data: bytes
    counter: int
    added: int

    @property
    def id(self) -> bytes:
        return self.credential.credential_id

    @property
    def credential(self) -> AttestedCredentialData:
        return AttestedCredentialData(self.data)


def asking(host: str) -> str:
    """Options to use a passkey, as JSON for ``navigator.credentials.get``."""
    options, _state = _server(host).authenticate_begin(
        user_verification=UserVerificationRequirement.PREFERRED, challenge=_challenge()
    )
    return json.dumps(dict(options.public_key))


def making(host: str, label: str) -> str:
    """Options to make a passkey, as JSON for ``navigator.credentials.create``. ``label`` is what the authenticator will
    call it: a neutral word."""
    user = PublicKeyCredentialUserEntity(id=os.urandom(16), name=label, display_name=label)
    options, _state = _server(host).register_begin(
        user,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.PREFERRED,
        challenge=_challenge(),
    )
    return json.dumps(dict(options.public_key))


def made(host: str, answer: str, minute: int) -> Passkey:
    """The passkey that a browser has just made. Raises BadPasskey."""
    try:
        response = RegistrationResponse.from_dict(_parsed(answer))
        challenge = response.response.client_data.challenge
        _time_of(challenge)
        stated = _server(host).register_complete(_state(challenge), response)
        data = stated.credential_data
    except BadPasskey:
        raise
    except Exception as error:  # the parser raises whatever hostile bytes lead it to
        raise BadPasskey("an answer that is not that of a passkey") from error
    if data is None:
        raise BadPasskey("an answer without a key")
    return Passkey(bytes(data), stated.counter, minute)


def answered(passkeys: list[Passkey], host: str, answer: str) -> tuple[Passkey, int]:
    """Which passkey answered, with its new count, and the time (µs) of the question. Raises BadPasskey."""
    try:
        response = AuthenticationResponse.from_dict(_parsed(answer))
        challenge = response.response.client_data.challenge
        at = _time_of(challenge)
        credentials = [p.credential for p in passkeys]
        used = _server(host).authenticate_complete(_state(challenge), credentials, response)
        counter = response.response.authenticator_data.counter
    except BadPasskey:
        raise
    except Exception as error:
        raise BadPasskey("an answer that none of these passkeys gave") from error
    passkey = next(p for p in passkeys if p.id == used.credential_id)
    if counter and counter <= passkey.counter:
        raise BadPasskey("a passkey that counted backwards: it may have been copied")
    return Passkey(passkey.data, counter, passkey.added), at


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host.rsplit(":", 1)[0], name=host.rsplit(":", 1)[0]))


def _parsed(answer: str) -> dict[str, Any]:
    if len(answer) > MOST_BYTES:
        raise BadPasskey("an answer of impossible length")
    return json.loads(answer)


def _state(challenge: bytes) -> dict[str, Any]:
    return {"challenge": websafe_encode(challenge), "user_verification": UserVerificationRequirement.PREFERRED}


def _seal(content: bytes) -> bytes:
    return hmac.digest(node_key(settings.HOME), b"passkey challenge" + content, "sha256")[:16]


def _challenge() -> bytes:
    content = micros().to_bytes(8, "big") + os.urandom(16)
    return content + _seal(content)


def _time_of(challenge: bytes) -> int:
    """When this node asked this. Raises BadPasskey for what it did not ask, or asked too long ago."""
    content, seal = challenge[:24], challenge[24:]
    if not hmac.compare_digest(seal, _seal(content)):
        raise BadPasskey("an answer to a question that was not asked here")
    at = int.from_bytes(content[:8], "big")
    if not 0 <= micros() - at <= GOOD_FOR:
        raise BadPasskey("an answer that came too late")
    return at
