"""Money of one case: asking, approving by a second member, noting that it was paid, with its receipt."""

import os
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework import accounts as rules
from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.hotline import filetypes
from waystation.casework.hotline.attached import MOST_BYTES, Attached
from waystation.casework.roles import may_write
from waystation.casework.vocabularies import vocabulary
from waystation.circles.errors import CannotOpen
from waystation.desk.cases.opened import choices, opened_file, today_of
from waystation.desk.money import rates
from waystation.desk.money.bars import against, bars
from waystation.desk.web.acts import acted
from waystation.desk.web.downloads import saved
from waystation.store import node
from waystation.store.attachments import blobs, cleaning
from waystation.store.ending import accounts
from waystation.store.files import casefiles, cases, programme
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed import accesslog

ANSWERS = {"approve": "approved", "refuse": "rejected"}


def money(request: Any, number: str) -> HttpResponse:
    """The page; a POST does one of the acts below."""
    file = opened_file(request, number)
    if file.part("money").reading is None and not may_write(request.keys.roles, "money"):
        raise NotYourRole(_("Money is opened by the direction and the audit, and written by those who pay."))
    return acted(request, ACTS, _page, file)


def ask(request: Any, file: CaseFile) -> HttpResponse:
    """Asks for a payment, or notes one that was made. Shows its reference, which whoever does not read Money needs to
    note later that it was paid. Raises CaseworkError."""
    post, today, record = request.POST, today_of(request.keys).isoformat(), os.urandom(6).hex()
    currency = post.get("currency", "")
    if currency not in vocabulary("currency"):
        raise BadValue(_("Choose a currency."))
    if post.get("purpose") not in vocabulary("payment_purpose"):
        raise BadValue(_("Choose a purpose."))
    amount = rules.minor(post.get("amount", ""), currency)
    paid = "paid" in post
    values = {
        "on": today, "amount": rules.whole(amount, currency), "minor": amount, "currency": currency,
        "purpose": post["purpose"], "pathway": post.get("pathway", ""), "to": post.get("to", "")[:200],
        "asked_by": request.keys.member.hex(), "status": "paid" if paid else "asked",
        "paid_on": today if paid else "", "receipt": post.get("receipt", "")[:100], "file": _receipt_file(request),
    }  # fmt: skip
    over = amount > node.setting("payment_limits").get(currency, 0) * 10 ** rules.digits(currency)
    if paid and over:
        raise BadValue(_("Above the limit a second member approves first: ask for it, and pay afterwards."))
    _state(file, "payments", record, values)
    return _page(request, casefiles.open_file(request.keys, file.number), done=record)


def pay(request: Any, file: CaseFile) -> None:
    """Notes that a payment was made, with its receipt, by its reference. Raises CaseworkError."""
    record = request.POST.get("record", "").strip().lower()
    if not (len(record) == 12 and all(c in "0123456789abcdef" for c in record)):
        raise BadValue(_("This is not a reference of a payment."))
    values: dict[str, Any] = {"paid_on": today_of(request.keys).isoformat()}
    if request.POST.get("receipt"):
        values["receipt"] = request.POST["receipt"][:100]
    if text := _receipt_file(request):
        values |= {"file": text, "receipt_kept": True}
    account = accounts.of_file(file)
    line = next((x for x in account.lines if x.record == record), None) if account else None
    if account and (line is None or line.status in ("paid", "refused") or line.needs):
        raise BadValue(_("A second member has not approved this, or it was decided already."))
    if account is None and not _answered(file, record, "approved"):
        raise BadValue(_("A second member has not approved this, or it was decided already."))
    if account:
        values["status"] = "paid"
    _state(file, "payments", record, values)


def decide(request: Any, file: CaseFile) -> None:
    """Approves or refuses by one's own hand; those who asked see the answer, without the amount, in Needs. Raises
    CaseworkError, Sealed."""
    record, keys, part = request.POST.get("record", ""), request.keys, file.part("money")
    answer = "refuse" if "refuse" in request.POST else "approve"
    if part.state is None:
        raise NotYourRole(_("Payments are approved by those who open Money."))
    me = keys.member.hex()
    statement = rules.approves(part.state, record, keys.member, keys.directory.member)
    values = {"approved_by": me, "approves": statement, "status": "approved"} if answer == "approve" else {
        "status": "refused", "approved_by": None, "approves": None}  # fmt: skip
    _state(file, "payments", record, values)
    told = {"payment": record, "answer": ANSWERS[answer], "by": me, "on": today_of(keys).isoformat()}
    if may_write(keys.roles, "needs") and file.part("needs").circle:
        circle = cases.ensure_part(file, "needs")
        cases.state(keys, circle, "needs", "payments_decided", os.urandom(6).hex(), told)


