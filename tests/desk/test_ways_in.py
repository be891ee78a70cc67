"""A member's further devices, their loss, new passphrases and codes; somebody enrolled again by two stewards."""

import html
import re

import pyotp
import pytest
from django.test import Client
from test_members import log_in

from waystation.circles.acts import device_proof
from waystation.circles.errors import NotSteward
from waystation.circles.secret import Secret
from waystation.store.files import casefiles, granting
from waystation.store.members import admission, again, devices, invitations, logins, organisation
from waystation.store.models import Knock, Login
from waystation.store.sealed import keys


def words_on(page):
    return re.search(r'<p class="words" lang="en">([^<]+)</p>', page)[1]


def enrol_with(words, name, status=200):
    """A new browser types ten words and finishes; returns it, its passphrase, its TOTP key and the last page."""
    client = Client()
    page = client.post("/enrol", {"words": words}).content.decode()
    passphrase, totp = re.findall(r'<p class="words[^"]*" lang="en">([^<]+)</p>', page)
    totp = totp.replace(" ", "")
    pending = html.unescape(re.search(r'name="pending" value="([^"]+)"', page)[1])
    form = {"words": words, "pending": pending, "name": name, "passphrase": passphrase,
            "code": pyotp.TOTP(totp).now()}  # fmt: skip
    answer = client.post("/enrol", form)
    assert answer.status_code == status
    Login.objects.update(last_code=0)  # the same half minute's code logs in below
    return client, passphrase, totp, answer.content.decode()


def further_device(pages, name="mara", called="mara-phone"):
    """A member adds a device and admits it; returns its client, logged in."""
    words = words_on(pages(name).post("/devices/add", status=200))
    client, passphrase, totp, page = enrol_with(words, called)
    assert "admit this device on the one that you had" in page
    assert "waits for a colleague" in log_in(client, called, passphrase, totp).content.decode()
    [waiting] = re.findall(r'name="invitation" value="([0-9a-f]+)"', pages(name).get("/devices"))
    pages(name).post("/devices/admit", {"invitation": waiting})
    Login.objects.update(last_code=0)
    Knock.objects.all().delete()
    assert log_in(client, called, passphrase, totp).status_code == 302
    return client


def test_a_further_device_opens_what_its_member_opens(alliance, pages):
    number = alliance.case()
    phone = further_device(pages)
    assert "Quiet Heron" in phone.get(f"/cases/{number.hex()}").content.decode()
    assert len(alliance.mara.directory.members[alliance.id("mara")].cards) == 2


def test_what_was_granted_to_the_member_alone_opens_on_the_new_device_too(alliance, pages):
    number = alliance.case()
    ilya = alliance.ilya
    part = casefiles.open_file(ilya, number).part("needs")
    granting.grant(ilya, part, alliance.id("dina"), "reader", until=ilya.minute + 600)
    phone = further_device(pages, "dina", "dina-phone")
    assert "Quiet Heron" in phone.get(f"/cases/{number.hex()}").content.decode()


def test_a_lost_device_is_out_at_once_and_the_other_stays(alliance, pages):
    number = alliance.case()
    phone = further_device(pages)
    mara = alliance.mara
    new = next(c for c in mara.directory.members[mara.member].cards if c != mara.card)
    assert "Is the device lost?" in pages("mara").get(f"/devices/{new.hex()}/lost")
    pages("mara").post(f"/devices/{new.hex()}/lost")
    assert phone.get("/today").status_code == 401
    assert "Quiet Heron" in pages("mara").get(f"/cases/{number.hex()}")
    assert len(alliance.mara.directory.members[mara.member].cards) == 1
    assert Login.objects.get(device=mara.directory.pseudonym(new)).ended


def test_the_first_device_is_lost_and_the_second_goes_on_alone(alliance, pages):
    number = alliance.case()
    phone = further_device(pages)
    old = alliance.id("mara")
    page = phone.get(f"/devices/{old.hex()}/lost").content.decode()
    assert "Devices that it added" in page and "checked disabled" in page
    assert phone.post(f"/devices/{old.hex()}/lost").status_code == 302
    pages("mara").get("/today", status=401)
    assert "Quiet Heron" in phone.get(f"/cases/{number.hex()}").content.decode()


def test_a_device_that_the_lost_one_added_in_secret_goes_with_it(alliance, pages):
    further_device(pages)
    mara = alliance.mara
    known = next(c for c in mara.directory.members[mara.member].cards if c != mara.card)
    thief = Secret.new()
    devices.vouch(mara, thief.card, thief.sign(device_proof(mara.card, thief.card)))
    assert keys.unlock(thief).member == mara.member
    devices.lose(alliance.pat, mara.card, keep=[known])
    with pytest.raises(keys.NotAMember):
        keys.unlock(thief)
    assert alliance.pat.directory.members[mara.member].cards == (known,)


