"""The accounts of all cases, by code name: for the director beside the plans, for the auditor line by line."""

import csv
import datetime
import hashlib
import io
import zipfile
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework import accounts as rules
from waystation.casework.errors import CaseworkError, CriteriaUnmet, NotYourRole
from waystation.casework.rates import Rated
from waystation.casework.roles import access
from waystation.casework.vocabularies import vocabulary
from waystation.circles.secret import EPOCH_CARD_SIZE
from waystation.desk.money.bars import against, bars, sums_in_words
from waystation.desk.web.downloads import saved
from waystation.desk.web.ids import id_of
from waystation.desk.web.words import sentence
from waystation.store import node
from waystation.store.ending import accounts as store
from waystation.store.ending.accounts import Account
from waystation.store.files import programme
from waystation.store.members import motions
from waystation.store.sealed.keys import Keys

BUDGET = 2.0  # seconds to read what is new, as for lists
PAGE = 50  # lines on a page
OUT = "accounts out"  # the motion's word, and the access log's


def accounts(request: Any) -> HttpResponse:
    """Totals by currency, purpose, month and pathway, plan beside spending, and every line. A POST asks for taking the
    lines out, agrees to it, or does it."""
    keys: Keys = request.keys
    if not any(access(role, "money").reads for role in keys.roles):
        raise NotYourRole(_("Accounts are opened by the direction and the audit."))
    found = store.accounts(keys, BUDGET)
    if request.method != "POST":
        return _page(request, found)
    try:
        return _act(request, found) or redirect("accounts")
    except CaseworkError as error:
        return _page(request, found, sentence(error), 400)


def _act(request: Any, found: store.Accounts) -> HttpResponse | None:
    """Raises CaseworkError, Http404."""
    post, keys = request.POST, request.keys
    match post.get("act"):
        case "ask":
            motions.ask(keys, OUT, post.get("reason", ""))
        case "agree":
            motions.agree(keys, id_of(post.get("motion", "")))
        case "take":
            if found.unread:
                raise CriteriaUnmet(_("Not all cases are read yet: load the page again first."))
            motions.use(keys, id_of(post.get("motion", "")), OUT)
            return saved(packed(keys, found), "accounts.zip")
        case _:
            raise Http404
    return None


def _motions(keys: Keys) -> list[dict[str, Any]]:
    """Who asks to take the lines out, who agreed, and this member's part in it."""
    shown = []
    for motion in motions.open_ones(keys, OUT):
        by, second = motions.asker(keys, motion), motions.agreed_by(keys, motion)
        agreed = keys.directory.name_of(second) if second else ""
        who = keys.directory.name_of(by or b"")
        line = {"id": motion.id.hex(), "who": who, "reason": motion.reason, "mine": by == keys.member}
        shown.append(line | {"agreed": agreed})
    return shown


def _page(request: Any, found: store.Accounts, error: str = "", status: int = 200) -> HttpResponse:
    keys: Keys = request.keys
    lines = [line for account in found.cases.values() for line in account.lines]
    into, known = _currency(request, lines), [*programme.rates(keys), *found.rates]
    names = {m.id: m.name for m in keys.directory.members.values()}
    rows = sorted(((a.code, a.number.hex(), line) for a in found.cases.values() for line in a.lines),
                  key=lambda row: (row[2].on, row[0]), reverse=True)  # fmt: skip
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    sums = rules.totals(lines)
    context = {
        "motions": _motions(keys), "error": error, "found": found, "sums": sums_in_words(sums), "into": into,
        "currencies": sorted({x.currency for x in lines}),
        "converted": rules.convert(sums, into, known) if into else None,
        "whole": _whole(rules.convert(sums, into, known), into) if into else None,
        "purposes": bars(lines, lambda line: line.purpose), "months": bars(lines, lambda line: line.month)[-24:],
        "plans": [(a, against(rules.totals(a.lines), a.budget, a.currency, known)) for a in _planned(found)],
        "pathways": _pathways(keys, lines, known),
        "page": page, "names": names, "alone": sum(line.needs and line.status == "paid" for line in lines),
        "waiting": sum(line.needs and line.status == "asked" for line in lines),
        "statements": sum(line.statements for line in lines), "count": len(lines),
    }  # fmt: skip
    return render(request, "desk/accounts.html", context, status=status)


