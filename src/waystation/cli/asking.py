"""Questions on a terminal, or to a program at the other end of a pipe: one line asked, one line answered."""

import os
import stat
import sys
from collections.abc import Callable


class Interrupted(Exception):
    """The answers ended before the questions did."""


def ask(question: str, default: str = "", check: Callable[[str], str] = lambda _answer: "") -> str:
    """The answer, asked again until ``check`` finds nothing wrong with it. Raises Interrupted."""
    while True:
        answer = " ".join(_line(f"{question}{f' [{default}]' if default else ''}: ").split()) or default
        wrong = check(answer)
        if not wrong:
            return answer
        print(f"  {wrong}", flush=True)


def _line(prompt: str) -> str:
    print(prompt, end="", flush=True)
    line = sys.stdin.readline()  # not input(): that would keep what was typed in readline's memory
    if not line:
        raise Interrupted
    if not sys.stdin.isatty():
        print(flush=True)
    return line


def wipe() -> None:
    """Clears the terminal and what can be scrolled back to, before the next person sits down."""
    if sys.stdout.isatty():
        print("\033[H\033[2J\033[3J", end="", flush=True)


def kept_by_a_file() -> bool:
    """Whether what this command prints is written to a file, where a passphrase must not stand."""
    try:
        return stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        return False
