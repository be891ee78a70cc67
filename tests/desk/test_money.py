"""Money: asked for by one, approved by another's own hand, added up from signed statements without one name."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from waystation.casework import accounts as rules
from waystation.store.ending import accounts
from waystation.store.files import casefiles

FORM = {"act": "ask", "amount": "129,50", "currency": "EUR", "purpose": "travel_abroad", "to": "airline"}


@pytest.fixture
def number(alliance):
    return alliance.case("Quiet Heron", identity={"legal_name": "Ковалёв Руслан"}, needs={"priority": "urgent"})


@pytest.fixture
def place(number):
    return f"/cases/{number.hex()}/money"


def lines(alliance, number):
    return accounts.of_file(casefiles.open_file(alliance.otto, number)).lines


def reference(page):
    return re.search(r'class="mono">([0-9a-f]{12})<', page)[1]


def test_a_small_payment_is_noted_by_one_who_does_not_read_it_afterwards(alliance, pages, number, place):
    ilya = pages("ilya")
    page = ilya.post(place, FORM | {"paid": "1", "receipt": "R-77"}, status=200)
    assert reference(page) and "129.50" not in ilya.get(place)
    [line] = lines(alliance, number)
    assert (line.text, line.currency, line.status, line.needs, line.receipt) == ("129.50", "EUR", "paid", False, True)
    money = casefiles.open_file(alliance.otto, number).states["money"]
    assert money.get("amount", line.record, "payments") == 130  # whole units, rounded up
    page = pages("ruth").get(place)
    assert "129.50 EUR" in page and "Ilya" in page


def test_above_the_limit_a_second_member_approves_before_it_is_paid(alliance, pages, number, place):
    ilya, ruth = pages("ilya"), pages("ruth")
    big = FORM | {"amount": "1200"}
    assert "a second member approves first" in ilya.post(place, big | {"paid": "1"}, status=400)
    record = reference(ilya.post(place, big, status=200))
    assert "has not approved" in ilya.post(place, {"act": "pay", "record": record}, status=400)
    assert "a second member decides" in ruth.get(place)
    ruth.post(place, {"act": "decide", "record": record})
    assert record in ilya.get(place) and "Approved" in ilya.get(place)  # by its reference, without the amount
    assert "1200" not in ilya.get(place)
    ilya.post(place, {"act": "pay", "record": record, "receipt": "R-9"})
    [line] = lines(alliance, number)
    assert line.status == "paid" and line.approved and not line.needs and line.approver == alliance.id("ruth")


def test_nobody_approves_their_own_and_a_typed_name_is_no_approval(alliance, pages, number, place):
    ruth = pages("ruth")
    record = reference(ruth.post(place, FORM | {"amount": "1200"}, status=200))
    assert "Somebody else" in ruth.post(place, {"act": "decide", "record": record}, status=400)
    ilya = alliance.id("ilya").hex()
    alliance.write("ruth", number, "money", "payments", record, approved_by=ilya, status="paid")
    [line] = lines(alliance, number)
    assert not line.approved and line.needs
    assert "paid without a second member" in pages("otto").get(place)
    assert "Paid above the limit without" in pages("otto").get("/money")


def test_an_amount_that_was_changed_after_the_approval_is_not_approved(alliance, pages, number, place):
    record = reference(pages("ilya").post(place, FORM | {"amount": "1200"}, status=200))
    pages("ruth").post(place, {"act": "decide", "record": record})
    assert lines(alliance, number)[0].approved
    alliance.write("ilya", number, "money", "payments", record, minor=9_999_00)
    assert not lines(alliance, number)[0].approved


def test_a_receipt_is_kept_sealed_and_opened_cleaned(alliance, pages, number, place):
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (20, 20), "navy").save(made, "JPEG")
    upload = SimpleUploadedFile("r.jpg", made.getvalue(), "image/jpeg")
    record = reference(pages("ilya").post(place, FORM | {"paid": "1", "file": upload}, status=200))
    otto = pages("otto")
    otto.post(place, {"act": "look", "record": record}, status=200)
    assert "attachment" in otto.last["Content-Disposition"] and otto.last.content
    assert "receipt opened" in otto.get("/log")


def test_nothing_is_converted_without_a_rate_and_the_rate_is_shown(alliance, pages, number, place):
    ilya, ruth = pages("ilya"), pages("ruth")
    ilya.post(place, FORM | {"amount": "100", "paid": "1"}, status=200)
    ilya.post(place, FORM | {"amount": "200", "currency": "CAD", "paid": "1"}, status=200)
    ruth.post(place, {"act": "plan", "budget": "1000", "currency": "CAD"})
    assert "nobody gave a rate" in ruth.get(place)
    ruth.post(place, {"act": "rate", "one": "EUR", "into": "CAD", "rate": "1.5", "on": "2026-11-01"}, status=400)
    rate = {"act": "rate", "one": "EUR", "into": "CAD", "rate": "1.5", "on": "2026-11-01", "source": "Bank of Canada"}
    ruth.post(place, rate)
    page = ruth.get(place)
    assert "350.00" in page and "Bank of Canada" in page and "nobody gave a rate" not in page


def test_the_auditor_verifies_the_totals_without_one_name(alliance, pages, number, place):
    other = alliance.case("Amber Fox", identity={"legal_name": "Тайный Человек"})
    pages("ilya").post(place, FORM | {"paid": "1"}, status=200)
    pages("ilya").post(f"/cases/{other.hex()}/money", FORM | {"amount": "20", "paid": "1"}, status=200)
    otto = pages("otto")
    page = otto.get("/money?in=EUR")
    assert "149.50" in page and "Quiet Heron" in page and "Amber Fox" in page
    assert "Ковалёв" not in page and "Тайный" not in page
    found = accounts.accounts(alliance.otto, 5)
    every = [line for account in found.cases.values() for line in account.lines]
    assert rules.totals(every)["EUR"].spent == 14950 and not found.flawed
    assert all(line.statements for line in every)
    pages("mara").get("/money", status=403)
    pages("mara").get(place, status=403)


def test_a_statement_by_somebody_whose_role_pays_nothing_counts_for_nothing(alliance, pages, number, place):
    from waystation.casework.folds import set_statement
    from waystation.casework.parts.money import Money

    pages("ilya").post(place, FORM | {"paid": "1"}, status=200)
    part = casefiles.open_file(alliance.otto, number).part("money")
    body = set_statement(Money, "payments", "f" * 12, {"minor": 1, "currency": "EUR", "status": "paid"})
    from waystation.store.sealed import drops

    drops.leave(alliance.tomas, part.circle, [("set", body)])  # with a program of his own
    assert [line.amount for line in lines(alliance, number)] == [12950]


def test_the_overview_reads_again_only_what_changed(alliance, pages, number, place, django_assert_max_num_queries):
    pages("ilya").post(place, FORM | {"paid": "1"}, status=200)
    assert len(accounts.accounts(alliance.otto, 5).cases) == 1
    keys = alliance.otto
    accounts.accounts(keys, 5)
    with django_assert_max_num_queries(40):
        assert accounts.accounts(keys, 5).unread == 0


def test_the_lines_leave_by_two_members_once_and_an_expert_adds_them_up(alliance, pages, number, place, tmp_path):
    import csv
    import io
    import shutil
    import subprocess
    import zipfile
    from decimal import Decimal

    pages("ilya").post(place, FORM | {"paid": "1"}, status=200)
    otto, ruth = pages("otto"), pages("ruth")
    assert "in a sentence" in otto.post("/money", {"act": "ask", "reason": "x"}, status=400)
    otto.post("/money", {"act": "ask", "reason": "The funder asked for the lines of the year."})
    motion = re.search(r'name="motion" value="([0-9a-f]{32})"', ruth.get("/money"))[1]
    otto.post("/money", {"act": "agree", "motion": motion}, status=400)
    otto.post("/money", {"act": "take", "motion": motion}, status=400)
    ruth.post("/money", {"act": "agree", "motion": motion})
    ruth.post("/money", {"act": "take", "motion": motion}, status=400)
    otto.post("/money", {"act": "take", "motion": motion}, status=200)
    package = otto.last.content
    otto.post("/money", {"act": "take", "motion": motion}, status=400)  # once
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(tmp_path)
    rows = list(csv.DictReader((tmp_path / "lines.csv").read_text("utf-8-sig").splitlines()))
    [total] = csv.DictReader((tmp_path / "totals.csv").read_text("utf-8-sig").splitlines())
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal(total["spent"]) == Decimal("129.50")
    assert rows[0]["case"] == "Quiet Heron" and "Ilya" not in (tmp_path / "lines.csv").read_text("utf-8-sig")
    check = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "signer.pem", "-rawin", "-in", "SHA256SUMS",
             "-sigfile", "SHA256SUMS.sig"]  # fmt: skip
    for program in (["sha256sum", "-c", "SHA256SUMS"], check):
        if shutil.which(program[0]):
            assert subprocess.run(program, cwd=tmp_path, capture_output=True).returncode == 0
