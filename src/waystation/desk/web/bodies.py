"""Requests whose bodies cannot be read get an honest 4xx page, and nothing of them is logged."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.translation import gettext as _

from waystation.desk.web.errors import problem

UNREADABLE = (MultiPartParserError, UnreadablePostError, RawPostDataException, UnicodeDecodeError)


class QuietBodies:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            if any(
                "\0" in v for values in (*request.POST.lists(), *request.GET.lists()) for v in (values[0], *values[1])
            ):
                return problem(request, 400, _("The form held characters that no text has. Go back and send it again."))
        except (RequestDataTooBig, TooManyFieldsSent):
            return problem(request, 413, _("That was too much at once. Go back, shorten it and send it again."))
        except (*UNREADABLE, SuspiciousOperation):
            return problem(request, 400, _("The form could not be read. Go back and send it again."))
        return self.get_response(request)
