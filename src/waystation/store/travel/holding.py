"""Somebody is held, as it was heard: by telephone, in a letter, from whoever stood beside. One act for all who write it
down, whatever they open.

    hold(file, leg, "They called: taken aside at passport control.", at)

It does what an escort's press does (``presses``): stops the journey and its later legs, rings at the duty desk and the
lawyer, warns whoever follows by the same place or border. What it cannot do without the leg's sheet is to open the
card with the name: the travel desk does that by writing it down once more.
"""

from waystation.casework.byhand import going
from waystation.casework.errors import BadValue
from waystation.casework.parts.held import reaches
from waystation.casework.words import _
from waystation.store.files.casefiles import CaseFile
from waystation.store.travel import journeys, routewarnings


def legs(file: CaseFile) -> list[tuple[str, int]]:
    """The legs that may be named: record and number, for those too who do not open the journey."""
    state = file.part("journey").state
    if state is not None:
        return [(leg.id, leg.number) for leg in journeys.legs_of(file.keys, state)]
    return [(reach.leg, reach.number) for reach in reaches(file.part("held").state)]


def hold(file: CaseFile, leg: str, reason: str, at: str) -> int:
    """Writes down that somebody is held on a leg; without one where nobody knows on which. Returns how many sheets were
    warned. Raises BadValue, NotYourRole, Sealed."""
    if leg and leg not in {record for record, _number in legs(file)}:
        raise BadValue(_("There is no such line in this list."))
    journeys.withdraw(file, reason, going.HELD, leg)
    return routewarnings.warn_of(file, leg, at)
