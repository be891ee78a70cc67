"""Founding: two stewards sit down one after the other, and afterwards both can log in; or nothing was founded."""

import re

import pyotp
import pytest
from cli_cast import Installation

ANSWERS = """
organisation = "North Shore"
cover_name = "Shoreline Notes"
stewards = ["Ruth", "Ilya"]
log_ins = ["ruth", "ilya"]
[teams]
hotline = 2
coordinator = 2
"""


@pytest.fixture
def installation(tmp_path):
    return Installation(tmp_path / "home")


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.toml"
    path.write_text(ANSWERS)
    return path


class Terminal:
    """A person at ``waystation init``: reads until a question, answers it."""

    def __init__(self, process):
        self.process, self.seen = process, ""

    def until(self, text):
        start = len(self.seen)
        while text not in self.seen[start:]:
            got = self.process.stdout.read(1)
            assert got, f"{text!r} was never asked: {self.seen[start:]}{self.process.stderr.read()}"
            self.seen += got
        return self.seen[start:]

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self, question, line):
        shown = self.until(question)
        self.say(line)
        return shown

    def steward(self):
        """Types back what is shown. Returns the passphrase and the second factor's key."""
        passphrase = re.search(r"Passphrase: (.+)", self.until("Type the passphrase: "))[1]
        self.say("something else")
        self.until("That is not what is shown.")
        self.answer("Type the passphrase: ", f" {passphrase.upper()} ")
        shown = self.until("Type the six digits that the app shows: ")
        totp = re.search(r"secret=(\w+)", shown)[1]
        assert "otpauth://totp/" in shown and "▀" in shown
        self.say(pyotp.TOTP(totp).now())
        return passphrase, totp


def test_two_stewards_found_an_organisation_and_both_log_in(installation):
    terminal = Terminal(installation.start("init"))
    terminal.answer("Name of the organisation: ", "North Shore")
    terminal.answer("Cover name [Northlight Travel Notes]: ", "")
    terminal.answer("Name of the first steward: ", "Ruth")
    terminal.answer("Ruth's log-in name [ruth]: ", "")
    terminal.answer("Name of the second steward: ", "ruth")
    terminal.until("There must be two stewards")
    terminal.answer("Name of the second steward: ", "Ilya")
    terminal.answer("Ilya's log-in name [ilya]: ", "coordination")
    terminal.answer("Hotline desk: held at first by [1]: ", "both")
    terminal.answer("Hotline desk: held at first by [1]: ", "2")
    for _ in range(9):
        terminal.answer("held at first by [1]: ", "")
    ruth, ilya = terminal.steward(), terminal.steward()
    rest, errors = terminal.process.communicate(timeout=30)
    assert terminal.process.returncode == 0, errors
    assert "North Shore is founded" in rest
    told = installation.story("log_in", "ruth", *ruth)
    assert {"director", "verifier", "steward"} <= set(told) and "hotline" not in told
    assert told[-2:] == ["Northlight Travel Notes", "True"]
    assert "hotline" in installation.story("log_in", "coordination", *ilya)
    stored = b"".join(installation.files().values())
    for passphrase, totp in (ruth, ilya):
        assert passphrase.encode() not in stored and totp.encode() not in stored
    assert installation.home.stat().st_mode & 0o777 == 0o700
    again = installation.run("init")
    assert again.returncode == 1 and "was founded before" in again.stderr
    report = installation.run("log")
    assert report.returncode == 0 and "whole" in report.stdout


def test_an_interruption_before_the_last_code_leaves_nothing_founded(installation, answers):
    terminal = Terminal(installation.start("init", "--answers", str(answers)))
    terminal.steward()
    passphrase = re.search(r"Passphrase: (.+)", terminal.until("Type the passphrase: "))[1]
    terminal.say(passphrase)
    _rest, errors = terminal.process.communicate(timeout=30)
    assert terminal.process.returncode == 130
    assert "Interrupted. Nothing was founded" in errors
    doctor = installation.run("doctor")
    assert "No organisation is founded here" in doctor.stdout
    assert b"Ruth" not in b"".join(installation.files().values())


def test_the_answers_file_gives_no_secrets_and_must_make_sense(installation, tmp_path):
    for text, sentence in (
        ('passphrase = "a b c"', "nobody asks for passphrase"),
        ('stewards = ["Ruth"]', "two names, one for each steward"),
        (
            'organisation = "North Shore"\nstewards = ["Ruth", "ruth"]\nlog_ins = ["r1", "r2"]',
            "There must be two stewards",
        ),
        (ANSWERS + "pilot = 1", "There is no team of pilot"),
        ("organisation =", "is not TOML"),
    ):
        (tmp_path / "answers.toml").write_text(text)
        done = installation.run("init", "--answers", str(tmp_path / "answers.toml"), stdin="Northlight\n")
        assert done.returncode == 1 and sentence in done.stderr, text
        assert "Passphrase:" not in done.stdout


def test_what_it_shows_is_never_sent_to_a_file(installation, tmp_path):
    import subprocess
    import sys

    with (tmp_path / "out").open("w") as out:
        command = [sys.executable, "-m", "waystation", "init"]
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, env=installation.environment)
    assert done.returncode == 1 and "do not send this command's output to a file" in done.stderr
    assert not installation.home.exists()


@pytest.mark.django_db(transaction=True)
def test_what_cannot_go_live_is_not_founded_at_all(monkeypatch):
    from waystation.circles.secret import Secret
    from waystation.store import node
    from waystation.store.members import founding, logins, organisation
    from waystation.store.models import Circle, Login

    stewards = []
    for called in ("Ruth", "Ilya"):
        secret = Secret.new()
        prepared = logins.prepare("a b c d e f", logins.Content(secret.seed, logins.new_totp()))
        stewards.append(founding.Steward(called, called, secret, prepared))
    monkeypatch.setattr(organisation, "live_problems", lambda _directory: ["There is one steward only."])
    with pytest.raises(founding.NotReady, match="one steward only"):
        founding.establish("North Shore", "Notes", tuple(stewards), {})
    assert not Circle.objects.exists() and not Login.objects.exists() and not node.setting("live")
    twins = (stewards[0], founding.Steward("Ilya", " ruth", stewards[1].secret, stewards[1].login))
    with pytest.raises(logins.NameTaken):
        founding.establish("North Shore", "Notes", twins, {})
    assert not Circle.objects.exists() and not node.directory_id()
