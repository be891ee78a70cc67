"""Where ``backup`` and ``restore`` get a passphrase from: the terminal or standard input, never a command line."""

import argparse
import getpass
import sys


class NoPassphrase(Exception):
    """There is nowhere to get a passphrase from. Its text says what to do."""


def argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-stdin", action="store_true", help="read the backup's passphrase from standard input, one line"
    )


def from_stdin() -> str:
    """Raises NoPassphrase."""
    line = sys.stdin.readline().strip()
    if not line:
        raise NoPassphrase("No passphrase came on standard input.")
    return line


def asked() -> str:
    """Raises NoPassphrase."""
    if not sys.stdin.isatty():
        raise NoPassphrase("There is no terminal to ask on: give the passphrase with --passphrase-stdin.")
    return getpass.getpass("The backup's passphrase: ")


def may_be_shown() -> None:
    """Raises NoPassphrase unless somebody sits at a terminal to read a generated passphrase."""
    if not sys.stdout.isatty():
        raise NoPassphrase("There is no terminal to show a passphrase on: give one with --passphrase-stdin.")
