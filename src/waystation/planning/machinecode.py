"""Functions that numba compiles when they are first called, which takes some seconds.

The machine code is kept beside Python's own (``__pycache__``, or the user's folder for caches) until the function's own
file changes, and is made anew by each process where neither may be written to. Another file's numbers and functions
that went into it are not looked at: so what is compiled together stands in one file.
"""

from collections.abc import Callable
from typing import Any

import numba


def machine_code(function: Callable[..., Any]) -> Any:
    """The function compiled, and kept where a folder for that may be written to. It runs without Python's lock."""
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # "no locator available": nowhere to keep it
        return numba.njit(nogil=True)(function)
