"""The roles, and the one table of who opens which compartment. Everything else asks this table.

Letters as in the programme's need-to-know matrix: ``R`` opens, ``W`` writes; ``RW`` both; ``a`` opens only by a grant
for one case (own stay, own leg, own case), usually with an end; ``S`` grants access though it does not write (whoever
writes and reads does so too); ``C`` clears the case for it (``clearance``) and opens nothing; ``G`` says go and ``H``
stops it (``going``), ``L`` says that the person confirmed their arrival, none of which opens anything; ``x`` only by
break-glass; empty: never. ``RWa:outings,worries`` writes in these lists only. "A few chosen fields" are not here on
purpose: they live in a neighbouring compartment that the role does open, so that the rule stays "you have the key or
you don't".

Departures from the matrix as first drawn, each where it left a fact that nobody could write: consent is recorded by
those who ask for it (the person gives it, a caseworker writes it down); the verifier and the director write in
``needs``, the one the verification's result, the other the approval of the plan; the director writes in ``capacity``,
where the request to open a house's address in an emergency stands; the coordinator grants ``contact``, since the
hotline, which alone did, cannot see who asks for it in an emergency; the travel desk opens ``identity`` for one case at
a time, because a ticket carries the legal name; an escort opens the sheet of the own leg, ``leg``, and no journey; what
reaches lawyer and duty desk when somebody is held has a compartment of its own, ``held``; the liaison writes in
``papers`` what a government said and in ``consent`` what left and to whom, both from the application on: whoever sends
must see the consent and record it; the director writes in ``money`` the approval of a payment, which a second member
must give with their own hand; the counsellor drops into ``contact`` that there is an acute risk, where those on call
find both the alarm and the number, and into ``settlement`` that somebody is referred; the travel desk drops into
``settlement`` where and at what hour people land, which reception must know before it opens anything else; the host
writes two short lists of their guests' ``shelter`` and the incidents of their own house's ``capacity``, because whoever
stands in the house sees first that something is wrong; the travel desk writes in ``plan`` on which days the way out
begins and ends, and the visa officer for which day papers are got: both open it, and neither opens the other's part.
"""

from dataclasses import dataclass

from waystation.casework.words import _


@dataclass(frozen=True)
class Role:
    """What a member does. ``team``: the organisation has one team for it, to which compartments are granted."""

    key: str
    label: str
    team: str = ""


ROLES: dict[str, Role] = {
    r.key: r
    for r in (
        Role("hotline", _("Hotline operator"), _("Hotline desk")),
        Role("verifier", _("Verifier"), _("Verification")),
        Role("coordinator", _("Coordinator"), _("Coordination")),
        Role("host", _("Safehouse host")),
        Role("escort", _("Escort")),
        Role("visa", _("Visa officer"), _("Papers and visas")),
        Role("liaison", _("Government liaison"), _("Liaison")),
        Role("travel", _("Travel desk"), _("Travel desk")),
        Role("counsellor", _("Counsellor"), _("Counselling")),
        Role("settlement", _("Settlement worker"), _("Settlement")),
        Role("director", _("Director"), _("Direction")),
        Role("auditor", _("Auditor"), _("Audit")),
        Role("administrator", _("Administrator")),
    )
}


@dataclass(frozen=True)
class Access:
    """A role's right in a compartment. ``since``: the stage from which the role's team is granted it."""

    reads: bool = False
    writes: bool = False
    assigned: bool = False  # only by a grant for one case
    glass: bool = False  # only by break-glass
    grants: bool = False  # its team is a steward of the circle
    says: frozenset[str] = frozenset()  # the kinds of statement by hand that count from this role: SAYS
    since: int = 0
    lists: frozenset[str] = frozenset()  # writes in these lists only, where any are named

    @property
    def clears(self) -> bool:
        """Says that the case may be sheltered and moved."""
        return "clear" in self.says


# Statements by hand, by the letter that lets a role say them. Whoever gives a go takes it back too.
SAYS = {"C": ("clear",), "G": ("go", "halt"), "H": ("halt",), "L": ("landed",)}
BY_HAND = frozenset(kind for kinds in SAYS.values() for kind in kinds)


def _access(cell: str) -> Access:
    cell, _sep, lists = cell.partition(":")
    letters, _sep, since = cell.partition("@")
    reads, writes, assigned = "R" in letters, "W" in letters, "a" in letters
    only = frozenset(lists.split(",")) if lists else frozenset()
    grants = "S" in letters or (reads and writes and not assigned and not only)
    says = frozenset(kind for letter in letters for kind in SAYS.get(letter, ()))
    return Access(reads, writes, assigned, "x" in letters, grants, says, int(since or 0), only)


