"""Packages for authorities: whom and what, exactly what will leave, sealed; receipts; a colleague's agreement."""

import os
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, CaseworkError
from waystation.casework.sharing import sendings
from waystation.casework.sharing.packaging import ITEMS
from waystation.desk.cases.opened import now_of
from waystation.desk.packages.recipients import shown
from waystation.desk.packages.rights import require
from waystation.desk.web import forms
from waystation.desk.web.downloads import saved
from waystation.desk.web.words import sentence
from waystation.store.files import programme
from waystation.store.visas import packages as store
from waystation.store.visas import sealing
from waystation.store.visas.packages import Parcel
from waystation.store.visas.preparing import Candidate, candidates, pathways, waiting

PLACE = "package"


def packages(request: Any) -> HttpResponse:
    """The authorities, what waits for each, and every package with its receipt."""
    require(request)
    keys, state = request.keys, pathways(request.keys)
    names = {m.id.hex(): m.name for m in keys.directory.members.values()}
    rows = state.rows("recipients")
    listed = [shown(keys, r, row) | {"waiting": len(waiting(keys, r))} for r, row in rows.items()]
    sent = [
        {"id": r, "row": row, "to": rows.get(row.get("recipient") or "", {}).get("name") or _("unknown"),
         "by": names.get(row.get("sent_by") or row.get("asked_by") or "", ""),
         "agreed": names.get(row.get("agreed_by") or "", ""), "mine": row.get("asked_by") == keys.member.hex()}
        for r, row in reversed(state.rows(sendings.LIST).items())
    ]  # fmt: skip
    context = {"recipients": listed, "sent": sent, "programme": programme.number(keys).hex()}
    return render(request, "desk/packages.html", context)


def compose(request: Any, record: str) -> HttpResponse:
    """Choosing people and facts for one authority; a POST shows exactly what would leave, and from there sends it."""
    require(request)
    row = pathways(request.keys).rows("recipients").get(record)
    if row is None:
        raise Http404
    if request.method != "POST":
        return _form(request, record, row)
    try:
        if "token" in request.POST:
            return _send(request, record)
        return _preview(request, _chosen(request, record))
    except CaseworkError as error:
        return _form(request, record, row, sentence(error))


def _chosen(request: Any, record: str) -> Parcel:
    """The package of the form. Raises CaseworkError."""
    who, what = request.POST.getlist("who"), request.POST.getlist("what")
    found = {one.id: one for one in candidates(request.keys, record)}
    if not who or not what:
        raise BadValue(_("Choose at least one person and one fact."))
    selection = {one: _items(found[one], what) for one in who if one in found}
    return store.build(request.keys, record, selection, now_of(request), os.urandom(6).hex())


def _items(one: Candidate, what: list[str]) -> list[str]:
    """What of the ticked facts goes for this person: without what they withhold, which their line says. Where nothing
    else is left the withheld ones are asked for, and refused with the reason."""
    return [key for key in what if key in one.values] or [key for key in what if key in one.kept]


def _form(request: Any, record: str, row: dict[str, Any], error: str = "") -> HttpResponse:
    found = candidates(request.keys, record)
    items: list[dict[str, Any]] = [
        {"item": item, "count": sum(key in one.values for one in found), "kept": sum(key in one.kept for one in found)}
        for key, item in ITEMS.items()
    ]  # fmt: skip
    post = request.POST
    context = {
        "found": found, "items": [i for i in items if i["count"] or i["kept"]], "error": error,
        "who": set(post.getlist("who")), "what": set(post.getlist("what")) or {i["item"].key for i in items},
        "able": sum(not one.why_not for one in found),
    } | shown(request.keys, record, row)  # fmt: skip
    return render(request, "desk/package_new.html", context, status=400 if error else 200)


def _preview(request: Any, parcel: Parcel, asked: str = "") -> HttpResponse:
    """What is in the bytes, from the sheets that they were made of."""
    keys = request.keys
    people, _fields, _facts = parcel.counts
    two = sendings.needs_two(pathways(keys), keys.member.hex(), people, keys.minute)
    pairs = list(zip(parcel.sheets, parcel.chosen, strict=True))
    values = {
        "selection": {one.id: [line.item for line in made.lines] for made, one in pairs},
        "made_at": parcel.made_at, "number": parcel.number, "digest": parcel.digest,
    }  # fmt: skip
    context = {
        "parcel": parcel, "counts": parcel.counts, "pairs": pairs,
        "token": forms.seal_shown(keys, PLACE, values, ()), "two": two, "asked": asked, "limit": sendings.TWO_ABOVE,
    }  # fmt: skip
    return render(request, "desk/package_preview.html", context)


def _send(request: Any, record: str) -> HttpResponse:
    """The second step: builds it again, and lets it leave only if it is what was shown. Raises CaseworkError."""
    try:
        values, _heads = forms.open_shown(request.keys, PLACE, request.POST["token"])
    except forms.FormBroken as error:
        raise BadValue(_("This page was open too long. Choose again.")) from error
    parcel = store.build(request.keys, record, values["selection"], values["made_at"], values["number"])
    if parcel.digest != values["digest"]:
        raise BadValue(_("Something changed meanwhile. Look at it again."))
    if "ask" in request.POST:
        store.ask(request.keys, parcel)
        return redirect("packages")
    return _out(request, parcel)


def _out(request: Any, parcel: Parcel) -> HttpResponse:
    if parcel.hidden:
        raise BadValue(_("The file holds more than was shown. Nothing was sent; tell whoever runs this installation."))
    sealed = store.send(request.keys, parcel)
    return saved(sealed, f"{parcel.number}.{sealing.ending(parcel.row['key'])}")


def sending(request: Any, record: str) -> HttpResponse:
    """One package that was asked for or sent: agreeing, sending what was agreed to, the receipt."""
    require(request)
    row = pathways(request.keys).rows(sendings.LIST).get(record)
    if row is None:
        raise Http404
    post = request.POST
    try:
        if "receipt" in post:
            receipt = " ".join(post["receipt"].split())[:200]
            if not receipt:
                raise BadValue(_("Write what they confirmed, and how."))
            store.received(request.keys, record, receipt, now_of(request)[:10])
        elif "agree" in post:
            store.agree(request.keys, record, post.get("digest", ""), now_of(request))
        elif "send" in post:
            return _out(request, store.asked_for(request.keys, record))
        else:
            return _preview(request, store.asked_for(request.keys, record), record)
    except CaseworkError as error:
        return render(request, "desk/problem.html", {"sentence": sentence(error), "back": "/packages"}, status=400)
    return redirect("packages")
