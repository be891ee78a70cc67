"""The drawn map: a line for each leg between two places that are known, cut to where the journeys are.

Degrees as they are (equirectangular): x is east, y is south, so that a place is where its numbers say. The outlines of
the land are a picture of their own (``static/desk/world.svg``, made by ``tools/world.py``): nothing is asked of any
server of maps, which would learn which routes are looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from waystation.desk.journeys import places
from waystation.desk.journeys.others import Way
from waystation.desk.journeys.places import Place

LEAST = 24.0  # degrees that the map shows at least: less is a blur of coarse outlines
MARGIN = 0.12  # of the journeys' extent on each side, so that no place lies on the frame
SHAPE = 1.9  # how much wider than high
DOT, TEXT = 0.006, 0.022  # of the map's width: a place, and the height of its name
LABEL = 0.15  # of the width: nearer to the right frame than this, a name stands on the left


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
    """One place, named once; ``left``: its name stands on the left of it, away from the frame."""

    x: str
    y: str
    name: str
    label_x: str
    label_y: str
    left: bool


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


def drawn(ways: Iterable[Way]) -> Map:
    """The map of these journeys; the whole world where none of their places is known."""
    lines, spots, unknown = [], {}, set()
    for way in ways:
        for leg in way.legs:
            ends = [(places.there(leg.row, end), str(leg.row.get(f"{end}_place") or "")) for end in ("from", "to")]
            for where, name in ends:
                if where.drawn:
                    spots.setdefault(name, _at(where))
                elif name:
                    unknown.add(name)
            if all(where.drawn for where, _name in ends):
                numbers = [_number(n) for where, _name in ends for n in _at(where)]
                lines.append(Line(*numbers, leg.status, f"{way.code}: {ends[0][1]} – {ends[1][1]}"))
    box = framed(list(spots.values()))
    return Map(box, lines, [_dot(name, x, y, box) for name, (x, y) in spots.items()], sorted(unknown))


def _dot(name: str, x: float, y: float, box: tuple[float, float, float, float]) -> Dot:
    left = x > box[0] + box[2] * (1 - LABEL)
    beside = x + box[2] * DOT * (-1.6 if left else 1.6)
    return Dot(_number(x), _number(y), name, _number(beside), _number(y + box[2] * TEXT / 3), left)


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
