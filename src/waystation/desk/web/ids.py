"""Ids as they stand in addresses and forms."""

from django.http import Http404


def id_of(text: str) -> bytes:
    """16 bytes in hexadecimal. Raises Http404 for anything else."""
    try:
        found = bytes.fromhex(text)
    except ValueError as error:
        raise Http404 from error
    if len(found) != 16:
        raise Http404
    return found
