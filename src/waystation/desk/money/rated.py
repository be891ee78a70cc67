"""By which rates an amount was converted, in words: the same wherever money of two currencies stands side by side."""

import datetime

from django.utils.translation import ngettext

from waystation.casework.rates import Used


def in_words(used: Used, today: datetime.date) -> str:
    """Each rate as it was typed, its day and source, and how old the oldest is; empty where none was needed."""
    by = [f"1 {r.one} = {r.rate} {r.into}, {r.on}, {r.source}" for r in used.by]
    age = used.age(today)
    return "; ".join([*by, *([days_old(age)] if age is not None else [])])


def days_old(age: int) -> str:
    return ngettext("{n} day old", "{n} days old", age).format(n=age)
