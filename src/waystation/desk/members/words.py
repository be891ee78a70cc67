"""Ten words, shown once."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from waystation.desk.entry.enrol import qr_code


def shown_words(request: Any, words: str, name: str, back: str) -> HttpResponse:
    """The page that shows ten words once. Scanned, they stand behind the # of an address, which no browser sends."""
    link = request.build_absolute_uri(reverse("enrol")) + "#" + words.replace(" ", ".")
    context = {"words": words, "name": name, "qr": qr_code(link), "back": reverse(back)}
    return render(request, "desk/invited.html", context)
