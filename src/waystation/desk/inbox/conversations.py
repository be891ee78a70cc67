"""Opening conversations: all of the inbox in the order in which they need somebody, or one; and the case of one.

One inbox holds those that came through the door and those that were written down.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.hotline import codewords, reach, windows
from waystation.casework.hotline import slips as slip_words
from waystation.circles import letters as sealing
from waystation.circles.errors import CannotOpen, CircleError
from waystation.circles.secret import Secret
from waystation.desk.inbox.conversation import Conversation, Line
from waystation.desk.web import zones
from waystation.door import mailboxes
from waystation.door.mailboxes import Box
from waystation.store.files import casefiles
from waystation.store.files.casefiles import CaseFile
from waystation.store.hotline import correspondence, intake, slips
from waystation.store.hotline.correspondence import Outcome
from waystation.store.sealed.keys import Keys

NOT_KNOWN = windows.DAY + 1  # the rank of those who named no safe hours: after all who did


def conversation(box: Box, secrets: Mapping[bytes, Secret], outcome: Outcome | None, holder: bytes) -> Conversation:
    lines = [_letter(at, sealed, secrets) for at, sealed in box.letters]
    found = Conversation(box.id, lines, outcome or Outcome(), holder)
    key = found.first.answer_key
    found.lines += [_answer(at, sealed, key) for at, sealed in box.answers]
    return _unread(found)


def _unread(found: Conversation) -> Conversation:
    found.lines.sort(key=lambda line: line.at)
    last = max((line.at for line in found.lines if line.ours), default=-1)
    for line in found.lines:
        line.unread = not line.ours and line.at > last
    return found


def _letter(at: int, sealed: bytes, secrets: Mapping[bytes, Secret]) -> Line:
    try:
        letter = reach.read(sealing.open_letter(secrets, sealed))
    except CircleError:
        return Line(at, False, broken=True)
    return Line(at, False, letter, letter.text)


def thread(
    id: bytes, sealed: Iterable[tuple[int, bytes]], secrets: Mapping[bytes, Secret], outcome: Outcome | None,
    holder: bytes,
) -> Conversation:  # fmt: skip
    """A conversation of slips."""
    found = Conversation(id, [_slip(at, s, secrets) for at, s in sealed], outcome or Outcome(), holder, at_door=False)
    return _unread(found)


def _slip(at: int, sealed: bytes, secrets: Mapping[bytes, Secret]) -> Line:
    try:
        slip = slip_words.read(sealing.open_letter(secrets, sealed))
    except CircleError:
        return Line(at, False, broken=True)
    return Line(at, slip.ours, slip.letter, slip.letter.text, slip=slip)


def _answer(at: int, sealed: bytes, key: bytes | None) -> Line:
    try:
        letter = reach.read_answer(sealing.open_answer(key or b"", sealed))
        return Line(at, True, letter, letter.text)
    except (CircleError, ValueError):
        return Line(at, True, broken=True)


def require(keys: Keys) -> None:
    """Raises NotYourRole."""
    if not intake.answers_the_door(keys):
        raise NotYourRole(_("Letters are answered by the hotline desk and the coordinators."))


def every(keys: Keys) -> list[Conversation]:
    """All conversations: alarms first, then by danger, then by how soon it is safe to write, then those who wait
    longest; what is done comes last, the newest first."""
    secrets, boxes, threads = intake.opened(keys), mailboxes.boxes(), slips.every()
    ids = [*(box.id for box in boxes), *threads]
    holders, outcomes = correspondence.holders(ids), correspondence.outcomes(secrets, ids)
    found = [conversation(b, secrets, outcomes.get(b.id), holders.get(b.id, b"")) for b in boxes]
    found += [thread(t, s, secrets, outcomes.get(t), holders.get(t, b"")) for t, s in threads.items()]
    seconds = correspondence.seconds(ids)
    for one_ in found:
        one_.second = seconds.get(one_.id, b"")
        one_.duress = bool(one_.outcome.number) and one_.waits and under_duress(case_of(keys, one_), one_.lines)
    return sorted(found, key=lambda c: _rank(c, keys.minute))


def _rank(c: Conversation, now: int) -> tuple[int, ...]:
    if not c.open:
        return (1, 0, 0, 0, -c.since)
    safe = c.safe_in(now, zones.minute_of_day(now))
    return (0, not c.duress, c.urgency, NOT_KNOWN if safe is None else safe, c.since)


def waiting(keys: Keys) -> int:
    """How many people wait for an answer, as Today counts them: without opening their letters."""
    if not intake.answers_the_door(keys):
        return 0
    threads = slips.last()
    last = mailboxes.last() | threads
    if not last:
        return 0
    done = correspondence.outcomes(intake.opened(keys), last)
    concluded = {box: outcome.at for box, outcome in done.items() if not outcome.number or box in threads}
    return sum(letter > max(answer, concluded.get(box, 0)) for box, (letter, answer) in last.items())


def one(keys: Keys, mailbox: bytes) -> Conversation:
    secrets = intake.opened(keys)
    outcome = correspondence.outcomes(secrets, [mailbox]).get(mailbox)
    holder = correspondence.holders([mailbox]).get(mailbox, b"")
    if sealed := slips.of(mailbox):
        found = thread(mailbox, sealed, secrets, outcome, holder)
    else:
        found = conversation(mailboxes.box(mailbox), secrets, outcome, holder)
    found.second = correspondence.seconds([mailbox]).get(mailbox, b"")
    return found


def case_of(keys: Keys, found: Conversation) -> CaseFile | None:
    """The case that a mailbox belongs to, as far as its contact is concerned."""
    if not found.outcome.number:
        return None
    try:
        return casefiles.open_file(keys, found.outcome.number, only=("contact",))
    except CannotOpen:
        return None


def under_duress(file: CaseFile | None, lines: Iterable[Line]) -> bool:
    """Whether the duress word stands in a letter that nobody answered yet. Only this page shows it, to us; nothing that
    the person sees changes."""
    state = file.states.get("contact") if file else None
    word = (state.get("duress_word") if state else None) or ""
    return any(codewords.says(line.text, word) for line in lines if line.unread)
