"""For which day somebody's papers are got: their part's, where the household leaves in parts, else the household's."""

from typing import Any

from waystation.casework.folds import State


def row_of(papers: State, person: str) -> dict[str, Any]:
    """The line of the part with which this person leaves; empty where there is none."""
    rows = papers.rows("departures").values()
    return next((row for row in rows if person in (row.get("persons") or ()) and row.get("leaves_on")), {})


def leaves(papers: State, person: str = "") -> str:
    """The day on which this person is planned to leave; the household's without a person. Empty where none is known."""
    return str(row_of(papers, person).get("leaves_on") or papers.get("planned_departure") or "")


def every(papers: State) -> list[str]:
    """All days on which somebody of the household is planned to leave, the first one first."""
    days = {str(row["leaves_on"]) for row in papers.rows("departures").values() if row.get("leaves_on")}
    return sorted(days | ({str(papers.get("planned_departure"))} if papers.get("planned_departure") else set()))
