"""Writes the demonstration's organisation and cohort, each entry by the member who would write it, dated when they would."""

import datetime
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from waystation.casework.codenames import new_code_name
from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.folds import Set, set_statement
from waystation.casework.roles import MATRIX, ROLES, access
from waystation.circles.secret import Secret
from waystation.circles.standing import READER, STEWARD
from waystation.cli.cohort import ARRIVED, BEDS, BURNED, EARLY, HOUSES, LEAVING, SHELTERED, Planned, plan
from waystation.store import cases, index, invitations, keys, logins, node, organisation
from waystation.store.cases import FIRST_PERSON, Label
from waystation.store.clock import minute
from waystation.store.keys import Keys

DAY = 1440
BEGUN = 330  # days before today on which the organisation was founded
# log-in name, what colleagues call them, team roles, roles outside teams, organisation
MEMBERS = (
    ("ruth", "Ruth", ("director",), (), "North Shore"),
    ("ilya", "Ilya", ("coordinator",), (), "Lighthouse"),
    ("mara", "Mara", ("hotline",), (), "Lighthouse"),
    ("dina", "Dina", (), ("host",), "Lighthouse"),
    ("yusuf", "Yusuf", (), ("escort",), "Lighthouse"),
    ("noor", "Noor", ("verifier",), (), "North Shore"),
    ("lena", "Lena", ("verifier",), (), "North Shore"),
    ("tomas", "Tomas", ("visa",), (), "North Shore"),
    ("claire", "Claire", ("liaison",), (), "North Shore"),
    ("sam", "Sam", ("travel",), (), "North Shore"),
    ("ada", "Ada", ("counsellor",), (), "Harbour House"),
    ("ben", "Ben", ("settlement",), (), "Harbour House"),
    ("otto", "Otto", ("auditor",), (), "North Shore"),
    ("pat", "Pat", (), ("administrator",), "North Shore"),
)
MOVER = {
    "S1": "ilya", "S2": "noor", "S3": "noor", "S4": "ilya", "S5": "ilya", "S6": "ilya", "S7": "tomas", "S8": "tomas",
    "S9": "sam", "S10": "sam", "S11": "ben", "S12": "ilya",
}  # fmt: skip
Say = Callable[[str, int, int], None]


