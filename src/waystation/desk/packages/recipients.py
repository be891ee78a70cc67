"""Authorities and their keys: comparing a fingerprint aloud, by two members, before anything is sealed to it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from waystation.casework.errors import CaseworkError
from waystation.casework.sharing import recipients as rules
from waystation.desk.packages.rights import require
from waystation.desk.web.words import sentence
from waystation.store.files import cases, programme
from waystation.store.visas import sealing
from waystation.store.visas.preparing import PART, pathways


def recipient(request: Any, record: str) -> HttpResponse:
    """One authority: its fingerprint to hear, who heard it. A POST states what this member heard."""
    require(request)
    keys = request.keys
    row = pathways(keys).rows("recipients").get(record)
    if row is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            sealing.check(row.get("key") or "")
            values = rules.compares(pathways(keys), record, keys.member.hex(), request.POST.get("heard", ""))
            circle = programme.opened(keys, PART).part(PART).circle
            assert circle is not None
            cases.state(keys, circle, PART, "recipients", record, values)
            return redirect("recipient", record)
        except CaseworkError as refused:
            error = sentence(refused)
    context = shown(keys, record, row) | {"error": error, "programme": programme.number(keys).hex()}
    return render(request, "desk/recipient.html", context, status=400 if error else 200)


def shown(keys: Any, record: str, row: dict[str, Any]) -> dict[str, Any]:
    """An authority as pages show it."""
    names = {m.id.hex(): m.name for m in keys.directory.members.values()}
    wanted = rules.fingerprint(row.get("key"))
    heard = [names.get(row.get(f"{n}_by") or "", "") for n in ("first", "second") if row.get(f"{n}_saw") == wanted]
    return {
        "record": record, "row": row, "kind": rules.kind(row.get("key")), "fingerprint": wanted, "heard": heard,
        "usable": rules.usable(pathways(keys), record), "mine": keys.directory.name_of(keys.member) in heard,
    }  # fmt: skip
