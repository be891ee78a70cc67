"""When a bed was free, and so who may have waited for one, being ready.

    room = Room(history, paths, now)
    room.doubt(stay, size)      # (("S4", 3.5),): from the age of 3.5 days on they may have been ready for a bed

A history says when a bed was taken, and not since when somebody waited for one. While there was room enough, those who
took none were not ready. While there was none, nobody can tell: whoever moved in when room came was ready at some time
before, and whoever still stands there may be ready or not.

How many beds there were in the past is not in a history: as many as now, or as were ever slept in at once.
"""

from bisect import bisect_left
from collections import Counter, defaultdict

from waystation.planning.simulation.history import History, Move, Stay, housed, stays

SOON = 2.0  # days: room that lasted less long says of nobody that they were not ready; somebody has to be brought there
# From which stages a bed is wanted. From the road (S9) they come back to one when they were stopped.
WAITS = {"S3": "S4", "S9": "S5"}
Doubt = tuple[tuple[str, float], ...]


class Room:
    """``days``: on which something changed; ``free``: from each of them on, beds that were free, and the people of the
    largest family that stood before one."""

    def __init__(self, history: History, paths: dict[int, list[Move]], now: float):
        changes: dict[float, list[tuple[bool, int, int]]] = defaultdict(list)
        for n, path in paths.items():
            for stay in stays(path, now):
                if stay.housed or stay.stage in WAITS:
                    changes[stay.since].append((stay.housed, history.size(n), 1))
                    changes[stay.until].append((stay.housed, history.size(n), -1))
        slept, before, found = 0, Counter[int](), []
        self.days = sorted(changes)
        for day in self.days:
            for in_bed, size, more in changes[day]:
                slept += size * more * in_bed
                before[size] += more * (not in_bed)
            found.append((slept, max((size for size, count in before.items() if count > 0), default=0)))
        self.used = any(people for people, _size in found)
        self.beds = max([history.beds, *(people for people, _size in found)])
        self.free = [(self.beds - people, min(size, self.beds)) for people, size in found]

    def full_since(self, stay: Stay, size: int) -> float | None:
        """From which day until this stay's end there was no room, for them or for any family that may have stood
        before them; None if there was."""
        begun, enough = None, stay.until
        for at in range(bisect_left(self.days, stay.until) - 1, -1, -1):
            free, before = self.free[at]
            if free < max(min(size, self.beds), before):
                begun = enough = max(stay.since, self.days[at])
            elif enough - self.days[at] > SOON:
                break
            if self.days[at] <= stay.since:
                break
        return begun

    def doubt(self, stay: Stay, size: int) -> Doubt:
        """By the ways in which they may have been ready to go on, at which age that may have begun. Where nobody ever
        slept in a bed, nobody waited for one."""
        to = stay.to or WAITS.get(stay.stage, "")
        if not self.used or stay.housed or not housed(False, stay.stage, to):
            return ()
        since = self.full_since(stay, size)
        return ((to, since - stay.since),) if since is not None else ()
