"""What an escort presses on the sheet of their leg, and what each press sets off; and the person's own word on arrival.

    press(keys, sheet, "passed_control", at, record)
    confirm(keys, sheet, "acorn pouch tulip", record, at)       # reception, with the person's code

A press has a random record of its own, made on the telephone, so that one that is sent twice is one press. ``at`` is
what the telephone's clock said, never later than now.
"""

import datetime

from waystation.casework.byhand import going
from waystation.casework.byhand.going import Said
from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.folds import State
from waystation.casework.parts import legsheet
from waystation.casework.parts.held import GRACE
from waystation.casework.words import _
from waystation.circles.errors import CannotOpen
from waystation.store.files import casefiles, cases
from waystation.store.sealed import accesslog, dues, envelopes, readings
from waystation.store.sealed.keys import Keys
from waystation.store.travel import heldcards, journeys, routewarnings


def press(keys: Keys, number: bytes, what: str, at: str, record: str) -> None:
    """One press on a sheet. Sent twice it is one press, also by two requests at once: a telephone that lost the answer
    asks again while the first is still at work. *held* and *turned back* stop what comes after; *held* puts the key
    beside the card first of all, since that is what cannot wait. Raises BadValue, CriteriaUnmet, CannotOpen."""
    file = casefiles.open_file(keys, number, "leg")
    part = file.part("leg")
    state = part.state
    if state is None or part.circle is None:
        raise CannotOpen("this sheet is not open to these keys")
    if record in state.rows("presses"):
        return
    legsheet.may_press(state, what)
    now = datetime.datetime.fromtimestamp(keys.minute * 60, datetime.UTC).isoformat(timespec="minutes")
    if what == "held":
        _hold(keys, state, min(at, now))
    if what in ("held", "turned_back"):
        _stop_the_rest(keys, state, going.HELD if what == "held" else going.WITHDRAWN)
    if what == "held":
        routewarnings.warn(keys, legsheet.stops_of(state), min(at, now))
    row = {"state": what, "at": min(at, now), "sent_at": now, "by": keys.member.hex()}
    with envelopes.writing(part.circle):  # of two at once the second finds what the first wrote
        if record not in readings.read(keys, part.circle).state.rows("presses"):
            cases.state(keys, part.circle, "leg", "presses", record, row)
            accesslog.log(keys.pseudonym, "press", [part.circle])


def _hold(keys: Keys, state: State, at: str) -> None:
    """Puts the key beside the card, and the minute in which it rings where nobody has it in hand by then."""
    stops = legsheet.stops_of(state)
    if not stops.held:
        raise BadValue(_("This sheet reaches nobody. Call."))
    row = journeys.stop_row(keys, stops.leg, state.get("opens"), keys.minute) | {"at": at}
    cases.state(keys, bytes.fromhex(stops.held), "held", "stops", stops.stop, row)
    dues.drop(bytes.fromhex(stops.held), bytes.fromhex(stops.ref), keys.minute + GRACE)


def _stop_the_rest(keys: Keys, state: State, word: str) -> None:
    stops, go = legsheet.stops_of(state), going.passed_on(state.goes)
    cases.put(keys, bytes.fromhex(stops.journey), "journey", "halt", Said(word, go, stops.leg))
    for circle in stops.later:
        journeys.halt_sheet(keys, bytes.fromhex(circle), go, stops.leg)


def confirm(keys: Keys, number: bytes, code: str, record: str, at: str) -> bool:
    """Reception types the code that the person gives. True where it is the person's; then the journey says so too."""
    part = casefiles.open_file(keys, number, "leg").part("leg")
    assert part.circle is not None
    if part.state is None or not part.state.get("arrival"):
        raise NotYourRole(_("The arrival is confirmed by reception, with the person's code."))
    if heldcards.check_of(number, code) != part.state.get("code"):
        accesslog.log(keys.pseudonym, "wrong code", [part.circle])
        return False
    stops = legsheet.stops_of(part.state)
    cases.put(keys, bytes.fromhex(stops.journey), "journey", "landed", Said(going.CONFIRMED, leg="", how="code"))
    press(keys, number, "confirmed", at, record)
    return True
