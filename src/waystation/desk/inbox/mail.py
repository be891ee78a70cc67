"""Mail into the inbox: each mail of an account becomes a slip, sealed to the intake's public key as it comes.

    with Imap.of(environ) as account:
        taken = take(account, epoch, card)        # Taken(new=3, again=0, kept=1)

Whoever runs this holds no key that opens anything. An ``Account`` is anything that gives mails and takes back that they
were taken: another channel is another class with the same two methods. What was taken is deleted from the account, so
that no plain copy stays there; a mail with attachments stays, marked as seen, because a slip holds words only.
"""

import imaplib
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from types import TracebackType
from typing import Protocol
from urllib.parse import unquote, urlsplit

from waystation.casework.hotline import slips as words
from waystation.casework.hotline.reach import TEXT_LIMIT, Letter
from waystation.casework.hotline.slips import WHO_LIMIT, Slip
from waystation.circles.secret import Card, name
from waystation.store.hotline import slips

MOST = 25 * 2**20  # bytes of one mail: what mail servers take; a larger one stays in the account
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SECONDS = 60


class BadAccount(Exception):
    """The account is named wrongly, or cannot be reached; the message says what to mend and holds no password."""


class Account(Protocol):
    """Where mails lie."""

    def waiting(self) -> Iterator[tuple[str, bytes]]:
        """Each mail that was not taken yet: a handle, and the mail as it came."""

    def taken(self, handle: str, delete: bool) -> None:
        """The mail lies sealed in the store: it may go, or is only marked as seen."""


@dataclass
class Taken:
    """How many mails were ``new``, had been taken before (``again``), and stay because of attachments (``kept``)."""

    new: int = 0
    again: int = 0
    kept: int = 0


def take(account: Account, epoch: bytes, card: Card) -> Taken:
    """Takes all mails that wait. One that is killed half way takes the rest next time; none comes twice."""
    count = Taken()
    for handle, raw in account.waiting():
        thread, slip, attached = read(raw)
        new = slips.put(epoch, card, slips.thread_of(thread), words.encode(slip), key=name(raw))
        account.taken(handle, delete=not attached)
        count.new, count.again, count.kept = count.new + new, count.again + (not new), count.kept + bool(attached)
    return count


def read(raw: bytes) -> tuple[bytes, Slip, int]:
    """A mail as (what its conversation is known by, the slip, number of attachments). Whatever a stranger sends is
    shown as far as it can be read: wrong charsets, broken headers, HTML alone."""
    try:
        mail = message_from_bytes(raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        text, attached = _text(mail), sum(1 for _part in mail.iter_attachments())
        head = {key: _header(mail, key) for key in ("from", "subject", "references", "in-reply-to", "message-id")}
    except (MessageError, ValueError, LookupError, AssertionError, AttributeError, IndexError):
        return raw, Slip(Letter(text=raw.decode("utf-8", "replace")[:TEXT_LIMIT]), "email"), 0
    said = "\n".join(part for part in (head["subject"], text.strip()) if part)
    if attached:
        said += f"\n[{attached} ⧉]"
    roots = (head["references"] or head["in-reply-to"] or head["message-id"]).split()
    slip = Slip(Letter(text=said[:TEXT_LIMIT]), "email", head["from"][:WHO_LIMIT])
    return roots[0].encode() if roots else raw, slip, attached


def _header(mail: EmailMessage, key: str) -> str:
    return " ".join(str(mail.get(key) or "").split())


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    content = part.get_payload(decode=True) or b""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = bytes(content).decode(charset, "replace")
    except LookupError:  # a charset that nobody knows
        text = bytes(content).decode("utf-8", "replace")
    return _Words.of(text) if part.get_content_type() == "text/html" else text


class _Words(HTMLParser):
    """The words of an HTML mail, without what a browser would fetch, hide or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden = 0

    @classmethod
    def of(cls, text: str) -> str:
        reader = cls()
        reader.feed(text)
        return "".join(reader.found).strip()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in ("script", "style", "head", "title")
        if tag in ("br", "p", "div", "tr", "li"):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in ("script", "style", "head", "title")))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


class Imap:
    """A folder of an IMAP account: ``imaps://user@host/INBOX``, or ``imap://`` with STARTTLS. Without encryption only
    to this machine itself."""

    def __init__(self, address: str, password: str, authority: str = ""):
        self.url, self.password = urlsplit(address), password
        if self.url.scheme not in ("imaps", "imap") or not self.url.hostname or not self.url.username:
            raise BadAccount("INBOX_IMAP must look like imaps://user@host/INBOX")
        self.folder = unquote(self.url.path.strip("/")) or "INBOX"
        self.context = ssl.create_default_context(cafile=authority or None)

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Imap":
        """From the settings. Raises BadAccount."""
        address, secret = environ.get("INBOX_IMAP", ""), environ.get("INBOX_IMAP_PASSWORD_FILE", "")
        if not address or not secret:
            raise BadAccount("Set INBOX_IMAP to the account and INBOX_IMAP_PASSWORD_FILE to a file with its password")
        try:
            return cls(address, Path(secret).read_text("utf-8").strip(), environ.get("INBOX_IMAP_CA", ""))
        except OSError as error:
            raise BadAccount(f"INBOX_IMAP_PASSWORD_FILE or INBOX_IMAP_CA cannot be read: {error.strerror}") from error

    def __enter__(self) -> "Imap":
        host, user = self.url.hostname or "", unquote(self.url.username or "")
        try:
            if self.url.scheme == "imaps":
                port = self.url.port or 993
                self.box: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, port, ssl_context=self.context, timeout=SECONDS)
            else:
                self.box = imaplib.IMAP4(host, self.url.port or 143, timeout=SECONDS)
                if host not in LOOPBACK or "STARTTLS" in self.box.capabilities:
                    self.box.starttls(self.context)
            self.box.login(user, self.password)
            self._good(self.box.select(f'"{self.folder}"'))
        except (OSError, imaplib.IMAP4.error) as error:
            raise BadAccount(f"The mail account cannot be opened: {type(error).__name__}") from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None:
                self.box.expunge()
            self.box.logout()
        except (OSError, imaplib.IMAP4.error):  # it hung up first: what was taken is safe, and asked for again
            pass

    def waiting(self) -> Iterator[tuple[str, bytes]]:
        for uid in self._good(self.box.uid("search", "UNSEEN", "UNDELETED"))[0].split():
            size = self._good(self.box.uid("fetch", uid.decode(), "(RFC822.SIZE)"))[0]
            if int(bytes(size).split(b"RFC822.SIZE")[1].split(b")")[0].split()[0]) > MOST:
                continue
            for part in self._good(self.box.uid("fetch", uid.decode(), "(BODY.PEEK[])")):
                if isinstance(part, tuple):
                    yield uid.decode(), part[1]

    def taken(self, handle: str, delete: bool) -> None:
        self._good(self.box.uid("store", handle, "+FLAGS", r"(\Seen \Deleted)" if delete else r"(\Seen)"))

    def _good(self, answer: tuple[str, list]) -> list:  # type: ignore[type-arg]
        if answer[0] != "OK":
            raise imaplib.IMAP4.error(f"the server refused: {answer[0]}")
        return answer[1]