class Filling:
    """One filling of an empty installation."""

    def __init__(self, home: Path, say: Say):
        self.home, self.say, self.now = home, say, minute()
        self.secrets = {m[0]: Secret.new() for m in MEMBERS}
        self.keys: dict[str, Keys] = {}
        self.codes: set[str] = set()

    def everything(self, more: int) -> None:
        self.organisation()
        self.log_ins()
        node.change("demonstration", True)
        node.change("languages", ["en", "ru", "ar"])
        self.houses()
        planned = plan()
        for n in range(more):
            base = planned[n % 170]
            planned.append(replace(base, n=len(planned)))
        for done, case in enumerate(planned):
            with transaction.atomic():
                Case(self, case).write()
            self.say("Cases", done + 1, len(planned))
        # With rising keys at hand the members' overviews are built now rather than at their first log-in.
        for done, name in enumerate(self.secrets):
            if self.keys[name].teams or self.keys[name].roles & {"host", "escort"}:
                index.lines(replace(self.keys[name], minute=self.now))
            self.say("Overviews", done + 1, len(self.secrets))
        node.change("live", True)

    # -- the organisation ----------------------------------------------------------------------------------------------

    def organisation(self) -> None:
        at = self.now - BEGUN * DAY
        organisation.found(self.secrets["ruth"], self.secrets["ilya"], ("Ruth", "Ilya"), "North Shore", at)
        ruth = keys.unlock(self.secrets["ruth"], at)
        for name, called, _teams, roles, org in MEMBERS[2:]:
            offer = invitations.Offer(ruth.directory.salt, called, roles, org, "administrator" in roles)
            invitations.admit_card(ruth, self.secrets[name].card, offer)
        ruth = ruth.refresh(at)
        pat = self.secrets["pat"].id
        for role in ROLES.values():
            first = next((m for m in MEMBERS if role.key in m[2]), None)
            if role.team and first:
                organisation.found_team(ruth, role.key, role.team, self.secrets[first[0]].id, (pat,))
        for name, *_rest in MEMBERS:
            keys.maintain(keys.unlock(self.secrets[name], at))
        noor = keys.unlock(self.secrets["noor"], at)
        team = noor.directory.team_of("verifier")
        assert team is not None
        organisation.join_team(noor, team, self.secrets["lena"].id, steward=True)
        for name in self.secrets:
            self.keys[name] = keys.unlock(self.secrets[name], at)

    def log_ins(self) -> None:
        """Real log-ins with fresh passphrases, written to one file of the demonstration's folder, nowhere else."""
        entries = []
        for name, _called, teams, roles, _org in MEMBERS:
            role = ", ".join(ROLES[r].label for r in (*teams, *roles))
            totp = logins.new_totp()
            entries.append({"name": name, "role": role, "passphrase": logins.new_passphrase(), "totp": totp})
        sealed = []
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # Argon2id waits outside Python's lock
            for made in pool.map(
                lambda e: logins.prepare(e["passphrase"], self.secrets[e["name"]], e["totp"]), entries
            ):
                sealed.append(made)
                self.say("Log-ins", len(sealed), len(entries))
        directory = self.keys["ruth"].directory
        for entry, made in zip(entries, sealed, strict=True):
            logins.store(entry["name"], made, directory.pseudonym(self.secrets[entry["name"]].id))
        path = self.home / "log-ins.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(entries, indent=1))

    def at(self, name: str, day: float) -> Keys:
        """A member's keys, so many days before today."""
        return replace(self.keys[name], minute=self.now - int(day * DAY))

    def id(self, name: str) -> str:
        return self.secrets[name].id.hex()

    def day(self, day: float) -> str:
        return (
            (datetime.datetime.fromtimestamp(self.now * 60, datetime.UTC) - datetime.timedelta(days=day))
            .date()
            .isoformat()
        )

    def time(self, day: float) -> str:
        moment = datetime.datetime.fromtimestamp(self.now * 60, datetime.UTC) - datetime.timedelta(days=day)
        return moment.isoformat(timespec="minutes")

    def code(self) -> str:
        code = new_code_name(frozenset(self.codes))
        self.codes.add(code)
        return code

    def houses(self) -> None:
        for n, house in enumerate(HOUSES):
            ilya, number = self.at("ilya", BEGUN - 10 - n), cases.new_number()
            capacity = cases.found_part(ilya, Label("house", number, "capacity", "", house))
            address = cases.found_part(ilya, Label("house", number, "address", "", house))
            burned = house == BURNED
            own: dict[str, Any] = {
                "code_name": house, "kind": "flat", "status": "burned" if burned else "active", "max_stay_days": 120,
                "languages": ["ru"], "rules": "Curtains closed after dark. No photographs. Balcony door stays shut.",
                "review_on": self.day(-6 - n),
            }  # fmt: skip
            if house == "Birch":
                own["host"] = self.id("dina")
            bodies = [_set("capacity", "", "", own)]
            bodies += [_set("capacity", "beds", f"b{b}", {"name": f"{b + 1}", "sleeps": 1}) for b in range(BEDS[house])]
            if burned:
                incident = {"at": self.time(24), "trigger": "stranger_asking", "by": self.id("ilya"),
                            "detail": "A man named a guest at the door."}  # fmt: skip
                bodies.append(_set("capacity", "incidents", "i1", incident))
            cases.put_all(ilya, capacity, "capacity", bodies)
            street = {
                "street": f"Invented Street {n + 3}",
                "city": "Invented City",
                "meeting_point": "The bench by the kiosk",
            }
            cases.put_all(ilya, address, "address", [_set("address", "", "", street)])
            if house == "Birch":
                for key in ("capacity", "address"):
                    part = cases.open_file(ilya, number, "house").part(key)
                    cases.grant(ilya, part, self.secrets["dina"].id, READER, note="Host of this house")
            self.say("Houses", n + 1, len(HOUSES))


def _set(compartment: str, collection: str, record: str, values: dict[str, Any]) -> tuple[str, Set]:
    return "set", set_statement(COMPARTMENTS[compartment].struct, collection, record, values)


