"""``waystation notices``: one mail a day to staff that always says the same, whether or not anything came.

Who watches the mails of a member learns that they get one mail a day of one length, and nothing of what happened.
"""

import argparse
import os
import smtplib
import ssl
import sys
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

HELP = "send the daily notice that says the same whatever happened (for a timer)"
SUBJECT = "Notes"
BODY = "There may be something new, or nothing. Please look in when you can.\n"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: sender and receivers are named by settings."""


def run(options: argparse.Namespace) -> int:
    server, receivers = os.environ.get("NOTICE_SMTP", ""), os.environ.get("NOTICE_TO", "").split()
    url = urlsplit(server)
    if url.scheme not in ("smtp", "smtps") or not url.hostname or not receivers:
        print("Set NOTICE_SMTP to smtps://user@host and NOTICE_TO to addresses with spaces between.", file=sys.stderr)
        return 1
    password = os.environ.get("NOTICE_SMTP_PASSWORD_FILE", "")
    context = ssl.create_default_context(cafile=os.environ.get("NOTICE_SMTP_CA") or None)
    try:
        secret = Path(password).read_text("utf-8").strip() if password else ""
        with _connected(url, context) as server_:
            if secret and url.username:
                server_.login(unquote(url.username), secret)
            for receiver in receivers:  # one each: no mail names another receiver
                server_.send_message(notice(os.environ.get("NOTICE_FROM", receiver), receiver))
    except (OSError, smtplib.SMTPException) as error:
        print(f"The notice was not sent: {type(error).__name__}. Check NOTICE_SMTP and its password.", file=sys.stderr)
        return 1
    print(f"{len(receivers)} sent.")
    return 0


def _connected(url: SplitResult, context: ssl.SSLContext) -> smtplib.SMTP:
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(url.hostname or "", url.port or 465, timeout=60, context=context)
    server = smtplib.SMTP(url.hostname or "", url.port or 587, timeout=60)
    server.ehlo()
    if url.hostname not in LOOPBACK or server.has_extn("starttls"):
        server.starttls(context=context)
    return server


def notice(sender: str, receiver: str) -> EmailMessage:
    """The one notice that there is."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, receiver, SUBJECT
    mail.set_content(BODY)
    return mail
