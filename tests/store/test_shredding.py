"""Deletion on its day, and at a person's wish: nothing of it is left, and two members and the node have signed it."""

import datetime
import json

import pytest
from django.conf import settings

from days import day
from waystation.casework import deletion
from waystation.casework.errors import CaseworkError, CriteriaUnmet, NotYourRole
from waystation.circles.errors import CannotOpen
from waystation.door import mailboxes
from waystation.store.clock import minute
from waystation.store.deleting import certificates, erasing, shredding
from waystation.store.ending import closing
from waystation.store.files import casefiles, granting
from waystation.store.lists import index
from waystation.store.models import (
    Belonging,
    Certificate,
    Circle,
    Correspondence,
    Envelope,
    Shred,
    Shredded,
    Snapshot,
)
from waystation.store.sealed import accesslog


def consent(alliance, number, purpose, record="p1", **more):
    row = {"person": "a", "purpose": purpose, "source": "individual", "given_on": "2026-01-01", "until": "2040-01-01",
           "informed": True} | more  # fmt: skip
    alliance.write("noor", number, "consent", "permissions", record, **row)


@pytest.fixture
def number(alliance):
    """A case with contact, needs, consent, a story and payments."""
    number = alliance.case("Quiet Heron", identity={"legal_name": "Ковалёв Руслан"}, story={"summary": "Detained."})
    alliance.write("ilya", number, "needs", priority="emergency")
    consent(alliance, number, "consent_for_services")
    alliance.write("ilya", number, "money", "payments", "m1", amount=100, currency="EUR", purpose="food")
    return number


def opened(alliance, name, number):
    return casefiles.open_file(alliance.keys(name), number)


def closed(alliance, number):
    closing.propose(opened(alliance, "ilya", number), "relocated_settled", {"a": "settled"})
    closing.approve(opened(alliance, "ruth", number))


def listed(keys):
    """The circles that stand on a member's lists as they lie in the database, before the member looks again."""
    shelves = [index._shelves(owner) for owner in index.owners(keys)]
    return {line.circle for held in shelves for rows in held.values() for row in rows for line in row.lines}


def circle(alliance, name, number, part, person=""):
    return opened(alliance, name, number).part(part, person).circle


def test_closing_takes_two_hands_and_sets_the_days_by_which_each_part_goes(alliance, number):
    ilya = opened(alliance, "ilya", number)
    closing.propose(ilya, "relocated_settled", {"a": "settled"})
    with pytest.raises(NotYourRole):
        closing.approve(opened(alliance, "ilya", number))
    assert not Shred.objects.exists()
    closing.approve(opened(alliance, "ruth", number))
    file = opened(alliance, "ilya", number)
    assert file.stage == "S12" and file.states["needs"].get("status") == "closed"
    days = shredding.waiting(casefiles.every_circle(file))
    assert len(days) == len(casefiles.every_circle(file)) == 6
    contact, money = file.part("contact").circle, file.part("money").circle
    assert (days[money] - days[contact]) // 1440 == 2557 - 90
    assert file.states["needs"].get("delete_on") == day(365)


def test_a_case_that_is_opened_again_loses_its_days_and_its_approval(alliance, number):
    closed(alliance, number)
    granting.move(opened(alliance, "ilya", number), "S3", "They called again.")
    file = opened(alliance, "ilya", number)
    assert not Shred.objects.exists() and file.states["needs"].get("closure_reason") is None
    assert file.states["needs"].get("workflow") == "reopened"
    with pytest.raises(CriteriaUnmet):
        closing.approve(opened(alliance, "ruth", number))


def test_the_timer_deletes_what_is_due_and_nothing_before(alliance, number):
    index.overview(alliance.mara)
    closed(alliance, number)
    contact, story = circle(alliance, "mara", number, "contact"), circle(alliance, "noor", number, "story")
    assert shredding.run(minute(), mailboxes.delete) == [] and contact in listed(alliance.mara)
    assert shredding.run(minute() + 91 * 1440, mailboxes.delete)
    assert contact not in listed(alliance.mara)  # no line of it is left on anybody's list either
    assert not Circle.objects.filter(pk=contact).exists() and not Envelope.objects.filter(circle=contact).exists()
    assert not Snapshot.objects.filter(circle=contact).exists()
    assert Circle.objects.filter(pk=story).exists()
    with pytest.raises(CannotOpen):
        casefiles.open_file(alliance.mara, number, only=("contact",))
    assert all(line.circle != contact for row in index.overview(alliance.mara).rows for line in row.lines)
    assert accesslog.verify()[1] is None
    assert accesslog.lines(count=5)[0].act in ("shred", "open")


