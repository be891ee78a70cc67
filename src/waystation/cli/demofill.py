"""Writes the demonstration's organisation and cohort, each entry by the member who would write it, dated when they
would."""

import datetime
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from waystation.casework.codenames import new_code_name
from waystation.casework.roles import ROLES
from waystation.circles import phrases
from waystation.circles.secret import Secret
from waystation.circles.standing import READER
from waystation.cli import (
    demoalarms,
    demoborders,
    demoland,
    demoletters,
    demomoney,
    demopackages,
    demopapers,
    demoplan,
    demoshelter,
)  # fmt: skip
from waystation.cli.cohort import BEDS, BURNED, HOUSES, Planned
from waystation.cli.democase import Case
from waystation.cli.demofiller import DAY, statement
from waystation.cli.demojourneys import Journeys
from waystation.store import node
from waystation.store.clock import minute
from waystation.store.files import casefiles, cases, granting
from waystation.store.members import invitations, logins, organisation
from waystation.store.sealed import keys
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Label

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
Say = Callable[[str, int, int], None]


class Filling:
    """One filling of an empty installation with a cohort."""

    def __init__(self, home: Path, say: Say, cohort: Sequence[Planned] = ()):
        self.home, self.say, self.cohort, self.now = home, say, cohort, minute()
        self.secrets = {m[0]: Secret.new() for m in MEMBERS}
        self.keys: dict[str, Keys] = {}
        self.codes: set[str] = set()
        self.beds = demoshelter.Beds()
        self.written: list[Case] = []
        self.applying: list[bytes] = []  # cases at the stage of applications

    def everything(self) -> None:
        entries = self.new_log_ins()
        with ThreadPoolExecutor(1) as pool:  # Argon2id needs no lock of Python's: the second core does it
            prepared = [pool.submit(self.prepare, entry) for entry in entries]
            self.organisation()
            node.change("demonstration", True)
            node.change("languages", ["en", "ru", "ar"])
            self.houses()
            demoplan.pathways(self)
            demoborders.borders(self)
            demopapers.programme(self)
            self.cases()
            demomoney.pathways(self)
            demoland.write(self, [c for c in self.written if c.p.stage in ("S10", "S11")])
            self.log_ins(entries, [future.result() for future in prepared])
        demopackages.write(self.home, self, self.applying[:5])
        demoletters.write(self.home, keys.unlock(self.secrets["mara"]))
        demoalarms.write(self, self.written)

    def cases(self) -> None:
        ways = Journeys(self)
        for done, case in enumerate(self.cohort):
            with transaction.atomic():
                self.written.append(Case(self, case))
                self.written[-1].write()
                ways.write(self.written[-1].number, self.written[-1].code, case.group)
            if case.stage == "S6":
                self.applying.append(self.written[-1].number)
            self.say("Cases", done + 1, len(self.cohort))
        ways.link()

    # -- the organisation ----------------------------------------------------------------------------------------------

    def organisation(self) -> None:
        at = self.now - BEGUN * DAY
        organisation.found(self.secrets["ruth"], self.secrets["ilya"], ("Ruth", "Ilya"), "North Shore", at)
        ruth = keys.unlock(self.secrets["ruth"], at)
        for name, called, _teams, roles, org in MEMBERS[2:]:
            offer = invitations.Offer(ruth.directory.salt, called, roles, org, "administrator" in roles)
            organisation.admit(ruth, self.secrets[name].card, offer)
        ruth = ruth.refresh(at)
        pat = self.secrets["pat"].id
        for role in ROLES.values():
            first = [self.secrets[m[0]].id for m in MEMBERS if role.key in m[2]]
            if role.team and first:
                organisation.found_team(ruth, role.key, role.team, first, (pat,))
        for name, *_rest in MEMBERS:
            keys.maintain(keys.unlock(self.secrets[name], at))
        for name in self.secrets:
            self.keys[name] = keys.unlock(self.secrets[name], at)

    def new_log_ins(self) -> list[dict[str, str]]:
        """Real log-ins with fresh passphrases and second factors."""
        entries = []
        for name, _called, teams, roles, _org in MEMBERS:
            role = ", ".join(ROLES[r].label for r in (*teams, *roles))
            entries.append({"name": name, "role": role, "passphrase": phrases.new(6), "totp": logins.new_totp()})
        return entries

    def prepare(self, entry: dict[str, str]) -> logins.Prepared:
        return logins.prepare(entry["passphrase"], logins.Content(self.secrets[entry["name"]].seed, entry["totp"]))

    def log_ins(self, entries: list[dict[str, str]], prepared: list[logins.Prepared]) -> None:
        """Stores the log-ins, and writes them to one file of the demonstration's folder and nowhere else."""
        directory = self.keys["ruth"].directory
        for entry, made in zip(entries, prepared, strict=True):
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
                "code_name": house, "kind": "flat", "status": "active", "max_stay_days": 120,
                "languages": ["ru"], "rules": "Curtains closed after dark. No photographs. Balcony door stays shut.",
                "review_on": self.day(-6 - n), **demoshelter.house(self, house),
            }  # fmt: skip
            if house == "Birch":
                own["host"] = self.id("dina")
            bodies = [statement("capacity", "", "", own)]
            bodies += [
                statement("capacity", "beds", f"b{b}", {"name": f"{b + 1}", "sleeps": 1}) for b in range(BEDS[house])
            ]
            if burned:
                bodies.append(statement("capacity", "incidents", "i1", demoshelter.incident(self)))
            cases.put_all(ilya, capacity, "capacity", bodies)
            street = {
                "street": f"Invented Street {n + 3}",
                "city": "Invented City",
                "meeting_point": "The bench by the kiosk",
            }
            cases.put_all(ilya, address, "address", [statement("address", "", "", street)])
            if house == "Birch":
                for key in ("capacity", "address"):
                    part = casefiles.open_file(ilya, number, "house").part(key)
                    granting.grant(ilya, part, self.secrets["dina"].id, READER, note="Host of this house")
            self.say("Houses", n + 1, len(HOUSES))
