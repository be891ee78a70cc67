"""Enrolment through the pages, log-in, wrong passphrases, cuts, dismissal, settings, the log."""

import html
import re

import pyotp
import pytest
from django.test import Client

from waystation.circles import phrases
from waystation.desk.web.middleware import COOKIE
from waystation.store import node
from waystation.store.members import logins
from waystation.store.models import Knock, Login


def enrol(pages, name="Zarema", roles=()):
    """Pat invites, the newcomer enrols; returns the log-in name, passphrase and TOTP key."""
    page = pages("pat").post("/members/invite", {"name": name, "roles": list(roles)}, status=200)
    words = re.search(r'<p class="words" lang="en">([^<]+)</p>', page)[1]
    newcomer = Client()
    page = newcomer.post("/enrol", {"words": words}).content.decode()
    passphrase, totp = re.findall(r'<p class="words[^"]*" lang="en">([^<]+)</p>', page)
    pending = html.unescape(re.search(r'name="pending" value="([^"]+)"', page)[1])
    form = {"words": words, "pending": pending, "name": name.lower(), "passphrase": passphrase,
            "code": pyotp.TOTP(totp.replace(" ", "")).now()}  # fmt: skip
    return newcomer, form, totp.replace(" ", "")


def log_in(client, name, passphrase, totp):
    return client.post("/enter", {"name": name, "passphrase": passphrase, "code": pyotp.TOTP(totp).now()})


def test_a_newcomer_enrols_is_admitted_by_a_steward_and_let_in_by_the_team(alliance, pages):
    newcomer, form, totp = enrol(pages)
    wrong = newcomer.post("/enrol", form | {"passphrase": "six other words than those shown"})
    assert wrong.status_code == 400 and "not typed as shown" in wrong.content.decode()
    assert newcomer.post("/enrol", form).status_code == 200
    assert "waits for a colleague" in log_in(newcomer, "zarema", form["passphrase"], totp).content.decode()
    [waiting] = re.findall(r'name="invitation" value="([0-9a-f]+)"', pages("pat").get("/members"))
    pages("pat").post("/members/admit", {"invitation": waiting})
    Login.objects.update(last_code=0)
    Knock.objects.all().delete()
    assert log_in(newcomer, "ZAREMA ", form["passphrase"].upper(), totp).status_code == 302
    number = alliance.case()
    assert newcomer.get(f"/cases/{number.hex()}").status_code == 404
    directory = alliance.mara.directory
    member = next(m.id for m in directory.current_members() if m.name == "Zarema")
    pages("mara").post("/members/team", {"team": directory.team_of("hotline").hex(), "member": member.hex()})
    assert "Quiet Heron" in newcomer.get(f"/cases/{number.hex()}").content.decode()


def test_ten_words_work_once(alliance, pages):
    newcomer, form, _totp = enrol(pages)
    newcomer.post("/enrol", form)
    again = newcomer.post("/enrol", {"words": form["words"]})
    assert again.status_code == 403 and "open no invitation" in again.content.decode()


def test_of_two_who_answer_ten_words_at_once_the_second_is_turned_away_and_leaves_nothing(alliance, pages, monkeypatch):
    """Somebody overheard the words, and finishes while Argon2id runs for the newcomer."""
    newcomer, form, _totp = enrol(pages)
    page = Client().post("/enrol", {"words": form["words"]}).content.decode()
    passphrase, totp = re.findall(r'<p class="words[^"]*" lang="en">([^<]+)</p>', page)
    pending = html.unescape(re.search(r'name="pending" value="([^"]+)"', page)[1])
    theirs = {"words": form["words"], "pending": pending, "name": "overheard", "passphrase": passphrase,
              "code": pyotp.TOTP(totp.replace(" ", "")).now()}  # fmt: skip
    slow, found, before = logins.prepare, [], Login.objects.count()

    def overtaken(*arguments):
        monkeypatch.undo()
        found.append(Client().post("/enrol", theirs).status_code)
        return slow(*arguments)

    monkeypatch.setattr(logins, "prepare", overtaken)
    late = newcomer.post("/enrol", form)
    assert found == [200] and late.status_code == 403 and "open no invitation" in late.content.decode()
    assert Login.objects.count() == before + 1 and logins.open_with_passphrase("overheard", passphrase)


def test_a_taken_log_in_name_uses_no_words_up(alliance, pages):
    newcomer, form, _totp = enrol(pages)
    alliance.enrol("mara")
    taken = newcomer.post("/enrol", form | {"name": "mara"})
    assert taken.status_code == 400 and "already logs in" in taken.content.decode()
    assert newcomer.post("/enrol", form).status_code == 200


def test_a_member_who_is_no_steward_invites_nobody(alliance, pages):
    pages("mara").post("/members/invite", {"name": "Eve"}, status=403)


def test_pat_cannot_let_anybody_into_a_team_through_the_pages(alliance, pages):
    directory = alliance.pat.directory
    form = {"team": directory.team_of("verifier").hex(), "member": alliance.id("pat").hex()}
    pages("pat").post("/members/team", form, status=404)


