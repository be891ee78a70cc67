"""The drawn map: a line for each leg between two places that are known, cut to where the journeys are.

Degrees as they are (equirectangular): x is east, y is south, so that a place is where its numbers say. The outlines of
the land are a picture of their own (``static/desk/world.svg``, made by ``tools/world.py``): nothing is asked of any
server of maps, which would learn which routes are looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from waystation.casework.travel.legs import Leg
from waystation.desk.journeys import places
from waystation.desk.journeys.places import Place

LEAST = 24.0  # degrees that the map shows at least: less is a blur of coarse outlines
MARGIN = 0.12  # of the journeys' extent on each side, so that no place lies on the frame
SHAPE = 2.2  # how much wider than high
DOT, TEXT = 0.005, 0.018  # of the map's width: a place, and the height of its name
NAMED = 5  # cases named on one line of the map: of 600 journeys many share one; the table names all
ABOVE = ("no_go", "planned", "arrived", "go", "under_way", "aborted", "compromised")  # who is held hides under nobody
LETTER = 0.68  # of its height: how wide a capital is in common fonts


class Drawn(Protocol):
    """What is drawn as a way: a case's journey, or a proposal under its number."""

    @property
    def code(self) -> str: ...
    @property
    def legs(self) -> list[Leg]: ...


@dataclass(frozen=True)
class Line:
    """One leg: its ends as SVG writes numbers, how it is, and what a reader hears of it."""

    x1: str
    y1: str
    x2: str
    y2: str
    status: str
    title: str


@dataclass(frozen=True)
class Dot:
    """One place, and where its name stands; without a name where there is no room."""

    x: str
    y: str
    name: str
    label_x: str
    label_y: str


@dataclass
class Map:
    """``box``: x, y, width and height of what is shown. ``unknown``: places that could not be drawn."""

    box: tuple[float, float, float, float]
    lines: list[Line] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def viewbox(self) -> str:
        return " ".join(map(_number, self.box))

    @property
    def dot(self) -> str:
        return _number(self.box[2] * DOT)

    @property
    def text(self) -> str:
        return _number(self.box[2] * TEXT)


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def drawn(ways: Iterable[Drawn]) -> Map:
    """The map of these journeys; the whole world where none of their places is known."""
    lines: dict[tuple[str, str, str, str, str], tuple[str, list[str]]] = {}
    spots: dict[str, tuple[float, float]] = {}
    unknown: set[str] = set()
    for way in ways:
        for leg in way.legs:
            ends = [(places.there(leg.row, end), str(leg.row.get(f"{end}_place") or "")) for end in ("from", "to")]
            for where, name in ends:
                if where.drawn:
                    spots.setdefault(name, _at(where))
                elif name:
                    unknown.add(name)
            if all(where.drawn for where, _name in ends):
                (x1, y1), (x2, y2) = (map(_number, _at(where)) for where, _name in ends)
                heard = f"{ends[0][1]} – {ends[1][1]}"
                lines.setdefault((x1, y1, x2, y2, leg.status), (heard, []))[1].append(way.code)
    box = framed(list(spots.values()))
    drawn_once = [Line(*key, f"{_whose(codes)}: {heard}") for key, (heard, codes) in lines.items()]
    return Map(
        box,
        sorted(drawn_once, key=lambda line: ABOVE.index(line.status) if line.status in ABOVE else -1),
        _dots(spots, box),
        sorted(unknown),
    )


def _whose(codes: list[str]) -> str:
    """The first few cases on a line, and how many more."""
    return ", ".join(codes[:NAMED]) + (f" +{len(codes) - NAMED}" if len(codes) > NAMED else "")


def _dots(spots: dict[str, tuple[float, float]], box: tuple[float, float, float, float]) -> list[Dot]:
    """The places with their names, each beside its place where no other name stands: on the right, on the left, above
    or below. The table names those that found no room."""
    size, edge, dot = box[2] * TEXT, box[0] + box[2], box[2] * DOT
    taken = [(x - dot, y - dot, x + dot, y + dot) for x, y in spots.values()]  # no name stands on another's place
    found = []
    for name, (x, y) in spots.items():
        wide, gap = len(name) * size * LETTER, box[2] * DOT * 1.6
        for left, rise in ((False, 0.35), (True, 0.35), (False, 1.2), (False, -0.5), (True, 1.2), (True, -0.5)):
            start, base = (x - gap - wide if left else x + gap), y + size * rise
            here = start, base - size, start + wide, base
            if start >= box[0] and start + wide <= edge and not any(_cross(here, other) for other in taken):
                taken.append(here)
                found.append(Dot(_number(x), _number(y), name, _number(start), _number(base)))
                break
        else:
            found.append(Dot(_number(x), _number(y), "", "0", "0"))
    return found


def _cross(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _at(place: Place) -> tuple[float, float]:
    assert place.lon is not None and place.lat is not None
    return round(place.lon, 2), round(-place.lat, 2)


def framed(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """The box around these points with its margin, never smaller than LEAST, wider than high, within the world."""
    if not points:
        return -180.0, -84.0, 360.0, 144.0
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    width = max(LEAST, (max(xs) - min(xs)) * (1 + 2 * MARGIN), (max(ys) - min(ys)) * (1 + 2 * MARGIN) * SHAPE)
    width = min(width, 360.0)
    height = width / SHAPE
    x = min(max((max(xs) + min(xs) - width) / 2, -180.0), 180.0 - width)
    y = min(max((max(ys) + min(ys) - height) / 2, -90.0), max(-90.0, 90.0 - height))
    return round(x, 2), round(y, 2), round(width, 2), round(height, 2)
