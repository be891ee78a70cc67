"""The two files: a problem and a plan, as JSON. Bytes in and out; what is wrong is named by the path to its field.

    problem = read_problem(data)            # BadFile: households[3].size: expected `int` >= 1
    plan = read_plan(data)                  # long form and, for slot problems, the short one
    data = write_plan(plan)

Whole numbers only, unknown fields refused, and no key twice: a plan in which a household stands two times would
otherwise silently be the second.
"""

import json
import re
from typing import Any

import msgspec

from waystation.planning.errors import BadFile
from waystation.planning.plans import NOTHING, Placement, Plan
from waystation.planning.problem import Problem, check


def read_problem(data: bytes) -> Problem:
    """Raises BadFile."""
    return check(_typed(_json(data), Problem, ""))


def write_problem(problem: Problem) -> bytes:
    return msgspec.json.format(_lean(msgspec.json.encode(problem)), indent=1) + b"\n"


def _lean(data: bytes) -> bytes:
    """Without what is empty or absent, except where a list has to be there."""

    def thin(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: thin(v) for k, v in value.items() if v is not None and (v != [] or k in KEPT)}
        return [thin(v) for v in value] if isinstance(value, list) else value

    return msgspec.json.encode(thin(msgspec.json.decode(data)))


KEPT = {"households", "programmes", "eligible", "open", "slots", "seats", "capacity"}


def read_plan(data: bytes) -> dict[str, Placement]:
    """Raises BadFile. Whether its ids exist is for ``evaluate`` to say."""
    found = _json(data)
    if not isinstance(found, dict):
        raise BadFile("", "A plan is an object with one entry for each household.")
    return {household: _placement(value, household) for household, value in found.items()}


def _placement(value: Any, household: str) -> Placement:
    if value is None:
        return NOTHING
    if isinstance(value, list):
        programme, week = _typed(value, tuple[str, int], household)
        return Placement(programme, week)
    return _typed(value, Placement, household)


def write_plan(plan: Plan) -> bytes:
    """The long form, households by id; nothing at all is ``null``."""
    whole = {h: None if plan[h] == NOTHING else plan[h] for h in sorted(plan)}
    lines = (f"{json.dumps(h, ensure_ascii=False)}: {msgspec.json.encode(p).decode()}" for h, p in whole.items())
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _json(data: bytes) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise BadFile(key[:100], "stands twice in one object")
            found[key] = value
        return found

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once)
    except UnicodeDecodeError as error:
        raise BadFile("", f"The file is not UTF-8 text (byte {error.start}).") from None
    except json.JSONDecodeError as error:
        raise BadFile("", f"The file is not JSON: {error.msg}, line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise BadFile("", "The file is nested too deeply.") from None
    except ValueError as error:  # a number of thousands of digits
        raise BadFile("", f"The file holds a number that cannot be read: {error}") from None


def _typed(value: Any, kind: Any, inside: str) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise named(str(error), inside) from None


def named(told: str, inside: str = "") -> BadFile:
    """msgspec's sentence with the path put first, as somebody would write it."""
    why, _sep, path = told.partition(" - at `")
    field = re.sub(r"^\$\.?", "", path.rstrip("`"))
    if missing := re.match(r"Object (?:contains unknown|missing required) field `(.*)`", why):
        field = f"{field}.{missing[1]}".lstrip(".")
        why = "no such field" if "unknown" in why else "is missing"
    field = ".".join(part for part in (inside, field) if part).replace(".[", "[")
    return BadFile(field, why[:1].lower() + why[1:])
