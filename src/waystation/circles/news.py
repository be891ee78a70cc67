"""News: what members state in the directory. ``directory.py`` says what comes of it, and whose word counts."""

import msgspec


class MemberNews(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Statement ``member``: how a member is called and which roles they have outside teams (host, escort, …)."""

    member: bytes
    name: str
    roles: tuple[str, ...]
    organisation: str = ""


class TeamNews(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Statement ``team``: a team's name, the role it stands for, its control entries, and its newest epoch's card
    with the ids of the cards that the epoch is sealed to."""

    team: bytes
    name: str
    role: str
    control: tuple[bytes, ...]
    n: int = 0
    card: bytes = b""
    sealed_to: tuple[bytes, ...] = ()


class AgainNews(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Statement ``again``: a steward says that the member ``old`` is now the holder of this card, and why. It counts
    for nothing before a second steward has said the same of the same card."""

    old: bytes
    card: bytes
    reason: str = ""
