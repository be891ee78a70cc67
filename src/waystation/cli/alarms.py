"""``waystation alarms``: raises what nobody answered in time. It holds no key and opens nothing.

It prints to stderr what whoever runs the machine must know: that it cannot write, that the clock was moved, how many
it raised.
"""

import argparse
import os
import shlex
import signal
import subprocess
import sys
import time

HELP = "raise alarms for check-ins that nobody answered, and page somebody (runs until ended)"
PATIENCE = 60  # seconds that the hook may take; a mail over Tor takes some
KEPT_FROM_HOOK = ("DATABASE_URL", "DOOR_DATABASE_URL", "DJANGO_SETTINGS_MODULE")  # may hold a password


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--beside", type=int, metavar="PID", help="end together with the program that started it")


def run(options: argparse.Namespace) -> int:
    from waystation.cli.checks import no_installation

    if missing := no_installation():
        print(missing, file=sys.stderr)
        return 1
    from waystation.cli.setup import ready

    ready(migrate=False)
    from waystation.store.duty.ringing import Ringing, SystemClock

    pager = Pager(os.environ.get("ALARM_HOOK", ""))
    signal.signal(signal.SIGTERM, _end)
    alive = (lambda: os.getppid() == options.beside) if options.beside else (lambda: True)
    try:
        return Ringing(SystemClock(), pager.page, say, alive).run()
    except Ended:
        return 0


class Ended(BaseException):
    """Somebody ended the process in an orderly way. A tick that was under way leaves nothing half-done."""


def _end(_number: int, _frame: object) -> None:
    raise Ended


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


class Pager:
    """Calls somebody by a command of this installation's own. It is told nothing: no argument, no input, no number of
    alarms; who sees it run learns that something is due, and when."""

    def __init__(self, command: str):
        self.command = shlex.split(command)
        self.running: subprocess.Popen[bytes] | None = None
        self.begun = 0.0

    def page(self) -> None:
        """Starts the command and does not wait, since the next alarm must. One that still runs is left to it."""
        self._look()
        if not self.command or self.running:
            return
        environment = {k: v for k, v in os.environ.items() if k not in KEPT_FROM_HOOK}
        nothing, self.begun = subprocess.DEVNULL, time.monotonic()
        try:
            self.running = subprocess.Popen(  # noqa: S603 - named by whoever installed this
                self.command, stdin=nothing, stdout=nothing, stderr=nothing, env=environment
            )
        except OSError as error:
            say(f"ALARM_HOOK cannot be run: {type(error).__name__}.")

    def _look(self) -> None:
        if self.running and self.running.poll() is None and time.monotonic() - self.begun > PATIENCE:
            self.running.kill()
            self.running.wait()
        if self.running and (code := self.running.poll()) is not None:
            if code:
                say(f"ALARM_HOOK failed with {code}.")
            self.running = None
