"""Marks by which a wish to withhold binds those, too, who do not open the Consent in which it stands.

    mark(keys, circle, number, consent)                 # whoever writes a wish, or reads one that is older than marks
    facts(keys, number, "needs", "", {"host"})          # {"why"}: what may not reach a host by this part; often nothing
    excluded(keys, number, ["TR", "CA"], ["a"])         # {"TR"}: countries to which one of these people never goes

Whoever grants a part, or writes where somebody goes, is not always of those who open Consent, and must not have to be.
A mark is a name that follows from what it forbids and from the salt that only members know: whoever is about to do
something computes its name and looks whether it is there. The server, and whoever takes it, sees random bytes, and how
many; it learns neither whom nor what they concern. A member who takes the database can try all names of a case that
they know, and so learn that a host is not to be told why, which the refusal would tell them as well; not in what words,
and nothing for a case whose number they do not have.

A mark is no signed statement. A server that takes marks away is noticed only by those who open Consent, for whom the
wish itself counts and not the mark.
"""

from collections.abc import Iterable, Iterator

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.folds import State
from waystation.casework.sharing import limits
from waystation.circles.secret import name
from waystation.store.files.casefiles import slot
from waystation.store.models import Barred
from waystation.store.sealed.keys import Keys

MARK = b"waystation/1/withheld"
EVERYBODY = ""  # where a line of Papers or Plan names nobody, it is about all of the case


def mark(keys: Keys, circle: bytes, number: bytes, consent: State) -> None:
    """Brings the marks of a case in line with its Consent (which is ``circle``): they are deleted with it."""
    wanted = {_name(keys, number, *words) for words in _forbidden(consent)}
    there = set(Barred.objects.filter(circle=circle).values_list("mark", flat=True))
    if there - wanted:
        Barred.objects.filter(circle=circle, mark__in=there - wanted).delete()
    if wanted - there:
        rows = [Barred(circle=circle, mark=one) for one in sorted(wanted - there)]
        Barred.objects.bulk_create(rows, ignore_conflicts=True)


def _name(keys: Keys, number: bytes, what: str, whom: str, where: bytes = b"") -> bytes:
    """The name of a mark; each piece says how long it is, so that none runs into the next."""
    pieces = (keys.directory.salt, number, where, what.encode(), whom.encode())
    return name(MARK + b"".join(len(piece).to_bytes(2) + piece for piece in pieces))


def _forbidden(consent: State) -> Iterator[tuple[str, str, bytes]]:
    """What stands wishes forbid: a country to a person, or a fact by a part (by its compartment) to a role."""
    for row in consent.rows("limits").values():
        if row.get("ended_on"):
            continue
        person = str(row.get("person") or "")
        if row.get("country"):
            yield f"never {row['country']}", person, b""
            yield f"never {row['country']}", EVERYBODY, b""
        for fact in row.get("facts") or [limits.EVERYTHING] if row.get("role") else ():
            for part in limits.telling(fact, COMPARTMENTS):
                if COMPARTMENTS[part].subject == "case":
                    where = person if COMPARTMENTS[part].per_person else ""
                    yield fact, str(row["role"]), slot(b"", part, where)


def facts(keys: Keys, number: bytes, part: str, person: str, roles: Iterable[str]) -> set[str]:
    """The facts that somebody of a case withholds from one of these roles and that this part may tell."""
    where = slot(b"", part, person)
    asked = {
        _name(keys, number, fact, role, where): fact
        for fact in (*limits.TELLS, limits.EVERYTHING) for role in roles
    }  # fmt: skip
    return {asked[found] for found in _there(asked)}


def excluded(keys: Keys, number: bytes, countries: Iterable[str], people: Iterable[str]) -> set[str]:
    """Those of these countries that one of these people excluded; with no people, that anybody of the case did."""
    everybody = list(people) or [EVERYBODY]
    asked = {_name(keys, number, f"never {country}", person): country
             for country in countries for person in everybody}  # fmt: skip
    return {asked[found] for found in _there(asked)}


def _there(names: Iterable[bytes]) -> set[bytes]:
    return set(Barred.objects.filter(mark__in=list(names)).values_list("mark", flat=True))
