"""Mail in and out: a real IMAP server whose mails become slips, and the daily notice to a real SMTP server."""

import datetime
import ipaddress
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from waystation.cli import notices
from waystation.desk.inbox import conversations
from waystation.desk.inbox.mail import BadAccount, Imap, read, take
from waystation.door.notices import intake, publish_intake
from waystation.store.hotline.intake import renewed
from waystation.store.models import Slip


@pytest.fixture
def certificate(tmp_path):
    """A certificate for this machine alone, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture
def account(tmp_path, certificate):
    """An IMAP server with STARTTLS and one account, whose mails lie in a folder."""
    port, secret = free_port(), tmp_path / "password"
    secret.write_text("demopass\n")
    program = shutil.which("pymap", path=os.path.dirname(sys.executable))
    assert program
    server = subprocess.Popen(
        [program, "--no-service", "admin", "--no-service", "managesieve", "--host", "127.0.0.1", "--port", str(port),
         "--cert", str(certificate), "--key", str(certificate), "dict", "--demo-data"],
        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    environ = {"INBOX_IMAP": f"imap://demouser@localhost:{port}/INBOX", "INBOX_IMAP_PASSWORD_FILE": str(secret),
               "INBOX_IMAP_CA": str(certificate)}  # fmt: skip
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            break
        except OSError:
            time.sleep(0.1)
    yield environ
    server.terminate()
    server.wait()


def mail(text="я в Грозном, помогите", **headers):
    made = EmailMessage()
    made["From"], made["Subject"] = headers.pop("sender", "Boy <boy@example.org>"), headers.pop("subject", "Помощь")
    made["Message-ID"] = headers.pop("id", "<1@example.org>")
    for key, value in headers.items():
        made[key.replace("_", "-")] = value
    made.set_content(text)
    return made


def deliver(environ, *mails):
    """Empties the account and lays these mails there."""
    with Imap.of(environ) as account:
        for uid in account._good(account.box.uid("search", "ALL"))[0].split():
            account.box.uid("store", uid.decode(), "+FLAGS", r"(\Deleted)")
        account.box.expunge()
        for made in mails:
            raw = made if isinstance(made, bytes) else made.as_bytes()
            account._good(account.box.append("INBOX", "", None, raw))


def left(environ):
    with Imap.of(environ) as account:
        return len(account._good(account.box.uid("search", "ALL"))[0].split())


def fetched(environ):
    told = intake()
    with Imap.of(environ) as account:
        return take(account, told.epoch, told.card)


@pytest.fixture
def published(alliance):
    publish_intake(*renewed(alliance.mara))
    return alliance


def test_mails_become_slips_that_the_hotline_opens_and_the_account_is_empty(published, account):
    again = mail("It is me again.", id="<2@example.org>", In_Reply_To="<1@example.org>")
    deliver(account, mail(), again)
    taken = fetched(account)
    assert (taken.new, taken.again, taken.kept) == (2, 0, 0) and left(account) == 0
    [found] = conversations.every(published.mara)
    assert [line.text.splitlines()[-1] for line in found.lines] == ["я в Грозном, помогите", "It is me again."]
    assert found.channel == "email" and "boy@example.org" in found.who and found.waits
    assert not any("Грозном".encode() in bytes(row.sealed) for row in Slip.objects.all())


def test_the_same_mail_twice_lies_there_once_and_attachments_stay_in_the_account(published, account):
    with_scan = mail("my passport", id="<3@example.org>")
    with_scan.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="p.jpg")
    deliver(account, mail(), with_scan)
    assert fetched(account).kept == 1 and left(account) == 1
    assert fetched(account).new == 0
    deliver(account, mail())
    assert vars(fetched(account)) == {"new": 0, "again": 1, "kept": 0}
    assert Slip.objects.count() == 2


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"From: a@b.c\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n" + "привет".encode("koi8-r"), "привет"),
        (b"From: a@b.c\r\nContent-Type: text/plain; charset=no-such\r\n\r\nhelp", "help"),
        (b"Content-Type: text/html\r\n\r\n<style>x{}</style><p>help<br>me<script>alert(1)</script>", "help\nme"),
        (b"From: =?utf-8?B?////?=\r\nSubject: =?x?\r\n\r\nhelp", "help"),
        (b"\xff\xfe\x00garbage", "garbage"),
        (b"", ""),
        (b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhelp", "help"),
    ],
)
def test_whatever_a_stranger_sends_is_shown_as_far_as_it_can_be_read(raw, said):
    _thread, slip, _attached = read(raw)
    assert said in slip.letter.text and "alert" not in slip.letter.text


def test_a_wrong_password_or_address_is_told_without_the_password(account, tmp_path):
    (tmp_path / "wrong").write_text("swordfish")
    for change in ({"INBOX_IMAP_PASSWORD_FILE": str(tmp_path / "wrong")}, {"INBOX_IMAP": "imaps://localhost"},
                   {"INBOX_IMAP_PASSWORD_FILE": str(tmp_path / "none")}, {"INBOX_IMAP": ""}):  # fmt: skip
        with pytest.raises(BadAccount) as told, Imap.of(account | change):
            pass
        assert "swordfish" not in str(told.value)
        assert "INBOX_IMAP" in str(told.value) or "cannot be opened" in str(told.value)


def test_a_server_with_a_strangers_certificate_is_not_talked_to(account):
    with pytest.raises(BadAccount, match="SSL"), Imap.of(account | {"INBOX_IMAP_CA": ""}):
        pass


class Kept:
    """What an SMTP server was given."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


def test_the_notice_has_one_length_and_one_text_whatever_happened(certificate, monkeypatch, capsys):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    kept = Kept()
    server = Controller(kept, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True)
    server.start()
    try:
        monkeypatch.setenv("NOTICE_SMTP", f"smtp://notes@127.0.0.1:{server.port}")
        monkeypatch.setenv("NOTICE_SMTP_CA", str(certificate))
        monkeypatch.setenv("NOTICE_TO", "mara@example.org ilya@example.org")
        for _day in range(2):
            assert notices.run(None) == 0
    finally:
        server.stop()
    assert "2 sent." in capsys.readouterr().out
    assert [to for to, _content in kept.mails] == [["mara@example.org"], ["ilya@example.org"]] * 2
    bodies = {re.sub(rb"(From|To):[^\n]*\n", b"", content) for _to, content in kept.mails}
    assert len(bodies) == 1 and b"Notes" in bodies.pop()


def test_a_notice_that_cannot_be_sent_says_what_to_check(monkeypatch, capsys):
    monkeypatch.setenv("NOTICE_SMTP", "")
    assert notices.run(None) == 1 and "NOTICE_TO" in capsys.readouterr().err
    monkeypatch.setenv("NOTICE_SMTP", f"smtp://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NOTICE_TO", "mara@example.org")
    assert notices.run(None) == 1 and "Check NOTICE_SMTP" in capsys.readouterr().err
