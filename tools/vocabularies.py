#!/usr/bin/env python3
"""Writes into the documents what the code knows better: the vocabularies, the compartments, and what each role opens.

    .venv/bin/python tools/vocabularies.py           write docs/vocabularies.md and the tables of docs/for-ROLE.md
    .venv/bin/python tools/vocabularies.py --check   say which of them are not as the code has it; 1 if any is

The page of vocabularies is written whole. In a role's page only what stands between the two marks is written.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from waystation.casework.compartments import COMPARTMENTS, Kind
from waystation.casework.fields import About, Record, fields
from waystation.casework.roles import MATRIX, ROLES, Access
from waystation.casework.stages import STAGES
from waystation.casework.vocabularies import Vocabulary, every

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "vocabularies.md"
BEGIN, END = "<!-- written by tools/vocabularies.py -->", "<!-- to here -->"
KINDS = {
    "text": "text", "long": "long text", "bool": "yes or no", "number": "whole number", "date": "date",
    "time": "date and time", "choice": "one of", "choices": "some of",
}  # fmt: skip
CHOICES = {"persons": "the case's persons", "members": "the organisation's members"}


def page() -> str:
    """The whole of docs/vocabularies.md."""
    lines = [
        "# Compartments, fields and vocabularies",
        "",
        "Written from the code by `tools/vocabularies.py`: do not edit it here. A field is *asked first* where the",
        "work needs it soon, *on request* where pages show its value only after a press on **Show**, and *compared*",
        "where duplicates are found by it. Every list of values names its source and the date as of which it is",
        "true. Keys are stored; labels are shown. Days count from closure and are the ones to begin with: an",
        "installation sets its own, and what each person agreed to moves them. `waystation retention` deletes by them.",
        "The recovery safe is not built yet.",
        "",
        "## Compartments",
        "",
        *(f"* [{kind.label}](#compartment-{key})" for key, kind in COMPARTMENTS.items()),
        "",
        *(line for kind in COMPARTMENTS.values() for line in _compartment(kind)),
        "## Vocabularies",
        "",
        *(line for vocabulary in every() for line in _vocabulary(vocabulary)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _compartment(kind: Kind) -> Iterator[str]:
    days = "without limit" if kind.retention_days is None else f"{kind.retention_days} days"
    per = "one for each person" if kind.per_person else f"one for each {kind.subject}"
    safe = "may hold" if kind.safe else "may never hold"
    yield f'### <a id="compartment-{kind.key}"></a>{kind.label} (`{kind.key}`)'
    yield ""
    yield f"{kind.hint} {per.capitalize()}. Kept after closure: {days}. {kind.retention_reason}"
    yield f"A recovery safe {safe} its key."
    yield ""
    yield "| field | label | kind | |"
    yield "|---|---|---|---|"
    lists = []
    for about in fields(kind.struct).values():
        yield _field(about, "")
        if about.record is not None:
            lists.append(about)
    for about in lists:
        yield from _record(about)
    yield ""


def _record(about: About) -> Iterator[str]:
    record: type[Record] = about.record  # type: ignore[assignment]
    for inner in fields(record).values():
        yield _field(inner, f"{about.name}.")


def _field(about: About, head: str) -> str:
    said = ("asked first", about.required), ("on request", about.sensitive), ("compared", about.match)
    marks = [word for word, on in said if on]
    return f"| `{head}{about.name}` | {_cell(about.label)} | {_kind(about)} | {', '.join(marks)} |"


def _kind(about: About) -> str:
    if about.record is not None:
        return "list, below"
    if about.vocabulary:
        return f"{KINDS[about.kind]} [{about.vocabulary}](#vocabulary-{about.vocabulary})"
    return f"{KINDS[about.kind]} {CHOICES[about.choices]}" if about.choices else KINDS[about.kind]


def _vocabulary(vocabulary: Vocabulary) -> Iterator[str]:
    yield f'### <a id="vocabulary-{vocabulary.name}"></a>{vocabulary.title} (`{vocabulary.name}`)'
    yield ""
    yield f"Source: {vocabulary.source.rstrip('.')}. As of {vocabulary.as_of}."
    yield ""
    yield "| key | label | |"
    yield "|---|---|---|"
    for word in vocabulary:
        yield f"| `{word.key}` | {_cell(word.label)} | {_cell(word.help)} |"
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# -- role pages --------------------------------------------------------------------------------------------------------


def role_page(role: str) -> Path:
    return DOCS / f"for-{role}.md"


def opens(role: str) -> str:
    """What stands between the marks of a role's page: what it opens, by the one table, and which stages it begins."""
    rights = {key: row.get(role, Access()) for key, row in MATRIX.items()}
    rows = [f"| {COMPARTMENTS[key].label} | {_opening(role, r)} | {_writing(role, key, r)} | {_granting(r)} |"
            for key, r in rights.items() if r.reads or r.writes]  # fmt: skip
    glass = [COMPARTMENTS[key].label for key, r in rights.items() if r.glass]
    never = [COMPARTMENTS[key].label for key, r in rights.items() if not (r.reads or r.writes or r.glass)]
    begins = [f"{s.key} {s.label}" for s in STAGES if role in s.by]
    lines = ["| part | you open it | you write in it | you grant it |", "|---|---|---|---|", *rows] if rows else []
    if rows:
        lines.append("")
    lines.append(f"You do not open or write: {', '.join(never)}." if rows else "You open no part of any case or house.")
    if glass:
        lines += ["", f"Only by break-glass: {', '.join(glass)}."]
    lines += ["", f"Stages that your role may begin: {'; '.join(begins) if begins else 'none'}."]
    return "\n".join(lines)


def _opening(role: str, right: Access) -> str:
    if not right.reads:
        return "no"
    if right.assigned:
        return "by a grant with an end"
    return f"from S{right.since} on" if right.since else "yes"


def _writing(role: str, compartment: str, right: Access) -> str:
    if not right.writes:
        return "no"
    if right.lists:
        lists = [a.label for n, a in fields(COMPARTMENTS[compartment].struct).items() if n in right.lists]
        return f"only: {', '.join(lists)}"
    if right.reads:
        return "yes"
    return "without opening it" if ROLES[role].team else "without opening it, by a grant for one case"


def _granting(right: Access) -> str:
    return "yes" if right.grants else "no"


def filled(text: str, role: str) -> str:
    """A role's page with what the code says between its marks. Raises ValueError where there are none."""
    before, mark, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"docs/for-{role}.md has no place for what the role opens")
    return f"{before}{BEGIN}\n{opens(role)}\n{END}{after}"


def documents() -> dict[Path, str]:
    """Every document that this program writes, as it should be."""
    wanted = {PAGE: page()}
    for role in ROLES:
        wanted[role_page(role)] = filled(role_page(role).read_text("utf-8"), role)
    return wanted


def stale() -> list[str]:
    return [path.name for path, text in documents().items() if not path.exists() or path.read_text("utf-8") != text]


def main() -> int:
    if "--check" in sys.argv:
        wrong = stale()
        print(
            "\n".join(f"docs/{name} is not what the code says: run tools/vocabularies.py" for name in wrong) or "Good."
        )
        return bool(wrong)
    for path, text in documents().items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
