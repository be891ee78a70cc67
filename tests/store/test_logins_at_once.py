"""Two who touch one log-in at the same moment: Argon2id takes 0.8 s, in which another request reads and writes it."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import AttestedCredentialData

from waystation.store.clock import micros
from waystation.store.members import logins, passkeys
from waystation.store.members.passkeys import Passkey
from waystation.store.models import Knock, Login

NEW = "six words that she chose anew"


def passkey(name, counter=1):
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    return Passkey(bytes(AttestedCredentialData.create(b"\0" * 16, name, public)), counter, 0)


@pytest.fixture
def mara(alliance):
    """Mara's passphrase; her log-in takes a code, a key that counts, and one in her pocket."""
    passphrase, _totp = alliance.enrol("mara")
    key, content = logins.confirm(hers(), passphrase)
    logins.rewrite(hers(), key, with_passkeys(content, passkey(b"counts"), passkey(b"pocket")))
    return passphrase


def hers():
    return Login.objects.get(handle=logins.handle("mara"))


def with_passkeys(content, *kept):
    return logins.Content(content.seed, content.totp, list(kept))


def names(passphrase):
    return [p.id for p in logins.confirm(hers(), passphrase)[1].passkeys]


def test_a_log_in_by_a_counting_passkey_while_the_passphrase_changes_locks_nobody_out(alliance, mara, monkeypatch):
    def answered(known, _host, _answer):
        logins.change_passphrase(hers(), logins.confirm(hers(), mara)[1], NEW)  # in another browser, just now
        return Passkey(known[0].data, 2, 0), micros()

    monkeypatch.setattr(passkeys, "answered", answered)
    with pytest.raises(logins.ChangedMeanwhile):
        logins.unlock("mara", mara, logins.Factor(passkey="answer", host="here"))
    monkeypatch.undo()
    assert names(NEW) == [b"counts", b"pocket"]


def test_a_passkey_that_was_removed_does_not_come_back_by_a_page_from_before(alliance, mara):
    before = hers()
    key, content = logins.confirm(before, mara)
    logins.rewrite(hers(), key, with_passkeys(content, content.passkeys[0]))
    for late in (
        lambda: logins.rewrite(before, key, with_passkeys(content, *content.passkeys, passkey(b"third"))),
        lambda: logins.change_passphrase(before, content, NEW),
    ):
        with pytest.raises(logins.ChangedMeanwhile):
            late()
        assert names(mara) == [b"counts"]


def test_a_counting_passkeys_count_is_kept_at_each_log_in(alliance, mara, monkeypatch):
    monkeypatch.setattr(passkeys, "answered", lambda known, *_rest: (Passkey(known[0].data, 7, 0), micros()))
    logins.unlock("mara", mara, logins.Factor(passkey="answer", host="here"))
    assert [p.counter for p in logins.confirm(hers(), mara)[1].passkeys] == [7, 1]


def test_guesses_that_run_side_by_side_wait_like_those_one_after_the_other(alliance, mara, monkeypatch):
    """As many processes as serve the installation, each in Argon2id with a guess of its own."""
    slow, begun = logins._key, []

    def overlapping(passphrase, salt):
        begun.append(passphrase)
        if len(begun) <= 16:
            with pytest.raises(logins.LoginError):
                logins.unlock("mara", f"guess {len(begun)}", logins.Factor("000000"))
        return slow(passphrase, salt)

    monkeypatch.setattr(logins, "_key", overlapping)
    with pytest.raises(logins.WrongPassphrase):
        logins.unlock("mara", "guess", logins.Factor("000000"))
    assert len(begun) == 3
    with pytest.raises(logins.SlowDown):
        logins.confirm(hers(), "guess")
    assert len(begun) == 3


def test_a_passphrase_that_was_right_leaves_the_wrong_tries_as_they_were(alliance, mara):
    for _ in range(2):
        with pytest.raises(logins.WrongPassphrase):
            logins.confirm(hers(), "guess")
    before = Knock.objects.values().get()
    logins.confirm(hers(), mara)
    logins.confirm(hers(), mara)
    assert Knock.objects.values().get() == before
    Knock.objects.all().delete()
    logins.confirm(hers(), mara)
    assert not Knock.objects.exists()


def test_a_wrong_try_beside_a_right_one_still_counts(alliance, mara, monkeypatch):
    content = logins._content

    def beside(login, key):
        monkeypatch.undo()
        with pytest.raises(logins.WrongPassphrase):
            logins.confirm(hers(), "guess")
        return content(login, key)

    monkeypatch.setattr(logins, "_content", beside)
    logins.confirm(hers(), mara)
    assert Knock.objects.get().failures == 1
