"""A conversation as those who answer see it: what the person wrote, what we answered, what it led to, how urgent it is.

It came through the door (a mailbox) or by another way (a thread of slips). ``conversations`` opens them.
"""

from dataclasses import dataclass, field
from typing import Any

from waystation.casework.clocks import minute as minute_of
from waystation.casework.hotline import filetypes, reach, windows
from waystation.casework.hotline.attached import Attached
from waystation.casework.hotline.reach import BY_KEY, QUESTIONS, Letter
from waystation.casework.hotline.slips import Slip
from waystation.circles.files import Ref
from waystation.store.attachments import cleaning
from waystation.store.hotline.correspondence import Outcome


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