def test_nobody_loses_a_colleagues_device_but_those_who_dismiss(alliance, pages):
    further_device(pages)
    mara = alliance.mara
    phone = next(c for c in mara.directory.members[mara.member].cards if c != mara.card)
    with pytest.raises(NotSteward):
        devices.lose(alliance.noor, phone)
    pages("noor").get(f"/members/{mara.member.hex()}/devices", status=403)
    assert "Mara" in pages("pat").get(f"/members/{mara.member.hex()}/devices")
    pages("pat").post(f"/devices/{phone.hex()}/lost")
    assert len(alliance.mara.directory.members[mara.member].cards) == 1


def test_the_last_device_is_not_lost_but_its_member_enrolled_again(alliance, pages):
    page = pages("pat").post(f"/devices/{alliance.id('mara').hex()}/lost", status=400)
    assert "enrol them again" in page
    assert pages("mara").get("/today")


def test_the_device_at_hand_cannot_be_lost_on_itself(alliance, pages):
    pages("mara").post(f"/devices/{alliance.id('mara').hex()}/lost", status=403)


def test_a_new_passphrase_counts_once_it_was_typed_and_the_old_one_no_more(alliance, pages):
    old, totp = alliance.enrol("mara")
    page = pages("mara").get("/devices/log-in/passphrase")
    new, pending = words_on(page), html.unescape(re.search(r'name="pending" value="([^"]+)"', page)[1])
    wrong = pages("mara").post(
        "/devices/log-in/passphrase", {"pending": pending, "passphrase": "not mine", "typed": new}, status=400
    )
    assert "passphrase are wrong" in wrong and new in wrong
    wrong = pages("mara").post(
        "/devices/log-in/passphrase", {"pending": pending, "passphrase": old, "typed": "six others"}, status=400
    )
    assert "not typed as shown" in wrong
    pages("mara").post("/devices/log-in/passphrase", {"pending": pending, "passphrase": old, "typed": new}, status=200)
    assert log_in(Client(), "mara", old, totp).status_code == 403
    assert log_in(Client(), "mara", new, totp).status_code == 302


def test_new_codes_count_once_the_first_was_typed(alliance, pages):
    passphrase, old = alliance.enrol("mara")
    page = pages("mara").get("/devices/log-in/codes")
    new = words_on(page.replace("words small", "words")).replace(" ", "")
    pending = html.unescape(re.search(r'name="pending" value="([^"]+)"', page)[1])
    form = {"pending": pending, "passphrase": passphrase, "typed": "000000"}
    assert "code is not right" in pages("mara").post("/devices/log-in/codes", form, status=400)
    pages("mara").post("/devices/log-in/codes", form | {"typed": pyotp.TOTP(new).now()}, status=200)
    assert log_in(Client(), "mara", passphrase, old).status_code == 403
    assert log_in(Client(), "mara", passphrase, new).status_code == 302


def test_guessing_the_passphrase_in_an_open_session_slows_down_as_at_the_door(alliance, pages):
    for _ in range(3):
        pages("mara").post("/devices/log-in", {"passphrase": "guess"}, status=403)
    assert "Wait" in pages("mara").post("/devices/log-in", {"passphrase": alliance.passphrases["mara"]}, status=403)


def test_a_change_that_another_one_overtook_says_so_and_undoes_nothing(alliance, pages, monkeypatch):
    old, totp = alliance.enrol("mara")
    page = pages("mara").get("/devices/log-in/passphrase")
    form = {"pending": html.unescape(re.search(r'name="pending" value="([^"]+)"', page)[1]), "passphrase": old,
            "typed": words_on(page)}  # fmt: skip
    confirm = logins.confirm

    def meanwhile(login, passphrase):
        found = confirm(login, passphrase)
        logins.change_passphrase(Login.objects.get(pk=login.pk), found[1], "set in another window")
        return found

    monkeypatch.setattr(logins, "confirm", meanwhile)
    assert "changed elsewhere" in pages("mara").post("/devices/log-in/passphrase", form, status=400)
    assert log_in(Client(), "mara", "set in another window", totp).status_code == 302


def test_a_login_keeps_one_second_factor(alliance):
    alliance.enrol("mara")
    login = Login.objects.get(handle=logins.handle("mara"))
    key, content = logins.confirm(login, alliance.passphrases["mara"])
    content.totp = ""
    with pytest.raises(logins.LastFactor):
        logins.rewrite(login, key, content)


# -- enrolled again ----------------------------------------------------------------------------------------------------