def test_of_everybodys_lists_only_the_part_goes_on_which_the_deleted_lines_stood(alliance, number):
    """However large the installation is: 128 parts, of which the deletion throws away one, at once."""
    others = [alliance.case(f"Other {n}") for n in range(6)]
    kept_others = [n for n in others if index.part_of(n) != index.part_of(number)]
    closed(alliance, number)
    for name in ("mara", "ilya"):
        index.overview(alliance.keys(name))
    before = {name: listed(alliance.keys(name)) for name in ("mara", "ilya")}
    shredding.run(minute() + 400 * 1440, mailboxes.delete)
    for name in ("mara", "ilya"):
        left = listed(alliance.keys(name))
        assert left < before[name]
        for case in kept_others:
            assert circle(alliance, name, case, "contact") in left


def test_what_stood_beside_a_deleted_case_is_on_the_list_again_at_the_next_look(alliance, number, monkeypatch):
    """All on one part, and one new line comes in between: nothing is lost, and nothing but this part is read again."""
    from waystation.store import listparts

    monkeypatch.setattr(listparts, "PARTS", 1)
    neighbours = {alliance.case(f"Other {n}") for n in range(3)}
    closed(alliance, number)
    index.overview(alliance.mara)
    shredding.run(minute() + 400 * 1440, mailboxes.delete)
    assert listed(alliance.mara) == set()
    neighbours.add(alliance.case("Late comer"))
    assert neighbours <= {row.number for row in index.overview(alliance.mara).rows}
    assert {row.number for row in index.overview(alliance.mara).rows} == neighbours
    assert index.overview(alliance.mara).unread == 0


def test_a_day_noted_by_an_earlier_version_throws_all_lists_away(alliance, number):
    alliance.case("Other")
    closed(alliance, number)
    index.overview(alliance.mara)
    Shred.objects.update(part=None)
    shredding.run(minute() + 91 * 1440, mailboxes.delete)
    assert listed(alliance.mara) == set()
    assert len(index.overview(alliance.mara).rows) == 1


def test_a_legs_sheet_leaves_the_lists_with_its_journey(alliance, number):
    from waystation.store.travel import handing, journeys

    alliance.clear(number)
    at = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=5)).isoformat(timespec="minutes")
    alliance.write("sam", number, "journey", alias="Heron")
    leg = {"number": 1, "transport": "air", "from_place": "SVO", "to_place": "YYZ", "departs": at, "arrives": at}
    journey = circle(alliance, "sam", number, "journey")
    from waystation.store.files import cases

    cases.state(alliance.sam, journey, "journey", "legs", "l1", leg)
    handing.hand_leg(opened(alliance, "sam", number), "l1", alliance.id("yusuf"))
    sheets = journeys.sheets(alliance.sam, journeys.journey(opened(alliance, "sam", number)))
    sheet = sheets["l1"].circle
    index.overview(alliance.sam), index.overview(alliance.yusuf)
    assert sheet in listed(alliance.sam) and sheet in listed(alliance.yusuf)
    closed(alliance, number)
    shredding.run(minute() + 4000 * 1440, mailboxes.delete)
    assert not Circle.objects.filter(pk=sheet).exists()
    assert sheet not in listed(alliance.sam) | listed(alliance.yusuf)


def test_at_the_persons_wish_two_members_delete_at_once_and_accounts_stay(alliance, number):
    record = closing.ask(opened(alliance, "noor", number), "She wrote: please delete everything.", False)
    with pytest.raises(NotYourRole):
        closing.delete(opened(alliance, "noor", number), record, mailboxes.delete)
    before = set(Circle.objects.values_list("id", flat=True))
    receipt = certificates.read(closing.delete(opened(alliance, "ilya", number), record, mailboxes.delete))
    gone = before - set(Circle.objects.values_list("id", flat=True))
    order = deletion.read(receipt.order)
    assert {i.part for i in order.items if bytes.fromhex(i.circle) in gone} == {"contact", "identity", "story", "needs"}
    file = opened(alliance, "otto", number)
    assert set(file.states) == {"money", "consent"}
    found = certificates.checked(receipt, certificates.node_public())
    assert not found.bad and set(found.things["circle"]) == gone
    assert shredding.still_there(found.things) == {}
    for name in ("noor", "ilya", "mara", "otto"):
        assert not gone & listed(alliance.keys(name))
    noted = erasing.listed((settings.HOME / erasing.LIST).read_text("ascii"))
    assert gone <= set(noted["circle"])


