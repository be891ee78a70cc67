"""``waystation mail``: takes the mails of one account into the inbox, sealed. For a timer; it opens nothing."""

import argparse
import imaplib
import os
import sys

from waystation.cli import setup

HELP = "take mails of an IMAP account into the inbox, sealed (for a timer)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: the account is named by settings, so that no process list shows it."""


def run(options: argparse.Namespace) -> int:
    setup.ready()
    from waystation.desk.inbox.mail import BadAccount, Imap, take
    from waystation.door.notices import Closed, intake

    try:
        told = intake()
        with Imap.of(os.environ) as account:
            taken = take(account, told.epoch, told.card)
    except Closed:
        print("There is no key yet to seal mails to: somebody of the hotline must look at Inbox once.", file=sys.stderr)
        return 1
    except BadAccount as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, imaplib.IMAP4.error) as error:
        name = type(error).__name__
        print(f"The mail account broke off ({name}). What was taken is safe; run it again.", file=sys.stderr)
        return 1
    print(f"{taken.new} new, {taken.again} taken before, {taken.kept} left in the account for their attachments.")
    return 0