def _whole(found: rules.Converted, into: str) -> tuple[str, str]:
    return rules.shown(found.spent, into), rules.shown(found.bound, into)


def _currency(request: Any, lines: list[rules.Line]) -> str:
    """In which currency sums are added up: as chosen, as set, or else that of most lines."""
    chosen = request.GET.get("in", "") or node.setting("accounts_currency")
    every = [line.currency for line in lines]
    return chosen if chosen in vocabulary("currency") else max(every, key=every.count, default="")


def _planned(found: store.Accounts) -> list[Account]:
    return sorted((a for a in found.cases.values() if a.budget and a.currency), key=lambda a: a.code)


def _pathways(keys: Keys, lines: list[rules.Line], rates: list[Rated]) -> list[tuple[str, Any]]:
    """Plan and spending by pathway, for those who open the pathways' budgets."""
    if not any(access(role, "pathways").reads for role in keys.roles):
        return []
    state = programme.opened(keys, "pathways").states.get("pathways")
    found = []
    for row in state.rows("pathways").values() if state else ():
        own = [line for line in lines if line.pathway and line.pathway == row.get("pathway")]
        plan = against(rules.totals(own), row.get("budget") or 0, row.get("budget_currency") or "", rates)
        if plan:
            found.append((row.get("name") or "", plan))
    return found


# -- taking lines out --------------------------------------------------------------------------------------------------


def packed(keys: Keys, found: store.Accounts) -> bytes:
    """Every line and every total as CSV, signed: an expert checks it with ``sha256sum`` and ``openssl``, and adds the
    lines up. Members stand as pseudonyms, as in the access log; cases by code name."""
    parts = {"lines.csv": _lines_csv(keys, found), "totals.csv": _totals_csv(found), "README.txt": README.encode()}
    digests = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in parts.items()]
    listed = "".join(digests).encode()
    key = Ed25519PublicKey.from_public_bytes(keys.secret.card.data[EPOCH_CARD_SIZE:])
    parts |= {
        "SHA256SUMS": listed, "SHA256SUMS.sig": keys.secret.sign(listed),
        "signer.pem": key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    }  # fmt: skip
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


README = """Lines and totals of the accounts. Check that they are as they were taken out:

    sha256sum -c SHA256SUMS
    openssl pkeyutl -verify -pubin -inkey signer.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig

Amounts are decimal numbers. `second`: whether a second member approved this very amount by their own hand.
`statements`: how many signed statements the line follows from.
"""


def _lines_csv(keys: Keys, found: store.Accounts) -> bytes:
    rows = [
        [a.code, x.record, x.on, x.purpose, x.text, x.currency, x.status, keys.directory.pseudonym(x.asker).hex()[:12],
         keys.directory.pseudonym(x.approver).hex()[:12] if x.approver else "", "yes" if x.approved else "no",
         "yes" if x.receipt else "no", x.statements]
        for a in sorted(found.cases.values(), key=lambda a: a.code) for x in sorted(a.lines, key=lambda x: x.on)
    ]  # fmt: skip
    head = "case payment on purpose amount currency status asked_by approved_by second receipt statements"
    return _csv(head.split(), rows)


def _totals_csv(found: store.Accounts) -> bytes:
    sums = rules.totals(line for a in found.cases.values() for line in a.lines)
    made = datetime.datetime.now(datetime.UTC).date().isoformat()
    rows = [[made, c, rules.shown(t.spent, c), rules.shown(t.bound, c), t.lines] for c, t in sums.items()]
    return _csv(["as_of", "currency", "spent", "bound", "lines"], rows)


def _csv(head: list[str], rows: list[list[Any]]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(head)
    table.writerows(rows)
    return "\ufeff".encode() + out.getvalue().encode()
