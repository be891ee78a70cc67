"""The cells of a row of the bed chart. A template would say the same; it takes four times as long for the 600 stays
of a large organisation (measured by ``bench/bedchart.py``), and this page is opened all day."""

from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from waystation.desk.shelter.layout import Cell, Lane
from waystation.desk.templatetags.words import brief

register = template.Library()


@register.simple_tag
def bars(lane: Lane, moves: Any) -> SafeString:
    """A row's stays as links to the form that moves them (``moves``), free days and days out of use between them."""
    said = {
        "": "", "late": ", " + _("longest stay reached"), "due": ", " + _("planned beyond the longest stay"),
        "over": ", " + _("two in one bed"),
    }  # fmt: skip
    cells = (_stay(cell, bool(moves), said) if cell.stay else _free(cell) for cell in lane.cells)
    return mark_safe("".join(cells))  # noqa: S308 - whatever was typed goes through ``escape``


def _free(cell: Cell) -> str:
    if not cell.out:
        return f'<td colspan="{cell.days}"></td>'
    return f'<td colspan="{cell.days}" class="out"><span class="unseen">{escape(_("not usable"))}</span></td>'


def _stay(cell: Cell, moves: bool, said: dict[str, str]) -> str:
    stay = cell.stay
    assert stay is not None
    state = "gone" if stay.left else "here" if stay.came else ""
    edges = ("" if cell.opens else "before", "" if cell.closes else "after", "tried" if cell.tried else "")
    classes = " ".join(filter(None, ("stay", cell.level, state, *edges)))
    until = stay.left or stay.until
    words = f'{escape(stay.code)}<span class="unseen">, {brief(stay.since)} – {brief(until)}{said[cell.level]}</span>'
    if not moves:
        return f'<td colspan="{cell.days}" class="{classes}"><span>{words}</span></td>'
    days = f' data-since="{stay.since}" data-until="{until or ""}"' if not stay.left else ""
    link = f'<a href="/cases/{stay.number.hex()}/stay/{escape(stay.record)}"{days}>{words}</a>'
    return f'<td colspan="{cell.days}" class="{classes}">{link}</td>'
