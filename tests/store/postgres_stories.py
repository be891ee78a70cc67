"""What the store does differently on each database, told once; ``test_postgres.py`` runs it on PostgreSQL."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from cast import Alliance
from waystation.desk.cases.searching import search
from waystation.store.files import casefiles, cases
from waystation.store.lists import index
from waystation.store.members import organisation
from waystation.store.models import Circle, Kept, LogLine, Snapshot
from waystation.store.sealed import accesslog, drafts, envelopes, kept, readings


@pytest.fixture(scope="module")
def founded(django_db_setup, django_db_blocker):
    """One alliance for all stories of this file: each story's own changes are rolled back."""
    with django_db_blocker.unblock():
        yield Alliance.founded()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def alliance(founded, db):
    return founded


def test_this_is_the_database_that_the_settings_name(db):
    assert connection.vendor == "postgresql"


def test_the_migrations_make_what_the_models_say(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    call_command("migrate", "--check", verbosity=0)


def test_a_case_is_opened_by_those_whom_the_table_names(alliance):
    number = alliance.case(needs={"allergies": "кошки"})
    assert casefiles.open_file(alliance.ilya, number).states["needs"].get("allergies") == "кошки"
    assert casefiles.open_file(alliance.mara, number).part("needs").reading is None


def test_two_values_written_without_knowledge_of_each_other_both_stand(alliance):
    number = alliance.case()
    circle = casefiles.open_file(alliance.ilya, number).part("needs").circle
    heads = readings.read(alliance.ilya, circle).heads
    for name, diet in (("ilya", "no pork"), ("noor", "vegetarian")):
        cases.state(alliance.keys(name), circle, "needs", "", "", {"diet": diet}, heads)
    conflict = casefiles.open_file(alliance.lena, number).states["needs"].conflict("diet")
    assert {value.value for value in conflict} == {"no pork", "vegetarian"}


def test_a_slot_is_taken_once(alliance):
    number = alliance.case()
    place = casefiles.slot(number, "needs")
    with pytest.raises(IntegrityError), transaction.atomic():
        envelopes.found(b"\7" * 16, place, [])
    assert not Circle.objects.filter(pk=b"\7" * 16).exists()


def test_envelopes_that_arrive_twice_change_nothing(alliance):
    number = alliance.case()
    circle = casefiles.open_file(alliance.ilya, number).part("needs").circle
    before = envelopes.load(circle)
    with envelopes.writing(circle):
        envelopes.append(circle, before)
    assert sorted(envelopes.load(circle)) == sorted(before)
    assert Circle.objects.get(pk=circle).size == len(before)


def test_a_shelf_holds_the_last_thing_put_there(alliance):
    secret = alliance.secrets["ilya"]
    kept.keep(secret, "here", b"one")
    kept.keep(secret, "here", b"two")
    assert kept.look(secret, "here") == b"two" and kept.look_all(secret, ["here", "there"]) == {"here": b"two"}
    kept.clear(secret, "here")
    assert kept.look(secret, "here") is None


def test_a_draft_stays_sealed_to_whoever_wrote_it(alliance):
    drafts.keep(alliance.ilya, "place", drafts.Draft({"a": "slowly typed"}, {}, (), 1))
    assert drafts.look(alliance.ilya, "place").typed == {"a": "slowly typed"}
    assert drafts.look(alliance.noor, "place") is None
    assert not any(b"slowly typed" in bytes(row.sealed) for row in Kept.objects.all())


def test_a_reading_is_kept_and_replaced(alliance):
    number = alliance.case()
    circle = casefiles.open_file(alliance.ilya, number).part("needs").circle
    alliance.write("ilya", number, "needs", allergies="cats")
    readings.read(alliance.ilya, circle)
    readings.read(alliance.noor, circle)
    size = Circle.objects.get(pk=circle).size
    assert size in Snapshot.objects.filter(circle=circle).values_list("size", flat=True)


def test_the_overview_and_search_follow_what_is_written(alliance):
    number = alliance.case()
    assert number in {line.number for line in index.lines(alliance.ilya)}
    alliance.write("ilya", number, "needs", allergies="Ёжики")
    assert number in {line.number for line in index.lines(alliance.noor)}
    hits, more = search(alliance.ilya, "ежики")
    assert [hit.found for hit in hits] == ["Ёжики"] and not more
    assert search(alliance.sam, "ежики") == ([], False)


def test_the_access_log_is_whole_and_shows_where_it_was_altered(alliance):
    alliance.case()
    good, broken = accesslog.verify()
    assert broken is None and good == LogLine.objects.count()
    line = bytes(LogLine.objects.get(n=3).line)
    LogLine.objects.filter(n=3).update(line=line[:-1] + bytes([line[-1] ^ 1]))
    assert accesslog.verify() == (2, accesslog.Broken(2, "altered"))


def test_whoever_drops_without_reading_keeps_their_place(alliance):
    number = alliance.case()
    alliance.write("ilya", number, "needs", priority="urgent")
    for n in range(3):
        alliance.write("mara", number, "needs", "notes", f"n{n}", text=f"heard {n}")
    state = casefiles.open_file(alliance.ilya, number).states["needs"]
    assert [state.row("notes", f"n{n}")["text"] for n in range(3)] == ["heard 0", "heard 1", "heard 2"]
    circle = casefiles.open_file(alliance.ilya, number).part("needs").circle
    assert alliance.ilya.view(circle).flaws == []


def test_a_dismissal_ends_what_a_member_opens(alliance):
    number = alliance.case()
    organisation.dismiss(alliance.pat, alliance.id("noor"))
    assert casefiles.open_file(alliance.lena, number).part("needs").reading is not None
    with pytest.raises(readings.CircleError):
        readings.read(alliance.mara, casefiles.open_file(alliance.lena, number).part("needs").circle)
