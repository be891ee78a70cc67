"""The language of a page stands in its address, so that no cookie is needed: ``/ru/write``."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_info

CODES = ("en", "ru", "fr", "de", "lt", "ar", "fa", "ce")
COMPLETE = ("en", "ru")  # the others are begun, and fall back to English word by word
RTL = ("ar", "fa")
NAMES = {"ce": "Нохчийн"}  # not in Django's list


class Languages:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = request.path_info.split("/")[1]
        request.code = code if code in CODES else preferred(request)
        with translation.override(request.code):
            response = self.get_response(request)
            response["Content-Language"] = request.code
            return response


def preferred(request: HttpRequest) -> str:
    """The first language that the browser asks for and that there is."""
    for part in request.headers.get("Accept-Language", "").split(","):
        code = part.split(";")[0].strip()[:2].casefold()
        if code in CODES:
            return code
    return settings.LANGUAGE_CODE


def name(code: str) -> str:
    return NAMES.get(code) or get_language_info(code)["name_local"].capitalize()
