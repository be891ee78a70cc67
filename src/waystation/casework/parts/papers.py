"""Papers: documents with dates, pathways, applications and exit checks.

Each paper lapses on its own day; the earliest of them decides (``failing``). Short-lived papers come last (an ICRC
emergency travel document lasts at most three months): ``ordering`` says when to ask for which.
"""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Number, Record, Time, YesNo
from waystation.casework.words import _


class Document(Record):
    """One paper of one person, held, asked for or still to ask for."""

    person: Annotated[str, About(_("Whose"), choices="persons", required=True)] = ""
    kind: Annotated[str, About(_("Document"), vocabulary="document_type", required=True)] = ""
    number: Annotated[str, About(_("Number"), sensitive=True, match="document")] = ""
    issuer: Annotated[str, About(_("Issued by"))] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country")] = ""
    asked_on: Annotated[Date, About(_("Asked for on"))] = None
    expected_on: Annotated[Date, About(_("Expected on"))] = None
    issued: Annotated[Date, About(_("Issued"))] = None
    expires: Annotated[Date, About(_("Expires"))] = None
    use_by: Annotated[
        Date, About(_("Valid to use by"), help=_("The last day to travel on it; often earlier than the expiry."))
    ] = None
    entries: Annotated[str, About(_("Entries"), vocabulary="entries")] = ""
    conditions: Annotated[str, About(_("Conditions"))] = ""
    original_at: Annotated[str, About(_("Where the original is"), sensitive=True)] = ""
    fetched_by: Annotated[str, About(_("Who fetches it"), choices="members")] = ""
    valid_from: Annotated[
        Date, About(_("Valid from"), help=_("The first day to travel on it: a visa often begins after its issue."))
    ] = None


class ExitCheck(Record):
    """A dated, perishable answer to "will the border let them out?". Russian debt registers lag up to 14 days."""

    person: Annotated[str, About(_("About whom"), choices="persons", required=True)] = ""
    at: Annotated[Time, About(_("Checked at"), required=True)] = None
    source: Annotated[str, About(_("Source"), vocabulary="exit_check_source", required=True)] = ""
    answer: Annotated[str, About(_("Answer"), vocabulary="exit_check_answer", required=True)] = ""
    valid_until: Annotated[Date, About(_("Good until"), required=True)] = None
    detail: Annotated[str, About(_("Details"), long=True, sensitive=True, help=_("Debts, wanted lists, cases."))] = ""
    told: Annotated[YesNo, About(_("The person was told, in person"))] = None
    told_at: Annotated[Time, About(_("Told at"))] = None
    told_by: Annotated[str, About(_("Told by"), choices="members")] = ""


class HandOver(Record):
    """One line of a document's custody: where the original is from then on, and who signed for it. The member who
    writes it signs the statement; no line is ever taken out."""

    document: Annotated[str, About(_("Document"), required=True, acted=True)] = ""
    place: Annotated[str, About(_("Where the original is"), vocabulary="original_place", required=True, acted=True)] = (
        ""
    )
    holder: Annotated[str, About(_("Who has it"), sensitive=True, acted=True)] = ""
    signed_by: Annotated[str, About(_("Who signed for it"), acted=True)] = ""
    at: Annotated[Time, About(_("When"), acted=True)] = None
    by: Annotated[str, About(_("Written by"), choices="members", acted=True)] = ""
    note: Annotated[str, About(_("Note"), acted=True)] = ""


class Wanted(Record):
    """One paper still to get, for the order of papers. Needs are kinds: of the same person, where they have one."""

    person: Annotated[str, About(_("Whose"), choices="persons", required=True)] = ""
    kind: Annotated[str, About(_("Document"), vocabulary="document_type", required=True)] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country")] = ""
    takes_days: Annotated[Number, About(_("Days until it is in hand"), required=True)] = None
    lasts_days: Annotated[Number, About(_("Days that it is good"), help=_("From its issue. Empty: no end."))] = None
    needs: Annotated[list[str], About(_("Needs these first"), vocabulary="document_type")] = []
    from_day: Annotated[Date, About(_("Not to be asked for before"))] = None
    ready_by: Annotated[Date, About(_("To be in hand by"))] = None
    use_by: Annotated[Date, About(_("To be used by"))] = None
    dropped: Annotated[YesNo, About(_("No longer wanted, or in hand"))] = None


class Option(Record):
    """One pathway as ranked for this household."""

    rank: Annotated[Number, About(_("Rank"), required=True)] = None
    pathway: Annotated[str, About(_("Pathway"), vocabulary="pathway", required=True)] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country")] = ""
    eligible: Annotated[YesNo, About(_("Eligible"), help=_("Mind whether they must be abroad already."))] = None
    why: Annotated[str, About(_("Why"), long=True)] = ""


