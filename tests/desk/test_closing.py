"""The end of a case on its page: two close it, the person gets their copy, two delete at their wish."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.ending.copying import THEIRS
from waystation.casework.fields import fields
from waystation.circles.acts import device_proof
from waystation.circles.secret import Secret
from waystation.store.deleting import certificates, shredding
from waystation.store.files import casefiles
from waystation.store.members import devices, organisation
from waystation.store.models import Blob, Circle, Shred


def consent(alliance, number, purpose, record, **more):
    row = {"person": "a", "purpose": purpose, "source": "individual", "given_on": "2026-01-01", "until": "2040-01-01",
           "informed": True} | more  # fmt: skip
    alliance.write("noor", number, "consent", "permissions", record, **row)


@pytest.fixture
def number(alliance):
    number = alliance.case("Quiet Heron", identity={"legal_name": "Ковалёв Руслан"}, story={"summary": "Detained."})
    alliance.write("ilya", number, "needs", plan="Rest, papers, leave.", not_with="Amber Fox")
    alliance.write("ilya", number, "needs", "persons", "a", letter="A")
    alliance.write("ilya", number, "needs", "persons", "b", letter="B")
    alliance.write("ilya", number, "needs", "tasks", "t1", what="Call the bank", owner=alliance.id("ilya").hex())
    consent(alliance, number, "consent_for_services", "p1")
    return number


@pytest.fixture
def place(number):
    return f"/cases/{number.hex()}/closing"


def test_the_page_is_linked_from_needs_and_lists_what_is_open_and_what_becomes_of_each_part(pages, number, place):
    ilya = pages("ilya")
    assert place in ilya.get(f"/cases/{number.hex()}")
    page = ilya.get(place)
    assert "Call the bank" in page and "What becomes of each part" in page and "Shelter papers" not in page
    assert "sealed to you" in page  # Ilya does not open the identity, and sees until when it is kept


def test_a_case_is_closed_by_two_with_two_devices(alliance, pages, number, place):
    ilya, ruth = pages("ilya"), pages("ruth")
    assert "Choose a reason" in ilya.post(place, {"act": "propose", "reason": "because"}, status=400)
    ilya.post(place, {"act": "propose", "reason": "relocated_settled", "outcome-a": "settled"})
    assert "Somebody else must approve" in ilya.get(place)
    assert "Somebody else must approve the closure" in ilya.post(place, {"act": "approve"}, status=400)
    assert not Shred.objects.exists()
    assert "opens Consent" in ruth.get(place)
    ruth.post(place, {"act": "approve"})
    page = ruth.get(place)
    assert "closed</span>" in page and "approved by Ruth" in re.sub(r"\s+", " ", page)
    file = casefiles.open_file(alliance.ilya, number)
    assert file.stage == "S12" and file.states["needs"].get("outcome", "a", "persons") == "settled"
    [record] = file.states["needs"].records("deletions")
    ilya.post(place, {"act": "receipt", "record": record}, status=200)
    receipt = certificates.read(ilya.last.content)
    assert not certificates.checked(receipt, certificates.node_public()).bad and len(receipt.hands) == 2


def test_a_receipt_holds_when_one_who_signed_is_dismissed_and_the_other_lost_the_device(alliance, pages, number, place):
    pages("lena").post(place, {"act": "propose", "reason": "relocated_settled"})
    pages("ilya").post(place, {"act": "approve"})
    ilya, new = alliance.ilya, Secret.new()
    devices.vouch(ilya, new.card, new.sign(device_proof(ilya.card, new.card)))
    devices.lose(alliance.pat, ilya.card, keep=[new.id])
    organisation.dismiss(alliance.pat, alliance.id("lena"), "moved away")
    [record] = casefiles.open_file(alliance.noor, number).states["needs"].records("deletions")
    pages("noor").post(place, {"act": "receipt", "record": record}, status=200)
    receipt = certificates.read(pages("noor").last.content)
    assert not certificates.checked(receipt, certificates.node_public()).bad and len(receipt.hands) == 2


def test_a_case_is_deleted_with_a_whole_receipt_after_whoever_asked_was_dismissed(alliance, pages, number, place):
    pages("noor").post(place, {"act": "ask", "words": "Please delete all that you have of me."})
    [record] = casefiles.open_file(alliance.noor, number).states["needs"].records("deletions")
    organisation.dismiss(alliance.pat, alliance.id("noor"), "moved away")
    pages("ilya").post(place, {"act": "delete", "record": record}, status=200)
    receipt = certificates.read(pages("ilya").last.content)
    assert not certificates.checked(receipt, certificates.node_public()).bad and len(receipt.hands) == 2


def test_a_name_that_somebody_typed_for_another_is_no_approval(alliance, pages, number, place):
    pages("ilya").post(place, {"act": "propose", "reason": "relocated_settled"})
    alliance.write("ilya", number, "needs", closure_approved_by=alliance.id("ruth").hex())
    page = pages("ruth").get(place)
    assert "waits for approval" in page
    move = pages("ilya").post(f"/cases/{number.hex()}/stage", {"to": "S12"}, status=409)
    assert "approve it in their own session" in move


def test_a_reason_that_was_changed_after_the_approval_needs_a_new_one(alliance, pages, number, place):
    pages("ilya").post(place, {"act": "propose", "reason": "relocated_settled"})
    pages("ruth").post(place, {"act": "approve"})
    alliance.write("ilya", number, "needs", closure_reason="fraud")
    assert "closed</span>" not in pages("ruth").get(place)


def test_opened_again_the_case_has_no_days_any_more(pages, number, place):
    pages("ilya").post(place, {"act": "propose", "reason": "relocated_settled"})
    pages("ruth").post(place, {"act": "approve"})
    pages("ilya").post(f"/cases/{number.hex()}/stage", {"to": "S3", "reason": "They called again."})
    assert not Shred.objects.exists() and "Propose to close" in pages("ilya").get(place)


def test_the_copy_holds_what_is_theirs_and_nothing_of_others(alliance, pages, number, place):
    alliance.write("noor", number, "verification", "items", "v1", source="the cousin", finding="supports")
    alliance.write("mara", number, "contact", never_tell="his brother Aslan", code_word="stairs")
    alliance.write("noor", number, "consent", "disclosures", "d1", person="a", to="Lithuania", what="Passport",
                   purpose="apply", at="2026-03-01T10:00")  # fmt: skip
    alliance.write("noor", number, "consent", "limits", "l1", person="b", what="My statement", from_whom="person A")
    noor = pages("noor")
    noor.post(place, {"act": "copy", "person": "a", "form": "json"}, status=200)
    said = noor.last.content.decode()
    assert "attachment" in noor.last["Content-Disposition"] and "Heron" not in noor.last["Content-Disposition"]
    for theirs in ("Ковалёв Руслан", "Detained.", "Lithuania", "Rest, papers, leave."):
        assert theirs in said
    for others in ("the cousin", "Aslan", "Amber Fox", "My statement", "Call the bank"):
        assert others not in said
    assert "contact" in json.loads(said)["not_included"]
    noor.post(place, {"act": "copy", "person": "a", "form": "page"}, status=200)
    shown = noor.last.content.decode()
    assert "Ковалёв Руслан" in shown and "Aslan" not in shown and "Not in this copy" in shown
    assert "<script" not in shown and "http" not in shown
    noor.post(place, {"act": "copy", "person": "a", "form": "pdf"}, status=200)
    assert noor.last.content.startswith(b"%PDF") and "copy.pdf" in noor.last["Content-Disposition"]
    assert "copy for the person" in pages("otto").get("/log")
    pages("tomas").post(place, {"act": "copy", "person": "a", "form": "json"}, status=404)


def test_every_field_of_the_copy_exists():
    for compartment, lists in THEIRS.items():
        for collection, names in lists.items():
            struct = COMPARTMENTS[compartment].struct
            struct = fields(struct)[collection].record if collection else struct
            assert set(names.split()) <= fields(struct).keys(), (compartment, collection)


def test_at_the_persons_wish_two_delete_and_the_receipt_is_given_once(alliance, pages, number, place):
    consent(alliance, number, "evidence_preserve", "p2")
    photo = SimpleUploadedFile("x.bin", b"a photograph", "application/octet-stream")
    pages("noor").post(f"/cases/{number.hex()}/evidence/a", {"act": "receive", "file": photo, "what": "A thing"})
    noor, ilya = pages("noor"), pages("ilya")
    assert "in a sentence" in noor.post(place, {"act": "ask", "words": "yes"}, status=400)
    noor.post(place, {"act": "ask", "words": "Please delete all that you have of me."})
    [record] = casefiles.open_file(alliance.noor, number).states["needs"].records("deletions")
    assert "Delete for good" not in noor.get(place)
    assert "Somebody else" in noor.post(place, {"act": "delete", "record": record}, status=400)
    assert Blob.objects.exists()
    ilya.post(place, {"act": "delete", "record": record}, status=200)
    found = certificates.checked(certificates.read(ilya.last.content), certificates.node_public())
    assert not found.bad and shredding.still_there(found.things) == {} and found.things["file"]
    assert not Blob.objects.exists()
    ilya.get(place, status=403)
    assert set(casefiles.open_file(alliance.otto, number).states) == {"consent"}


def test_evidence_stays_where_the_person_wants_it_and_goes_where_not(alliance, pages, number, place):
    consent(alliance, number, "evidence_preserve", "p2", until="2031-05-05")
    photo = SimpleUploadedFile("x.bin", b"a photograph", "application/octet-stream")
    pages("noor").post(f"/cases/{number.hex()}/evidence/a", {"act": "receive", "file": photo, "what": "A thing"})
    words = {"act": "ask", "words": "Delete it, but keep the photograph.", "evidence": "1"}
    pages("noor").post(place, words)
    [record] = casefiles.open_file(alliance.noor, number).states["needs"].records("deletions")
    pages("ilya").post(place, {"act": "delete", "record": record}, status=200)
    assert Blob.objects.exists()
    kept = casefiles.open_file(alliance.noor, number)
    assert set(kept.states) == {"story", "consent"}
    assert Shred.objects.filter(circle=kept.part("story").circle).exists()
    assert Circle.objects.filter(pk=kept.part("story").circle).exists()


def test_a_deletion_can_be_refused_and_then_nothing_goes(alliance, pages, number, place):
    pages("noor").post(place, {"act": "ask", "words": "Please delete all that you have of me."})
    [record] = casefiles.open_file(alliance.noor, number).states["needs"].records("deletions")
    pages("ilya").post(place, {"act": "refuse", "record": record})
    assert "Delete for good" not in pages("ilya").get(place)
    pages("lena").post(place, {"act": "delete", "record": record}, status=400)


def test_who_does_not_open_needs_has_no_such_page(pages, place):
    pages("mara").get(place, status=403)
    pages("otto").get(place, status=403)
