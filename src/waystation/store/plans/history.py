"""What happened so far, for the simulation: days at which the cases whose Needs these keys open entered a stage."""

from waystation.planning.simulation.history import STAGES, History
from waystation.store.lists import index
from waystation.store.plans.supply import OPEN_HOUSE
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import read_many

DAY = 1440  # minutes
KNOWN = {*STAGES, "S11", "S12"}


def history(keys: Keys) -> History:
    """Days are counted from the first move of all. The caller logs it."""
    circles = [line.circle for line in index.lines(keys, ("needs",)) if line.subject == "case"]
    cases, sizes = [], []
    for reading in read_many(keys, circles).values():
        begun = [("S0", min(reading.state.first.values()))] if reading.state.first else []
        moves = [(stage, minute) for stage, _author, minute, _reason in reading.state.moves if stage in KNOWN]
        told = sorted([*begun, *moves], key=lambda move: move[1])
        if told:
            cases.append(told)
            sizes.append(max(1, len(reading.state.records("persons"))))
    first = min((moves[0][1] for moves in cases), default=keys.minute)
    days = [[(stage, max(0.0, (minute - first) / DAY)) for stage, minute in moves] for moves in cases]
    beds = sum(row.persons for row in index.overview(keys, "house").rows if row.status in OPEN_HOUSE)
    now = max([(keys.minute - first) / DAY, *(moves[-1][1] for moves in days)])
    return History(days, now, beds, sizes)
