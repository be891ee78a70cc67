"""What a plan says of each household, in a line or a sentence: its slot, its beds, what changes, and what became of its
wishes."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.planning.plans import Placement
from waystation.planning.problem import Household, Programme
from waystation.store.plans.planned import Found, Proposal, slot_of
from waystation.store.plans.towns import shown
from waystation.store.plans.waiters import Gathered, Waiter


@dataclass
class Line:
    """One household on the page. ``wish``: empty, ``met``, ``counted`` (it could not be) or ``not counted``, with
    ``wish_why``; ``wished``: a pathway of the plan that they wish, to ask about."""

    id: str
    number: str
    size: int
    weight: int
    slot: str
    pathway: str
    leaves: datetime.date | None
    before: str
    beds: str
    houses: frozenset[str]
    changed: bool
    settles: str
    wish: str
    wish_why: str
    wished: str


def lines(proposal: Proposal, found: Found, gathered: Gathered) -> list[Line]:
    """Households that the plan speaks of, those whose slot changes first, then by departure."""
    wishing, old = Wishing(proposal, found), proposal.against.plan
    rows = []
    for h in found.problem.households:
        slot, before = slot_of(proposal, found, h.id), _old_slot(proposal, old, h.id)
        placement = found.plan.get(h.id, Placement())
        if not (slot or before or any(e in proposal.routes for e in h.eligible)):
            continue
        wish, why = wishing.of(h, gathered.waiters.get(h.id))
        leaves = proposal.day_of(slot[1] + wishing.leads[slot[0]]) if slot else None
        rows.append(Line(
            h.id, proposal.numbers.get(h.id, ""), h.size, h.risk, _slot(slot, proposal), slot[0] if slot else "",
            leaves, _slot(before, proposal), _beds(placement, proposal), frozenset(s.house for s in placement.stays),
            slot != before, shown(placement.settles), wish, why, wishing.pathway(gathered.waiters.get(h.id)),
        ))  # fmt: skip
    return sorted(rows, key=lambda r: (not r.changed, r.leaves or datetime.date.max, r.id))


def _old_slot(proposal: Proposal, old: dict[str, Placement], id_: str) -> tuple[str, int] | None:
    slot = old[id_].slot if id_ in old else None
    return slot if slot and slot[0] in proposal.routes else None


def _slot(slot: tuple[str, int] | None, proposal: Proposal) -> str:
    return f"{slot[0]}, {proposal.day_of(slot[1])}" if slot else ""


def _beds(placement: Placement, proposal: Proposal) -> str:
    return ", ".join(f"{s.house} {proposal.day_of(s.since)}–{proposal.day_of(s.until)}" for s in placement.stays)


class Wishing:
    """What became of a household's own wishes in a plan."""

    def __init__(self, proposal: Proposal, found: Found):
        self.proposal, self.found = proposal, found
        self.leads = {p.id: p.processing_weeks for p in found.problem.programmes}
        self.programmes = {p.id: p for p in found.problem.programmes}
        used: Counter[tuple[str, int]] = Counter()
        for h in found.problem.households:
            if slot := (found.plan[h.id].slot if h.id in found.plan else None):
                used[slot] += h.size
        self.used = used

    def of(self, h: Household, waiter: Waiter | None) -> tuple[str, str]:
        """``met``, ``counted`` or ``not counted``, and why; two empty words where nothing is wished."""
        if waiter is None or not waiter.wished:
            return "", ""
        slot = slot_of(self.proposal, self.found, h.id)
        if slot and self.proposal.routes[slot[0]] in waiter.wished:
            return "met", ""
        could = [e for e in h.eligible if self.proposal.routes.get(e) in waiter.wished]
        if not could:
            said = sorted({waiter.closed[record] for record in waiter.wished if record in waiter.closed})
            return "not counted", " ".join(_(text) for text in said)
        return "counted", self._why_not(h, could[0], slot)

    def pathway(self, waiter: Waiter | None) -> str:
        """One of the plan's pathways that they wish; empty where there is none."""
        wished = waiter.wished if waiter else ()
        return next((id_ for id_ in sorted(self.leads) if self.proposal.routes.get(id_) in wished), "")

    def _why_not(self, h: Household, wished: str, slot: tuple[str, int] | None) -> str:
        programme, told = self.programmes[wished], {"way": wished, "weeks": 0}
        weeks = range(h.arrives, len(programme.slots))
        open_ = [w for w in weeks if programme.slots[w] - self.used[wished, w] >= h.size]
        if not open_:
            return _("%(way)s: all its places go to others.") % told
        free = next((w for w in open_ if self._paid(programme, w, h.size)), None)
        if free is None:
            return _("%(way)s: what its months can pay for goes to others.") % told
        later = free + self.leads[wished] - (slot[1] + self.leads[slot[0]] if slot else 0)
        if slot and later > 0:
            text = ngettext("%(way)s: they would leave %(weeks)s week later.",
                            "%(way)s: they would leave %(weeks)s weeks later.", later)  # fmt: skip
            return text % {**told, "weeks": later}
        return _("%(way)s: a seat, a bed or a place to settle is missing, or another gains more.") % told

    def _paid(self, programme: Programme, week: int, size: int) -> bool:
        """Whether there is money left for so many people that week."""
        budget = next((b for b in programme.budgets if b.since <= week < b.until), None)
        spent = sum(self.used[programme.id, w] for w in range(budget.since, budget.until)) if budget else 0
        return budget is None or budget.people - spent >= size


def sentences(proposal: Proposal, found: Found) -> Iterable[str]:
    """What changes for whom, one sentence each, as against the plan that people know."""
    old = proposal.against.plan
    for h in found.problem.households:
        before, after = _old_slot(proposal, old, h.id), slot_of(proposal, found, h.id)
        told = {"name": h.id, "old": _slot(before, proposal), "new": _slot(after, proposal)}
        if h.id not in old and after is None:
            yield _("%(name)s is new, and gets no slot yet.") % told
        if before != after:
            if before is None:
                yield _("%(name)s gets a slot: %(new)s.") % told
            elif after is None:
                yield _("%(name)s loses the slot %(old)s.") % told
            else:
                yield _("%(name)s moves from %(old)s to %(new)s.") % told
        if h.id in old:
            yield from _bed_sentence(h, old[h.id], found.plan.get(h.id, Placement()), proposal)


def _bed_sentence(h: Household, old: Placement, new: Placement, proposal: Proposal) -> Iterable[str]:
    """The first week in which somebody who was to have a bed has another one, or none."""
    was, now = _nights(old), _nights(new)
    leave = max(now, default=-1)
    for week in sorted(was):
        if was[week] != now.get(week) and (week <= leave or new.slot is None or not now):
            told = {"name": h.id, "old": was[week], "new": now.get(week, ""), "day": proposal.day_of(week)}
            if now.get(week):
                yield _("%(name)s sleeps in %(new)s from %(day)s, no longer in %(old)s.") % told
            else:
                yield _("%(name)s has no bed in %(old)s from %(day)s, and none elsewhere that week.") % told
            return


def _nights(placement: Placement) -> dict[int, str]:
    return {week: s.house for s in placement.stays for week in range(s.since, s.until)}
