"""What the door stores: mailboxes and letters by hashes and random names, and what the programme lets it show.

No row counts across mailboxes. Times are in whole minutes since 1970, so that they tell less; only letters, whose order
counts, have microseconds.
"""

from django.db import models

from waystation.store.ids import Id, Sealed


class Mailbox(models.Model):
    """A mailbox by the hash of its address. ``opened``: when its owner last came, 0 for never; ``visits`` how often.
    ``closed``: when its receipt was reported lost (µs): whoever opens it finds nothing of before."""

    id = Id(primary_key=True)
    made = models.BigIntegerField()
    opened = models.BigIntegerField(default=0)
    visits = models.IntegerField(default=0)
    closed = models.BigIntegerField(default=0)


class Letter(models.Model):
    """A sealed letter, named by its bytes, so that one sent twice lies here once. ``answer``: from those who help."""

    id = Id(primary_key=True)
    mailbox = Id(db_index=True)
    answer = models.BooleanField()
    arrived = models.BigIntegerField(db_index=True)
    sealed = Sealed()


class File(models.Model):
    """A file that lies in chunks, by the name that follows from its key. ``mailbox`` is empty while a form without
    script still uploads it, ``letter`` until a letter names it. ``answer``: from those who help."""

    id = Id(primary_key=True)
    mailbox = Id(db_index=True, default=b"")
    letter = Id(default=b"")
    answer = models.BooleanField(default=False)
    made = models.BigIntegerField(db_index=True)


class Chunk(models.Model):
    """One sealed chunk of a file, or its preview, numbered -1. All have the same length."""

    pk = models.CompositePrimaryKey("file", "n")
    file = Id()
    n = models.IntegerField()
    sealed = Sealed()


class Draft(models.Model):
    """A letter that is to be gone on with, by a hash of its receipt's address; ``at``: the minute it was kept."""

    id = Id(primary_key=True)
    at = models.BigIntegerField(db_index=True)
    sealed = Sealed()


class Known(models.Model):
    """On a node whose door stands elsewhere: what that door is known to hold, of which kind; of a file, how many chunks
    it has. What is here and not known is told to the door; what is known and not here any more is deleted there."""

    pk = models.CompositePrimaryKey("kind", "id")
    kind = models.CharField(max_length=16)
    id = Id()
    chunks = models.IntegerField(default=0)


class Notice(models.Model):
    """What the programme lets the door show: its cover, and the intake's card."""

    key = models.CharField(primary_key=True, max_length=32)
    value = models.JSONField()
