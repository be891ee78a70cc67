"""Accounts: payments as lines with exact amounts, whose totals follow from signed statements.

    lines = of_state(state, limits, directory.member)
    totals(lines)["EUR"].spent                   # in cents
    convert(totals(lines), "CAD", rates)         # None for the total where a rate is missing: nothing is guessed

Amounts are whole numbers in a currency's smallest unit (ISO 4217). An approval counts only if the member whose name it
bears wrote it, is not the one who asked, and approved this very amount.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.folds import State
from waystation.casework.rates import Rated, digits, rate, times
from waystation.casework.words import _

MOST = 10**11  # in the smallest unit: a slip of the finger, not a payment
SPENT, BOUND = ("paid",), ("asked", "approved")
MemberOf = Callable[[bytes], bytes]  # the member whose device made a statement


def minor(text: str, currency: str) -> int:
    """An amount as people type it, such as "129.50" or "1 200,5", in the smallest unit. Raises BadValue."""
    plain = "".join(text.split()).replace(",", ".")
    try:
        amount = Decimal(plain).scaleb(digits(currency)) if plain.isascii() else Decimal("nan")
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 < amount < MOST:
        raise BadValue(_("Write an amount like 129.50, with no more digits than the currency has."))
    return int(amount)


def shown(amount: int, currency: str) -> str:
    """12950 EUR as "129.50"."""
    return f"{Decimal(amount).scaleb(-digits(currency)):.{digits(currency)}f}"


def whole(amount: int, currency: str) -> int:
    """In whole units, rounded up, as the field ``amount`` has it."""
    return -(-amount // 10 ** digits(currency))


@dataclass(frozen=True)
class Line:
    """One payment as it counts. ``status``: of the vocabulary; ``approved``: by a second member's own hand; ``needs``:
    a second member still has to. ``statements``: the signed statements that it follows from, and ``asker``,
    ``approver``: members' ids."""

    record: str
    on: str
    amount: int
    currency: str
    purpose: str
    pathway: str
    status: str
    asker: bytes
    approver: bytes
    approved: bool
    needs: bool
    receipt: bool
    to: str
    statements: int

    @property
    def month(self) -> str:
        return self.on[:7]

    @property
    def text(self) -> str:
        return shown(self.amount, self.currency)


def of_state(state: State, limits: Mapping[str, int], member_of: MemberOf) -> list[Line]:
    """The payments of one case. ``limits``: by currency, the whole units up to which one member suffices; a currency
    without one has none, so that every payment in it takes two."""
    return [line for r in state.records("payments") if (line := _line(state, r, limits, member_of)) is not None]


def _line(state: State, record: str, limits: Mapping[str, int], member_of: MemberOf) -> Line | None:
    row = state.row("payments", record)
    currency = row.get("currency") or ""
    exact = row.get("minor")
    amount = int(exact) if exact is not None else int(row.get("amount") or 0) * 10 ** digits(currency)
    if not currency:
        return None
    asker = member_of(state.author("asked_by", record, "payments") or b"")
    approver = _approver(state, record, row, asker, member_of)
    status = row.get("status") or "asked"
    if row.get("paid_on") and status in BOUND:  # whoever drops without reading says only that it is paid: their word
        status = "paid"  # stands beside the approval, of which they cannot have known
    over = amount > limits.get(currency, 0) * 10 ** digits(currency)
    statements = {v.statement for key, values in state.values.items() if key.startswith(f"payments/{record}/")
                  for v in values[-1:]}  # fmt: skip
    return Line(
        record, str(row.get("paid_on") or row.get("on") or ""), amount, currency, row.get("purpose") or "",
        row.get("pathway") or "", status, asker, approver, bool(approver),
        over and not approver and status not in ("refused", "returned"),
        bool(row.get("receipt") or row.get("receipt_kept") or row.get("file")), row.get("to") or "", len(statements),
    )  # fmt: skip


def _approver(state: State, record: str, row: Mapping[str, Any], asker: bytes, member_of: MemberOf) -> bytes:
    """Who approved this amount by their own hand; empty where nobody did."""
    hand = member_of(state.author("approved_by", record, "payments") or b"")
    own = bool(hand) and row.get("approved_by") == hand.hex() and hand != asker
    right = row.get("approves") == _amount_stated(state, record)
    return hand if own and right and not state.conflict("approved_by", record, "payments") else b""


def _amount_stated(state: State, record: str) -> str:
    """The id of the statement that gave the amount; nothing equals it where two stand side by side."""
    for name in ("minor", "amount"):
        if state.conflict(name, record, "payments"):
            return "two"
        if (values := state.values.get(f"payments/{record}/{name}")) and values[-1].value is not None:
            return values[-1].statement.hex()
    return "none"


def approves(state: State, record: str, member: bytes, member_of: MemberOf) -> str:
    """The statement of the amount that ``member`` may approve. Raises BadValue, NotYourRole."""
    if record not in state.records("payments") or state.row("payments", record).get("status") != "asked":
        raise BadValue(_("This was decided already."))
    if member_of(state.author("asked_by", record, "payments") or b"") == member:
        raise NotYourRole(_("Somebody else must decide this."))
    return _amount_stated(state, record)


# -- adding up ---------------------------------------------------------------------------------------------------------


@dataclass
class Total:
    """In the smallest unit of one currency: asked for or approved and not paid (``bound``), and ``spent``."""

    bound: int = 0
    spent: int = 0
    lines: int = 0


def totals(lines: Iterable[Line]) -> dict[str, Total]:
    """By currency. What was refused counts for nothing, what was returned no longer."""
    found: dict[str, Total] = {}
    for line in lines:
        total = found.setdefault(line.currency, Total())
        total.lines += 1
        if line.status in SPENT:
            total.spent += line.amount
        elif line.status in BOUND:
            total.bound += line.amount
    return dict(sorted(found.items()))


def grouped(lines: Iterable[Line], by: Callable[[Line], str]) -> dict[str, dict[str, Total]]:
    """Totals by purpose, month or whatever ``by`` says."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(by(line), []).append(line)
    return {key: totals(some) for key, some in sorted(found.items())}


@dataclass
class Converted:
    """A sum in one currency, which rates it took, and the currencies for which there was none."""

    into: str
    spent: int = 0
    bound: int = 0
    used: list[Rated] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def convert(sums: Mapping[str, Total], into: str, rates: Iterable[Rated], on: datetime.date | None = None) -> Converted:
    """Sums in one currency by the newest rate of each (not after ``on``). Where one is ``missing``, the sum is of the
    others only."""
    found, known = Converted(into), list(rates)
    for currency, total in sums.items():
        used = rate(known, currency, into, on)
        if used is None:
            found.missing.append(currency)
            continue
        found.used += used.by
        found.spent += times(total.spent, used.factor, currency, into)
        found.bound += times(total.bound, used.factor, currency, into)
    return found
