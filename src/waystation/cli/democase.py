"""Writes one case of the demonstration's cohort, stage by stage, each entry by the member who would write it."""

from typing import Any

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.roles import MATRIX, access
from waystation.circles.standing import READER, STEWARD
from waystation.cli import demomoney, demoplan
from waystation.cli.cohort import ARRIVED, LEAVING, SHELTERED, Planned
from waystation.cli.demofiller import Filler, statement
from waystation.cli.demoplan import ways
from waystation.cli.demosteps import Steps
from waystation.store.files import casefiles, cases, granting
from waystation.store.files.casefiles import CaseFile
from waystation.store.likeness.matching import FIRST_PERSON
from waystation.store.plans.waiters import WAITING
from waystation.store.sealed.readings import Label

MOVER = {
    "S1": "ilya",
    "S2": "noor",
    "S3": "noor",
    "S4": "ilya",
    "S5": "ilya",
    "S6": "ilya",
    "S7": "tomas",
    "S8": "tomas",
    "S9": "sam",
    "S10": "sam",
    "S11": "ben",
    "S12": "ilya",
}


class Case(Steps):
    """One case as its members write it, stage by stage."""

    def __init__(self, filling: Filler, planned: Planned):
        self.f, self.p = filling, planned
        self.number, self.code = cases.new_number(), filling.code()
        self.circles: dict[str, bytes] = {}
        self.alias = f"A{planned.n + 101}"

    def write(self) -> None:
        for stage, day in self.p.path:
            if stage == "S0":
                self.contact(day)
                continue
            getattr(self, f"before_{stage.lower()}", lambda day: None)(day)
            reason = {"S5": "Turned back at the border"}.get(stage, "") if self.p.mark == "border" else ""
            items = [("stage", (stage, reason)), *self.with_move(stage)]
            if stage == self.p.stage and MOVER[stage] == "ilya":
                items += self.outcome()
            self.put(MOVER[stage], day, "needs", items)
            self.hand_over(int(stage[1:]), day)
        if self.p.stage == "S0" or MOVER[self.p.stage] != "ilya":
            self.put("ilya", self.p.path[-1][1], "needs", self.outcome())
        self.decisions()
        if self.p.stage in WAITING:
            self.put("tomas", self.p.path[-1][1], "plan", ways(self.p.n))
            if items := demoplan.by_hand(self.f, self.p.n, self.p.persons):
                self.put("ilya", self.p.path[-1][1], "plan", items)
        elif left := [day for stage, day in self.p.path if stage == "S9"]:
            demoplan.went(self, left[0])
        demomoney.of_case(self, self.p.path[-1][1])

    def put(self, who: str, day: float, compartment: str, items: list[Any]) -> None:
        keys_then = self.f.at(who, day)
        if compartment not in self.circles:
            person = FIRST_PERSON if COMPARTMENTS[compartment].per_person else ""
            label = Label("case", self.number, compartment, person, self.code)
            self.circles[compartment] = cases.found_part(keys_then, label, self.reached)
        cases.put_all(keys_then, self.circles[compartment], compartment, items)

    def opened(self, who: str, day: float) -> CaseFile:
        return casefiles.open_file(self.f.at(who, day), self.number)

    reached, housed = 0, False

    def hand_over(self, stage: int, day: float) -> None:
        """Grants what the table gives from this stage on, by a steward of each compartment."""
        self.reached = max(self.reached, stage)
        for compartment, circle in self.circles.items():
            steward = {
                "contact": "mara",
                "identity": "noor",
                "story": "noor",
                "needs": "ilya",
                "consent": "noor",
                "papers": "tomas",
            }.get(compartment)
            for role, right in MATRIX[compartment].items():
                if steward and right.reads and not right.assigned and right.since == stage:
                    then = self.f.at(steward, day)
                    team = then.directory.team_of(role)
                    assert team is not None
                    kind = STEWARD if access(role, compartment).grants else READER
                    granting.grant(then, casefiles.part_of(circle, compartment), team, kind, heeded=True)

    def outcome(self) -> list[tuple[str, Any]]:
        """What the persons' outcome is today, and how a closed case was closed."""
        p = self.p
        outcome = {ARRIVED: "arrived", LEAVING: "granted", SHELTERED: "sheltered"}.get(p.group, "in_progress")
        outcome = {"border": "granted", "split": "granted", "refused": "refused"}.get(p.mark, outcome)
        own: dict[str, Any] = {}
        if p.closure:
            own = {
                "closure_reason": p.closure,
                "closed_by": self.f.id("ilya"),
                "closure_approved_by": self.f.id("ruth"),
                "status": "duplicate" if p.mark == "duplicate" else "closed",
            }
        if p.mark == "lost":
            own["status"] = "lost_contact"
        items = [statement("needs", "persons", FIRST_PERSON, {"outcome": outcome})]
        if p.persons > 1:
            items.append(statement("needs", "persons", "b", {"outcome": "refused"}))
        if own:
            items.append(statement("needs", "", "", own))
        return items

    def decisions(self) -> None:
        """Refusals, and the decision that differs within a household."""
        p, day = self.p, self.p.path[-1][1]
        if p.mark == "impostor":
            self.impostor(day)
        if p.mark in ("refused", "split"):
            denied = {"decision": "denied", "decided_on": self.f.day(day), "appeal_by": self.f.day(day - 30)}
            record = "a1" if p.mark == "refused" else "a2"
            self.put("tomas", day, "papers", [statement("papers", "applications", record, denied)])
            if p.mark == "split":
                self.put("tomas", day, "papers", [statement("papers", "applications", "a1", {"decision": "accepted"})])

    def impostor(self, day: float) -> None:
        """Signs that somebody looked into, and a refusal with reasons that could be read to the person."""
        signs = {
            "asks_for_house": ("Asked twice in which street the others sleep.", "Gave no reason when asked for one."),
            "repeats_press": ("Most of it stands word for word in an article of April.", "Added nothing to it."),
        }
        items = [
            statement("story", "signs", f"w{n}", {"kind": kind, "reason": reason, "looked_into": found})
            for n, (kind, (reason, found)) in enumerate(signs.items())
        ]
        self.put("noor", day + 0.3, "story", items)
        two = ("Arrested in March", "phone"), ("Was abroad in March, by the stamps in the passport", "papers")
        items = [
            statement("verification", "claims", f"c{n}", {"fact": "when", "says": says, "source": source})
            for n, (says, source) in enumerate(two)
        ]
        self.put("noor", day + 0.3, "verification", items)
        self.decide(day + 0.1, "falsely_attributed", "The account is another person's, and no means supports it.")
