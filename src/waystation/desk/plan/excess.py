"""Said before slots are asked for or approved: that there is not room for all of them, who holds what there is, and who
of these would move by the same plan. Who goes on all the same says so."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from waystation.store.plans import excess, planned
from waystation.store.plans.asking import Line, slot_row
from waystation.store.plans.excess import Excess, Row, Slots
from waystation.store.plans.planned import Found, Proposal
from waystation.store.plans.waiters import Gathered


@dataclass(eq=False)
class Objection(Exception):
    """``act``: ``ask`` or ``approve``, with ``_all`` where that needs no ``chosen``, which is what was ticked, as the
    form sends it; ``moves``: others who hold what is exceeded and would move, as the form sends them, each with a
    sentence; ``lose``: sentences of those who would lose their slot, which only taking it back does."""

    act: str
    chosen: list[str]
    lines: list[str]
    moves: dict[str, str] = field(default_factory=dict)
    lose: list[str] = field(default_factory=list)


def asking(gathered: Gathered, waiting: list[Line], proposal: Proposal, found: Found, ids: Iterable[str]) -> None:
    """``waiting``: slots asked for already, which are counted as if they stood. Raises Objection."""
    chosen = [id_ for id_ in ids if planned.slot_of(proposal, found, id_) and id_ in proposal.numbers]
    before = excess.after(gathered, excess.held(gathered), [(x.number, x.row) for x in waiting])
    rows = [(proposal.numbers[id_], slot_row(proposal, found, id_)) for id_ in chosen]
    over = excess.excess(gathered, before, rows)
    if not over:
        return
    objection = Objection("ask", chosen, sentences(gathered, over))
    for id_ in _holders(over):
        if id_ in proposal.numbers and id_ in found.plan:
            old, slot = _called(gathered, before, id_), planned.slot_of(proposal, found, id_)
            new = f"{slot[0]}, {proposal.day_of(slot[1])}" if slot else ""
            if not new:
                objection.lose.append(_("%(name)s loses the slot %(old)s.") % {"name": id_, "old": old})
            elif new != old:
                objection.moves[id_] = _("%(name)s moves from %(old)s to %(new)s.") % {
                    "name": id_, "old": old, "new": new,
                }  # fmt: skip
    raise objection


def approving(gathered: Gathered, waiting: list[Line], lines: list[Line]) -> None:
    """``waiting``: slots asked for, also those that are not approved now. Raises Objection."""
    before, rows = excess.held(gathered), [(x.number, x.row) for x in lines]
    over = excess.excess(gathered, before, rows)
    if not over:
        return
    objection = Objection("approve", [x.key for x in lines], sentences(gathered, over))
    numbers = {w.number.hex(): id_ for id_, w in gathered.waiters.items() if id_ in _holders(over)}
    for line in waiting:
        id_ = numbers.get(line.number)
        if id_ and not line.mine and line not in lines:
            old, new = _called(gathered, before, id_), _called(gathered, excess.after(gathered, {}, [_row(line)]), id_)
            if new and new != old:
                objection.moves[line.key] = _("%(name)s moves from %(old)s to %(new)s.") % {
                    "name": id_, "old": old, "new": new,
                }  # fmt: skip
    raise objection


def sentences(gathered: Gathered, over: list[Excess]) -> list[str]:
    """What is exceeded, when, by how much, and who has a part of it already."""
    return [" ".join(_sentence(gathered, one)) for one in over]


def _sentence(gathered: Gathered, one: Excess) -> Iterable[str]:
    told = {"about": one.about, "day": gathered.day_of(one.since), "used": one.used, "room": one.room}
    yield {
        "slots": _("%(about)s, the week of %(day)s. Places: %(room)s; people: %(used)s."),
        "budget": _("%(about)s, the month of %(day)s. Paid for: %(room)s; people: %(used)s."),
        "seats": _("Leaving in the week of %(day)s. Can be escorted out: %(room)s; people: %(used)s."),
        "capacity": _("%(about)s, the quarter from %(day)s. Can settle there: %(room)s; people: %(used)s."),
    }[one.rule] % told
    if one.holders:
        yield _("There already: %(names)s.") % {"names": ", ".join(one.holders)}


def _holders(over: list[Excess]) -> dict[str, None]:
    return dict.fromkeys(id_ for one in over for id_ in one.holders)


def _row(line: Line) -> Row:
    return line.number, line.row


def _called(gathered: Gathered, slots: Slots, id_: str) -> str:
    if id_ not in slots:
        return ""
    placement = slots[id_][1]
    return f"{placement.programme}, {gathered.day_of(placement.week or 0)}"
