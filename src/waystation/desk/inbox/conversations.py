"""A mailbox as those who answer see it: what the person wrote, what we answered, what it led to, how urgent it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from waystation.casework import filetypes, reach
from waystation.casework.attached import Attached
from waystation.casework.reach import BY_KEY, QUESTIONS, Letter
from waystation.circles import letters as sealing
from waystation.circles.errors import CannotOpen, CircleError
from waystation.circles.files import Ref
from waystation.circles.secret import Secret
from waystation.door import mailboxes
from waystation.door.mailboxes import Box
from waystation.store import cases, cleaning, correspondence, intake
from waystation.store.cases import CaseFile
from waystation.store.correspondence import Outcome
from waystation.store.keys import Keys


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

    @property
    def first(self) -> Letter:
        """The letter with the door's answers; an empty one where it never came or does not open."""
        return next((line.letter for line in self.lines if not line.ours and line.letter.key), Letter())

    @property
    def waits(self) -> bool:
        """Whether something came that nobody answered or concluded."""
        return any(line.unread for line in self.lines if line.at > self.outcome.at or self.outcome.number)

    @property
    def since(self) -> int:
        """The minute of the oldest letter that waits; of the last one where none does."""
        waiting = [line.minute for line in self.lines if line.unread]
        return min(waiting, default=max((line.minute for line in self.lines), default=0))

    @property
    def urgency(self) -> int:
        return reach.urgency(self.first)

    @property
    def open(self) -> bool:
        return self.waits or not (self.outcome.number or self.outcome.triage)

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


def _answer(at: int, sealed: bytes, key: bytes | None) -> Line:
    try:
        letter = reach.read_answer(sealing.open_answer(key or b"", sealed))
        return Line(at, True, letter, letter.text)
    except (CircleError, ValueError):
        return Line(at, True, broken=True)


def every(keys: Keys) -> list[Conversation]:
    """All mailboxes: danger first, then those who wait longest; what is done comes last, the newest first."""
    secrets, boxes = intake.opened(keys), mailboxes.boxes()
    ids = [box.id for box in boxes]
    holders, outcomes = correspondence.holders(ids), correspondence.outcomes(secrets, ids)
    found = [conversation(b, secrets, outcomes.get(b.id), holders.get(b.id, b"")) for b in boxes]
    return sorted(found, key=lambda c: (0, c.urgency, c.since) if c.open else (1, 0, -c.since))


def waiting(keys: Keys) -> int:
    """How many people wait for an answer, as Today counts them: without opening their letters."""
    if not intake.answers_the_door(keys) or not (last := mailboxes.last()):
        return 0
    done = correspondence.outcomes(intake.opened(keys), last)
    concluded = {box: outcome.at for box, outcome in done.items() if not outcome.number}
    return sum(letter > max(answer, concluded.get(box, 0)) for box, (letter, answer) in last.items())


def one(keys: Keys, mailbox: bytes) -> Conversation:
    secrets = intake.opened(keys)
    outcome = correspondence.outcomes(secrets, [mailbox]).get(mailbox)
    return conversation(mailboxes.box(mailbox), secrets, outcome, correspondence.holders([mailbox]).get(mailbox, b""))


def case_of(keys: Keys, found: Conversation) -> CaseFile | None:
    """The case that a mailbox belongs to, as far as its contact is concerned."""
    if not found.outcome.number:
        return None
    try:
        return cases.open_file(keys, found.outcome.number, only=("contact",))
    except CannotOpen:
        return None


def under_duress(file: CaseFile | None, lines: Iterable[Line]) -> bool:
    """Whether the duress word stands in a letter that nobody answered yet. Only this page shows it, to us; nothing that
    the person sees changes."""
    state = file.states.get("contact") if file else None
    word = (state.get("duress_word") if state else None) or ""
    return bool(word) and any(word.casefold() in line.text.casefold() for line in lines if line.unread)