class Case:
    """One case as its members write it, stage by stage."""

    def __init__(self, filling: Filling, planned: Planned):
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
            self.put(MOVER[stage], day, "needs", [("stage", (stage, reason))])
            self.hand_over(int(stage[1:]), day)
        self.ending()

    def put(self, who: str, day: float, compartment: str, items: list[Any]) -> None:
        keys_then = self.f.at(who, day)
        if compartment not in self.circles:
            person = FIRST_PERSON if COMPARTMENTS[compartment].per_person else ""
            label = Label("case", self.number, compartment, person, self.code)
            self.circles[compartment] = cases.found_part(keys_then, label, self.reached)
        cases.put_all(keys_then, self.circles[compartment], compartment, items)

    reached = 0

    def hand_over(self, stage: int, day: float) -> None:
        """Grants what the table gives from this stage on, by a steward of each compartment."""
        self.reached = max(self.reached, stage)
        for compartment, circle in self.circles.items():
            steward = {"contact": "mara", "identity": "noor", "story": "noor", "needs": "ilya", "consent": "noor",
                       "papers": "tomas"}.get(compartment)  # fmt: skip
            for role, right in MATRIX[compartment].items():
                if steward and right.reads and not right.assigned and right.since == stage:
                    then = self.f.at(steward, day)
                    team = then.directory.team_of(role)
                    assert team is not None
                    kind = STEWARD if access(role, compartment).grants else READER
                    cases.grant(then, cases.part_of(circle, compartment), team, kind)

    # -- what is written before each stage is entered ------------------------------------------------------------------

    def contact(self, day: float) -> None:
        f, p = self.f, self.p
        fresh = p.stage == "S0"
        own = {
            "alias": self.alias, "language": "ru", "can_talk": p.n % 3 != 0, "danger_now": p.priority == "emergency",
            "region": p.region, "alone": p.n % 4 != 1, "minors": p.mark == "minor", "safe_hours": "14:00–14:20",
            "rule": "Never call first. A missed call from us means: write when you can.", "code_word": "stairs are wet",
            "duress_word": "blue sky", "received_at": f.time(day),
        }  # fmt: skip
        if not fresh:
            own["triage"] = "emergency" if p.priority == "emergency" else "intake"
        items = [_set("contact", "", "", own)]
        items.append(
            _set("contact", "channels", "c1", {"kind": "signal", "address": f"+7 900 555 {p.n:04d}", "safe": True})
        )
        if p.mark == "lost":
            due = {"due": f.time(9.2), "grace": 60, "owner": f.id("mara"), "status": "unreachable"}
            items.append(_set("contact", "check_ins", "k1", due))
        elif p.group == EARLY and p.stage in ("S0", "S1"):
            hours = (p.n % 9 - 2) / 24
            items.append(
                _set("contact", "callbacks", "r1", {"at": f.time(-hours), "owner": f.id("mara"), "channel": "signal"})
            )
        self.put("mara", day, "contact", items)
        persons = [_set("needs", "persons", FIRST_PERSON, {"letter": "A", "age_band": p.age, "languages": p.languages,
                        "minor": p.mark == "minor", "relation": "principal"})]  # fmt: skip
        if p.persons > 1:
            second = {"letter": "B", "age_band": p.age, "languages": p.languages, "relation": "spouse_partner"}
            persons.append(_set("needs", "persons", "b", second))
        self.put("mara", day, "needs", [_set("needs", "", "", {"languages": p.languages}), *persons])

    def before_s1(self, day: float) -> None:
        self.put("mara", day + 0.1, "story", [_set("story", "", "", {"summary": self.p.story})])

    def before_s2(self, day: float) -> None:
        permission = {"person": FIRST_PERSON, "purpose": "consent_for_services", "source": "individual", "informed": True,
                      "given_on": self.f.day(day), "until": self.f.day(day - 365), "witness": self.f.id("noor")}  # fmt: skip
        self.put("noor", day, "consent", [_set("consent", "permissions", "p1", permission)])
        self.put("ilya", day, "needs", [_set("needs", "", "", {"eligibility": "eligible"})])

    def before_s3(self, day: float) -> None:
        if self.reached >= 3:
            return
        means = [("central", "m1"), ("partner_verification", "m2")]
        items = [
            _set("verification", "items", r, {"method": m, "on": self.f.day(day + 1), "independent": True})
            for m, r in means
        ]
        items.append(_set("verification", "", "", {"status": "verified", "decided_by": self.f.id("noor")}))
        self.put("noor", day + 0.4, "verification", items)
        self.put("lena", day + 0.2, "verification", [_set("verification", "", "", {"approved_by": self.f.id("lena")})])
        result = {
            "verification_result": "verified", "risk_factors": self.p.risks, "priority": self.p.priority or "normal",
            "risk_level": "high" if self.p.priority == "emergency" else "medium",
            "reassess_on": self.f.day(day - 30 * (1 + int(day // 30))),
        }  # fmt: skip
        self.put("noor", day + 0.1, "needs", [_set("needs", "", "", result)])
        name = {"legal_name": f"Придуманный Человек {self.p.n + 1}", "latin_name": f"Invented Person {self.p.n + 1}"}
        self.put("mara", day + 0.1, "identity", [_set("identity", "", "", name)])

    def before_s4(self, day: float) -> None:
        agreed = {"plan": "Leave the republic, rest, papers.", "plan_agreed": True, "plan_by": self.f.id("ilya")}
        self.put("ilya", day + 0.2, "needs", [_set("needs", "", "", agreed)])
        self.put("ruth", day + 0.1, "needs", [_set("needs", "", "", {"plan_approved_by": self.f.id("ruth")})])

    def before_s5(self, day: float) -> None:
        if "shelter" in self.circles and self.p.mark != "border":
            return
        everyone = [FIRST_PERSON, "b"][: self.p.persons]
        stay: dict[str, Any] = {
            "house": self.p.house, "persons": everyone, "since": self.f.day(day), "received_at": self.f.time(day),
            "review_on": self.f.day(day - 14 * (1 + int(day // 14))), "second_house": HOUSES[(self.p.n + 1) % 6],
            "max_stay_on": self.f.day(day - 120), "owner": self.f.id("ilya"),
        }  # fmt: skip
        items = [_set("shelter", "", "", {"alias": self.alias})]
        if self.p.mark == "burned":
            earlier = {**stay, "house": BURNED, "left_at": self.f.time(24), "left_for": "stranger_asking"}
            items.append(_set("shelter", "stays", "s0", earlier))
            stay |= {"since": self.f.day(24), "received_at": self.f.time(24), "review_on": self.f.day(-4)}
        if self.p.group in (ARRIVED, LEAVING, "moved on") or self.p.mark == "border":
            left = next((d for s, d in self.p.path if s in ("S8", "S9", "S12")), day)
            items.append(_set("shelter", "stays", "s1", {**stay, "left_at": self.f.time(left)}))
        else:
            items.append(_set("shelter", "stays", "s1", stay))
        if self.p.mark == "border" and "shelter" in self.circles:
            items = [_set("shelter", "stays", "s2", stay)]
        self.put("ilya", day, "shelter", items)
        if self.p.house == "Birch" and self.p.group == SHELTERED:
            self.host(day)

    def host(self, day: float) -> None:
        """The host of the house opens needs and shelter of her guests, for the length of the stay."""
        for compartment in ("needs", "shelter"):
            part = cases.part_of(self.circles[compartment], compartment)
            until = self.f.now + 30 * DAY
            cases.grant(
                self.f.at("ilya", day), part, self.f.secrets["dina"].id, READER, until=until, note="Stay in Birch"
            )

    def before_s6(self, day: float) -> None:
        permission = {"person": FIRST_PERSON, "purpose": "apply", "country": "CA", "source": "individual", "informed": True,
                      "given_on": self.f.day(day + 1), "until": self.f.day(day - 180), "witness": self.f.id("noor")}  # fmt: skip
        self.put("noor", day + 1, "consent", [_set("consent", "permissions", "p2", permission)])
        passport = {"person": FIRST_PERSON, "kind": "foreign_passport", "country": "RU", "issued": self.f.day(day + 200),
                    "expires": self.f.day(-40 - 11 * (self.p.n % 60))}  # fmt: skip
        ranked = {"rank": 1, "pathway": "ca_gar", "country": "CA", "eligible": True}
        items = [_set("papers", "documents", "d1", passport), _set("papers", "options", "o1", ranked)]
        self.put("tomas", day + 0.5, "papers", items)

    def before_s7(self, day: float) -> None:
        for n in range(self.p.persons):
            application = {"person": (FIRST_PERSON, "b")[n], "pathway": "ca_gar", "country": "CA", "owner": self.f.id("tomas"),
                           "lodged_on": self.f.day(day), "answer_by": self.f.day(day - 60)}  # fmt: skip
            self.put("tomas", day, "papers", [_set("papers", "applications", f"a{n + 1}", application)])

    def before_s8(self, day: float) -> None:
        granted = {"decision": "accepted", "decided_on": self.f.day(day), "use_by": self.f.day(day - 90)}
        self.put("tomas", day, "papers", [_set("papers", "applications", "a1", granted)])

    def before_s9(self, day: float) -> None:
        legs = {"number": 1, "transport": "air", "from_place": "SVO", "to_place": "YYZ", "departs": self.f.time(day - 0.1),
                "arrives": self.f.time(day - 0.6), "ticketed": True, "name_on_ticket": True, "status": "arrived"}  # fmt: skip
        if self.p.mark == "border":
            legs["status"] = "aborted"
        own = {"papers_in_hand": True, "briefed": True, "device_ready": True, "go": True, "go_by": self.f.id("sam"),
               "go_approved_by": self.f.id("ruth"), "exit_check": "go", "reception_told": True}  # fmt: skip
        self.put("sam", day + 0.5, "journey", [_set("journey", "legs", "l1", legs), _set("journey", "", "", own)])

    def before_s10(self, day: float) -> None:
        landed = {"landed_at": self.f.time(day), "met_by": self.f.id("ben"), "confirmed_by_person": True}
        self.put("sam", day, "journey", [_set("journey", "", "", landed)])
        self.reached = max(self.reached, 9)
        self.put("ben", day - 0.01, "settlement", [_set("settlement", "", "", {"country": "CA", "worker": self.f.id("ben"),
                 "arrived_at": self.f.time(day), "support_until": self.f.day(day - 365)})])  # fmt: skip

    def before_s11(self, day: float) -> None:
        done = {
            k: self.f.day(day) for k in ("housed_on", "identity_on", "health_cover_on", "bank_on", "language_booked_on")
        }
        goal = {"what": "English, first course", "due": self.f.day(-5 - self.p.n % 40), "owner": self.f.id("ben")}
        items = [_set("settlement", "", "", done), _set("settlement", "goals", "g1", goal)]
        self.put("ben", day, "settlement", items)

    def ending(self) -> None:
        """What the persons' outcome is today, and how a closed case was closed."""
        p, day = self.p, self.p.path[-1][1]
        outcome = {ARRIVED: "arrived", LEAVING: "granted", SHELTERED: "sheltered"}.get(p.group, "in_progress")
        outcome = {"border": "granted", "split": "granted", "refused": "refused"}.get(p.mark, outcome)
        own: dict[str, Any] = {}
        if p.closure:
            own = {"closure_reason": p.closure, "closed_by": self.f.id("ilya"), "closure_approved_by": self.f.id("ruth"),
                   "status": "duplicate" if p.mark == "duplicate" else "closed"}  # fmt: skip
        if p.mark == "lost":
            own["status"] = "lost_contact"
        items = [_set("needs", "persons", FIRST_PERSON, {"outcome": outcome})]
        if p.persons > 1:
            items.append(_set("needs", "persons", "b", {"outcome": "refused"}))
        if own:
            items.append(_set("needs", "", "", own))
        self.put("ilya", day, "needs", items)
        if p.mark in ("refused", "split"):
            denied = {"decision": "denied", "decided_on": self.f.day(day), "appeal_by": self.f.day(day - 30)}
            record = "a1" if p.mark == "refused" else "a2"
            self.put("tomas", day, "papers", [_set("papers", "applications", record, denied)])
            if p.mark == "split":
                self.put("tomas", day, "papers", [_set("papers", "applications", "a1", {"decision": "accepted"})])
