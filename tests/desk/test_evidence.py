"""Evidence: kept with consent, opened with a trace, submitted by two, and checked by an expert with common programs."""

import csv
import io
import json
import random
import re
import shutil
import subprocess
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from waystation.circles.files import SEALED
from waystation.store.attachments import evidence as store
from waystation.store.files import casefiles
from waystation.store.models import Blob

BODY = "Moscow Helsinki Group"


def photo(colour="navy"):
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "TelltaleCamera"
    exif.get_ifd(0x8825)[1] = "N"
    written = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(written, "JPEG", exif=exif)
    return written.getvalue()


def upload(content, name="IMG_1.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def consent(alliance, number, purpose, record, **more):
    row = {"person": "a", "purpose": purpose, "source": "individual", "given_on": "2026-01-01", "until": "2030-01-01",
           "informed": True} | more  # fmt: skip
    alliance.write("noor", number, "consent", "permissions", record, **row)


@pytest.fixture
def number(alliance):
    return alliance.case()


@pytest.fixture
def place(number):
    return f"/cases/{number.hex()}/evidence/a"


@pytest.fixture
def kept(alliance, pages, number, place):
    """Noor has received a photograph, with the person's consent to keep it."""
    consent(alliance, number, "evidence_preserve", "p1")
    pages("noor").post(place, {"act": "receive", "file": upload(photo()), "what": "The yard", "received_from": "him"})
    return next(iter(casefiles.open_file(alliance.noor, number).states["story"].rows("evidence")))


def test_nothing_is_kept_without_consent_and_what_was_typed_stays(alliance, pages, number, place):
    noor = pages("noor")
    consent(alliance, number, "consent_for_services", "p0")
    form = {"act": "receive", "file": upload(photo()), "what": "The yard behind the market"}
    page = noor.post(place, form, status=400)
    assert "record the consent to preserve" in page and "The yard behind the market" in page
    assert not Blob.objects.exists()
    consent(alliance, number, "evidence_preserve", "p1")
    noor.post(place, form | {"file": upload(photo())})
    assert Blob.objects.exists()


def test_the_hotline_adds_what_it_cannot_open_afterwards(alliance, pages, number, place):
    mara = pages("mara")
    form = {"act": "receive", "what": "A recording", "received_from": "his friend"}
    assert "write what they said" in mara.post(place, form | {"file": upload(photo())}, status=400)
    mara.post(place, form | {"file": upload(photo()), "agreed": "Yes, keep it, for later."})
    page = mara.get(place)
    assert "A recording" not in page and "You may add to it" in page
    assert "A recording" in pages("noor").get(place) and "Yes, keep it, for later." in pages("noor").get(place)


def test_the_cleaned_copy_opens_and_every_opening_is_in_the_custody(alliance, pages, number, place, kept):
    noor, lena = pages("noor"), pages("lena")
    page = lena.post(place, {"act": "look", "item": kept}, status=200)
    assert "data:image/" in page and "TelltaleCamera" not in page
    assert "in a sentence" in lena.post(place, {"act": "original", "item": kept, "reason": "x"}, status=400)
    lena.post(place, {"act": "original", "item": kept, "reason": "The time of day matters."}, status=200)
    assert lena.last.content == photo() and "attachment" in lena.last["Content-Disposition"]
    page = re.sub(r"\s+", " ", noor.get(place))
    for line in ("Noor</strong>: Received", "Lena</strong>: Cleaned copy opened", "Lena</strong>: Original opened"):
        assert line in page
    assert "The time of day matters." in page


def test_custody_has_no_gaps_and_no_forms(alliance, pages, number, place, kept):
    noor = pages("noor")
    story = casefiles.open_file(alliance.noor, number).states["story"]
    line = story.records("custody")[0]
    act = f"/cases/{number.hex()}/act/story:a"
    noor.post(act, {"remove": "1", "collection": "custody", "record": line}, status=403)
    noor.post(act, {"remove": "1", "collection": "evidence", "record": kept}, status=403)
    noor.get(f"/cases/{number.hex()}/edit/story:a/custody/new", status=404)
    page = noor.get(f"/cases/{number.hex()}")
    assert "sha256" not in page and "&quot;key&quot;" not in page  # what opens the file is never shown
    assert "&quot;key&quot;" not in noor.get(f"/cases/{number.hex()}/history/story:a")


def submitted(alliance, pages, number, place):
    """The package of a submission that Noor asked for and Lena agreed to; every shorter way is tried and refused."""
    noor, lena = pages("noor"), pages("lena")
    ask = {"act": "ask", "body": BODY, "reason": "Their report goes to the committee."}
    assert "not agreed to submit evidence to this body" in noor.post(place, ask, status=400)
    consent(alliance, number, "evidence_submit", "p2", named="Some other body")
    noor.post(place, ask, status=400)
    consent(alliance, number, "evidence_submit", "p2", named=BODY)
    noor.post(place, ask)
    story = casefiles.open_file(alliance.noor, number).states["story"]
    record = next(r for r, row in story.rows("custody").items() if row["act"] == "asked")
    assert "Somebody else" in noor.post(place, {"act": "decide", "record": record}, status=400)
    assert "Make the package" not in noor.get(place)
    lena.post(place, {"act": "decide", "record": record})
    assert "Make the package" not in lena.get(place)
    agreement = re.search(r'name="record" value="(\w+)">Make the package', noor.get(place))[1]
    lena.post(place, {"act": "export", "record": agreement}, status=400)
    alliance.write("noor", number, "consent", "permissions", "p2", withdrawn_on="2026-02-01")
    noor.post(place, {"act": "export", "record": agreement}, status=400)  # taken back meanwhile
    alliance.write("noor", number, "consent", "permissions", "p2", withdrawn_on=None)
    noor.post(place, {"act": "export", "record": agreement}, status=200)
    package = noor.last.content
    noor.post(place, {"act": "export", "record": agreement}, status=400)  # once
    return package


def test_a_submission_needs_consent_for_that_body_and_a_second_member(alliance, pages, number, place, kept):
    assert submitted(alliance, pages, number, place).startswith(b"PK")


def test_an_expert_checks_the_package_with_common_programs(alliance, pages, number, place, kept, tmp_path):
    package = submitted(alliance, pages, number, place)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(tmp_path)
    assert (tmp_path / "items" / "001.jpg").read_bytes() == photo()
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["for"] == BODY and manifest["items"][0]["received_by"] == "Noor"
    rows = list(csv.reader((tmp_path / "custody.csv").read_text("utf-8-sig").splitlines()))
    assert [row[3] for row in rows[1:]] == ["Received", "Submission asked for", "Submission agreed", "Exported"]
    check = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "signer.pem", "-rawin", "-in", "SHA256SUMS",
             "-sigfile", "SHA256SUMS.sig"]  # fmt: skip
    for program in (["sha256sum", "-c", "SHA256SUMS"], check):
        if shutil.which(program[0]):
            assert subprocess.run(program, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "items" / "001.jpg").write_bytes(photo("red"))
    assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True).returncode == 1


