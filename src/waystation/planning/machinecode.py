"""Functions that numba compiles when they are first called, which takes some seconds.

The machine code is kept beside Python's own (``__pycache__``), in the folder that ``NUMBA_CACHE_DIR`` names, or in the
user's folder for caches, until the function's own file changes, and is made anew by each process where none of them may
be written to. Another file's numbers and functions that went into it are not looked at: so what is compiled together
stands in one file.

A service may be forbidden to make machine code (systemd's ``MemoryDenyWriteExecute``): the functions then run as they
are written, some hundred times slower.
"""

from collections.abc import Callable
from typing import Any

try:
    import numba

    MAKES = True
except OSError:  # "cannot allocate executable memory"
    MAKES = False


def machine_code(function: Callable[..., Any]) -> Any:
    """The function compiled, and kept where a folder for that may be written to. It runs without Python's lock."""
    if not MAKES:
        return function
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # "no locator available": nowhere to keep it
        return numba.njit(nogil=True)(function)
