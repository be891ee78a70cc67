"""Who waits how long, by nationality, by kind of household, by origin and by language, against need: never a line that
speaks of fewer than ten people."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.folds import State
from waystation.casework.roles import ROLES, access
from waystation.desk.plan.disclosing import Table, disclosed
from waystation.desk.plan.views import gathered_for, reader
from waystation.planning.problem import UNSERVED
from waystation.planning.questions.fairness import by_group
from waystation.store.beds.lodgings import of_lines
from waystation.store.plans.planned import Found
from waystation.store.plans.waiters import Gathered, Waiter
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys

SEALED = {"nationality": "identity", "origin": "contact"}  # where these two stand


def fairness(request: Any) -> HttpResponse:
    keys = reader(request)
    gathered, proposal = gathered_for(keys)
    if proposal is None:
        return redirect("plan")
    shown = proposal.what_if or proposal.proposed or proposal.now
    known = _sealed(keys, gathered)
    tables: list[tuple[str, Table | None, str]] = []
    for name, grouped in (("kind", _kind), ("language", _language)):
        groups = {id_: group for id_, w in gathered.waiters.items() if (group := grouped(w))}
        tables.append((name, _table(shown, groups), ""))
    for name in SEALED:
        groups = {id_: known[name][w.number] for id_, w in gathered.waiters.items() if w.number in known[name]}
        opens = any(access(role, SEALED[name]).reads for role in keys.roles)
        tables.append((name, _table(shown, groups) if opens else None, _who_opens(SEALED[name])))
    context = {"tables": tables, "proposal": proposal, "weeks": shown.problem.weeks, "unserved": UNSERVED}
    return render(request, "desk/plan_fairness.html", context)


def _table(shown: Found, groups: dict[str, str]) -> Table:
    return disclosed(by_group(shown.problem, shown.plan, groups), shown.problem, shown.plan)


def _who_opens(part: str) -> str:
    """The roles that plan and open a part of every case, in words."""
    both = [role for role in ROLES.values() if _always(role.key, part) and access(role.key, "plan").reads]
    return ", ".join(_(role.label) for role in both)


def _always(role: str, part: str) -> bool:
    right = access(role, part)
    return right.reads and not right.assigned and not right.glass


def _kind(waiter: Waiter) -> str:
    if any(p.get("minor") for p in waiter.states["needs"].rows("persons").values()):
        return _("with somebody under 18")
    return _("several adults") if waiter.size > 1 else _("one adult")


def _language(waiter: Waiter) -> str:
    return next(iter(waiter.states["needs"].get("languages") or []), "")


def _sealed(keys: Keys, gathered: Gathered) -> dict[str, dict[bytes, str]]:
    """Nationality and origin by case, of those that these keys open. Identity is opened for this count alone, and the
    access log says so."""
    numbers = {w.number for w in gathered.waiters.values()}
    rows = [row for row in gathered.overview.rows if row.number in numbers]
    lines = [line for row in rows for line in row.lines if line.compartment in SEALED.values()]
    opened = of_lines(keys, lines)
    accesslog.log(keys.pseudonym, "plan", list(opened))
    found: dict[str, dict[bytes, str]] = {name: {} for name in SEALED}
    for line in lines:
        if line.circle in opened:
            name = next(n for n, part in SEALED.items() if part == line.compartment)
            value = _value(name, opened[line.circle].state)
            if value:
                found[name].setdefault(line.number, value)
    return found


def _value(name: str, state: State) -> str:
    if name == "nationality":
        return next(iter(state.get("nationalities") or []), "")
    return str(state.get("region") or "").strip()