def test_a_package_that_cannot_be_made_leaves_no_line_and_its_agreement(alliance, pages, number, place, kept):
    noor, lena = pages("noor"), pages("lena")
    consent(alliance, number, "evidence_submit", "p2", named=BODY)
    noor.post(place, {"act": "receive", "file": upload(photo("red")), "what": "The gate", "received_from": "him"})
    noor.post(place, {"act": "ask", "body": BODY, "reason": "Their report goes to the committee."})
    story = casefiles.open_file(alliance.noor, number).states["story"]
    asked = next(r for r, row in story.rows("custody").items() if row["act"] == "asked")
    lena.post(place, {"act": "decide", "record": asked})
    agreement = re.search(r'name="record" value="(\w+)">Make the package', noor.get(place))[1]
    blob = Blob.objects.first()
    whole = bytes(blob.sealed)
    Blob.objects.filter(pk=blob.pk).update(sealed=whole[:-1] + bytes([whole[-1] ^ 1]))
    assert "altered" in noor.post(place, {"act": "export", "record": agreement}, status=409)
    story = casefiles.open_file(alliance.noor, number).states["story"]
    assert "exported" not in [row["act"] for row in story.rows("custody").values()]
    Blob.objects.filter(pk=blob.pk).update(sealed=whole)  # put back from a backup, within the day
    noor.post(place, {"act": "export", "record": agreement}, status=200)
    assert noor.last.content.startswith(b"PK")


