"""Where people are and where they go, as the parts of a case say it: an airport's code, or a country's."""

from collections.abc import Mapping
from typing import Any

from waystation.casework.folds import State
from waystation.casework.travel.legs import Leg, legs
from waystation.desk.journeys.travelling import Candidate
from waystation.desk.routes import networks


def here(found: list[Leg]) -> str:
    """Where they are: where the first leg that is still to come begins, or the last one ended."""
    ahead = [leg for leg in found if leg.status not in ("arrived", "aborted", "compromised")]
    if ahead:
        return _place(ahead[0].row, "from")
    return _place(found[-1].row, "to") if found else ""


def goal(found: list[Leg], known: list[Candidate]) -> str:
    """Where the plan ends; else the country of the first visa."""
    if found:
        return _place(found[-1].row, "to")
    lands = (visa.country for c in known for visa in c.traveller.visas if not visa.transit_only)
    return next((land for land in lands if len(land) == 2), "")


def start(states: Mapping[str, State], known: list[Candidate], otherwise: str = "") -> str:
    """Where a household leaves from, by whatever of its parts is open: its journey; Papers, where they have not left
    their own country; the residence in Identity; ``otherwise``; empty where nothing says so."""
    written = here(legs(states["journey"], {})) if "journey" in states else ""
    papers, identity = states.get("papers"), states.get("identity")
    if not written and papers and papers.get("outside_origin") is False and known:
        written = known[0].traveller.flees
    return written or str((identity.get("residence") if identity else "") or "") or otherwise


def _place(row: Any, end: str) -> str:
    """An airport's code where that is what was written, else the country."""
    name = str(row.get(f"{end}_place") or "").strip().upper()
    return name if name in networks.network().number else str(row.get(f"{end}_country") or "")
