"""Who stands on which pathway: what a case's papers say of it, small enough to stand in the index of all cases."""

from typing import Any

import msgspec

from waystation.casework.folds import State

STANDINGS = ("holds", "awaits", "ranked")  # a grant; an application without an answer; only among the options
LANDED = ("S10", "S11", "S12")  # stages after which no pathway and no paper for the way matters any more
_DECIDED = {"accepted": "holds", None: "awaits", "": "awaits", "deferred": "awaits"}  # the rest ended


class Standing(msgspec.Struct, array_like=True, gc=False, frozen=True):
    """``people`` of one case on one pathway of one country (empty where the papers do not say which)."""

    pathway: str
    country: str
    standing: str
    people: int

    def on(self, pathway: str, country: str) -> bool:
        """Whether this is about a programme's pathway. An option that names no country may be of any."""
        return self.pathway == pathway and self.country in ("", country)


def standings(papers: State) -> tuple[Standing, ...]:
    """Where a case's people stand: holding a grant, waiting for an answer, or with the pathway ranked and no more."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for row in papers.rows("applications").values():
        if row.get("pathway") and (standing := _DECIDED.get(row.get("decision"))):
            found.setdefault((*_way(row), standing), set()).add(row.get("person") or "")
    applied = {(pathway, country) for pathway, country, _standing in found}
    for row in papers.rows("options").values():
        if row.get("pathway") and not any(_same(_way(row), way) for way in applied):
            found.setdefault((*_way(row), "ranked"), set()).add("")
    return tuple(Standing(*key, len(people)) for key, people in sorted(found.items()))


def _way(row: dict[str, Any]) -> tuple[str, str]:
    return row["pathway"], row.get("country") or ""


def _same(option: tuple[str, str], way: tuple[str, str]) -> bool:
    return option[0] == way[0] and option[1] in ("", way[1])
