"""The frame of a page: head, header and footer, the same for everybody who reads that page in that language.

It is made once in a process for each page, language and cover, since making it took as long as sealing a letter:

    made = frame("ru", "letters", notices.cover())
    made.top, made.header, made.footer      # and between them what the page itself has to say
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from waystation.door import languages, notices
from waystation.door.notices import Cover

KEPT = 200  # of 3 KB: nine pages in eight languages, and room for addresses that do not exist
SCRIPT, MAIN = "<!--script-->", "<!--main-->"  # where the template is cut


@dataclass(frozen=True)
class Frame:
    top: SafeString
    header: SafeString
    footer: SafeString


@lru_cache(maxsize=KEPT)
def frame(code: str, rest: str, cover: Cover) -> Frame:
    """``rest``: the page's address after the language. The language must be active."""
    others = [(other, languages.name(other), f"/{other}/{rest}") for other in languages.CODES if other != code]
    context = {"code": code, "rtl": code in languages.RTL, "cover": cover, "languages": others}
    top, _script, below = render_to_string("door/frame.html", context).partition(SCRIPT)
    header, _main, footer = below.partition(MAIN)
    return Frame(*(mark_safe(part) for part in (top, header, footer)))  # noqa: S308 - our own template's output


def page(request: Any) -> dict[str, Any]:
    """What every template of the door knows."""
    cover, rest = notices.cover(), "/".join(request.path_info.split("/")[2:])
    return {"cover": cover, "code": request.code, "frame": frame(request.code, rest, cover)}
