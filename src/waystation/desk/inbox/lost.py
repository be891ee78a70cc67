"""What a conversation's page says of lost receipts; the acts are in ``receipts.py``."""

from typing import Any

from waystation.circles.errors import CannotOpen
from waystation.desk.inbox.conversation import Conversation
from waystation.store.files import casefiles
from waystation.store.hotline import binding, correspondence, intake
from waystation.store.sealed.keys import Keys


def contact_of(keys: Keys, number: bytes) -> Any:
    """The contact of a case, where these keys open it."""
    try:
        return casefiles.open_file(keys, number, only=("contact",)).states.get("contact")
    except CannotOpen:
        return None


def on_the_page(keys: Keys, found: Conversation) -> dict[str, Any]:
    """What a conversation's page says of lost receipts: cases to choose from, what was asked and who may agree."""
    asked = found.outcome.asked
    if found.outcome.number or not asked:
        return {"lost": [] if found.outcome.number else correspondence.bound(intake.opened(keys))}
    by, contact = binding.asked_rightly(keys, found.id, asked), contact_of(keys, asked.number)
    return {
        "asked": asked,
        "asked_by": by,
        "agrees": by is not None and by != keys.member and contact is not None,
        "asked_code_word": contact.get("code_word") if contact else None,
    }
