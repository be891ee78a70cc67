"""What a telephone may keep of the escort's page: a page of numbers, the same for everybody, and only if they ask.

A seized telephone must not say what its owner does with it. So of the leg nothing is kept, no word of a button either:
the page of numbers has six buttons, 1 to 5 and 0, whose meaning stands in the documentation and in a head. What each
sends lies beside it as an opaque word, sealed by the server (``leg``). The number to call is not kept: whatever the
page could show without network, whoever holds the telephone could have shown to them.
"""

from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render

from waystation.casework.parts.legsheet import ESCORT
from waystation.desk.web.middleware import public


@public
def shell(request: Any) -> HttpResponse:
    """The page of numbers. Its buttons do nothing where no words lie beside it."""
    return render(request, "desk/away.html", {"numbers": range(1, len(ESCORT))})


@public
def worker(request: Any) -> HttpResponse:
    """The script that shows it in place of a page that cannot be loaded. It must stand beside that page's address."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@cache
def _script() -> str:
    found = finders.find("desk/legworker.js")
    assert isinstance(found, str)
    return Path(found).read_text("utf-8")
