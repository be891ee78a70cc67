"""``waystation routes``: the best lawful way of each household of a file, all asked at once.

A file of code names and papers goes in (``planning.routes.questions``), a file of answers comes out. No case is opened.
"""

import argparse
import datetime
import sys
from pathlib import Path
from typing import Any

from waystation.cli import agents
from waystation.cli.route import ages, answered

HELP = "find the best lawful way of each household of a file"
GOOD, NONE = 0, 1


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", metavar="FILE", type=Path, help="a table (CSV) with a line for each person")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="where the answers go; printed if not given")
    agents.arguments(parser)


def run(options: argparse.Namespace) -> int:
    return answered(_answered, options)


def _answered(options: argparse.Namespace) -> int:
    """Raises PlanningError, OSError."""
    from waystation.desk.routes import finding, networks, rules
    from waystation.planning.routes.everybody import Everybody
    from waystation.planning.routes.questions import read_questions, write_answers

    today = datetime.datetime.now(datetime.UTC).date()
    asked = read_questions(options.questions.read_bytes())
    offers = agents.offers(options)
    known = finding.with_offers(rules.public(options.avoid), offers, options.rate, today, people=0)
    asking = Everybody(networks.network(), known.rules, known.offers.compared, many=_days(asked))
    answers = []
    for named, outlook in zip(asked, asking.outlooks(one.household for one in asked), strict=True):
        answers.append((named.name, outlook))
        if len(answers) % 1000 == 0 and sys.stderr.isatty():
            print(f"\r{len(answers):,} of {len(asked):,}", end="", file=sys.stderr, flush=True)
    text = write_answers(answers)
    if options.output:
        options.output.write_text(text, "utf-8")
    else:
        print(text, end="")
    print(_summary(answers, known, asked, today), file=sys.stderr)
    return NONE if any(outlook.answer == "refused" for _name, outlook in answers) else GOOD


def _days(asked: list[Any]) -> int:
    return sum((one.household.window.last - one.household.window.first).days + 1 for one in asked)


def _summary(answers: list[Any], known: Any, asked: list[Any], today: datetime.date) -> str:
    counts = {word: sum(o.answer == word for _name, o in answers) for word in ("allowed", "ask", "refused")}
    windows = [one.household.window for one in asked]
    lacking = known.offers.unrated(min(w.first for w in windows), max(w.last for w in windows))
    lines = [f"{len(answers):,} households: {counts['allowed']:,} with a way, {counts['ask']:,} to be asked about, "
             f"{counts['refused']:,} without a lawful way."]  # fmt: skip
    if lacking:
        lines.append(f"Offers not compared: no rate for {', '.join(lacking)}.")
    return "\n".join([*lines, ages(today)])
