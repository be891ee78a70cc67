"""The service directory: searched by kind, language and place, taken over and given out as HSDS, attached to a case.

What is looked for is posted, never in an address: "counselling, Chechen, this town" says whom it is for.
"""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.casework.errors import BadValue, CaseworkError, NotYourRole
from waystation.casework.fields import fields
from waystation.casework.folds import State
from waystation.casework.landing import hsds
from waystation.casework.landing.hsds import BadFile
from waystation.casework.parts.offers import Listing
from waystation.casework.roles import access, may_write
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import choices, opened_file, today_of, words
from waystation.desk.web.downloads import saved
from waystation.desk.web.forms import Choices
from waystation.desk.web.words import sentence
from waystation.store.files import programme
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed import accesslog
from waystation.store.settling import landing as store

SHOWN = 60  # services on a page; whoever gets more narrows the search


def directory(request: Any, number: str) -> HttpResponse:
    """The programme's page: search, take over, give out."""
    offers = opened_file(request, number, "programme", only=("offers",))
    _may(request)
    act = request.POST.get("act", "")
    if act == "import" and not may_write(request.keys.roles, "offers"):
        raise NotYourRole(_("Your role does not write here."))
    try:
        if act == "import":
            return _import(request, offers)
        if act == "export":
            return saved(hsds.write(_rows(offers)), "services.json")
        if act == "tables":
            return saved(hsds.write_tables(_rows(offers)), "services.zip")
    except BadFile as error:
        return _page(request, offers, None, {"error": sentence(error), "faults": error.faults}, 400)
    except CaseworkError as error:
        return _page(request, offers, None, {"error": sentence(error)}, 400)
    return _page(request, offers, None, {})


def services(request: Any, number: str) -> HttpResponse:
    """The directory beside a case: attaching a service to it."""
    file = opened_file(request, number)
    _may(request)
    offers = opened_offers(request)
    if request.POST.get("act") != "attach":
        return _page(request, offers, file, {})
    if not may_write(request.keys.roles, "settlement"):
        raise NotYourRole(_("Your role does not write here."))
    try:
        person = request.POST.get("person", "")
        store.attach(file, offers, request.POST.get("record", ""), today_of(request.keys).isoformat(),
                     person if person in file.persons else "")  # fmt: skip
    except CaseworkError as error:
        return _page(request, offers, file, {"error": sentence(error)}, 400)
    return redirect("settling", number=number)


def opened_offers(request: Any) -> CaseFile:
    """The programme's services and offers, with a line in the access log."""
    offers = programme.opened(request.keys, "offers")
    accesslog.log(request.keys.pseudonym, "open", [p.circle for p in offers.parts.values() if p.circle and p.reading])
    return offers


def _may(request: Any) -> None:
    if not any(access(role, "offers").reads for role in request.keys.roles):
        raise NotYourRole(_("The directory is opened by those who settle people in."))


def _import(request: Any, offers: CaseFile) -> HttpResponse:
    """Takes a file over, and says how many services it had. Raises BadFile, BadValue."""
    upload = request.FILES.get("file")
    if upload is None:
        raise BadValue(_("Choose a file."))
    if upload.size > hsds.MOST_BYTES:
        raise BadValue(_("This file is too large: at most %(limit)s MB."), limit=hsds.MOST_BYTES >> 20)
    kind = request.POST.get("kind", "")
    count = store.bring_in(offers, upload.read(), kind if kind in vocabulary("settlement_service") else "")
    told = ngettext("%(n)s service was taken over.", "%(n)s services were taken over.", count) % {"n": count}
    return _page(request, opened_offers(request), None, {"told": told})


def _rows(offers: CaseFile) -> dict[str, dict[str, Any]]:
    state = offers.part("offers").state or State()
    return state.rows("services")


def _page(
    request: Any, offers: CaseFile, file: CaseFile | None, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    options = choices(file) if file else Choices()
    every, looked = _rows(offers), {n: request.POST.get(n, "").strip() for n in ("kind", "language", "place", "typed")}
    if more.get("error") and request.POST.get("act") == "import":
        looked = dict.fromkeys(looked, "")
    hits = [(record, row) for record, row in every.items() if _suits(row, looked)]
    shown = [
        (record, {n: words(a, row.get(n), options) for n, a in fields(Listing).items() if not a.inner}, row)
        for record, row in sorted(hits, key=lambda item: (item[1].get("name") or "").casefold())[:SHOWN]
    ]
    context = {
        "file": file, "number": file.number.hex() if file else offers.number.hex(), "offers": offers.number.hex(),
        "shown": shown, "hits": len(hits), "total": len(every), "looked": looked, "people": options.persons,
        "kinds": options.of(fields(Listing)["kind"]), "languages": options.of(fields(Listing)["languages"]),
        "may_write": may_write(request.keys.roles, "offers"), **more,
    }  # fmt: skip
    return render(request, "desk/directory.html", context, status=status)


def _suits(row: dict[str, Any], looked: dict[str, str]) -> bool:
    place = " ".join(str(row.get(n) or "") for n in ("city", "region", "postcode", "country")).casefold()
    text = " ".join(str(row.get(n) or "") for n in ("name", "organisation", "what", "eligible")).casefold()
    return (
        (not looked["kind"] or row.get("kind") == looked["kind"])
        and (not looked["language"] or looked["language"] in (row.get("languages") or ()))
        and looked["place"].casefold() in place
        and all(part in text for part in looked["typed"].casefold().split())
    )


def lead(request: Any) -> HttpResponse:
    """Leads to the directory, whose number follows from the organisation."""
    if request.method != "GET":
        raise Http404
    return redirect("directory", number=programme.number(request.keys).hex())
