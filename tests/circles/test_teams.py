"""A team is a circle: its newest epoch's secret opens whatever the team was granted."""

from circle_cast import ILYA, MARA, NOOR, TOMAS, Case, flaws

from waystation.circles.book import Cards
from waystation.circles.circle import own
from waystation.circles.secret import Card, Secret
from waystation.circles.standing import Grant

EVERYONE = (MARA, ILYA, NOOR, TOMAS)


class Directory:
    """The book of a small organisation: its members' cards, and one team as Mara sees its circle."""

    def __init__(self, team: Case):
        self.team = team
        self.members = Cards(m.card for m in EVERYONE)

    def card(self, author: bytes) -> Card | None:
        return self.members.card(author)

    def member(self, card: bytes) -> bytes:
        return self.members.member(card)

    def spoke(self, author: bytes, minute: int) -> frozenset[bytes]:
        return self.holders(author, minute)

    def trusted_until(self, author: bytes) -> int:
        return self.members.trusted_until(author)

    def cards(self, holder: bytes) -> tuple[Card, ...]:
        if holder != self.team.circle.id:
            return self.members.cards(holder)
        fresh = self.team.view(MARA).fresh
        return (fresh.secret.card,) if fresh else ()

    def holders(self, author: bytes, minute: int) -> frozenset[bytes]:
        teams = {self.team.circle.id} if author in self.team.view(MARA, minute=minute).standing.readers else set()
        return self.members.holders(author, minute) | teams


def visa_desk_and_case() -> tuple[Case, Case]:
    """Noor and Tomas are the visa desk; the case is granted to the desk, and Mara is its steward."""
    desk = Case(own(MARA, "steward"), own(NOOR, "reader"), own(TOMAS, "reader"))
    case = Case(Grant(MARA.id, ("steward",)), Grant(desk.circle.id, ("reader",)), book=Directory(desk))
    return desk, case


def key_of(desk: Case, member: Secret) -> Secret:
    """The newest epoch secret that a member of the desk opens."""
    return desk.view(member).newest.secret


def test_everyone_on_the_team_reads_what_the_team_was_granted():
    desk, case = visa_desk_and_case()
    case.writes(MARA, "passport expires in May")
    for member in (NOOR, TOMAS):
        assert case.reads(key_of(desk, member)) == ["passport expires in May"]


def test_a_team_costs_one_wrap():
    _, case = visa_desk_and_case()
    assert len(case.epochs()[0].wraps) == 2


def test_a_team_member_signs_with_the_own_card_and_is_honoured_as_the_team():
    desk, case = visa_desk_and_case()
    view = case.view(key_of(desk, NOOR))
    case.circle.add(*view.write(NOOR, "note", {"text": "appointment on Tuesday"}))
    assert case.reads(MARA) == ["appointment on Tuesday"]
    assert case.view(MARA).statements[0].entry.author == NOOR.id


def test_who_leaves_the_team_opens_nothing_written_later():
    desk, case = visa_desk_and_case()
    case.writes(MARA, "before")
    old = key_of(desk, TOMAS)
    desk.revokes(MARA, TOMAS)
    case.writes(MARA, "after")
    assert case.reads(old, TOMAS) == ["before"]
    assert case.reads(key_of(desk, NOOR)) == ["before", "after"]


def test_who_joins_the_team_reads_what_the_team_could():
    desk, case = visa_desk_and_case()
    case.writes(MARA, "before")
    desk.grants(MARA, ILYA)
    case.circle.add(*case.view(MARA).renew(MARA))
    assert case.reads(key_of(desk, ILYA)) == ["before"]


def test_a_team_that_must_renew_first_waits_and_is_let_in_again_afterwards():
    desk, case = visa_desk_and_case()
    desk.revokes(NOOR, NOOR)  # the epoch that a leaver mints is nobody's to use
    assert desk.view(MARA).fresh is None
    assert case.view(MARA).waiting == {desk.circle.id}
    case.writes(MARA, "nobody but me")
    desk.circle.add(*desk.view(MARA).renew(MARA))
    assert case.view(MARA).waiting == frozenset()
    case.writes(MARA, "the desk again")
    assert case.reads(key_of(desk, MARA)) == ["nobody but me", "the desk again"]


def test_a_team_admitted_from_now_on_reads_only_what_follows():
    desk = Case(own(MARA, "steward"), own(NOOR, "reader"))
    case = Case(Grant(MARA.id, ("steward",)), book=Directory(desk))
    case.writes(MARA, "old")
    case.circle.add(*case.view(MARA).grant(MARA, desk.circle.id, "reader", history=False))
    case.writes(MARA, "new")
    desk.grants(MARA, TOMAS)
    case.writes(MARA, "newer")
    assert case.reads(key_of(desk, TOMAS)) == ["new", "newer"]
    assert "Forged" not in flaws(case.view(key_of(desk, TOMAS)))


def test_a_revoked_team_is_out_with_all_its_members():
    desk, case = visa_desk_and_case()
    case.writes(MARA, "before")
    grant = next(i.id for i in case.view(MARA).standing.live if i.grant.to == desk.circle.id)
    case.circle.add(*case.view(MARA).revoke(MARA, grant))
    case.writes(MARA, "after")
    assert case.reads(key_of(desk, NOOR)) == ["before"]
