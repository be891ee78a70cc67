"""The pages of jobs that work on one part of a case, linked from that part's panel: one table for all of them."""

from dataclasses import dataclass

from django.urls import reverse

from waystation.casework.roles import access
from waystation.casework.words import _
from waystation.store.files.casefiles import CaseFile, Part


@dataclass(frozen=True)
class Page:
    """``url``: its name; it takes the case's number, and the person where parts are kept per person. ``writers``: only
    for those who write this part; otherwise for those too who read it. ``opened``: not for those who write without
    opening it, since the page would refuse them."""

    compartment: str
    url: str
    label: str
    writers: bool = True
    opened: bool = False


PAGES = (
    Page("verification", "verification", _("The file on one page: decide, approve, appeals")),
    Page("story", "evidence", _("Evidence and its custody"), writers=False),
    Page("shelter", "place", _("Find a bed: which houses fit, and why not the others")),
    Page("journey", "journey", _("The journey on one page: legs, go or no-go, arrival"), writers=False),
    Page("contact", "journey", _("Stop the journey, or confirm that they arrived")),
    Page("held", "held", _("Who is held, and who has it in hand"), writers=False, opened=True),
    Page("needs", "leaving", _("Whose access ends on arrival"), writers=False),
    Page("contact", "check_ins", _("Check-ins"), writers=False),
    Page("journey", "journey_check_ins", _("Check-ins"), writers=False),
    Page("money", "money", _("Payments: ask, approve, receipts"), writers=False),
    Page("needs", "closing", _("Closing: reason, the person's copy, deletion"), writers=False, opened=True),
    Page("papers", "applications", _("Applications, answers, packages"), writers=False),
    Page("consent", "consent", _("Consent: ask, take back, what left"), writers=False),
    Page("papers", "papers", _("Papers on one page: what fails first, custody, exit checks, order"), writers=False),
    Page("pathways", "programme_pathways", _("Pathways: status, who waits, the starter list"), writers=False),
    Page("identity", "scans", _("Scans of papers"), writers=False),
    Page("plan", "case_plan", _("Pathways open to them, and what was fixed by hand"), writers=False),
    Page("papers", "zone", _("Read a passport, card or visa")),
    Page("settlement", "reception", _("Reception, by the hour of arrival")),
    Page("settlement", "settling", _("Settlement plan"), writers=False, opened=True),
    Page("settlement", "services", _("Find a service"), opened=True),
    Page("settlement", "offers", _("Offers of help that suit"), opened=True),
    Page("health", "counselling", _("Counselling: screening, sessions, safety plan")),
    Page("offers", "directory", _("Service directory"), writers=False),
)

# Lists that the panel does not show, but a page of their own: because they are too long (500 services took three
# seconds), because drills stand in them beside what is live and calls for help that a glance must not catch, or because
# they name pathways by records of another compartment, which say nothing to a reader.
ELSEWHERE = {
    ("offers", "services"), ("contact", "check_ins"), ("journey", "check_ins"),
    ("plan", "ways"), ("plan", "pins"), ("plan", "slots"),
}  # fmt: skip


def links(file: CaseFile, part: Part, writes: bool) -> list[tuple[str, str]]:
    """Address and label of the pages that somebody who has this part open, or ``writes`` in it, works on it with."""
    reads, key = part.reading is not None, part.kind.key
    would_read = part.circle is None and any(access(role, key).reads for role in file.keys.roles)
    args = [file.number.hex(), part.person] if part.person else [file.number.hex()]
    return [
        (reverse(page.url, args=args), page.label)
        for page in PAGES
        if page.compartment == key
        and (writes or (reads and not page.writers))
        and (reads or would_read or not page.opened)
    ]
