"""What the database holds. Nothing here says what a circle is about, or who is behind an id.

No row counts across circles and no transaction touches two circles' counters, so the tables can be spread over many
machines by their 16-byte ids.
"""

from django.db import models

from waystation.store.ids import Id, Sealed


class Circle(models.Model):
    """A circle's place. ``slot`` is a blind name by which those who know a case's number find its compartments;
    ``size`` counts its envelopes and tells whether a snapshot is current; ``changed`` is in microseconds since 1970."""

    id = Id(primary_key=True)
    slot = Id(unique=True)
    size = models.IntegerField(default=0)
    changed = models.BigIntegerField(db_index=True)


class Envelope(models.Model):
    """One sealed envelope. ``arrived`` is in microseconds since 1970 by this node's clock."""

    pk = models.CompositePrimaryKey("circle", "name")
    circle = Id()
    name = Id()
    epoch = models.BooleanField()
    arrived = models.BigIntegerField()
    sealed = Sealed()

    class Meta:
        indexes = (models.Index(fields=["epoch", "arrived"], name="new_epochs", condition=models.Q(epoch=True)),)


class Snapshot(models.Model):
    """A circle as folded, sealed under a key that exactly those have who open the same epochs (``reach``)."""

    pk = models.CompositePrimaryKey("circle", "reach")
    circle = Id()
    reach = Id()
    size = models.IntegerField()
    sealed = Sealed()


class Ended(models.Model):
    """That somebody's access to a circle was ended here. Whose, only the members see: ``tag`` is blind."""

    pk = models.CompositePrimaryKey("circle", "tag")
    circle = Id()
    tag = Id()


class Due(models.Model):
    """That an alarm is due in a circle at a minute since 1970, unless somebody is heard from before. What, only those
    see who open the circle: ``ref`` is blind. ``raised``: it rang already (``ringing.py``)."""

    pk = models.CompositePrimaryKey("circle", "ref")
    circle = Id()
    ref = Id()
    at = models.BigIntegerField()
    raised = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["at"], name="still_to_ring", condition=models.Q(raised=False)),)


class Alarm(models.Model):
    """A due that nobody answered in time. ``id`` is the name of circle, ref and ``at`` (minute), so that none is
    raised twice; ``raised`` in microseconds since 1970; the pseudonym of whoever took it, and when (minute); ``ended``
    (minute, 0: it stands)."""

    id = Id(primary_key=True)
    circle = Id()
    ref = Id()
    at = models.BigIntegerField()
    raised = models.BigIntegerField()
    holder = Id(default=b"")
    taken = models.BigIntegerField(default=0)
    ended = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["circle", "ref", "at"], name="no_alarm_twice"),)


class AlarmAct(models.Model):
    """What a member did about an alarm, at a minute: took it, handed it over, climbed a step of the ladder, ended it.
    Without an actor: it rings again, or was freed, since whoever had it does not answer any more. The words are sealed
    to those on duty who open its circle."""

    id = Id(primary_key=True)
    alarm = Id(db_index=True)
    at = models.BigIntegerField()
    actor = Id()
    act = models.CharField(max_length=8)
    sealed = Sealed(default=b"")


class Beat(models.Model):
    """That a process of the background runs: when it last said so (µs), and when it last stood still, from and until
    (µs), by how much the clock was then moved (seconds)."""

    name = models.CharField(primary_key=True, max_length=16)
    at = models.BigIntegerField()
    still_from = models.BigIntegerField(default=0)
    still_until = models.BigIntegerField(default=0)
    moved = models.BigIntegerField(default=0)


class Kept(models.Model):
    """What a member keeps for themself, sealed under their own secret: drafts, views, pens, the keyring. ``sort``: 0
    what must last, 1 what can be made anew from circles, 2 a draft, 3 a part of a list, of which ``part`` says which
    one: a deletion throws away that part of everybody's."""

    pk = models.CompositePrimaryKey("holder", "shelf")
    holder = Id()
    shelf = Id()
    at = models.BigIntegerField()
    sort = models.SmallIntegerField(default=0)
    sealed = Sealed()
    part = models.SmallIntegerField(null=True, default=None)

    class Meta:
        indexes = (models.Index(fields=["part"], name="kept_parts", condition=models.Q(part__isnull=False)),)


class Login(models.Model):
    """A device's way in. ``handle`` is a keyed hash of the log-in name; ``holder`` a pseudonym that only members of the
    organisation can resolve; ``sealed`` opens with the passphrase alone and holds the secret and the second factor."""

    id = Id(primary_key=True)
    handle = Id(unique=True)
    holder = Id(db_index=True)
    device = Id(db_index=True, default=b"")
    salt = Id()
    sealed = Sealed()
    last_login = models.BigIntegerField(default=0)
    last_code = models.BigIntegerField(default=0)
    last_challenge = models.BigIntegerField(default=0)
    ended = models.BooleanField(default=False)


class Knock(models.Model):
    """Wrong tries under a log-in name, whether or not anybody has it, so that waiting tells nothing."""

    handle = Id(primary_key=True)
    failures = models.IntegerField()
    next_try = models.BigIntegerField()


