"""The demonstration's door: letters from three invented people, one of them answered, one concluded."""

import json
from pathlib import Path

from waystation.casework.hotline import reach
from waystation.circles import letters as sealing
from waystation.circles.receipt import Receipt
from waystation.desk.inbox.views import publish
from waystation.door import mailboxes, notices
from waystation.door.models import Letter
from waystation.store.clock import micros
from waystation.store.hotline import correspondence, intake
from waystation.store.hotline.correspondence import Outcome
from waystation.store.sealed.keys import Keys

HOUR = 3600 * 1_000_000  # microseconds
NOW = {
    "danger_now": "yes", "can_talk": "yes", "region": "Грозный", "company": "watched", "language": "ru",
    "safe": "С двух до двадцати минут третьего ночи. Не звонить.",
    "story": "Братья нашли переписку и забрали паспорт. Сейчас они спят в соседней комнате.",
}  # fmt: skip
LATER = {
    "danger_now": "unsure", "can_talk": "no", "region": "Minsk", "company": "alone", "language": "en",
    "safe": "Evenings, after eight. Never write anywhere but here.", "story": "They asked for me at work twice.",
}  # fmt: skip
NOT_OURS = {"danger_now": "no", "region": "Elsewhere", "language": "en", "story": "Do you sell travel insurance?"}


def write(home: Path, mara: Keys) -> None:
    """Writes the letters, and the receipt of the one that was answered to a file of the demonstration's folder."""
    publish(mara)
    now, answered = micros(), Receipt.new()
    _put(Receipt.new(), NOW, now - HOUR // 4)
    _put(answered, LATER, now - 30 * HOUR)
    box = mailboxes.mailbox_of(answered.address)
    text = "We read your letter. You are not alone with this. Is eight this evening still a safe time?"
    mailboxes.answer(box, sealing.seal_answer(answered.answer_key, text.encode()))
    Letter.objects.filter(mailbox=box, answer=True).update(arrived=now - 26 * HOUR)
    correspondence.claim(mara, box)
    refused = Receipt.new()
    _put(refused, NOT_OURS, now - 50 * HOUR)
    outcome = Outcome(triage="information", note="Not for us; told them so.")
    correspondence.conclude(mara, intake.opened(mara), mailboxes.mailbox_of(refused.address), outcome)
    (home / "door.json").write_text(json.dumps({"words": answered.words("en")}))


def _put(receipt: Receipt, answers: dict[str, str], at: int) -> None:
    told = notices.intake()
    plain = reach.first_letter("en", answers, receipt.answer_key)
    mailboxes.put(receipt.address, sealing.seal(told.card, told.epoch, plain))
    Letter.objects.filter(mailbox=mailboxes.mailbox_of(receipt.address)).update(arrived=at)
