"""Spans: from when until when somebody stood in a circle, for those who ask about the past and about the next hour.

``standing.py`` judges at one minute; the directory is asked about every minute in which something was written.
"""

import msgspec

from waystation.circles.book import ALWAYS
from waystation.circles.standing import STEWARD, WARDEN, Issued, Standing


class Span(msgspec.Struct, array_like=True):
    """One stretch of a member's standing, from a minute up to (not including) another. ``root``: by the founding;
    ``cut``: it ended by a dismissal, not by a lease."""

    member: bytes
    start: int
    end: int
    steward: bool
    reads: bool
    root: bool
    grant: bytes
    cut: bool = False

    def covers(self, minute: int) -> bool:
        return self.start <= minute < self.end

    def wrote(self, minute: int) -> bool:
        """Whether what was written at that minute falls into it: in that of a dismissal it may have come first."""
        return self.covers(minute) or (self.cut and self.start <= minute == self.end)


def spans_of(standing: Standing) -> list[Span]:
    """When each holder stood: from the grant's minute until its lease ends, it is revoked, or its issuer's own right
    ends. What is not in force now has ended now at the latest, whatever minutes it claims: a grant that its issuer had
    no right to make never began, and one that a dismissed steward dates back lies in the past alone."""
    live = {issued.id for issued in standing.live}
    ends: dict[bytes, int] = {}  # of grants
    stewards: dict[bytes, int] = {}  # of holders' stewardship
    moving = True
    while moving:  # a least fixed point: two who vouch only for each other never begin
        moving = False
        for issued in standing.grants.values():
            until = issued.grant.until or ALWAYS
            end = min(until, _issuer_end(standing, issued, stewards), *standing.ended_at(issued.id))
            end = min(end, ALWAYS if issued.id in live else standing.minute)
            if max(issued.minute, ends.get(issued.id, 0)) < end:
                moving = True
                ends[issued.id] = end
                if STEWARD in issued.grant.roles:
                    stewards[issued.grant.to] = max(end, stewards.get(issued.grant.to, 0))
    spans = []
    for issued in standing.grants.values():
        grant, roles = issued.grant, issued.grant.roles
        if issued.id in ends and (grant.reads() or WARDEN in roles):
            root = issued.issuer is None
            steward, end = STEWARD in roles, ends[issued.id]
            cut = end != grant.until
            spans.append(Span(grant.to, issued.minute, end, steward, grant.reads(), root, issued.id, cut))
    return spans


def _issuer_end(standing: Standing, issued: Issued, stewards: dict[bytes, int]) -> int:
    """When the right ends under which a grant was made; 0: there was none."""
    if issued.issuer is None:
        return ALWAYS
    book = standing.book
    holders = book.holders(issued.issuer, issued.minute) | book.holders(issued.issuer, standing.minute)
    end = max((stewards.get(holder, 0) for holder in holders), default=0)
    return min(end, book.trusted_until(issued.issuer))
