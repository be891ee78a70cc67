"""Rates: what one currency was worth in another, on which day, by whose word. One table for the whole programme.

Offers of travel agents, prices in the plan and sums of accounts are compared by it (``casework.rates``). A case's own
Money may hold rates of its own: those stand beside these.
"""

from typing import Annotated

from waystation.casework.fields import About, Compartment
from waystation.casework.parts.money import Rate
from waystation.casework.words import _


class Rates(Compartment):
    """Exchange rates typed by hand, for all who compare prices."""

    rates: Annotated[dict[str, Rate], About(_("Exchange rates"))] = {}
