"""The language of a page stands in its address, so that no cookie is needed: ``/ru/write``."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_info

from waystation.door import notices

CODES = ("en", "ru", "fr", "de", "lt", "ar", "fa", "ce")
COMPLETE = ("en", "ru")  # the others are begun, and fall back to English word by word
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


def page(request: Any) -> dict[str, Any]:
    """What every template of the door knows."""
    rest = "/".join(request.path_info.split("/")[2:])
    return {
        "cover": notices.cover(),
        "code": request.code,
        "rtl": request.code in ("ar", "fa"),
        "languages": [(code, name(code), f"/{code}/{rest}") for code in CODES if code != request.code],
    }
