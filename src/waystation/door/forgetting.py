"""Forgetting mailboxes whose case was deleted: letters, answers and files, in the door's own database."""

from waystation.door.models import Chunk, File, Letter, Mailbox


def forget(mailboxes: list[bytes]) -> None:
    """Deletes mailboxes with all that lies in them. Whoever opens one later finds an empty one, like any other. A door
    on a host of its own deletes them at the node's next round (``exchange``)."""
    files = list(File.objects.filter(mailbox__in=mailboxes).values_list("id", flat=True))
    Chunk.objects.filter(file__in=files).delete()
    File.objects.filter(pk__in=files).delete()
    Letter.objects.filter(mailbox__in=mailboxes).delete()
    Mailbox.objects.filter(pk__in=mailboxes).delete()
