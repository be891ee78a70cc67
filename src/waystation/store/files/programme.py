"""The programme's own compartments: what belongs to the organisation and to no case, such as pathways and border rules.

They lie under a number that follows from the organisation's directory, so that all its members find the same ones, and
are otherwise compartments like any other: sealed, granted by the one table, with history and undo.
"""

import datetime

from waystation.casework.rates import Rated, rates_of
from waystation.circles.errors import CannotOpen
from waystation.circles.secret import name
from waystation.store.files import casefiles
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed.keys import Keys

CODE = "Programme"


def number(keys: Keys) -> bytes:
    """The programme's number: what a case has one of, the organisation has one of too."""
    return name(b"waystation/1/programme" + keys.directory.salt)


def opened(keys: Keys, *only: str) -> CaseFile:
    """The programme's compartments as these keys open them; none of them open before somebody wrote. The caller logs
    it."""
    try:
        return casefiles.open_file(keys, number(keys), "programme", only)
    except CannotOpen:
        file = CaseFile(keys, number(keys), CODE, "programme")
        casefiles.find_parts(file, only)
        return file


def rates(keys: Keys) -> list[Rated]:
    """The exchange rates of the programme, for those whose keys open them; none for others."""
    today = datetime.datetime.fromtimestamp(keys.minute * 60, datetime.UTC).date()
    return rates_of(opened(keys, "rates").states.get("rates"), today)
