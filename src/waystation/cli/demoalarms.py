"""The demonstration's check-ins: one that nobody answered, one answered under duress, some to come, some rehearsed."""

from typing import Any

from waystation.cli.cohort import LEAVING, SHELTERED
from waystation.cli.democase import Case
from waystation.cli.demofiller import DAY, Filler, statement

LADDER = (
    (15, "mara", "signal", "Text once, only within the safe hours"),
    (30, "ilya", "phone", "Call the friend who knows, with a story"),
    (60, "", "", "Call the lawyer; tell the second house to make ready"),
)


def write(f: Filler, written: list[Case]) -> None:
    """Writes them into the first cases that can have them. ``waystation alarms`` raises what is due."""
    sheltered = [c for c in written if c.p.group == SHELTERED and c.p.mark != "lost" and "shelter" in c.circles]
    silent, forced, calm, out = sheltered[:4]
    _contact(f, silent, {"c1": _check_in(f, 25), "c2": _check_in(f, -DAY / 2)})
    said = {"status": "duress", "answered_at": f.time(6 / DAY), "said": "all fine, a blue sky here"}
    _contact(f, forced, {"c1": _check_in(f, 8) | said | {"heard_by": f.id("mara")}})
    heard = {"status": "ok", "answered_at": f.time(12.1 / 24), "said": "all well, slept", "heard_by": f.id("mara")}
    coming = {f"c{n}": _check_in(f, -n * DAY / 2) for n in range(1, 9)}
    drill = {"d1": _check_in(f, 20) | {"drill": True}}
    _contact(f, calm, {"c0": _check_in(f, DAY / 2) | heard, **coming, **drill})
    outing = {"person": "a", "out_at": f.time(1 / 24), "back_by": f.time(-20 / DAY)}
    out.put("ilya", 0, "shelter", [statement("shelter", "outings", "o1", outing)])
    leaving = next((c for c in written if c.p.group == LEAVING and "journey" in c.circles), None)
    if leaving:
        rungs = _ladder(f, "journey")
        leaving.put("sam", 0, "journey", [*rungs, statement("journey", "check_ins", "c1", _check_in(f, -40))])


def _check_in(f: Filler, minutes_ago: float) -> dict[str, Any]:
    return {"due": f.time(minutes_ago / DAY), "grace": 15, "owner": f.id("mara"), "channel": "signal"}


def _ladder(f: Filler, part: str) -> list[Any]:
    return [
        statement(part, "ladder", f"l{n}", {"after": after, "who": f.id(who) if who else None, "what": what,
                                            "channel": channel})
        for n, (after, who, channel, what) in enumerate(LADDER)
    ]  # fmt: skip


def _contact(f: Filler, case: Case, check_ins: dict[str, dict[str, Any]]) -> None:
    rows = [statement("contact", "check_ins", record, values) for record, values in check_ins.items()]
    case.put("mara", 0, "contact", [*_ladder(f, "contact"), *rows])
