"""Reception: what must be done for people who land, by when and by whom, from the hour of arrival.

    for job in jobs(Landing(at, emergency=True, minors=True)):
        print(job.due, job.what, job.why)

``at`` carries the time zone of the place, because what can be done depends on whether offices there are open: an
emergency case flies at the earliest seat, weekends and nights included (IRCC urgent protection). The first month is for
housing, identity, health cover and a language test; about day 30 a voluntary screening is offered. ``closed`` are the
public holidays of the place (``publicholidays``); None where they are not known, and then only weekends count.
"""

import datetime
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from waystation.casework.words import _

OPENS, CLOSES = datetime.time(9), datetime.time(17)  # usual office hours; an agency with longer ones only gains time
OUT = datetime.timedelta(hours=3)  # from landing to the door of an office: border, luggage, the way into town
BEFORE = datetime.timedelta(hours=2)  # what is needed at the gate stands two hours before, when a mistake can be mended
SCREEN_AFTER = 30  # days: RHS-15 is for people at least 30 days after arrival; others do as well then
WEEKEND = (5, 6)
PROVISIONS = 3  # days after that of landing: a Friday night reaches to a holiday Monday
# What is spoken at offices there (the country's official languages); anywhere else an interpreter is booked to be sure.
SPOKEN = {
    "CA": {"en", "fr"}, "US": {"en"}, "GB": {"en"}, "IE": {"en"}, "AU": {"en"}, "NZ": {"en"}, "FR": {"fr"},
    "BE": {"fr", "de"}, "CH": {"fr", "de"}, "DE": {"de"}, "AT": {"de"}, "LT": {"lt"}, "ES": {"es"}, "PT": {"pt"},
    "PL": {"pl"}, "TR": {"tr"},
}  # fmt: skip


@dataclass(frozen=True)
class Landing:
    """One arrival. ``at``: with the time zone of the place. ``layovers``: how many stops on the way."""

    at: datetime.datetime
    emergency: bool = False
    people: int = 1
    minors: bool = False
    step_free: bool = False
    interpreter: bool = True  # none of the languages of the place is theirs
    layovers: int = 0
    closed: Mapping[datetime.date, str] | None = None

    @property
    def shut(self) -> Container[datetime.date]:
        return self.closed or ()


@dataclass(frozen=True)
class Job:
    """Something to do. ``role``: who usually does it. ``office``: it needs an office that is open. ``due`` in the time
    zone of the place."""

    key: str
    what: str
    role: str
    due: datetime.datetime
    why: str = ""
    office: bool = False


def workday(day: datetime.date, closed: Container[datetime.date] = ()) -> bool:
    """Whether offices open at all on a day of the place."""
    return day.weekday() not in WEEKEND and day not in closed


def is_open(at: datetime.datetime, closed: Container[datetime.date] = ()) -> bool:
    """Whether offices are open at a moment of the place's own clock."""
    return workday(at.date(), closed) and OPENS <= at.time() < CLOSES


def opening(at: datetime.datetime, closed: Container[datetime.date] = ()) -> datetime.datetime:
    """The moment itself while offices are open; otherwise when they open next."""
    if is_open(at, closed):
        return at
    day = at if workday(at.date(), closed) and at.time() < OPENS else _next(at, closed)
    return day.replace(hour=OPENS.hour, minute=0, second=0, microsecond=0)


def _next(at: datetime.datetime, closed: Container[datetime.date]) -> datetime.datetime:
    """The next workday, at the same hour."""
    at += datetime.timedelta(days=1)
    while not workday(at.date(), closed):
        at += datetime.timedelta(days=1)
    return at


def working_day(at: datetime.datetime, days: int, closed: Container[datetime.date] = ()) -> datetime.datetime:
    """The close of offices ``days`` working days after they can first be reached; 0 is that day itself."""
    day = opening(at, closed)
    for _n in range(days):
        day = _next(day, closed)
    return day.replace(hour=CLOSES.hour, minute=0, second=0, microsecond=0) - datetime.timedelta(minutes=1)


