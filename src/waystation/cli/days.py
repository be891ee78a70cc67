"""Days as people type them behind a command."""

import argparse
import datetime

WEEK = datetime.timedelta(days=7)  # a visa without days counts as good that long from the day of departure


def day(typed: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError("a day, as 2026-12-10") from None
