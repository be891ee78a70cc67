#!/usr/bin/env python3
"""Draws the outlines of the land, with borders of countries, for the map of journeys: from Natural Earth's data, once.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    .venv/bin/python tools/world.py package/countries-110m.json

Source: Natural Earth 4.1.0, 1:110 million, public domain, as TopoJSON in the npm package ``world-atlas`` 2.0.2 (ISC,
M. Bostock). Writes src/waystation/desk/static/desk/world.svg: x is tenths of a degree east, y south (11 km, less than
a line is wide). Borders are drawn as Natural Earth draws them; that says nothing about whose land it is.
"""

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "src" / "waystation" / "desk" / "static" / "desk" / "world.svg"
UNIT = 10  # the picture's units in a degree: whole numbers, each counted from the one before, make a small file
WIDTH = 1.5  # of a line, in units: about a pixel and a half where eighty degrees fill a page
SOUTH = 62  # degrees: nobody travels to Antarctica
GREY = "#8a8f93"  # in the middle between light and dark paper: one picture for both
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1800 -900 3600 1800" width="3600" height="1800" '
    'preserveAspectRatio="none"><!-- Natural Earth 4.1.0 (public domain) by world-atlas 2.0.2 (ISC) -->'
)

Point = tuple[float, float]


def arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs in degrees: TopoJSON keeps differences of whole numbers."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, -(y * sy + ty)))
        found.append(points)
    return found


def rings(geometry: dict[str, Any]) -> Iterator[list[int]]:
    """The rings of a polygon or of several, each a list of arcs; ``~n`` is arc n backwards."""
    kind = geometry["type"]
    if kind == "GeometryCollection":
        for inner in geometry["geometries"]:
            yield from rings(inner)
    elif kind == "Polygon":
        yield from geometry["arcs"]
    elif kind == "MultiPolygon":
        for polygon in geometry["arcs"]:
            yield from polygon


def ring(parts: list[int], every: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for n in parts:
        arc = every[n] if n >= 0 else every[~n][::-1]
        points += arc[1:] if points else arc
    return unwrapped(points)


def unwrapped(points: list[Point]) -> list[Point]:
    """The points without the jump at 180 degrees: a ring that crosses it goes on past the picture's edge."""
    out: list[Point] = []
    for x, y in points:
        turns = round((x - out[-1][0]) / 360) if out else 0
        out.append((x - 360 * turns, y))
    return out


def path(points: list[Point], close: bool) -> str:
    """The points as a path in whole units from one to the next, without those that lie on the one before."""
    kept: list[tuple[int, int]] = []
    for x, y in points:
        here = round(x * UNIT), round(y * UNIT)
        if not kept or here != kept[-1]:
            kept.append(here)
    if len(kept) < 2 + close or min(y for _x, y in kept) > SOUTH * UNIT:
        return ""
    steps = (f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l" + " ".join(steps).replace(" -", "-") + ("z" if close else "")


def borders(topology: dict[str, Any]) -> set[int]:
    """Arcs that two countries share."""
    used: dict[int, set[int]] = {}
    for n, country in enumerate(topology["objects"]["countries"]["geometries"]):
        for parts in rings(country):
            for part in parts:
                used.setdefault(part if part >= 0 else ~part, set()).add(n)
    return {arc for arc, countries in used.items() if len(countries) > 1}


def svg(topology: dict[str, Any]) -> str:
    every = arcs(topology)
    land = "".join(path(ring(parts, every), True) for parts in rings(topology["objects"]["land"]))
    lines = "".join(path(unwrapped(every[n]), False) for n in sorted(borders(topology)))
    stroke = f'stroke="{GREY}" stroke-width="{WIDTH}"'
    return (
        f'{HEAD}<path d="{land}" fill="{GREY}" fill-opacity=".16" {stroke} stroke-opacity=".55"/>'
        f'<path d="{lines}" fill="none" {stroke} stroke-opacity=".35"/></svg>\n'
    )


if __name__ == "__main__":
    OUT.write_text(svg(json.loads(Path(sys.argv[1]).read_text("utf-8"))), "utf-8")
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")
