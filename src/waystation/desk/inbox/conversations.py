"""A conversation as those who answer see it: what the person wrote, what we answered, what it led to, how urgent it is.

It came through the door (a mailbox) or by another way (a thread of slips); one inbox holds both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from waystation.casework.clocks import minute as minute_of
from waystation.casework.errors import NotYourRole
from waystation.casework.hotline import codewords, filetypes, reach, windows
from waystation.casework.hotline import slips as slip_words
from waystation.casework.hotline.attached import Attached
from waystation.casework.hotline.reach import BY_KEY, QUESTIONS, Letter
from waystation.casework.hotline.slips import Slip
from waystation.circles import letters as sealing
from waystation.circles.errors import CannotOpen, CircleError
from waystation.circles.files import Ref
from waystation.circles.secret import Secret
from waystation.desk.web import zones
from waystation.door import mailboxes
from waystation.door.mailboxes import Box
from waystation.store.attachments import cleaning
from waystation.store.files import casefiles
from waystation.store.files.casefiles import CaseFile
from waystation.store.hotline import correspondence, intake, slips
from waystation.store.hotline.correspondence import Outcome
from waystation.store.sealed.keys import Keys

NOT_KNOWN = windows.DAY + 1  # the rank of those who named no safe hours: after all who did


@dataclass(frozen=True)
class Enclosed:
    """A file that came or went with a letter. Its type is what the sender says, until it is opened."""

    attached: Attached
    ref: Ref

    @property
    def id(self) -> bytes:
        return self.ref.id

    @property
    def group(self) -> str:
        """The word for what it is said to be; empty where that is none of what is taken."""
        kind = filetypes.BY_MIME.get(self.attached.type)
        return filetypes.GROUPS[kind.group] if kind else ""

    @property
    def is_picture(self) -> bool:
        kind = filetypes.BY_MIME.get(self.attached.type)
        return kind is not None and kind.group == filetypes.IMAGE

    @property
    def cleans(self) -> bool:
        kind = filetypes.BY_MIME.get(self.attached.type)
        return kind is not None and cleaning.cleans(kind)


@dataclass
class Line:
    """One letter or answer, and when it came (µs). ``unread``: after our last answer. ``broken``: it does not open."""

    at: int
    ours: bool
    letter: Letter = field(default_factory=Letter)
    text: str = ""
    unread: bool = False
    broken: bool = False
    slip: Slip | None = None

    @property
    def minute(self) -> int:
        return self.at // 60_000_000

    @property
    def files(self) -> list["Enclosed"]:
        return [Enclosed(attached, Ref(*opens)) for attached in self.letter.files if (opens := attached.opens_with)]

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The door's questions with the answers of a first letter."""
        found = []
        for question in QUESTIONS:
            answer = self.letter.answers.get(question.key, "")
            if answer:
                found.append((question.text, dict(question.options).get(answer, answer)))
        return found


@dataclass
class Conversation:
    """A mailbox, opened."""

    id: bytes
    lines: list[Line]
    outcome: Outcome
    holder: bytes = b""
    second: bytes = b""  # who came as second operator
    at_door: bool = True
    duress: bool = False  # the duress word stands in what waits

    @property
    def first(self) -> Letter:
        """The letter with the door's answers; an empty one where it never came or does not open."""
        theirs = (line for line in self.lines if not line.ours)
        return next((line.letter for line in theirs if line.letter.key or line.slip), Letter())

    @property
    def words(self) -> str:
        """All that they wrote, as one text."""
        theirs = [line for line in self.lines if not line.ours]
        return "\n".join(t for line in theirs for t in (line.letter.answers.get("story", ""), line.text) if t)

    @property
    def slips(self) -> list[Slip]:
        """What was written down of other ways than the door, oldest first."""
        return [line.slip for line in self.lines if line.slip and not line.ours]

    @property
    def channel(self) -> str:
        return "web" if self.at_door else next((s.channel for s in self.slips if s.channel), "other")

    @property
    def who(self) -> str:
        return next((s.who for s in self.slips if s.who), "")

    @property
    def found(self) -> dict[str, Any]:
        """What triage found so far, of Contact's fields."""
        return {name: value for slip in self.slips for name, value in slip.values.items()}

    @property
    def callback(self) -> int:
        """The minute agreed for the next call; 0 where none was."""
        at = next((s.callback for s in reversed(self.slips) if s.callback), "")
        return minute_of(at) or 0

    @property
    def waits(self) -> bool:
        """Whether something came that nobody answered or concluded."""
        return any(line.unread for line in self.lines if line.at > self.settled)

    @property
    def settled(self) -> int:
        """Until when (µs) all that came is settled: a call by its outcome, a letter of a case by an answer."""
        return 0 if self.outcome.number and self.at_door else self.outcome.at

    @property
    def since(self) -> int:
        """The minute of the oldest letter that waits; of the last one where none does."""
        waiting = [line.minute for line in self.lines if line.unread]
        return min(waiting, default=max((line.minute for line in self.lines), default=0))

    @property
    def urgency(self) -> int:
        return reach.urgency(self.slips[-1].letter if self.slips else self.first)

    @property
    def alarm(self) -> bool:
        """Whether somebody must act this minute: danger now, or the duress word."""
        return self.waits and (self.duress or self.urgency == 0)

    def safe_in(self, now: int, of_day: int) -> int | None:
        """Minutes until it is safe to write: by the time agreed, or else by the hours they named; None: not known."""
        if self.callback:
            return max(0, self.callback - now)
        return windows.opens_in(self.first.answers.get("safe", ""), of_day)

    @property
    def open(self) -> bool:
        return self.waits or not (self.outcome.number or self.outcome.triage)

    @property
    def pictures(self) -> list[Enclosed]:
        """The files of its letters and answers that are said to be pictures."""
        return [file for line in self.lines for file in line.files if file.is_picture]

    def file(self, id: bytes) -> Enclosed | None:
        """One file of its letters and answers."""
        return next((file for line in self.lines for file in line.files if file.id == id), None)

    def answer_of(self, key: str) -> str:
        answer = self.first.answers.get(key, "")
        return dict(BY_KEY[key].options).get(answer, answer)


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
