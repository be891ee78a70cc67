"""Money: payments under code names, so that the director and the auditor can read all of them."""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Number, Record, YesNo
from waystation.casework.words import _


class Payment(Record):
    """One payment. Two people: one asks, another approves."""

    on: Annotated[Date, About(_("On"), required=True)] = None
    amount: Annotated[Number, About(_("Amount"), required=True, help=_("In whole units, rounded up."))] = None
    currency: Annotated[str, About(_("Currency"), vocabulary="currency", required=True)] = ""
    purpose: Annotated[str, About(_("Purpose"), vocabulary="payment_purpose", required=True)] = ""
    status: Annotated[str, About(_("Status"), vocabulary="payment_status", required=True)] = ""
    asked_by: Annotated[str, About(_("Asked for by"), choices="members", required=True)] = ""
    approved_by: Annotated[str, About(_("Approved by"), choices="members")] = ""
    to: Annotated[str, About(_("To"), help=_("A kind of payee, such as a landlord; never a name."))] = ""
    receipt: Annotated[str, About(_("Receipt number"))] = ""
    receipt_kept: Annotated[YesNo, About(_("Receipt kept"))] = None


class Money(Compartment):
    """What was paid for a case, without names, for those who pay, the director and the auditor."""

    payments: Annotated[dict[str, Payment], About(_("Payments"))] = {}
    budget: Annotated[Number, About(_("Budget"))] = None
    budget_currency: Annotated[str, About(_("Currency of the budget"), vocabulary="currency")] = ""