class Session(models.Model):
    """An open session: the device's secret sealed under a key that only the browser's cookie has."""

    id = Id(primary_key=True)
    login = models.ForeignKey(Login, on_delete=models.CASCADE)
    created = models.BigIntegerField()
    seen = models.BigIntegerField(db_index=True)
    cut = models.BooleanField(default=False)
    sealed = Sealed()


class Invitation(models.Model):
    """A one-time secret's trace until it is used: its keyed hash, and what the new member's device answered."""

    id = Id(primary_key=True)
    holder = Id()
    made = models.BigIntegerField()
    until = models.BigIntegerField()
    answer = Sealed(default=b"")
    sealed = Sealed(default=b"")


class LogLine(models.Model):
    """One line of the access log: who (a pseudonym) did what to which circles, chained by hash and signed by the
    node."""

    n = models.BigIntegerField(primary_key=True)
    line = Sealed()


class Setting(models.Model):
    """What the installation shows and does: cover name, colours, languages, retention. Nothing about anybody."""

    key = models.CharField(primary_key=True, max_length=64)
    value = models.JSONField()


class Correspondence(models.Model):
    """What became of a mailbox at the door, or of what came by another way: the pseudonyms of whoever has it in hand
    since ``at`` (minute) and of whoever helps them, and sealed under the intake's key, what it led to."""

    id = Id(primary_key=True)
    holder = Id(default=b"")
    second = Id(default=b"")
    at = models.BigIntegerField(default=0)
    sealed = Sealed(default=b"")


class Slip(models.Model):
    """What reached the hotline by another way than the door, sealed to the intake. ``thread`` stands where a mailbox's
    id stands for letters; ``ours``: it says what we answered; ``arrived`` is in microseconds since 1970."""

    id = Id(primary_key=True)
    thread = Id(db_index=True)
    ours = models.BooleanField(default=False)
    arrived = models.BigIntegerField()
    sealed = Sealed()


class Shift(models.Model):
    """That somebody is on duty: their pseudonym, since which minute, and until (0: still)."""

    id = Id(primary_key=True)
    holder = Id(db_index=True)
    began = models.BigIntegerField()
    ended = models.BigIntegerField(default=0)


class Likeness(models.Model):
    """By what one person of a case may be found again, blinded and sealed under the matching circle's key. ``id`` is
    blind; ``at`` in microseconds since 1970."""

    id = Id(primary_key=True)
    at = models.BigIntegerField(db_index=True)
    sealed = Sealed(default=b"")


class Merge(models.Model):
    """That two cases are one person's, sealed under the matching circle's key."""

    id = Id(primary_key=True)
    at = models.BigIntegerField()
    sealed = Sealed(default=b"")


class Blob(models.Model):
    """One sealed chunk of a file that belongs to a case, or its preview (-1). What opens it stands in a statement of
    that case."""

    pk = models.CompositePrimaryKey("file", "n")
    file = Id()
    n = models.IntegerField()
    sealed = Sealed()


class Reference(models.Model):
    """A public table that somebody imported, as published and compressed: entry rules of passports, airports,
    flights, borders. Public, about nobody and therefore not sealed. ``as_of``: the day as of which it is true (ISO);
    ``at``: when it was imported, in microseconds since 1970; ``about``: what its reader counted in it
    (``travel.counting``). Beside each table in use stands the one that it replaced."""

    key = models.CharField(primary_key=True, max_length=64)
    as_of = models.CharField(max_length=10)
    source = models.CharField(max_length=300)
    about = models.CharField(max_length=300, default="")
    at = models.BigIntegerField()
    content = models.BinaryField()


class Barred(models.Model):
    """That somebody of a case withholds something, under a name that only members can compute (``barring``); with the
    circle in which the wish stands."""

    pk = models.CompositePrimaryKey("circle", "mark")
    circle = Id()
    mark = Id(db_index=True)


class Belonging(models.Model):
    """That a thing outside a circle goes when the circle goes: a file, what a person is found again by, a merge, a
    mailbox. It stands in the clear, because a deletion that waits for somebody with a key may wait for ever."""

    pk = models.CompositePrimaryKey("thing", "circle")
    thing = Id()
    circle = Id(db_index=True)
    kind = models.CharField(max_length=8)


class Shred(models.Model):
    """That a circle is deleted from a minute since 1970 on, and the name of the order that two members signed.
    ``part``: in which part of lists its line stands (``Kept``), 7 bits of a random number; none where an earlier
    version noted it."""

    circle = Id(primary_key=True)
    at = models.BigIntegerField(db_index=True)
    order = Id()
    part = models.SmallIntegerField(null=True, default=None)


class Shredded(models.Model):
    """That a thing was deleted (µs since 1970), so that no older backup brings it back."""

    thing = Id(primary_key=True)
    kind = models.CharField(max_length=8)
    at = models.BigIntegerField(db_index=True)


class Certificate(models.Model):
    """The node's signed word on one deletion: ``signature(64) ‖ JSON``. Ids and counts; no order, no names."""

    id = Id(primary_key=True)
    order = Id(db_index=True)
    at = models.BigIntegerField()
    signed = models.BinaryField()


class Motion(models.Model):
    """Something that takes two members and belongs to no case, sealed for all members. ``at``: the minute it was
    made."""

    id = Id(primary_key=True)
    at = models.BigIntegerField()
    sealed = Sealed()