def test_a_receipt_that_was_altered_or_is_by_one_hand_is_told(alliance, number):
    record = closing.ask(opened(alliance, "noor", number), "She wrote: please delete everything.", False)
    receipt = certificates.read(closing.delete(opened(alliance, "ilya", number), record, mailboxes.delete))
    receipt.hands[1] = receipt.hands[0]
    assert certificates.checked(receipt, certificates.node_public()).bad
    receipt = certificates.completed(receipt)
    text, signature = receipt.deleted[0]
    receipt.deleted[0] = text.replace("request", "whatever"), signature
    assert certificates.checked(receipt, certificates.node_public()).bad
    assert certificates.checked(receipt, "00" * 32).bad
    with pytest.raises(CaseworkError):
        certificates.read(b"{}")


def test_what_a_certificate_says_names_no_part_and_nobody(alliance, number):
    closed(alliance, number)
    shredding.run(minute() + 400 * 1440, mailboxes.delete)
    said = b"".join(bytes(c.signed)[64:] for c in Certificate.objects.all()).decode()
    for word in ("contact", "identity", "Heron", "Ilya", "Ruth"):
        assert word not in said
    assert json.loads(bytes(Certificate.objects.first().signed)[64:])["deleted"]["circle"]


def test_by_what_a_person_is_found_goes_with_the_part_that_said_it(alliance, number):
    from waystation.store.verifying import duplicates

    noor = alliance.noor
    asked = [("name", "Kovalyov Ruslan")]
    assert duplicates.typed(noor, asked)
    closed(alliance, number)
    shredding.run(minute() + 400 * 1440, mailboxes.delete)
    assert Shredded.objects.filter(kind="likeness").exists()
    assert not duplicates.typed(alliance.noor, asked)
    assert not Belonging.objects.filter(kind="likeness").exists()


def test_a_mailbox_goes_with_the_contact_of_its_case(alliance, number):
    from waystation.store.hotline import correspondence, intake

    mara, box = alliance.mara, bytes(range(16))
    intake.renewed(mara)
    correspondence.conclude(mara, intake.opened(mara), box, correspondence.Outcome(number, "Quiet Heron", "intake"))
    forgotten = []
    closed(alliance, number)
    shredding.run(minute() + 91 * 1440, forgotten.extend)
    assert forgotten == [box] and not Correspondence.objects.filter(pk=box).exists()


@pytest.mark.parametrize("killed", ["before the door deleted it", "after the door deleted it"])
def test_a_mailbox_goes_at_the_next_run_where_the_process_was_killed_at_the_door(alliance, number, killed):
    """The door has a database of its own, so that no one transaction holds both: until both are done, nothing is."""
    from waystation.door.models import Letter, Mailbox
    from waystation.store.hotline import correspondence, intake

    mara, box = alliance.mara, bytes(range(16))
    intake.renewed(mara)
    correspondence.conclude(mara, intake.opened(mara), box, correspondence.Outcome(number, "Quiet Heron", "intake"))
    Mailbox.objects.create(id=box, made=minute())
    Letter.objects.create(id=b"l" * 16, mailbox=box, answer=False, arrived=1, sealed=b"sealed")
    closed(alliance, number)
    contact, day = circle(alliance, "mara", number, "contact"), minute() + 91 * 1440

    def at_the_door(ids):
        if killed.startswith("after"):
            mailboxes.delete(ids)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shredding.run(day, at_the_door)
    assert shredding.waiting([contact]) and Correspondence.objects.filter(pk=box).exists()
    shredding.run(day, mailboxes.delete)
    assert not Mailbox.objects.exists() and not Letter.objects.exists()
    assert not Circle.objects.filter(pk=contact).exists() and not Correspondence.objects.filter(pk=box).exists()