# One row a compartment, one column a role; "R@8" means: the team opens it from stage S8 on.
_COLUMNS = (
    "hotline", "verifier", "coordinator", "host", "escort", "visa", "liaison", "travel", "counsellor", "settlement",
    "director", "auditor",
)  # fmt: skip
_GUESTS, _ALARM, _CALL = "RWa:outings,worries,passages", "RWa:incidents", "W:acute"
_ENDS = "RSW:check_ins,acute"  # what became of an alarm that they end
_ON_IT, _MEETS = "RWHa:presses,warnings", "RWa:presses"  # how far they are; never where the next escort goes
_HEARS = "WH:warnings"  # that somebody was held, as they were told by telephone
_DAYS = "RW@8:journey_days"  # when the way out begins and ends, for the visa desk, which opens no Journey
_SAID = "RW@6:applications,letters,packages,prepared"  # what governments say, and what went out to them
_TABLE = {
    #               hotline verif. coord. host  escort visa    liaison travel  couns.  settl.  director auditor
    "contact":      ("RW",   "",    _ENDS,  "",   "",    "",     "",     "",     _CALL,  "",     "x",     ""),
    "identity":     ("W",    "RS",  "",    "",   "",    "RW@3", "",     "Ra",   "",     "R@10", "x",     ""),
    "story":        ("W",    "RW",  "",    "",   "",    "R@3",  "",     "",     "",     "",     "x",     ""),
    "verification": ("",     "RW",  "",    "",   "",    "",     "",     "",     "",     "",     "",      ""),
    "needs":        ("W",    "RW",  "RW",  "Ra", "",    "R@3",  "",     "R@8",  "R@5",  "R@9",  "RW",    ""),
    "shelter":      ("",     "C",   "RW",  _GUESTS, "Ra",  "",     "",     "",     "",     "",     "",      ""),
    "papers":       ("",     "",    "",    "",   "",    "RW",   _SAID,  "",     "",     "",     "",      ""),
    "journey":      ("HL",   "C",   "RG",  "",   "Ha",  "",     "",     "RWGL", "",     "La",   "",      ""),
    "leg":          (_HEARS, "",    "RWG", "",   _ON_IT,  "",    "",     "RWG",  "",     _MEETS,  "",      ""),
    "held":         ("RW",   "",    "W",   "",   "Wa",  "",     "",     "RW",   "",     "",     "",      ""),
    "health":       ("",     "",    "",    "",   "",    "",     "",     "",     "RW",   "",     "",      ""),
    "settlement":   ("",     "",    "",    "",   "",    "",     "",     "W",    "W",    "RW",   "",      ""),
    "money":        ("",     "",    "W",   "W",  "W",   "",     "",     "W",    "",     "W",    "RW",    "R"),
    "consent":      ("",     "RW",  "RW",  "",   "",    "RW@3", "RW@6", "",     "RW@5", "RW@9", "",      "R"),
    "plan":         ("",     "",    "RW",  "",   "",    "RW@3", "R@6",  _DAYS,  "",     "",     "RW",    ""),
    "capacity":     ("",     "",    "RW",  _ALARM, "",    "",     "",     "",     "",     "",     "RW",    ""),
    "address":      ("",     "",    "RW",  "Ra", "",    "",     "",     "",     "",     "",     "x",     ""),
    "pathways":     ("",     "R",   "R",   "",   "",    "RW",   "RW",   "R",    "",     "",     "RW",    ""),
    "borders":      ("",     "",    "R",   "",   "",    "RW",   "R",    "RW",   "",     "",     "R",     ""),
    "offers":       ("",     "",    "",    "",   "",    "",     "",     "",     "R",    "RW",   "R",     ""),
    "rates":        ("",     "",    "R",   "",   "",    "RW",   "R",    "RW",   "",     "",     "RW",    "R"),
}  # fmt: skip

MATRIX: dict[str, dict[str, Access]] = {
    compartment: {role: _access(cell) for role, cell in zip(_COLUMNS, cells, strict=True)}
    for compartment, cells in _TABLE.items()
}


def access(role: str, compartment: str) -> Access:
    """A role's right in a compartment; none for roles outside the table, such as the administrator."""
    return MATRIX[compartment].get(role, Access())


def may_write(roles: frozenset[str], compartment: str, collection: str = "") -> bool:
    """Whether one of these roles writes in a list of a compartment; in its own fields, where none is named."""
    rights = (access(role, compartment) for role in roles)
    return any(right.writes and (not right.lists or collection in right.lists) for right in rights)


def works_in(roles: frozenset[str], compartment: str) -> bool:
    """Whether one of these roles both reads and writes there."""
    rights = (access(role, compartment) for role in roles)
    return any(right.reads and right.writes for right in rights)


def sees_all(roles: frozenset[str], compartment: str) -> bool:
    """Whether a compartment opens to one of these roles in every case, not only in those they are named for."""
    rights = (access(role, compartment) for role in roles)
    return any(right.reads and not right.assigned for right in rights)


def may_say(roles: frozenset[str], compartment: str, kind: str) -> bool:
    """Whether a statement by hand of this kind (one of BY_HAND) counts from somebody with these roles."""
    return any(kind in access(role, compartment).says for role in roles)


def may_clear(roles: frozenset[str], compartment: str) -> bool:
    return may_say(roles, compartment, "clear")
