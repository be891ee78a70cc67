"""Money: payments under code names, so that the director and the auditor can read all of them.

A payment is asked for by whoever needs it and, above a limit, approved by a second member with their own hand; what
counts as approved is decided in ``accounts``, not by what stands in a field.
"""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Number, Record, YesNo
from waystation.casework.words import _


class Payment(Record):
    """One payment. Two people: one asks, another approves. ``minor``: the exact amount in the currency's smallest unit
    (ISO 4217); ``approves``: the statement of the amount that was approved."""

    on: Annotated[Date, About(_("On"), required=True)] = None
    amount: Annotated[Number, About(_("Amount"), required=True, help=_("In whole units, rounded up."))] = None
    currency: Annotated[str, About(_("Currency"), vocabulary="currency", required=True)] = ""
    purpose: Annotated[str, About(_("Purpose"), vocabulary="payment_purpose", required=True)] = ""
    status: Annotated[str, About(_("Status"), vocabulary="payment_status", required=True)] = ""
    asked_by: Annotated[str, About(_("Asked for by"), choices="members", required=True)] = ""
    approved_by: Annotated[str, About(_("Approved by"), choices="members")] = ""
    to: Annotated[str, About(_("To whom"), help=_("A kind of payee, such as a landlord; never a name."))] = ""
    receipt: Annotated[str, About(_("Receipt number"))] = ""
    receipt_kept: Annotated[YesNo, About(_("Receipt kept"))] = None
    minor: Annotated[
        Number, About(_("Exact amount"), help=_("In the smallest unit of the currency: 12950 for 129.50."))
    ] = None
    pathway: Annotated[str, About(_("For which pathway"), vocabulary="pathway")] = ""
    paid_on: Annotated[Date, About(_("Paid on"))] = None
    approves: Annotated[str, About(_("Amount that was approved"), acted=True, inner=True)] = ""
    file: Annotated[str, About(_("Sealed file"), long=True, sensitive=True, acted=True, inner=True)] = ""


class Rate(Record):
    """What one currency was worth in another on a day, by a named source. Nothing is converted without one."""

    one: Annotated[str, About(_("One unit of"), vocabulary="currency", required=True)] = ""
    into: Annotated[str, About(_("Costs in"), vocabulary="currency", required=True)] = ""
    rate: Annotated[str, About(_("How much"), required=True, help=_("Such as 1.4732."))] = ""
    on: Annotated[Date, About(_("On"), required=True)] = None
    source: Annotated[str, About(_("Source"), required=True, help=_("Whose rate this is, such as a central bank."))] = (
        ""
    )


class Money(Compartment):
    """What was paid for a case, without names, for those who pay, the director and the auditor."""

    payments: Annotated[dict[str, Payment], About(_("Payments"))] = {}
    budget: Annotated[Number, About(_("Budget"))] = None
    budget_currency: Annotated[str, About(_("Currency of the budget"), vocabulary="currency")] = ""
    rates: Annotated[dict[str, Rate], About(_("Exchange rates"))] = {}
