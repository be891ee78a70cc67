"""Circles: who may read what, decided by keys alone. Bytes in, bytes out: no clock, no disk, no framework.

A *secret* is 32 random bytes; its public half is a *card*. A *circle* is a set of sealed *envelopes*; who belongs to it
is what its signed grants and revocations say, restated inside every *epoch* (key generation), so that whoever opens an
epoch knows who else can. Promises: nothing opens without a grant; whoever is revoked opens nothing written later; the
same envelopes give the same state in any order; what was removed, doubled or altered is named. ``circle.py`` shows the
use in five lines; ``docs/protocol.md`` gives the bytes; ``tests/vectors`` fixes them.
"""
