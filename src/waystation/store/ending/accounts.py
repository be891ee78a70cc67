"""The accounts of all cases that a member opens, kept sealed between looks: only what changed is read again.

    found = accounts(keys, budget=2.0)
    found.lines, found.rates, found.unread

A total follows from signed statements: each circle is opened with every signature checked, and one in which anything is
wrong is named among the ``flawed`` and still counted, so that nobody can make a payment vanish by damaging it.
"""

import time

import msgspec

from waystation.casework import accounts as rules
from waystation.casework.accounts import Line
from waystation.casework.rates import Rated, rates_of
from waystation.store import node
from waystation.store.files.casefiles import CaseFile
from waystation.store.lists import index
from waystation.store.models import Circle
from waystation.store.sealed import kept
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Reading, read_many

SHELF = "accounts/1"
BATCH = 100  # circles read at once, after which the clock is looked at


class Account(msgspec.Struct, array_like=True):
    """One case's payments. ``changed``: of the circle when it was read (µs); ``budget`` in whole units."""

    number: bytes
    code: str
    changed: int
    lines: list[Line]
    rates: list[Rated]
    budget: int
    currency: str
    flawed: bool


class Accounts(msgspec.Struct, array_like=True):
    """By circle. ``unread``: how many cases are still to be read."""

    cases: dict[bytes, Account] = {}
    unread: int = 0

    @property
    def rates(self) -> list[Rated]:
        return [rate for account in self.cases.values() for rate in account.rates]

    @property
    def flawed(self) -> list[str]:
        return sorted(account.code for account in self.cases.values() if account.flawed)


_accounts = msgspec.msgpack.Decoder(Accounts)


def accounts(keys: Keys, budget: float) -> Accounts:
    """All accounts, brought up to date for about ``budget`` seconds."""
    deadline = time.monotonic() + budget
    held = {line.circle for line in index.lines(keys, ("money",))}
    changed = _changed(held)
    known = {c: a for c, a in _kept(keys).cases.items() if c in changed}
    news = [circle for circle, at in changed.items() if circle not in known or known[circle].changed != at]
    left = list(news)
    while left and time.monotonic() < deadline:
        batch, left = left[:BATCH], left[BATCH:]
        for circle, reading in read_many(keys, batch).items():
            known[circle] = _account(keys, reading, changed[circle])
    found = Accounts(known, len(left))
    if news:
        kept.keep(keys.secret, SHELF, msgspec.msgpack.encode(found), kept.CACHE)
    return found


def of_file(file: CaseFile) -> Account | None:
    """One case's account; None where its money does not open."""
    part = file.part("money")
    return _account(file.keys, part.reading, 0) if part.reading else None


def _account(keys: Keys, reading: Reading, changed: int) -> Account:
    lines = rules.of_state(reading.state, node.setting("payment_limits"), keys.directory.member)
    state, label = reading.state, reading.label
    return Account(
        label.number, label.code, changed, lines, rates_of(state), state.get("budget") or 0,
        state.get("budget_currency") or "", bool(reading.flaws or reading.void),
    )  # fmt: skip


def _changed(circles: set[bytes]) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    every = sorted(circles)
    for start in range(0, len(every), 500):  # under SQLite's limit of bound values
        found |= dict(Circle.objects.filter(pk__in=every[start : start + 500]).values_list("id", "changed"))
    return found


def _kept(keys: Keys) -> Accounts:
    try:
        return _accounts.decode(kept.look(keys.secret, SHELF) or b"")
    except msgspec.DecodeError:
        return Accounts()
