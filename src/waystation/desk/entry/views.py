"""Log-in, log-out, language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from waystation.desk.web.again import asking, carried, still_carried
from waystation.desk.web.middleware import COOKIE, cookie_of, public, set_cookie
from waystation.store import node
from waystation.store.members import logins, sessions
from waystation.store.sealed import accesslog, keys, watch


@public
def enter(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        if request.keys:
            return redirect("home")
        return render(request, "desk/enter.html", {"why": "", "carried": [], "asking": asking(request)})
    factor = logins.Factor(request.POST.get("code", ""), request.POST.get("passkey", ""), request.get_host())
    try:
        unlocked = logins.unlock(request.POST.get("name", ""), request.POST.get("passphrase", ""), factor)
        opened = keys.maintain(keys.unlock(unlocked.secret))
    except logins.LoginError as error:
        return _again(request, said(error))
    except keys.NotAMember:
        return _again(request, _("Your enrolment still waits for a colleague to admit you."))
    watch.at_login(opened)
    accesslog.log(opened.pseudonym, "log-in")
    cookie = sessions.start(unlocked.login, unlocked.secret, unlocked.last_login, unlocked.failures)
    path, fields = carried(request)
    if fields:
        response = render(request, "desk/send_again.html", {"path": path, "fields": fields})
    else:
        response = redirect(path or reverse("home"))
    set_cookie(response, cookie)
    return response


def _again(request: HttpRequest, sentence: str) -> HttpResponse:
    context = {"error": sentence, "carried": still_carried(request), "typed_name": request.POST.get("name", ""),
               "asking": asking(request)}  # fmt: skip
    return render(request, "desk/enter.html", context, status=403)


def said(error: logins.LoginError) -> str:
    """Why a log-in, or a passphrase asked for again, was refused."""
    if isinstance(error, logins.SlowDown):
        return ngettext(
            "Too many wrong tries. Wait %(n)s second, then try again.",
            "Too many wrong tries. Wait %(n)s seconds, then try again.",
            error.seconds,
        ) % {"n": error.seconds}
    if isinstance(error, logins.WrongCode):
        return _("The code is wrong or was used before. Wait for the next one and try again.")
    if isinstance(error, logins.WrongPasskey):
        return _("That passkey does not belong to this log-in, or answered too late. Try again, or type a code.")
    if isinstance(error, logins.LastFactor):
        return _("This is the last one: add another before you remove it.")
    if isinstance(error, logins.ChangedMeanwhile):
        return _("This log-in was changed elsewhere at the same moment. Try again.")
    return _("Name or passphrase are wrong. Check both and try again.")


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    cookie = cookie_of(request)
    if cookie:
        sessions.stop(cookie)
    response = redirect("enter")
    response.delete_cookie(COOKIE, samesite="Strict")
    return response


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switches the language and goes back to the page named in the form, if it is one of ours."""
    code = request.POST.get("language", "")
    back = request.POST.get("back", "/")
    if not back.startswith("/") or back.startswith("//") or "\\" in back:
        back = "/"
    response = redirect(back)
    if code in node.setting("languages") and translation.check_for_language(code):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response


def home(request: HttpRequest) -> HttpResponse:
    """The first page after log-in: Today for those who work on cases, members for the administrator."""
    return redirect("today" if request.keys.roles - {"administrator", "steward"} else "members")
