"""How planning grows with the people, as a picture: seconds until 1 %, the gap at the end, and what is gained on both
baselines. Plain SVG, in the reader's light or dark."""

import math
from collections.abc import Callable
from typing import Any

WIDE, HIGH, LEFT, TOP, DEEP = 300, 300, 46, 56, 190
PEOPLE = (40, 200, 1000, 5000, 20000)
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}.t{font-weight:600;font-size:13px}.a{stroke:#999;fill:none}"
    ".g{stroke:#ddd}.slots{stroke:#1f6f8b;fill:#1f6f8b}.joint{stroke:#b5541c;fill:#b5541c}path.slots,path.joint,path.d"
    "{fill:none;stroke-width:2}.d{stroke-dasharray:5 4}text.slots,text.joint{stroke:none}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.g{stroke:#444}.slots{stroke:#6fc3df;fill:#6fc3df}"
    ".joint{stroke:#f0a070;fill:#f0a070}}"
)


def picture(lines: list[dict[str, Any]]) -> str:
    """``lines``: ``people``, ``kind`` (slots or joint), ``to_1`` (seconds or None), ``gap`` (%), ``fcfs`` and
    ``greedy``."""
    panels = [
        _panel(0, "seconds until 1 %", (0.01, 0.1, 1, 10, 100), [("", lambda n: n["to_1"])], lines),
        _panel(1, "gap at the end, %", (0.001, 0.01, 0.1, 1, 10), [("", lambda n: max(0.001, n["gap"]))], lines),
        _panel(2, "baselines / plan", (1, 2, 4), [("", lambda n: n["fcfs"]), ("d", lambda n: n["greedy"])], lines),
    ]
    told = "; ".join(
        f"{n['people']:,} people {n['kind']}: 1 % after {'–' if n['to_1'] is None else round(n['to_1'], 1)} s, "
        f"gap {n['gap']:.3f} %, first come {n['fcfs']:.2f}, by risk {n['greedy']:.2f} times the plan"
        for n in lines
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {3 * WIDE + 10} {HIGH}" role="img" '
        f'aria-labelledby="t d"><title id="t">How planning grows with the people</title><desc id="d">{told}</desc>'
        f'<style>{STYLE}</style>{"".join(panels)}<text class="slots" x="{LEFT}" y="20">● slots</text>'
        f'<text class="joint" x="{LEFT + 70}" y="20">● everything together</text>'
        f'<text x="{2 * WIDE + LEFT}" y="20">— first come  - - by risk</text></svg>\n'
    )


def _panel(
    at: int, title: str, ticks: tuple[float, ...], series: list[tuple[str, Callable[[dict[str, Any]], float | None]]],
    lines: list[dict[str, Any]],
) -> str:  # fmt: skip
    def x(people: float) -> float:
        return at * WIDE + LEFT + (WIDE - LEFT - 30) * math.log(people / PEOPLE[0]) / math.log(PEOPLE[-1] / PEOPLE[0])

    def y(value: float) -> float:
        part = math.log(min(max(value, ticks[0]), ticks[-1]) / ticks[0]) / math.log(ticks[-1] / ticks[0])
        return TOP + DEEP * (1 - part)

    out = [f'<text class="t" x="{at * WIDE + LEFT}" y="{TOP - 14}">{title}</text>']
    for tick in ticks:
        out.append(f'<path class="g" d="M{x(PEOPLE[0]):.0f} {y(tick):.0f}H{x(PEOPLE[-1]):.0f}"/>')
        out.append(f'<text text-anchor="end" x="{x(PEOPLE[0]) - 6:.0f}" y="{y(tick) + 4:.0f}">{tick:g}</text>')
    for people in PEOPLE:
        out.append(f'<text text-anchor="middle" x="{x(people):.0f}" y="{TOP + DEEP + 20}">{people:,}</text>')
    for dashes, value in series:
        for kind in ("slots", "joint"):
            mine = [(n["people"], value(n)) for n in lines if n["kind"] == kind]
            points = [(x(people), y(v)) for people, v in mine if v is not None]
            path = "L".join(f"{a:.1f} {b:.1f}" for a, b in points)
            out += [f'<path class="{kind} {dashes}" d="M{path}"/>'] if points else []
            out += [f'<circle class="{kind}" cx="{a:.1f}" cy="{b:.1f}" r="3"/>' for a, b in points]
    return "".join([*out, f'<text x="{at * WIDE + LEFT}" y="{TOP + DEEP + 40}">people</text>'])
