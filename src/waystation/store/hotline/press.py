"""Published stories that the hotline knows: what a letter may have been copied from. Statements of the intake's circle.

tell(keys, "Daily, 1 April", "They were taken …"); told(keys); forget(keys, id)
"""

from dataclasses import dataclass

import msgspec

from waystation.casework.errors import BadValue
from waystation.casework.words import _
from waystation.circles.errors import CannotOpen
from waystation.store.hotline import intake
from waystation.store.sealed import accesslog, envelopes
from waystation.store.sealed.keys import Keys

TITLE_LIMIT, TEXT_LIMIT = 200, 50_000  # characters: the longest reports are some pages
KIND, FORGET = "published", "published-no-more"


@dataclass(frozen=True)
class Story:
    id: bytes
    title: str
    text: str


def tell(keys: Keys, title: str, text: str) -> None:
    """Adds a story. Raises BadValue."""
    title, text = " ".join(title.split()), text.strip()
    if not title or not text:
        raise BadValue(_("Give a title that says where it stood, and the text."))
    if len(title) > TITLE_LIMIT or len(text) > TEXT_LIMIT:
        raise BadValue(_("This is too long: at most %(limit)s characters."), limit=TEXT_LIMIT)
    _write(keys, KIND, [title, text])


def forget(keys: Keys, story: bytes) -> None:
    """Takes a story out of the list."""
    _write(keys, FORGET, story)


def told(keys: Keys) -> list[Story]:
    """The stories, oldest first. Empty for whoever does not answer the door."""
    circle = intake.circle_id()
    if circle is None:
        return []
    try:
        statements = keys.view(circle).statements
    except CannotOpen:
        return []
    gone = {bytes(msgspec.msgpack.decode(s.entry.body)) for s in statements if s.entry.kind == FORGET}
    found = []
    for statement in statements:
        if statement.entry.kind == KIND and statement.id not in gone:
            title, text = msgspec.msgpack.decode(statement.entry.body, type=tuple[str, str])
            found.append(Story(statement.id, title, text))
    return found


def _write(keys: Keys, kind: str, body: object) -> None:
    intake.renewed(keys)  # founds it at its first use
    circle = intake.circle_id()
    assert circle is not None
    with envelopes.writing(circle):
        envelopes.append(circle, keys.view(circle).write(keys.secret, kind, body))
        accesslog.log(keys.pseudonym, "write", [circle])