def look(request: Any, file: CaseFile) -> HttpResponse:
    """A receipt's file, cleaned. Raises CaseworkError, Damaged."""
    part, record = file.part("money"), request.POST.get("record", "")
    text = part.state.get("file", record, "payments") if part.state else None
    try:
        attached = msgspec.json.decode(text or "", type=Attached)
    except msgspec.DecodeError as error:
        raise BadValue(_("This payment has no file.")) from error
    accesslog.log(request.keys.pseudonym, "receipt opened", [part.circle] if part.circle else [])
    cleaned = cleaning.clean(blobs.whole(attached))
    if not cleaned.content or cleaned.kind is None:
        raise BadValue(_("This file cannot be shown cleaned."))
    return saved(cleaned.content, f"{record}.{cleaned.kind.extension}")


def plan(request: Any, file: CaseFile) -> None:
    """Sets the case's budget. Raises CaseworkError."""
    currency, typed = request.POST.get("currency", ""), request.POST.get("budget", "").strip()
    if currency not in vocabulary("currency") or not typed.isdigit():
        raise BadValue(_("Write the budget in whole units, and choose its currency."))
    _state(file, "", "", {"budget": typed, "budget_currency": currency})


def rate(request: Any, file: CaseFile) -> None:
    """Keeps an exchange rate with its date and source, in the programme's table. Raises CaseworkError."""
    rates.keep(request.keys, request.POST)


ACTS = {"ask": ask, "pay": pay, "decide": decide, "look": look, "plan": plan, "rate": rate}


def _state(file: CaseFile, collection: str, record: str, values: dict[str, Any]) -> None:
    if not may_write(file.keys.roles, "money"):
        raise NotYourRole(_("Your role does not write here."))
    circle = cases.ensure_part(file, "money")
    cases.state(file.keys, circle, "money", collection, record, {n: v for n, v in values.items() if v != ""})


def _receipt_file(request: Any) -> str:
    """A receipt that was chosen, sealed; its reference as text. Raises BadValue."""
    upload = request.FILES.get("file")
    if upload is None:
        return ""
    if upload.size > MOST_BYTES:
        raise BadValue(_("This file is too large: at most %(limit)s MB."), limit=MOST_BYTES >> 20)
    kind = filetypes.sniffed(upload.read(filetypes.HEAD))
    upload.seek(0)
    mime = kind.mime if kind else "application/octet-stream"
    return msgspec.json.encode(blobs.keep(upload.chunks(), upload.name or "file", mime)).decode()


def _answered(file: CaseFile, record: str, answer: str) -> bool:
    """Whether somebody who decides answered so, as far as a member who does not read Money can tell."""
    needs = file.states.get("needs")
    rows = needs.rows("payments_decided").items() if needs else ()
    return any(
        row.get("payment") == record and row.get("answer") == answer
        and needs is not None and "director" in file.keys.directory.roles(
            needs.author("answer", r, "payments_decided") or b"", file.keys.minute)
        for r, row in rows
    )  # fmt: skip


def _page(request: Any, file: CaseFile, error: str = "", status: int = 200, done: str = "") -> HttpResponse:
    keys, names = request.keys, dict(choices(file).members)
    account = accounts.of_file(file)
    needs = file.states.get("needs")
    given = request.POST if error and request.POST.get("act") == "rate" else {}
    try:
        known = accounts.accounts(keys, 1.0).rates if account else []
    except CannotOpen:
        known = account.rates if account else []
    house = programme.rates(keys) if account else []
    every = [*house, *known]
    lines = sorted(account.lines, key=lambda line: line.on, reverse=True) if account else []
    context = {
        "file": file, "number": file.number.hex(), "error": error, "typed": request.POST if error else {},
        "done": done, "open": account is not None, "may_write": may_write(keys.roles, "money"),
        "lines": [(line, names.get(line.asker.hex(), ""), names.get(line.approver.hex(), ""),
                   line.asker == keys.member, _has_file(file, line.record)) for line in lines],
        "totals": [(c, rules.shown(t.spent, c), rules.shown(t.bound, c)) for c, t in rules.totals(lines).items()],
        "against": against(rules.totals(lines), account.budget, account.currency, every) if account else None,
        "purposes": bars(lines, lambda line: line.purpose), "rates": [*house, *account.rates] if account else [],
        "may_rate": may_write(keys.roles, "rates"),
        "rate_typed": given, "unsure": bool(given) and rates.unsure(keys, given),
        "flawed": bool(account and account.flawed), "limits": sorted(node.setting("payment_limits").items()),
        "currencies": vocabulary("currency"), "kinds": vocabulary("payment_purpose"), "pathways": vocabulary("pathway"),
        "decided": [row | {"who": names.get(row.get("by") or "", "")}
                    for row in (needs.rows("payments_decided").values() if needs else ())],
        "today": today_of(keys).isoformat(), "accept": filetypes.ACCEPTED,
    }  # fmt: skip
    return render(request, "desk/money.html", context, status=status)


def _has_file(file: CaseFile, record: str) -> bool:
    state = file.part("money").state
    return bool(state and state.get("file", record, "payments"))
