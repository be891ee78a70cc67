"""Whether a person wrote the code that says "I arrived"."""

from waystation.casework.roles import may_say
from waystation.desk.inbox.conversation import Conversation
from waystation.desk.inbox.conversations import case_of, under_duress
from waystation.store.sealed.keys import Keys
from waystation.store.travel import arrivals


def gave_code(keys: Keys, found: Conversation) -> bool:
    """Whether the code stands in what they wrote, and this member may write it down. Never beside the duress word:
    whoever forces them may have it too."""
    if not found.outcome.number or found.outcome.moved or not may_say(keys.roles, "journey", "landed"):
        return False
    if under_duress(case_of(keys, found), found.lines):
        return False
    theirs = [line for line in reversed(found.lines) if not line.ours]
    return arrivals.code_in(keys, found.outcome.number, (line.text for line in theirs))
