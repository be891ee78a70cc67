"""The pages of jobs that work on one part of a case, linked from that part's panel: one table for all of them."""

from dataclasses import dataclass

from django.urls import reverse

from waystation.casework.words import _


@dataclass(frozen=True)
class Page:
    """``url``: its name; it takes the case's number, and the person where parts are kept per person. ``writers``: only
    for those who write this part; otherwise for those too who read it."""

    compartment: str
    url: str
    label: str
    writers: bool = True


PAGES = (
    Page("verification", "verification", _("The file on one page: decide, approve, appeals")),
    Page("story", "evidence", _("Evidence and its custody"), writers=False),
    Page("shelter", "place", _("Find a bed: which houses fit, and why not the others")),
    Page("journey", "journey", _("The journey on one page: legs, go or no-go, arrival"), writers=False),
    Page("contact", "journey", _("Stop the journey, or confirm that they arrived")),
    Page("held", "held", _("Who is held, and who has it in hand"), writers=False),
    Page("needs", "leaving", _("Whose access ends on arrival"), writers=False),
    Page("contact", "check_ins", _("Check-ins"), writers=False),
    Page("journey", "journey_check_ins", _("Check-ins"), writers=False),
    Page("money", "money", _("Payments: ask, approve, receipts"), writers=False),
    Page("needs", "closing", _("Closing: reason, the person's copy, deletion"), writers=False),
    Page("papers", "applications", _("Applications, answers, packages"), writers=False),
    Page("consent", "consent", _("Consent: ask, take back, what left"), writers=False),
    Page("papers", "papers", _("Papers on one page: what fails first, custody, exit checks, order"), writers=False),
    Page("pathways", "programme_pathways", _("Pathways: status, who waits, the starter list"), writers=False),
    Page("identity", "scans", _("Scans of papers"), writers=False),
    Page("plan", "case_plan", _("Pathways open to them, and what was fixed by hand"), writers=False),
    Page("papers", "zone", _("Read a passport, card or visa")),
    Page("settlement", "reception", _("Reception, by the hour of arrival")),
    Page("settlement", "settling", _("Settlement plan"), writers=False),
    Page("settlement", "services", _("Find a service")),
    Page("settlement", "offers", _("Offers of help that suit")),
    Page("health", "counselling", _("Counselling: screening, sessions, safety plan")),
    Page("offers", "directory", _("Service directory"), writers=False),
)

# Lists that the panel does not show, but a page of their own: because they are too long (500 services took three
# seconds), or because drills stand in them beside what is live, and calls for help that a glance must not catch.
ELSEWHERE = {("offers", "services"), ("contact", "check_ins"), ("journey", "check_ins")}


def links(number: str, compartment: str, person: str, writes: bool, reads: bool) -> list[tuple[str, str]]:
    """Address and label of the pages that somebody who ``writes`` or ``reads`` a part works on it with."""
    args = [number, person] if person else [number]
    return [
        (reverse(page.url, args=args), page.label)
        for page in PAGES
        if page.compartment == compartment and (writes or (reads and not page.writers))
    ]
