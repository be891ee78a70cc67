"""Answers in steps of length, so that whoever sees only their size learns little of what was read or whether at all."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

STEP = 4096  # bytes of a page
MAILBOX_STEP = 16384  # bytes of everything that has to do with a mailbox, whether or not it exists


class Padding:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            step = MAILBOX_STEP if getattr(response, "mailbox", False) else STEP
            response.content += b" " * (-len(response.content) % step)
            response["Content-Length"] = str(len(response.content))
        return response
