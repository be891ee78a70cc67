"""The node's clock, in the two units that are stored."""

import time


def minute() -> int:
    """Whole minutes since 1970 UTC, as in entries."""
    return int(time.time() // 60)


def micros() -> int:
    """Microseconds since 1970 UTC, as in arrival times."""
    return time.time_ns() // 1000
