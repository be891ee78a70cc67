"""The person's own word that they arrived, written in their mailbox: known by the code that they were given.

    if arrivals.code_in(keys, number, texts): …          # the hotline desk, which opens the letter and not the journey
    arrivals.confirm(keys, number)

The travel desk, which makes the code, leaves its check (scrypt) with reception's sheet and with ``held``, which the
hotline desk opens. The code itself is kept nowhere, and the door sees a sealed letter like any other.
"""

import datetime
import re
from collections.abc import Iterable

from waystation.circles import phrases
from waystation.store.files import casefiles, cases
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed.keys import Keys
from waystation.store.travel import heldcards, journeys
from waystation.store.travel.heldcards import CODE_WORDS

GUESSES = 12  # windows of list words that are tried of a case's letters, 50 ms each: more would let a letter burn time
HOW = "their code, in their mailbox"


def leave_check(file: CaseFile, circle: bytes, sheet: bytes, code: str) -> None:
    """Leaves the check of a new code in ``held``."""
    values = {"arrival": f"{sheet.hex()} {heldcards.check_of(sheet, code)}", "arrived_at": None}
    cases.state(file.keys, circle, "held", "", "", values)


def code_in(keys: Keys, number: bytes, texts: Iterable[str]) -> bool:
    """Whether the arrival code of a case stands in one of these texts, the newest first, that nobody wrote down."""
    file = CaseFile(keys, number, "")
    casefiles.find_parts(file, ("held",))
    state = file.part("held").state
    sheet, _sep, check = ((state.get("arrival") if state else None) or "").partition(" ")
    if state is None or not check or state.get("arrived_at"):
        return False
    tried = list(dict.fromkeys(window for text in texts for window in windows(text)))[:GUESSES]
    return any(heldcards.check_of(bytes.fromhex(sheet), window) == check for window in tried)


def windows(text: str) -> list[str]:
    """The runs of as many words as a code has, all of them words of the list, in a text."""
    known = frozenset(phrases.words())
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold())
    runs = (words[n : n + CODE_WORDS] for n in range(len(words) - CODE_WORDS + 1))
    return [" ".join(run) for run in runs if known.issuperset(run)]


def confirm(keys: Keys, number: bytes) -> None:
    """Says in the journey that the person confirmed it themself. Raises NotYourRole, Sealed."""
    file = casefiles.open_file(keys, number, only=("held", "journey"))
    journeys.confirm_by_word(file, HOW)
    held = file.part("held").circle
    if held is not None:
        now = datetime.datetime.fromtimestamp(keys.minute * 60, datetime.UTC).isoformat(timespec="minutes")
        cases.state(keys, held, "held", "", "", {"arrived_at": now})