def out_of_hours(at: datetime.datetime, closed: Container[datetime.date] = ()) -> bool:
    """Whether people who land then reach no open office that day."""
    there = at + OUT
    return not is_open(there, closed) or there.date() != at.date()


def speaks(country: str, languages: set[str]) -> bool:
    """Whether somebody gets by at offices there without an interpreter, as far as is known."""
    return bool(SPOKEN.get(country, set()) & languages)


def jobs(landing: Landing) -> list[Job]:
    """Everything to do for this arrival, the first due first."""
    found = [*_before(landing), *_first_night(landing), *_first_month(landing)]
    return sorted(found, key=lambda job: (job.due.astimezone(datetime.UTC), job.key))


def _before(landing: Landing) -> Iterator[Job]:
    at = landing.at
    ready = at - BEFORE
    if landing.interpreter:
        why = _("By telephone if nobody who is checked can come so late.") if out_of_hours(at, landing.shut) else ""
        yield Job("interpreter", _("Book an interpreter who is not from the same community"), "settlement", ready, why)
    yield Job("meet", _("Say who meets them, where, and by what sign they know each other"), "settlement", ready)
    for n in range(landing.layovers):
        yield Job(f"layover{n + 1}", _("Know who is within reach at the lay-over"), "travel", ready)
    if landing.minors:
        yield Job("guardian", _("Guardian or child protection is at the gate"), "settlement", ready,
                  _("Somebody under 18 arrives."))  # fmt: skip
    if landing.step_free:
        yield Job("stepfree", _("Order help at the gate and a car without steps"), "settlement", ready)


def _first_night(landing: Landing) -> Iterator[Job]:
    at, late = landing.at, out_of_hours(landing.at, landing.shut)
    if late or landing.emergency:
        why = _("No office is open when they come out.") if late else _("Nothing could be prepared.")
        yield Job("hotel", _("Hotel room for tonight, paid, under a name that they may use"), "settlement", at - BEFORE,
                  why)  # fmt: skip
    else:
        yield Job("bed", _("Temporary housing is ready for tonight"), "settlement", at)
    yield Job("met", _("Met them"), "settlement", at + datetime.timedelta(hours=1))
    yield Job("safe", _("The person says that they are safe, by code word or mailbox"), "settlement", at + OUT)
    yield Job("phone", _("A telephone that works tonight, with one number to call"), "settlement", at + OUT)
    yield Job(
        "food",
        _("Something to eat, warm clothes, and medicines for the first days"),
        "settlement",
        at + OUT,
        _provisions(landing),
    )
    yield Job("quiet", _("Tell them: no pictures, no media, no group chats"), "settlement", at + OUT)
    cash = at + OUT if late else working_day(at, 0, landing.shut)
    why = _("In cash, until offices open.") if late else ""
    yield Job("payment", _("First payment"), "settlement", cash, why, office=not late)


def _provisions(landing: Landing) -> str:
    days = [landing.at.date() + datetime.timedelta(days=n) for n in range(PROVISIONS + 1)]
    free = any(day in landing.shut for day in days)
    return _("Shops may be shut on a public holiday: bring enough for these days.") if free else ""


def _first_month(landing: Landing) -> Iterator[Job]:
    at = landing.at

    def due(key: str, what: str, days: int, role: str = "settlement") -> Job:
        return Job(key, what, role, working_day(at, days, landing.shut), office=True)

    yield due("health", _("Apply for health cover"), 0)
    yield due("office", _("Meet at the office: what help there is, and for how long"), 1)
    yield due("identity", _("Apply for identity papers and a tax or insurance number"), 4)
    yield due("bank", _("Open a bank account"), 4)
    yield due("doctor", _("First visit to a doctor"), 9)
    if landing.minors:
        yield due("school", _("School or kindergarten"), 9)
    yield due("housing", _("Look for housing to stay in"), 9)
    yield due("language", _("Book a language test"), 14)
    after = opening(at + datetime.timedelta(days=SCREEN_AFTER), landing.shut)
    yield Job("screen", _("Ask whether they wish to see a counsellor, and write down the consent"), "settlement", after,
              _("About 30 days after arrival, if they wish."), office=True)  # fmt: skip
