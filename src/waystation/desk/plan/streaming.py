"""Pages that grow line by line while the planner works, and what is said when it does not."""

from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from waystation.desk.plan import solver
from waystation.desk.plan.ruled import Ruled

PLACEHOLDER = "<!-- progress -->"


RESULT = "result"  # the id of the heading to which it leads


def streamed(request: Any, steps: Iterator[tuple[str, int]], back: str = "plan") -> StreamingHttpResponse:
    """A page that links to what was made. It needs no script. ``steps``: a line each, with how many of a hundred parts
    are done; ``back``: the page's name, which has a heading RESULT."""
    page = render_to_string("desk/plan_making.html", {"placeholder": PLACEHOLDER, "back": back}, request)
    head, _sep, tail = page.partition(escape(PLACEHOLDER))

    def parts() -> Iterator[str]:
        yield head
        for text, part in steps:
            yield f'<li><progress max="100" value="{part}">{part} %</progress> {escape(text)}</li>\n'
        yield tail

    return StreamingHttpResponse(parts(), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


def failed(error: solver.SolverFailed, ruled: Ruled | None = None) -> str:
    """What happened to the planner, for people. ``ruled`` knows its weeks, where it was asked about a problem."""
    if error.rules and ruled:
        return ruled.broken(error.rules)
    if error.said and ruled:
        return ruled.sentence(error.said)
    died = _("The planner died or ran out of memory.")
    known = {"died": died, "memory": died, "slow": _("The planner did not keep to its time and was stopped.")}
    return known.get(str(error)) or _("The planner could not answer. Please report this: %(why)s") % {"why": error}
