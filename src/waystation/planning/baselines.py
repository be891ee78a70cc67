"""What people would do without a planner, done honestly: the yardsticks that stand beside every plan.

    first_come(options)      # in order of arrival, each the way out that leaves first, and the bed that lasts longest
    by_risk(options)         # the same in order of risk, then deadline

The second is a strong one: the gain over it is what a planner may claim.
"""

from waystation.planning.beds.stays import housed
from waystation.planning.plans import Placement
from waystation.planning.slots.assignment import Assignment, Order, arrived, urgent
from waystation.planning.slots.options import Options


def first_come(options: Options) -> dict[str, Placement]:
    return _served(options, arrived)


def by_risk(options: Options) -> dict[str, Placement]:
    return _served(options, urgent)


def _served(options: Options, order: Order) -> dict[str, Placement]:
    assignment = in_order(options, order)
    return assignment.plan(housed(options, assignment.choice, order(options)).told())


def in_order(options: Options, order: Order) -> Assignment:
    assignment = Assignment(options)
    assignment.fill(order(options), options.leave)
    return assignment