class Application(Record):
    """One application to one country for one person: decisions may differ within a household."""

    person: Annotated[str, About(_("For whom"), choices="persons", required=True)] = ""
    pathway: Annotated[str, About(_("Pathway"), vocabulary="pathway", required=True)] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country", required=True)] = ""
    reference: Annotated[str, About(_("Reference"), sensitive=True)] = ""
    lodged_on: Annotated[Date, About(_("Lodged on"))] = None
    answer_by: Annotated[Date, About(_("Answer due by"))] = None
    consent_until: Annotated[Date, About(_("Consent good until"), help=_("A lapsed consent can end the file."))] = None
    decision: Annotated[str, About(_("Decision"), vocabulary="decision")] = ""
    decided_on: Annotated[Date, About(_("Decided on"))] = None
    use_by: Annotated[Date, About(_("Use the grant by"))] = None
    conditions: Annotated[str, About(_("Conditions"))] = ""
    appeal_by: Annotated[Date, About(_("Appeal by"))] = None
    owner: Annotated[str, About(_("Who follows it"), choices="members")] = ""
    state: Annotated[str, About(_("How far it is"), vocabulary="application_state")] = ""
    asked_for: Annotated[str, About(_("What more they ask for"), long=True, sensitive=True)] = ""
    reason: Annotated[str, About(_("Reason given for the decision"), long=True, sensitive=True)] = ""
    appealed_on: Annotated[Date, About(_("Appealed on"))] = None
    appeal_decision: Annotated[str, About(_("Decision on the appeal"), vocabulary="decision")] = ""


class Package(Record):
    """What was sent to a ministry, counted before it left."""

    to: Annotated[str, About(_("To whom"), required=True)] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country")] = ""
    sent_at: Annotated[Time, About(_("Sent at"))] = None
    persons: Annotated[list[str], About(_("Who"), choices="persons")] = []
    fields: Annotated[Number, About(_("Number of fields"))] = None
    receipt: Annotated[str, About(_("Receipt"))] = ""
    sending: Annotated[str, About(_("Number of the package"), acted=True)] = ""
    sent_by: Annotated[str, About(_("Who sent it"), choices="members", acted=True)] = ""
    sha256: Annotated[str, About(_("Fingerprint of the file (SHA-256)"), acted=True)] = ""
    received_on: Annotated[Date, About(_("Received on"), acted=True)] = None


class Letter(Record):
    """Correspondence with an authority."""

    at: Annotated[Time, About(_("When"), required=True)] = None
    with_whom: Annotated[str, About(_("With whom"))] = ""
    text: Annotated[str, About(_("What was said"), long=True, sensitive=True)] = ""
    answer_by: Annotated[Date, About(_("Answer by"))] = None
    answered_on: Annotated[Date, About(_("Answered on"))] = None
    person: Annotated[str, About(_("About whom"), choices="persons")] = ""
    reference: Annotated[str, About(_("Reference"), sensitive=True)] = ""


class Prepared(Record):
    """One fact about one person as it is to go to one recipient, taken from where it is kept by somebody who opens it.
    Whoever sends opens these and need not open the parts that they come from (``packaging``)."""

    person: Annotated[str, About(_("About whom"), choices="persons", required=True, acted=True)] = ""
    recipient: Annotated[str, About(_("For whom"), acted=True)] = ""
    item: Annotated[str, About(_("What"), acted=True)] = ""
    value: Annotated[str, About(_("As it goes out"), long=True, sensitive=True, acted=True, inner=True)] = ""
    by: Annotated[str, About(_("Prepared by"), choices="members", acted=True)] = ""
    on: Annotated[Date, About(_("Prepared on"), acted=True)] = None
    letter: Annotated[str, About(_("Letter"), acted=True)] = ""
    sending: Annotated[str, About(_("Number of the package"), acted=True)] = ""


class Departure(Record):
    """When a part of the household leaves that travels apart, and how long it is on the way."""

    persons: Annotated[list[str], About(_("For whom, where they travel apart"), choices="persons", required=True)] = []
    leaves_on: Annotated[Date, About(_("Leaves on"), required=True)] = None
    way_days: Annotated[Number, About(_("Days on the way"), help=_("1: they leave and arrive on one day."))] = None


class Papers(Compartment):
    """Documents, pathways and decisions, for the visa officer and the government liaison. The travel desk learns dates
    and go or no-go from ``journey``."""

    documents: Annotated[dict[str, Document], About(_("Documents"))] = {}
    exit_checks: Annotated[dict[str, ExitCheck], About(_("Exit checks"))] = {}
    options: Annotated[dict[str, Option], About(_("Pathways, ranked"))] = {}
    outside_origin: Annotated[
        YesNo, About(_("Outside their own country"), help=_("Decides which pathways are open to them."))
    ] = None
    applications: Annotated[dict[str, Application], About(_("Applications"))] = {}
    packages: Annotated[dict[str, Package], About(_("Packages sent"))] = {}
    letters: Annotated[dict[str, Letter], About(_("Correspondence"))] = {}
    method_stated: Annotated[
        str, About(_("Method of verification, as told to governments"), long=True, help=_("No sources, no doubts."))
    ] = ""
    prepared: Annotated[dict[str, Prepared], About(_("Prepared for an authority"), inner=True)] = {}
    custody: Annotated[dict[str, HandOver], About(_("Custody of originals"))] = {}
    wanted: Annotated[dict[str, Wanted], About(_("Papers still to get"))] = {}
    planned_departure: Annotated[
        Date, About(_("Planned departure"), help=_("The earliest day: exit checks and the order of papers go by it."))
    ] = None
    latest_departure: Annotated[Date, About(_("Latest departure"))] = None
    way_days: Annotated[Number, About(_("Days on the way"), help=_("1: they leave and arrive on one day."))] = None
    departures: Annotated[dict[str, Departure], About(_("Departures of parts that travel apart"))] = {}
    exit_words: Annotated[
        str,
        About(_("Words in which exit checks are told"), long=True, help=_("Agreed beforehand, harmless to others.")),
    ] = ""
