"""Who travels on what, and the legs of the way. Nobody's name: a passport is a country's code.

A country is its ISO 3166-1 alpha-2 code (``XK`` for Kosovo). Times are aware, in the zone of the place that they are
about: a visa's first and last day are days there, and a flight that leaves on the last day may land after it.
"""

import datetime
from dataclasses import dataclass

PASSPORT = "foreign_passport"  # the one document that public tables of entry rules speak of
SCHENGEN = "SCHENGEN"


@dataclass(frozen=True, slots=True)
class Visa:
    """A visa, electronic authorisation or residence permit that is in hand.

    ``country``: who issued it, or a zone's name (``SCHENGEN``) where it is good for all of the zone. ``since`` and
    ``until``: first and last day, both included; None: not known. ``entries``: how often it lets in; 0 for any number,
    None for not known. ``days``: how long each stay may be. ``transit_only``: it opens no border.
    """

    country: str
    since: datetime.date | None = None
    until: datetime.date | None = None
    entries: int | None = None
    days: int | None = None
    transit_only: bool = False


@dataclass(frozen=True, slots=True)
class Traveller:
    """What the law asks of one person at a border.

    ``document``: a key of the vocabulary ``document_type``. ``valid_until``: the passport's last day. ``home``: the
    state that they flee, never to be entered again; the passport's own unless another is named. ``closed``: more
    countries that are closed to this one person. ``exit_check`` (``go``, ``no_go``, ``unclear`` or nothing) is good
    until ``exit_check_until``. ``may_stay_until``: the last day of lawful stay where the journey begins, if that
    is not home.
    """

    passport: str
    document: str = PASSPORT
    visas: tuple[Visa, ...] = ()
    valid_until: datetime.date | None = None
    home: str = ""
    closed: tuple[str, ...] = ()
    exit_check: str = ""
    exit_check_until: datetime.date | None = None
    may_stay_until: datetime.date | None = None

    @property
    def flees(self) -> str:
        return self.home or self.passport


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg. ``transport``: a key of the vocabulary of that name. ``from_place`` and ``to_place``: an airport's code,
    a station, a crossing. ``airside``: at ``to_place`` the traveller stays behind the border and goes on by the next
    leg; it means nothing where the next leg leaves from elsewhere or needs no border to be crossed."""

    transport: str
    from_place: str
    to_place: str
    from_country: str
    to_country: str
    departs: datetime.datetime
    arrives: datetime.datetime | None = None
    airside: bool = False

    @property
    def landed(self) -> datetime.datetime:
        """When they are there; when they left, where the arrival is not known."""
        return self.arrives or self.departs
