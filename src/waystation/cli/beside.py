"""Another command of this program kept running beside a server, and ended with it."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

AGAIN = 5  # seconds before one that ended is started again: a full disk is not emptied faster


@contextlib.contextmanager
def kept_running(*arguments: str) -> Iterator[None]:
    """``waystation ARGUMENTS`` in a process of its own, started again whenever it ends, until the block does."""
    over, starter = threading.Event(), os.getpid()
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not over.is_set():
            running[:] = [subprocess.Popen([sys.executable, "-m", "waystation", *arguments])]  # noqa: S603 - ourselves
            if over.is_set():
                running[0].terminate()
            running[0].wait()
            over.wait(AGAIN)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        if os.getpid() == starter:  # and not in a worker that the server made of this process
            over.set()
            for process in running:
                process.terminate()
            keeper.join(10)