def test_wrong_passphrases_slow_down_and_are_shown_at_the_next_log_in(alliance):
    passphrase, totp = alliance.enrol("mara")
    client = Client()
    for _ in range(3):
        answer = client.post("/enter", {"name": "mara", "passphrase": "wrong", "code": "000000"})
        assert answer.status_code == 403 and "Name or passphrase are wrong" in answer.content.decode()
    slow = client.post("/enter", {"name": "mara", "passphrase": passphrase, "code": pyotp.TOTP(totp).now()})
    assert "Wait" in slow.content.decode()
    Knock.objects.update(next_try=0)
    assert log_in(client, "mara", passphrase, totp).status_code == 302
    page = client.get("/today").content.decode()
    assert "Wrong tries to log in as you since your last log-in: 3" in page


def test_an_unknown_name_answers_like_a_known_one(alliance):
    alliance.enrol("mara")
    for _ in range(5):
        answers = [Client().post("/enter", {"name": n, "passphrase": "wrong", "code": "1"}) for n in ("mara", "nobody")]
        texts = [re.sub(r'(value|data-passkey)="[^"]*"', "", a.content.decode()) for a in answers]
        assert answers[0].status_code == answers[1].status_code == 403 and texts[0] == texts[1]
    assert "Wait" in texts[0]


def test_a_code_is_good_once(alliance):
    passphrase, totp = alliance.enrol("mara")
    assert log_in(Client(), "mara", passphrase, totp).status_code == 302
    assert "used before" in log_in(Client(), "mara", passphrase, totp).content.decode()


def test_a_colleague_cuts_a_session_and_the_cookie_is_noise(alliance, pages):
    mara = pages("mara")
    mara.get("/today")
    pages("dina").post("/members/cut", {"member": alliance.id("mara").hex()})
    page = mara.get("/today", status=401)
    assert "ended by a colleague" in page


def test_dismissal_asks_once_then_ends_everything_and_lists_what_was_opened(alliance, pages):
    number = alliance.case()
    mara, pat = pages("mara"), pages("pat")
    mara.get(f"/cases/{number.hex()}")
    path = f"/members/{alliance.id('mara').hex()}/dismiss"
    assert "Dismiss Mara?" in pat.get(path)
    page = pat.post(path, {"note": "left"}, status=200)
    assert "Hotline desk" in page and "open" in page
    mara.get("/today", status=401)
    passphrase, totp = alliance.passphrases["mara"], alliance.totp["mara"]
    assert log_in(Client(), "mara", passphrase, totp).status_code == 403


def test_no_key_lies_in_the_session_row(alliance, pages):
    from waystation.store.models import Session

    mara = pages("mara")
    row = Session.objects.get()
    assert alliance.secrets["mara"].seed not in row.sealed and mara.raw not in (row.sealed + row.id)
    mara.client.cookies[COOKIE] = "A" * 43 + "="
    mara.get("/today", status=401)


def test_an_idle_session_is_locked(alliance, pages):
    from waystation.store.models import Session

    mara = pages("mara")
    Session.objects.update(seen=0)
    assert "away for a while" in mara.get("/today", status=401)


def test_settings_are_changed_by_stewards_and_bad_ones_are_refused(alliance, pages):
    form = {"cover_name": "Book Club", "languages": ["en"], "idle_minutes": "20", "accent": "violet"}
    pages("mara").post("/settings", form, status=403)
    assert "whole number" in pages("pat").post("/settings", form | {"retention-story": "soon"}, status=400)
    pages("pat").post("/settings", form)
    assert node.setting("cover_name") == "Book Club"
    assert "<title>Today · Book Club</title>" in pages("mara").get("/today")


def test_quick_exit_leads_to_a_page_that_nobody_on_the_way_can_read_or_change(alliance, pages):
    form = {"cover_name": "Book Club", "languages": ["en"], "idle_minutes": "20"}
    page = pages("pat").post("/settings", form | {"door_leave": "http://weather.example/"}, status=400)
    assert "begins with https://" in page and node.setting("door_leave").startswith("https://")
    pages("pat").post("/settings", form | {"door_leave": "https://weather.example/"})
    assert node.setting("door_leave") == "https://weather.example/"


def test_the_log_shows_names_to_members_and_says_when_it_was_cut(alliance, pages):
    from waystation.store.models import LogLine

    alliance.case()
    page = pages("otto").get("/log?check=1")
    assert "The log is whole" in page and "Mara" in page
    LogLine.objects.filter(n=3).delete()
    assert "Good up to line 2" in pages("otto").get("/log?check=1")
    assert "Mara" not in pages("dina").get("/log")  # who is not an auditor sees their own lines


@pytest.mark.parametrize("words", ["", "one two three", "é" * 5000, "\u202e\u0000 x"])
def test_words_that_are_none_get_a_clear_answer(db, words):
    assert Client().post("/enrol", {"words": words}).status_code in (400, 403)


def test_passphrases_have_six_of_7776_words():
    assert len(set(phrases.words())) == 7776
    assert len(phrases.new(6).split()) == 6


def test_a_code_typed_on_an_arabic_keyboard_is_the_code(alliance):
    passphrase, totp = alliance.enrol("mara")
    code = pyotp.TOTP(totp).now().translate({ord("0") + n: ord("٠") + n for n in range(10)})
    answer = Client().post("/enter", {"name": "mara", "passphrase": passphrase, "code": code[:3] + " " + code[3:]})
    assert answer.status_code == 302
    for code in ("１２３", "²²²²²²", "not digits", ""):
        Knock.objects.all().delete()
        answer = Client().post("/enter", {"name": "mara", "passphrase": passphrase, "code": code})
        assert answer.status_code == 403