def lost_and_again(alliance, pages):
    """Mara lost everything; Pat makes ten words, she uses them, Pat gives the first word. Returns her new log-in."""
    path = f"/members/{alliance.id('mara').hex()}/again"
    assert "in a few words" in pages("pat").post(path, {"reason": ""}, status=400)
    words = words_on(pages("pat").post(path, {"reason": "phone fell into the river"}, status=200))
    client, passphrase, totp, page = enrol_with(words, "mara-again")
    [waiting] = re.findall(r'name="invitation" value="([0-9a-f]+)"', pages("pat").get("/members"))
    pages("pat").post("/members/admit", {"invitation": waiting})
    return client, passphrase, totp, words_on(page)


def test_two_stewards_enrol_somebody_again_with_their_name_and_roles(alliance, pages):
    number = alliance.case()
    client, passphrase, totp, her_words = lost_and_again(alliance, pages)
    assert "waits for a colleague" in log_in(client, "mara-again", passphrase, totp).content.decode()
    [line] = again.pending(alliance.ruth)
    page = pages("ruth").get(f"/members/{line.new.hex()}/agree")
    assert words_on(page) == her_words and "phone fell into the river" in page
    pages("ruth").post(f"/members/{line.new.hex()}/agree")
    pages_of_old = Login.objects.filter(handle=logins.handle("mara"))
    assert all(login.ended for login in pages_of_old)
    Login.objects.update(last_code=0)
    Knock.objects.all().delete()
    assert log_in(client, "mara-again", passphrase, totp).status_code == 302
    directory = alliance.ruth.directory
    assert directory.follows(alliance.id("mara")) == line.new and directory.name_of(line.new) == "Mara"
    assert client.get(f"/cases/{number.hex()}").status_code == 404  # not yet: her team lets her back in
    assert [new for _team, new in again.back_into_teams(alliance.ruth)] == []


def test_team_mates_let_somebody_back_whom_two_stewards_enrolled_again(alliance, pages):
    number = alliance.case()
    alliance.write("ilya", number, "needs", allergies="nuts")
    path = f"/members/{alliance.id('lena').hex()}/again"
    words = words_on(pages("pat").post(path, {"reason": "forgot her passphrase"}, status=200))
    client, passphrase, totp, _page = enrol_with(words, "lena-again")
    [waiting] = re.findall(r'name="invitation" value="([0-9a-f]+)"', pages("pat").get("/members"))
    pages("pat").post("/members/admit", {"invitation": waiting})
    [line] = again.pending(alliance.ruth)
    pages("ruth").post(f"/members/{line.new.hex()}/agree")
    page = pages("noor").get("/members")
    assert "was in this team, and was enrolled again by two stewards" in page
    team = alliance.noor.directory.team_of("verifier")
    pages("noor").post("/members/team", {"team": team.hex(), "member": line.new.hex(), "steward": "1"})
    assert "was enrolled again by two stewards" not in pages("noor").get("/members")
    assert log_in(client, "lena-again", passphrase, totp).status_code == 302
    assert "Quiet Heron" in client.get(f"/cases/{number.hex()}").content.decode()


def test_one_steward_alone_enrols_nobody_again(alliance, pages):
    lost_and_again(alliance, pages)
    [line] = again.pending(alliance.pat)
    page = pages("pat").get(f"/members/{line.new.hex()}/agree")
    assert "another steward must say the same" in page and "<button>I spoke" not in page
    pages("pat").post(f"/members/{line.new.hex()}/agree", status=403)
    with pytest.raises(again.NotYours):
        again.agree(alliance.pat, line.old, line.new)
    assert alliance.pat.directory.follows(line.old) is None
    pages("mara").get("/today")  # and the old one is still in


def test_a_members_own_word_counts_for_nothing(alliance, pages):
    with pytest.raises(NotSteward):
        again.invite(alliance.noor, alliance.id("mara"), "no reason")
    pages("noor").get(f"/members/{alliance.id('mara').hex()}/again", status=403)
    with pytest.raises(again.NotYours):
        again.invite(alliance.pat, alliance.id("pat"), "myself")


def test_somebody_dismissed_in_haste_comes_back_the_same_way(alliance, pages):
    organisation.dismiss(alliance.pat, alliance.id("mara"), "laptop taken")
    assert "Dismissed" in pages("pat").get("/members")
    _client, _passphrase, _totp, _words = lost_and_again(alliance, pages)
    [line] = again.pending(alliance.ruth)
    pages("ruth").post(f"/members/{line.new.hex()}/agree")
    assert alliance.ruth.directory.is_member(line.new, alliance.ruth.minute)


def test_roles_outside_teams_come_back_by_themselves(alliance):
    pat, secret = alliance.pat, Secret.new()
    words = again.invite(pat, alliance.id("dina"), "lost")
    content = logins.Content(secret.seed, logins.new_totp())
    invitations.accept(words, invitations.find(words), "dina2", "a b c d e f", content)
    [waiting] = [w for w in invitations.waiting(pat) if w.answered]
    admission.admit(pat, waiting.id)
    again.agree(alliance.ruth, alliance.id("dina"), secret.id)
    assert "host" in keys.unlock(secret).roles
