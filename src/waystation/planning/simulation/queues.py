"""What lets only so many through in a week: places of pathways, seats, verifiers."""

from collections.abc import Generator
from typing import Any

import simpy


class Weekly:
    """So many places in each week, by pathway; what is not taken in its week lapses. Whoever waits longest goes first,
    and lets others pass where too little is left for all of them. ``lists``: by pathway, beginning again at its end;
    ``first``: the place in the lists at which the future begins."""

    def __init__(self, env: simpy.Environment, lists: dict[str, list[int]], first: int = 0):
        self.env, self.lists, self.week = env, lists, first
        self.left: dict[str, int] = {}
        self.queue: list[tuple[int, tuple[str, ...], simpy.Event]] = []

    def run(self) -> Generator[Any, Any, None]:
        while True:
            self.left = {way: every[self.week % len(every)] for way, every in self.lists.items()}
            self.week += 1
            waiting, self.queue = self.queue, []
            for size, ways, given in waiting:
                self._take(size, ways, given)
            yield self.env.timeout(7)

    def take(self, size: int, ways: tuple[str, ...] = ()) -> simpy.Event:
        """Happens once there are so many places together in one of the pathways; none named: in any."""
        given = self.env.event()
        self._take(size, ways or tuple(self.lists), given)
        return given

    def _take(self, size: int, ways: tuple[str, ...], given: simpy.Event) -> None:
        way = next((way for way in ways if self.left.get(way, 0) >= size), None)
        if way is None:
            self.queue.append((size, ways, given))
        else:
            self.left[way] -= size
            given.succeed()
