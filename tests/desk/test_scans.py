"""Scans of papers: cleaned before they are sealed, opened by those who open Identity, deleted for good."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from test_evidence import photo

from waystation.store.files import casefiles, granting
from waystation.store.models import Blob


@pytest.fixture
def number(alliance):
    """A case at the plan, where the visa desk opens Identity."""
    found = alliance.case(identity={"legal_name": "Invented Name"})
    alliance.write("ilya", found, "needs", risk_level="high")
    file = casefiles.open_file(alliance.ilya, found)
    granting.move(file, "S3")
    granting.hand_over(casefiles.open_file(alliance.noor, found), 3)
    return found


def sent(content, name="passport.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def test_a_scan_is_kept_without_the_cameras_data_and_opened_in_the_page(alliance, pages, number):
    place, tomas = f"/cases/{number.hex()}/scans/a", pages("tomas")
    tomas.post(place, {"act": "keep", "what": "foreign_passport", "file": sent(photo())})
    page = tomas.get(place)
    assert "cleaned" in page
    record = re.search(r'name="record" value="(\w+)"', page)[1]
    seen = tomas.post(place, {"act": "look", "record": record}, status=200)
    assert "data:image/" in seen and "TelltaleCamera" not in seen
    assert record in pages("noor").get(place)
    assert "data:image/" in pages("noor").post(place, {"act": "look", "record": record}, status=200)


def test_the_hotline_adds_a_scan_and_is_shown_none(pages, number):
    place, mara = f"/cases/{number.hex()}/scans/a", pages("mara")
    mara.post(place, {"act": "keep", "what": "foreign_passport", "file": sent(photo())})
    assert "sealed to you" in mara.get(place)
    assert "cleaned" in pages("tomas").get(place)


def test_what_cannot_be_cleaned_is_refused_and_nothing_is_kept(pages, number):
    place, tomas = f"/cases/{number.hex()}/scans/a", pages("tomas")
    for content in (b"MZ" + bytes(100), b"\xff\xd8\xff" + bytes(50)):
        tomas.post(place, {"act": "keep", "what": "foreign_passport", "file": sent(content)}, status=400)
    assert not Blob.objects.exists()
    assert "Choose a file" in tomas.post(place, {"act": "keep", "what": "foreign_passport"}, status=400)


def test_a_deleted_scan_is_gone_from_the_database(alliance, pages, number):
    place, tomas = f"/cases/{number.hex()}/scans/a", pages("tomas")
    tomas.post(place, {"act": "keep", "what": "foreign_passport", "file": sent(photo())})
    record = re.search(r'name="record" value="(\w+)"', tomas.get(place))[1]
    tomas.post(place, {"act": "delete", "record": record})
    assert not Blob.objects.exists()
    assert "No scan yet" in tomas.get(place)
    tomas.post(place, {"act": "look", "record": record}, status=404)


def test_who_does_not_open_identity_is_told_so(pages, number):
    assert "write Identity" in pages("ilya").get(f"/cases/{number.hex()}/scans/a", status=403)


def test_a_large_photograph_is_kept_whole(pages, number):
    written = io.BytesIO()
    Image.effect_noise((1600, 1200), 80).convert("RGB").save(written, "JPEG", quality=95)
    pages("tomas").post(
        f"/cases/{number.hex()}/scans/a", {"act": "keep", "what": "foreign_passport", "file": sent(written.getvalue())}
    )
    assert Blob.objects.count() > 1
