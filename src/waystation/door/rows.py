"""The statements of every letter and every visit, in SQL.

A door must stand when thousands write at once. Django's own way of building these few statements took more of a
request's processor time than sealing the letter did; so they stand here as they run, on SQLite and PostgreSQL alike:
values are bound as what they are (bytes, booleans, whole numbers), and every column is named, since defaults are
Django's and not the database's. ``tests/store/test_postgres.py`` runs the door's stories on both. Whatever is asked for
less often goes through the models.
"""

from typing import Any

from django.db import connections

MAILBOX = "INSERT INTO door_mailbox (id, made, opened, visits, closed) VALUES (%s, %s, 0, 0, 0) ON CONFLICT DO NOTHING"
LETTER = (
    "INSERT INTO door_letter (id, mailbox, answer, arrived, sealed) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
)
FOUND = "SELECT opened, visits, closed FROM door_mailbox WHERE id = %s"
LINES = "SELECT answer, arrived, sealed FROM door_letter WHERE mailbox = %s AND arrived > %s ORDER BY arrived"
SEEN = "UPDATE door_mailbox SET opened = %s, visits = visits + 1 WHERE id = %s"
HERE = "SELECT 1 FROM door_letter WHERE id = %s"
NO_DRAFT = "DELETE FROM door_draft WHERE id = %s"


def add_mailbox(id: bytes, minute: int) -> None:
    """Makes a mailbox where there is none."""
    _run(MAILBOX, id, minute)


def add_letter(id: bytes, mailbox: bytes, answer: bool, arrived: int, sealed: bytes) -> None:
    """Keeps a letter, once. ``arrived`` in microseconds."""
    _run(LETTER, id, mailbox, answer, arrived, sealed)


def has_letter(id: bytes) -> bool:
    return bool(_asked(HERE, id))


def mailbox(id: bytes) -> tuple[int, int, int] | None:
    """When it was last opened (minute), how often, and when it was closed (µs); None where there is none."""
    return next(iter(_asked(FOUND, id)), None)


def lines(mailbox: bytes, after: int) -> list[tuple[bool, int, bytes]]:
    """Its letters and answers since ``after`` (µs): whether an answer, when, sealed; oldest first."""
    return [(bool(answer), at, bytes(sealed)) for answer, at, sealed in _asked(LINES, mailbox, after)]


def seen(mailbox: bytes, minute: int) -> None:
    """Counts a visit."""
    _run(SEEN, minute, mailbox)


def drop_draft(id: bytes) -> None:
    _run(NO_DRAFT, id)


def _run(statement: str, *values: object) -> None:
    with connections["door"].cursor() as cursor:
        cursor.execute(statement, values)


def _asked(statement: str, *values: object) -> list[tuple[Any, ...]]:
    with connections["door"].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
