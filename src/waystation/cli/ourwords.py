"""Standard output for our own words: what libraries write there by themselves goes nowhere.

    with only_ours():
        print("an answer")

HiGHS 1.12 prints a line of its debugging now and then, whatever it is told (its issue 2783), and a line between two
answers would end whoever reads them.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def only_ours() -> Iterator[None]:
    """Meanwhile ``print`` writes where it did, and the process's own standard output, file 1, is nothing. Where it
    wrote elsewhere already, nothing changes."""
    before = sys.stdout
    if not _is_standard(before):
        yield
        return
    before.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    sys.stdout = io.TextIOWrapper(
        os.fdopen(os.dup(kept), "wb"), encoding="utf-8", errors="backslashreplace", line_buffering=True
    )
    try:
        yield
    finally:
        sys.stdout.close()
        sys.stdout = before
        os.dup2(kept, 1)
        os.close(kept)


def _is_standard(stream: object) -> bool:
    try:
        return stream.fileno() == 1  # type: ignore[attr-defined]
    except (OSError, AttributeError):
        return False
