"""Money and closures of the demonstration: budgets, payments, approvals, rates; some cases closed by two."""

from waystation.casework import accounts
from waystation.cli.demofiller import Filler, statement
from waystation.cli.demosteps import Steps
from waystation.store.ending import closing
from waystation.store.files import cases, programme

PAYS, CLOSES = 20, "safe_in_place"  # one case in so many has payments; a third of those closed so were closed by two
BUDGET = 4500  # euros a person: what a programme of 2017 published
ALWAYS = (
    ("m1", "travel_inside", 8450, "paid", "bus company"), ("m2", "housing", 32000, "paid", "landlord"),
    ("m3", "food", 14275, "paid", "shop"), ("m4", "visas", 118000, "asked", "consulate"),
)  # fmt: skip


def of_case(case: Steps, day: float) -> None:
    """What a case paid, and how it was closed, by its place in the cohort."""
    if case.p.n % PAYS == 0 and case.reached >= 4:
        _pay(case, day)
    if case.p.closure == CLOSES and case.p.n % 3 == 0:
        closing.propose(case.opened("ilya", day), CLOSES, {"a": "settled"})
        closing.approve(case.opened("ruth", day))


def _pay(case: Steps, day: float) -> None:
    f, n = case.f, case.p.n
    items = []
    for record, purpose, minor, status, to in ALWAYS:
        amount = minor + 315 * (n % 7)
        row = {"on": f.day(day + 2), "amount": accounts.whole(amount, "EUR"), "minor": amount, "currency": "EUR",
               "purpose": purpose, "status": status, "to": to, "asked_by": f.id("ilya")}  # fmt: skip
        if status == "paid":
            row |= {"paid_on": f.day(day + 1), "receipt": f"R-{n}-{record[1:]}"}
        items.append(statement("money", "payments", record, row))
    case.put("ilya", day + 1, "money", items)
    own = [statement("money", "", "", {"budget": BUDGET * case.p.persons, "budget_currency": "EUR"})]
    if n % (2 * PAYS):
        ruth = f.at("ruth", day)
        state = case.opened("ruth", day).states["money"]
        approved = accounts.approves(state, "m4", ruth.member, ruth.directory.member)
        row = {"approved_by": f.id("ruth"), "approves": approved, "status": "approved"}
        own.append(statement("money", "payments", "m4", row))
    else:
        rate = {"one": "EUR", "into": "CAD", "rate": "1.61", "on": f.day(day), "source": "Invented central bank"}
        abroad = {"on": f.day(day), "amount": 390, "minor": 38990, "currency": "CAD", "purpose": "start_up",
                  "status": "paid", "paid_on": f.day(day), "receipt": f"R-{n}", "asked_by": f.id("ruth")}  # fmt: skip
        own += [statement("money", "rates", "r1", rate), statement("money", "payments", "m5", abroad)]
    case.put("ruth", day, "money", own)


def pathways(f: Filler) -> None:
    """Budgets of two pathways, by the director."""
    ruth = f.at("ruth", 0)
    part = programme.opened(ruth, "pathways").part("pathways")
    if part.state is None or part.circle is None:
        return
    items = [statement("pathways", "pathways", record, {"budget": 60_000, "budget_currency": "EUR"})
             for record in part.state.records("pathways")[:2]]  # fmt: skip
    cases.put_all(ruth, part.circle, "pathways", items)
