"""``waystation log``: whether the access log is whole, and its newest lines. Needs no member's key, and so shows
pseudonyms; members see names on the page Access log."""

import argparse
import datetime
import json
import sys
from typing import Any

HELP = "check the access log, and print its newest lines"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tail", type=_count, default=0, metavar="N", help="print the newest N lines too")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _count(typed: str) -> int:
    count = int(typed)
    if count < 1:
        raise argparse.ArgumentTypeError("a number from 1 on")
    return count


def run(options: argparse.Namespace) -> int:
    from waystation.cli.checks import no_installation

    if missing := no_installation():
        print(missing, file=sys.stderr)
        return 1
    from waystation.cli.setup import ready

    ready(migrate=False)
    from waystation.store.sealed import accesslog

    good, broken = accesslog.verify()
    lines = tail(options.tail)
    if options.json:
        found = {"good": good, "broken": broken and {"after": broken.after, "why": broken.why}, "lines": lines}
        print(json.dumps(found, indent=2))
    else:
        for line in lines:
            print(f"{line['n']:>8}  {line['at']}  {line['actor'][:8]:<8}  {line['act']:<18} {_short(line['circles'])}")
        print(sentence(good, broken))
    return 1 if broken else 0


def sentence(good: int, broken: Any) -> str:
    """What ``accesslog.verify`` found, in words."""
    if broken is None:
        return f"The access log is whole: {good} good lines."
    what = {
        "altered": "was altered",
        "missing": "is missing: the log was cut there",
        "replaced": "does not follow the one before it: lines were replaced",
    }[broken.why]
    return f"The access log is not whole: {good} good lines, then line {broken.after + 1} {what}."


def _short(circles: list[str]) -> str:
    return " ".join(c[:8] for c in circles[:6]) + (f" and {len(circles) - 6} more" if len(circles) > 6 else "")


def tail(count: int) -> list[dict[str, Any]]:
    """The newest lines, oldest of them first. One that cannot be read says so."""
    import msgspec

    from waystation.store.models import LogLine
    from waystation.store.sealed import accesslog

    found = []
    for row in LogLine.objects.order_by("-n")[:count]:
        try:
            line = accesslog.parse(row.line)
        except msgspec.MsgspecError:
            found.append({"n": row.n, "at": "", "actor": "", "act": "(unreadable)", "circles": []})
            continue
        at = datetime.datetime.fromtimestamp(line.at // 1_000_000, datetime.UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        circles = [circle.hex() for circle in line.circles]
        found.append({"n": row.n, "at": at, "actor": line.actor.hex(), "act": line.act, "circles": circles})
    return found[::-1]
