"""What the demonstration's members write in a case before it enters each stage."""

from abc import ABC, abstractmethod
from typing import Any

from waystation.casework.byhand.going import Said
from waystation.circles.standing import READER
from waystation.cli import demopapers, demoshelter
from waystation.cli.cohort import ARRIVED, BURNED, EARLY, HOUSES, LEAVING, SHELTERED, Planned
from waystation.cli.demofiller import DAY, Filler, statement
from waystation.store.files import casefiles, granting
from waystation.store.files.casefiles import CaseFile
from waystation.store.likeness.matching import FIRST_PERSON
from waystation.store.verifying import clearing


class Steps(ABC):
    """The entries of one case, by the stage that they prepare. ``Case`` writes them."""

    f: Filler
    p: Planned
    alias: str
    circles: dict[str, bytes]
    reached: int
    housed: bool

    @abstractmethod
    def opened(self, who: str, day: float) -> CaseFile:
        """The case as a member opened it, so many days before today."""

    @abstractmethod
    def put(self, who: str, day: float, compartment: str, items: list[Any]) -> None:
        """Writes as a member, so many days before today, founding the compartment if need be."""

    def contact(self, day: float) -> None:
        f, p = self.f, self.p
        fresh = p.stage == "S0"
        own = {
            "alias": self.alias,
            "language": "ru",
            "can_talk": p.n % 3 != 0,
            "danger_now": p.priority == "emergency",
            "region": p.region,
            "alone": p.n % 4 != 1,
            "minors": p.mark == "minor",
            "safe_hours": "14:00–14:20",
            "rule": "Never call first. A missed call from us means: write when you can.",
            "code_word": "stairs are wet",
            "duress_word": "blue sky",
            "received_at": f.time(day),
        }
        if not fresh:
            own["triage"] = "emergency" if p.priority == "emergency" else "intake"
        items = [statement("contact", "", "", own)]
        items.append(
            statement("contact", "channels", "c1", {"kind": "signal", "address": f"+7 900 555 {p.n:04d}", "safe": True})
        )
        if p.mark == "lost":
            due = {"due": f.time(9.2), "grace": 60, "owner": f.id("mara"), "status": "unreachable"}
            items.append(statement("contact", "check_ins", "k1", due))
        elif p.group == EARLY and p.stage in ("S0", "S1"):
            hours = (p.n % 9 - 2) / 24
            items.append(
                statement(
                    "contact", "callbacks", "r1", {"at": f.time(-hours), "owner": f.id("mara"), "channel": "signal"}
                )
            )
        self.put("mara", day, "contact", items)
        persons = [
            statement(
                "needs",
                "persons",
                FIRST_PERSON,
                {
                    "letter": "A",
                    "age_band": p.age,
                    "languages": p.languages,
                    "minor": p.mark == "minor",
                    "relation": "principal",
                },
            )
        ]
        if p.persons > 1:
            second = {"letter": "B", "age_band": p.age, "languages": p.languages, "relation": "spouse_partner"}
            persons.append(statement("needs", "persons", "b", second))
        self.put("mara", day, "needs", [statement("needs", "", "", {"languages": p.languages}), *persons])

    def before_s1(self, day: float) -> None:
        self.put("mara", day + 0.1, "story", [statement("story", "", "", {"summary": self.p.story})])

    def before_s2(self, day: float) -> None:
        permission = {
            "person": FIRST_PERSON,
            "purpose": "consent_for_services",
            "source": "individual",
            "informed": True,
            "given_on": self.f.day(day),
            "until": self.f.day(day - 365),
            "witness": self.f.id("noor"),
        }
        self.put("noor", day, "consent", [statement("consent", "permissions", "p1", permission)])

    def before_s3(self, day: float) -> None:
        if self.reached >= 3:
            return
        means = [("central", "m1"), ("partner_verification", "m2")]
        items = [
            statement(
                "verification",
                "items",
                r,
                {"method": m, "on": self.f.day(day + 1), "independent": True, "source": r, "finding": "supports"},
            )
            for m, r in means
        ]
        self.put("noor", day + 0.4, "verification", items)
        self.decide(day + 0.2, "verified", "Two sources that do not know each other agree.")
        result = {
            "risk_factors": self.p.risks,
            "priority": self.p.priority or "normal",
            "risk_level": "high" if self.p.priority == "emergency" else "medium",
            "reassess_on": self.f.day(day - 30 * (1 + int(day // 30))),
        }
        self.put("noor", day + 0.1, "needs", [statement("needs", "", "", result)])
        name = {"legal_name": f"Придуманный Человек {self.p.n + 1}", "latin_name": f"Invented Person {self.p.n + 1}"}
        self.put("mara", day + 0.1, "identity", [statement("identity", "", "", name)])

    def decide(self, day: float, choice: str, reasons: str) -> None:
        """Noor decides, and Lena approves in her own session."""
        noor = self.opened("noor", day + 0.1)
        clearing.decide(noor, choice, reasons)
        clearing.approve(self.opened("lena", day))
        self.circles |= {k: part.circle for k in clearing.GUARDED if (part := noor.part(k)).circle}

    def with_move(self, stage: str) -> list[Any]:
        """What the coordinator writes in ``needs`` in the same act as the move into a stage."""
        if stage == "S1" and len(self.p.path) > 2:
            return [statement("needs", "", "", {"eligibility": "eligible"})]
        if stage == "S4":
            agreed = {"plan": "Leave the republic, rest, papers.", "plan_agreed": True, "plan_by": self.f.id("ilya")}
            return [statement("needs", "", "", agreed)]
        return []

    def before_s4(self, day: float) -> None:
        self.put("ruth", day + 0.1, "needs", [statement("needs", "", "", {"plan_approved_by": self.f.id("ruth")})])

    def before_s5(self, day: float) -> None:
        if self.housed and self.p.mark != "border":
            return
        self.housed = True
        everyone = [FIRST_PERSON, "b"][: self.p.persons]
        stay: dict[str, Any] = {
            "house": self.p.house,
            "persons": everyone,
            "since": self.f.day(day),
            "received_at": self.f.time(day),
            "review_on": self.f.day(day - 14 * (1 + int(day // 14))),
            "second_house": HOUSES[(self.p.n + 1) % 6],
            "max_stay_on": self.f.day(day - 120),
            "owner": self.f.id("ilya"),
        }
        items = [statement("shelter", "", "", {"alias": self.alias})]
        if self.p.mark == "burned":
            earlier = {**stay, "house": BURNED, "left_at": self.f.time(24), "left_for": "stranger_asking"}
            items.append(statement("shelter", "stays", "s0", earlier))
            stay |= {"since": self.f.day(24), "received_at": self.f.time(24), "review_on": self.f.day(-4)}
        stay["until"] = self.f.day(-demoshelter.planned(self.p.n))
        if self.p.group in (ARRIVED, LEAVING, "moved on") or self.p.mark == "border":
            left = next((d for s, d in self.p.path if s in ("S8", "S9", "S12")), day)
            items.append(statement("shelter", "stays", "s1", {**stay, "left_at": self.f.time(left)}))
        else:
            since = 24.0 if self.p.mark == "burned" else day
            stay["bed"] = self.f.beds.take(self.p.house, since, float(-demoshelter.planned(self.p.n)))
            items += [statement("shelter", "stays", "s1", stay), *demoshelter.tonight(self.f, self.p.n)]
        if self.p.mark == "border" and "shelter" in self.circles:
            items = [statement("shelter", "stays", "s2", stay)]
        self.put("ilya", day, "shelter", items)
        if self.p.house == "Birch" and self.p.group == SHELTERED:
            self.host(day)

    def host(self, day: float) -> None:
        """The host of the house opens needs and shelter of her guests, for the length of the stay."""
        for compartment in ("needs", "shelter"):
            part = casefiles.part_of(self.circles[compartment], compartment)
            until = self.f.now + 30 * DAY
            granting.grant(
                self.f.at("ilya", day), part, self.f.secrets["dina"].id, READER, until=until, note="Stay in Birch"
            )

    def before_s6(self, day: float) -> None:
        permission = {
            "person": FIRST_PERSON,
            "purpose": "apply",
            "country": "CA",
            "source": "individual",
            "informed": True,
            "given_on": self.f.day(day + 1),
            "until": self.f.day(day - 180),
            "witness": self.f.id("noor"),
        }
        self.put("noor", day + 1, "consent", [statement("consent", "permissions", "p2", permission)])
        passport = {
            "person": FIRST_PERSON,
            "kind": "foreign_passport",
            "country": "RU",
            "issued": self.f.day(day + 200),
            "expires": self.f.day(-40 - 11 * (self.p.n % 60)),
        }
        ranked = {"rank": 1, "pathway": "ca_gar", "country": "CA", "eligible": True}
        items = [statement("papers", "documents", "d1", passport), statement("papers", "options", "o1", ranked)]
        items += demopapers.documents(self.f, self.p, day)
        self.put("tomas", day + 0.5, "papers", items)

    def before_s7(self, day: float) -> None:
        for n in range(self.p.persons):
            application = {
                "person": (FIRST_PERSON, "b")[n],
                "pathway": "ca_gar",
                "country": "CA",
                "owner": self.f.id("tomas"),
                "lodged_on": self.f.day(day),
                "answer_by": self.f.day(day - 60),
            }
            self.put("tomas", day, "papers", [statement("papers", "applications", f"a{n + 1}", application)])

    def before_s8(self, day: float) -> None:
        granted = {"decision": "accepted", "decided_on": self.f.day(day), "use_by": self.f.day(day - 90)}
        items = [statement("papers", "applications", "a1", granted), *demopapers.leaving(self.f, self.p, day)]
        self.put("tomas", day, "papers", items)

    def before_s9(self, day: float) -> None:
        legs = {
            "number": 1,
            "transport": "air",
            "from_place": "SVO",
            "to_place": "YYZ",
            "departs": self.f.time(day - 0.1),
            "arrives": self.f.time(day - 0.6),
            "ticketed": True,
            "name_on_ticket": True,
            "status": "arrived",
        }
        if self.p.mark == "border":
            legs["status"] = "aborted"
        own = {
            "papers_in_hand": True,
            "briefed": True,
            "device_ready": True,
            "exit_check": "go",
            "reception_told": True,
        }
        self.put(
            "sam", day + 0.5, "journey", [statement("journey", "legs", "l1", legs), statement("journey", "", "", own)]
        )

    def before_s10(self, day: float) -> None:
        landed = {"landed_at": self.f.time(day), "met_by": self.f.id("ben")}
        said = Said("confirmed", how="In their mailbox, with the code word.")
        self.put("sam", day, "journey", [statement("journey", "", "", landed), ("landed", said)])
        self.reached = max(self.reached, 9)
        self.put(
            "ben",
            day - 0.01,
            "settlement",
            [
                statement(
                    "settlement",
                    "",
                    "",
                    {
                        "country": "CA",
                        "worker": self.f.id("ben"),
                        "arrived_at": self.f.time(day),
                        "support_until": self.f.day(day - 365),
                    },
                )
            ],
        )

    def before_s11(self, day: float) -> None:
        done = {
            k: self.f.day(day) for k in ("housed_on", "identity_on", "health_cover_on", "bank_on", "language_booked_on")
        }
        goal = {"what": "English, first course", "due": self.f.day(-5 - self.p.n % 40), "owner": self.f.id("ben")}
        items = [statement("settlement", "", "", done), statement("settlement", "goals", "g1", goal)]
        self.put("ben", day, "settlement", items)
