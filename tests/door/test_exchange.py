"""A door on a host of its own: another process with a database of its own, over a real socket."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest
from visitor import Visitor, hidden

from waystation.circles.receipt import Receipt
from waystation.cli import fetch
from waystation.desk.inbox.views import publish
from waystation.door import mailboxes
from waystation.door.models import Chunk, File, Known, Letter, Mailbox

ROOT = Path(__file__).parent.parent.parent


class Elsewhere:
    """The other host's door: ``waystation door`` with its own home."""

    def __init__(self, home, key):
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        own = ("DATABASE_URL", "DOOR_DATABASE_URL", "DJANGO_SETTINGS_MODULE")  # it has a database of its own
        environment = {k: v for k, v in os.environ.items() if k not in own}
        environment |= {"WAYSTATION_HOME": str(home), "WAYSTATION_NODE_KEY": key, "PYTHONPATH": str(ROOT / "src")}
        environment["WAYSTATION_DOOR_CALM"] = "100000"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "waystation", "door", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _try in range(200):
            try:
                httpx.get(self.url + "/en/", trust_env=False)
                return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("the other door did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Far(Visitor):
    """A visitor of that door, by HTTP."""

    def __init__(self, url):
        self.code, self.url = "en", url

    def ask(self, method, path, data=None, status=200, **_more):
        fields = dict(parse_qsl(data, keep_blank_values=True)) if isinstance(data, str) else dict(data or {})
        attached = [("file", (f.name, f.read())) for f in fields.pop("file", [])]
        parts = [(name, (None, str(value))) for name, value in fields.items() if name != "whole"]
        parts += [*attached, *([("whole", (None, fields["whole"]))] if "whole" in fields else [])]
        sent = {"data": fields} if isinstance(data, str) else {"files": parts or None}
        answer = httpx.request(
            method, f"{self.url}/en/{path}", trust_env=False, timeout=60, follow_redirects=True, **sent
        )
        assert answer.status_code == status, answer.text[-1500:]
        assert not answer.cookies
        return answer.text


@pytest.fixture
def elsewhere(alliance, tmp_path):
    publish(alliance.mara)
    made = Elsewhere(tmp_path / "far", fetch.public_key().hex())
    assert fetch.once(made.url, None)  # tells it the intake's card and the cover
    yield made
    made.stop()


def everything():
    """The node's copy of the door's rows."""
    return {model.__name__: sorted(map(repr, model.objects.values_list())) for model in (Mailbox, Letter, File, Chunk)}


def test_a_letter_comes_from_the_far_door_is_answered_and_read_there(elsewhere, pages, capsys):
    far = Far(elsewhere.url)
    words = far.write(story="Brothers asleep next door.")
    assert Letter.objects.count() == 0
    assert fetch.once(elsewhere.url, None)
    assert "1 letters came" in capsys.readouterr().out
    mara = pages("mara")
    mailbox = mailboxes.boxes()[0].id.hex()
    assert "Brothers asleep" in mara.get(f"/inbox/{mailbox}")
    mara.post(f"/inbox/{mailbox}/claim")
    mara.post(f"/inbox/{mailbox}/answer", {"text": "We are here. Heron at two."})
    assert fetch.once(elsewhere.url, None)
    assert "Heron at two" in far.open(words)
    assert fetch.once(elsewhere.url, None)
    before = everything()
    assert fetch.once(elsewhere.url, None)
    assert everything() == before
    assert Mailbox.objects.get().visits == 1


def test_what_its_owner_deletes_there_is_gone_here_too(elsewhere):
    far = Far(elsewhere.url)
    words = far.write(story="First.")
    assert fetch.once(elsewhere.url, None)
    page = far.open(words)
    page = far.post("letters/forget", hidden(page[page.index('action="/en/letters/forget"') - 20 :]))
    far.post("letters/forget", hidden(page))
    assert fetch.once(elsewhere.url, None)
    assert not Letter.objects.exists() and not Mailbox.objects.exists()
    assert not Known.objects.exists()


def test_a_mailbox_that_the_node_deletes_with_its_case_is_gone_there_and_does_not_come_back(elsewhere):
    far, nobody = Far(elsewhere.url), Receipt.new().words("en")
    words, other = far.write(story="Long ago."), far.write(story="Somebody else.")
    assert fetch.once(elsewhere.url, None)
    far.open(words)
    box, stays = (mailboxes.mailbox_of(Receipt.typed(w).address) for w in (words, other))
    mailboxes.answer(box, b"sealed answer")
    assert fetch.once(elsewhere.url, None)
    mailboxes.delete([box])
    for _round in range(3):
        assert fetch.once(elsewhere.url, None)
        assert list(Mailbox.objects.values_list("id", flat=True)) == [stays]
    assert not Known.objects.filter(id=box).exists() and Known.objects.filter(id=stays).exists()
    assert len(far.open(words)) == len(far.open(nobody))


def test_who_writes_while_their_case_is_deleted_is_heard(elsewhere):
    """The mailbox is kept at the door for the letter that the node does not know yet."""
    far = Far(elsewhere.url)
    words = far.write(story="Long ago.")
    assert fetch.once(elsewhere.url, None)
    mailboxes.delete([boxes.id for boxes in mailboxes.boxes()])
    far.send(far.open(words), "They found me again")
    for _round in range(2):
        assert fetch.once(elsewhere.url, None)
        assert Letter.objects.count() == 1 and Mailbox.objects.count() == 1
    mailboxes.answer(Mailbox.objects.get().id, b"sealed answer")
    assert fetch.once(elsewhere.url, None)
    assert far.open(words) != far.open(Receipt.new().words("en"))


def test_a_mailbox_that_is_deleted_while_the_door_answers_does_not_come_back(elsewhere, monkeypatch):
    from waystation.door import fetching

    far = Far(elsewhere.url)
    far.write(story="Long ago.")
    assert fetch.once(elsewhere.url, None)
    once = fetching.settle

    def meanwhile(ask, answer, report):
        mailboxes.delete(list(Mailbox.objects.values_list("id", flat=True)))
        once(ask, answer, report)

    monkeypatch.setattr(fetching, "settle", meanwhile)
    assert fetch.once(elsewhere.url, None)
    monkeypatch.setattr(fetching, "settle", once)
    assert not Mailbox.objects.exists()
    assert fetch.once(elsewhere.url, None)
    assert not Mailbox.objects.exists() and not Known.objects.exists()


def test_files_come_whole_and_a_round_that_was_cut_off_is_taken_up(elsewhere, monkeypatch):
    from waystation.door import exchange, fetching

    far = Far(elsewhere.url)
    words = far.write(story="With pictures.")
    far.send(far.open(words), "look", ("a.jpg", b"\xff\xd8\xff\xe0" + os.urandom(5 << 20)))
    calls = []
    once = fetching.settle

    def cut(ask, answer, report):
        calls.append(1)
        if len(calls) == 2:
            raise fetching.ExchangeFailed("the network is gone")
        once(ask, answer, report)

    monkeypatch.setattr(fetching, "settle", cut)
    assert not fetch.once(elsewhere.url, None)
    monkeypatch.setattr(fetching, "settle", once)
    assert 0 < Chunk.objects.count() <= exchange.CHUNKS
    assert fetch.once(elsewhere.url, None)
    assert File.objects.count() == 1 and Chunk.objects.count() > 80
    rows = list(Chunk.objects.order_by("n").values_list("n", flat=True))
    assert rows == list(range(len(rows)))


def test_a_mailbox_closed_by_the_desk_is_closed_there(elsewhere):
    far = Far(elsewhere.url)
    words = far.write(story="My words are lost.")
    assert fetch.once(elsewhere.url, None)
    mailboxes.answer(mailboxes.boxes()[0].id, b"sealed answer")
    assert fetch.once(elsewhere.url, None)
    mailboxes.close(mailboxes.boxes()[0].id)
    assert fetch.once(elsewhere.url, None)
    nobody = far.open(Receipt.new().words("en"))
    assert len(far.open(words)) == len(nobody)


def test_the_far_door_answers_nobody_but_its_node(elsewhere, monkeypatch):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    for body, headers in ((b"", {}), (b"x", {"X-Signature": "AAAA"}), (b"x", {"X-Signature": "*"})):
        answer = httpx.post(elsewhere.url + "/exchange", content=body, headers=headers, trust_env=False)
        assert answer.status_code == 404
    assert httpx.get(elsewhere.url + "/exchange", trust_env=False).status_code == 404
    monkeypatch.setattr(fetch, "signer", Ed25519PrivateKey.generate)
    assert not fetch.once(elsewhere.url, None)


def test_an_old_question_is_not_answered_again(elsewhere, monkeypatch, capsys):
    from waystation.door import fetching
    from waystation.store.clock import minute

    monkeypatch.setattr(fetching, "this_minute", lambda: minute() - 30)
    assert not fetch.once(elsewhere.url, None)
    assert "clock" in capsys.readouterr().err


def test_a_door_that_cannot_be_reached_is_said_so_and_nothing_breaks(alliance, capsys):
    assert not fetch.once("http://127.0.0.1:9", None)
    assert "No exchange with the door" in capsys.readouterr().err
