"""The cast of every story: an alliance of four organisations on one installation. All invented.

Mara answers the hotline, Ilya coordinates, Dina hosts the house Birch, Yusuf escorts, Noor and Lena verify, Tomas
does visas, Claire talks to governments, Sam books travel, Ada counsels, Ben settles people in, Ruth directs, Otto
audits, and Pat administers the installation and opens nothing.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from waystation.casework.roles import ROLES
from waystation.circles import phrases
from waystation.circles.secret import Secret
from waystation.store import node
from waystation.store.clock import minute
from waystation.store.files import casefiles, cases
from waystation.store.members import invitations, logins, organisation
from waystation.store.sealed import keys
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Label
from waystation.store.verifying import clearing

TEAMS = {
    "mara": "hotline",
    "ilya": "coordinator",
    "noor": "verifier",
    "lena": "verifier",
    "tomas": "visa",
    "claire": "liaison",
    "sam": "travel",
    "ada": "counsellor",
    "ben": "settlement",
    "ruth": "director",
    "otto": "auditor",
}
LIGHTHOUSE = ("mara", "dina", "yusuf")  # the activists; the others belong to North Shore, as Ruth and Ilya do
OUTSIDE = {"dina": "host", "yusuf": "escort", "pat": "administrator"}
EVERYBODY = (*TEAMS, *OUTSIDE)


@dataclass
class Alliance:
    """The organisation as founded. ``alliance.mara`` are Mara's keys as of now."""

    secrets: dict[str, Secret]
    totp: dict[str, str] = field(default_factory=dict)
    passphrases: dict[str, str] = field(default_factory=dict)

    @classmethod
    def founded(cls) -> "Alliance":
        secrets = {name: Secret.new() for name in EVERYBODY}
        at = minute() - 2000
        organisation.found(secrets["ruth"], secrets["ilya"], ("Ruth", "Ilya"), "North Shore", at)
        ruth = keys.unlock(secrets["ruth"], at)
        for name in EVERYBODY:
            if name not in ("ruth", "ilya"):
                roles = (OUTSIDE[name],) if name in OUTSIDE else ()
                theirs = "Lighthouse" if name in LIGHTHOUSE else "North Shore"
                offer = invitations.Offer(ruth.directory.salt, name.title(), roles, theirs, name == "pat")
                organisation.admit(ruth, secrets[name].card, offer)
        ruth = ruth.refresh(at)
        for role in dict.fromkeys(TEAMS.values()):
            first = [secrets[name].id for name, own in TEAMS.items() if own == role]
            organisation.found_team(ruth, role, ROLES[role].team, first, (secrets["pat"].id,))
        for name in EVERYBODY:
            keys.maintain(keys.unlock(secrets[name], at))
        node.change("languages", ["en", "ru", "ar"])
        node.change("live", True)
        return cls(secrets)

    def __getattr__(self, name: str) -> Keys:
        if name in EVERYBODY:
            return self.keys(name)
        raise AttributeError(name)

    def keys(self, name: str, ago: int = 0) -> Keys:
        """A member's keys, so many minutes ago."""
        opened = keys.maintain(keys.unlock(self.secrets[name]))
        return replace(opened, minute=opened.minute - ago) if ago else opened

    def id(self, name: str) -> bytes:
        return self.secrets[name].id

    def enrol(self, name: str) -> tuple[str, str]:
        """A log-in for a member: its passphrase and TOTP key."""
        if name not in self.passphrases:
            self.passphrases[name], self.totp[name] = phrases.new(6), logins.new_totp()
            directory = self.keys(name).directory
            holder = directory.pseudonym(self.id(name))
            content = logins.Content(self.secrets[name].seed, self.totp[name])
            logins.create(name, self.passphrases[name], content, holder)
        return self.passphrases[name], self.totp[name]

    def case(self, code: str = "Quiet Heron", **values: dict[str, Any]) -> bytes:
        """A case opened by Mara, with at least what to call the person."""
        return cases.new_case(self.mara, code, {"contact": {"alias": "Heron", **values.pop("contact", {})}, **values})

    def clear(self, number: bytes, word: str = "verified") -> None:
        """Noor and Lena say, each with their own hand, that the case may be sheltered and moved."""
        for verifier in ("noor", "lena"):
            clearing.speak(casefiles.open_file(self.keys(verifier), number), word)

    def write(
        self, name: str, number: bytes, compartment: str, collection: str = "", record: str = "", **values: Any
    ) -> None:
        """States values as a member, founding the compartment if need be."""
        opened = self.keys(name)
        file = casefiles.open_file(opened, number)
        circle = cases.ensure_part(file, compartment)
        label = Label("case", number, compartment, file.part(compartment).person, file.code)
        cases.state(opened, circle, compartment, collection, record, values, of=label)