def test_the_lines_of_an_item_bear_its_files_number_when_another_was_deleted(alliance, pages, number, place, kept):
    pages("noor").post(place, {"act": "receive", "file": upload(photo("red")), "what": "The gate"})
    alliance.write("noor", number, "story", "evidence", kept, file=None)
    file = casefiles.open_file(alliance.noor, number)
    made = store.package(file, "a", store.contents(file, "a"), BODY, "2026-03-01T10:00")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        [item] = json.loads(archive.read("manifest.json"))["items"]
        rows = list(csv.reader(archive.read("custody.csv").decode("utf-8-sig").splitlines()))[1:]
    assert item["file"] == "items/001.jpg" and item["what"] == "The gate"
    assert sorted(row[0] for row in rows) == ["1", "not in this package"]


def test_an_altered_chunk_is_told_and_nothing_else_breaks(pages, place, kept):
    blob = Blob.objects.first()
    sealed = bytearray(blob.sealed)
    sealed[100] ^= 1
    Blob.objects.filter(file=blob.file, n=0).update(sealed=bytes(sealed))
    page = pages("noor").post(place, {"act": "look", "item": kept}, status=409)
    assert "altered" in page and "The yard" in page


@pytest.mark.parametrize(("content", "status"), [(b"", 400), (random.Random(7).randbytes(200_000), 302)])
def test_empty_files_are_refused_and_any_others_kept_as_they_came(alliance, pages, number, place, content, status):
    consent(alliance, number, "evidence_preserve", "p1")
    noor = pages("noor")
    page = noor.post(place, {"act": "receive", "file": upload(content, "x.bin"), "what": "A thing"}, status=status)
    if status == 302:
        [item] = casefiles.open_file(alliance.noor, number).states["story"].rows("evidence")
        assert "None of the kinds" in noor.post(place, {"act": "look", "item": item}, status=200)
        noor.post(place, {"act": "original", "item": item, "reason": "To hear it at all."}, status=200)
        assert noor.last.content == content
    else:
        assert "Choose" in page


def test_no_byte_of_an_item_lies_open_in_the_database(kept):
    for blob in Blob.objects.all():
        assert b"TelltaleCamera" not in bytes(blob.sealed) and b"JFIF" not in bytes(blob.sealed)


def test_small_pictures_are_shown_to_whoever_asks_and_each_gets_its_line(alliance, pages, number, place, kept):
    lena = pages("lena")
    assert 'class="preview"' not in lena.get(place) and not Blob.objects.filter(n=-1).exists()
    for _ in range(2):  # made once, shown each time
        page = lena.post(place, {"act": "previews"}, status=200)
        assert page.count('class="preview" src="data:image/jpeg;base64,') == 1
        assert "img-src data:" in lena.last["Content-Security-Policy"]
    assert Blob.objects.filter(n=-1).count() == 1 and 'class="preview"' not in lena.get(place)
    assert pages("noor").get(place).count("Cleaned copy opened") == 2
    lena.post(place, {"act": "look", "item": kept}, status=200)  # the item is as whole as before


def test_a_preview_is_sealed_and_one_that_was_spoiled_is_not_shown(alliance, pages, number, place, kept):
    lena = pages("lena")
    lena.post(place, {"act": "previews"}, status=200)
    small = Blob.objects.get(n=-1)
    assert b"JFIF" not in bytes(small.sealed) and len(small.sealed) == SEALED
    Blob.objects.filter(n=-1).update(sealed=bytes(SEALED))
    assert 'class="preview"' not in lena.post(place, {"act": "previews"}, status=200)


def test_when_the_consent_to_keep_ends_the_files_go_and_the_custody_stays(alliance, pages, number, place, kept):
    noor = pages("noor")
    assert "must go" not in noor.get(place)
    noor.post(place, {"act": "delete"}, status=400)
    alliance.write("noor", number, "consent", "permissions", "p1", withdrawn_on="2026-02-01")
    noor.post(place, {"act": "previews"}, status=200)
    assert "must go" in noor.get(place) and Blob.objects.filter(n=-1).exists()
    tomas = pages("tomas")
    noor.post(place, {"act": "delete"})
    assert not Blob.objects.exists()
    page = noor.get(place)
    assert "must go" not in page and "Deleted: the consent to keep it ended" in page and "SHA-256" in page
    tomas.post(place, {"act": "delete"}, status=404)
