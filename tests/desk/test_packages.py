"""A package for a ministry: nine people of many, what they agreed to, sealed to one reader, told to each of them."""

import hashlib
import json
import re

import pyrage
import pytest
from package_cast import FACTS, applicant, compose, ministry, opened, prepared

from waystation.store.files import casefiles
from waystation.store.sealed import accesslog
from waystation.store.visas import preparing

TOKEN = re.compile(r'name="token" value="([^"]+)"')


@pytest.fixture
def to(alliance, pages):
    return ministry(alliance, pages)


def send(page, to, preview, status=200):
    page.post(f"/packages/to/{to.record}", {"token": TOKEN.search(preview)[1]}, status=status)
    return page.last.content


def test_a_liaison_sends_nine_of_many(alliance, pages, to):
    numbers = [applicant(alliance, f"Quiet Heron {n}") for n in range(11)]
    for number in numbers:
        prepared(alliance, number, to)
    claire = pages("claire")
    assert "11 cases prepared" in claire.get("/packages")
    page = claire.get(f"/packages/to/{to.record}")
    assert page.count('name="who"') == 11 and "Руслан" not in page
    what = ["identity.latin_name", "identity.born", "story.for_government", "papers.documents"]
    preview = compose(claire, to, [(n, "a") for n in numbers[:9]], what)
    assert "9 people" in preview and "4 fields" in preview and "0 hidden" in preview
    assert preview.count("KOVALYOV RUSLAN") == 9 and "Руслан" not in preview
    assert not preparing.pathways(alliance.claire).records("sendings")  # nothing has left
    sealed = send(claire, to, preview)
    files, machine = opened(to.secret, sealed)
    assert [p["letter"] for p in machine["persons"]] == list("ABCDEFGHI")
    assert (machine["people"], machine["fields"], machine["facts"]) == (9, 4, 36)
    sums = json.loads(files["manifest.json"])["sha256"]
    assert sums == {name: hashlib.sha256(files[name]).hexdigest() for name in files if name != "manifest.json"}
    page = claire.get("/packages")
    assert hashlib.sha256(sealed).hexdigest() in page and "no receipt yet" in page and "2 cases prepared" in page
    assert "package" in {line.act for line in accesslog.lines()}


def test_nobody_else_opens_it_and_nothing_of_it_is_readable(alliance, pages, to):
    number = applicant(alliance)
    prepared(alliance, number, to)
    sealed = send(pages("claire"), to, compose(pages("claire"), to, [(number, "a")], ["identity.latin_name"]))
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [pyrage.x25519.Identity.generate()])
    assert b"KOVALYOV" not in sealed and b"package" not in sealed
    assert sealed.startswith(b"age-encryption.org/v1")


def test_what_is_previewed_is_what_is_in_the_file(alliance, pages, to):
    number = applicant(alliance)
    prepared(alliance, number, to)
    preview = compose(pages("claire"), to, [(number, "a")], preparing.ITEMS)
    _files, machine = opened(to.secret, send(pages("claire"), to, preview))
    shown = re.sub(r"<br ?/?>", "\n", preview)
    for fact in machine["persons"][0]["facts"]:
        assert fact["text"] in shown and fact["label"] in shown
    assert len(re.findall("<dt>", preview)) == machine["facts"]
    held = json.dumps(machine, ensure_ascii=False)
    for never in ("with his sister", "Heron", number.hex(), "photo", "home_address"):
        assert never not in held


def test_a_change_between_the_two_steps_stops_it(alliance, pages, to):
    number = applicant(alliance)
    prepared(alliance, number, to)
    claire = pages("claire")
    preview = compose(claire, to, [(number, "a")], ["identity.born"])
    alliance.write("noor", number, "consent", "permissions", "p0", withdrawn_on="2026-01-02")
    assert "No consent in force" in send(claire, to, preview, status=400).decode()
    alliance.write("noor", number, "consent", "permissions", "p0", withdrawn_on=None)
    prepared(alliance, number, to, ["identity.latin_name"])
    assert "changed meanwhile" in send(claire, to, preview, status=400).decode()
    assert not casefiles.open_file(alliance.claire, number).states["consent"].records("disclosures")


def test_who_did_not_agree_and_what_they_withhold_cannot_be_added(alliance, pages, to):
    agreed, other = applicant(alliance, "Quiet Heron"), applicant(alliance, "Amber Fox", country="DE")
    with pytest.raises(Exception, match="No consent in force"):
        prepared(alliance, other, to)
    prepared(alliance, agreed, to)
    alliance.write("noor", agreed, "consent", "limits", "l1", person="a", what="What they did", from_whom="them",
                   facts=["statement"], recipient="ministry of  arrivals")  # fmt: skip
    with pytest.raises(Exception, match="withhold"):
        prepared(alliance, agreed, to)
    claire = pages("claire")
    page = claire.get(f"/packages/to/{to.record}")
    assert "withheld by them" in page and "Amber Fox" not in page
    assert "withhold" in compose(claire, to, [(agreed, "a")], ["story.for_government"], status=400)
    assert "Choose" in compose(claire, to, [(other, "a")], ["identity.born"], status=400)
    preview = compose(claire, to, [(agreed, "a")], ["identity.born", "papers.method_stated"])
    assert "2 fields" in preview and FACTS["story"]["for_government"][:20] not in preview


def test_what_was_prepared_before_the_consent_ended_stays_here_with_the_reason(alliance, pages, to):
    number = applicant(alliance)
    prepared(alliance, number, to)
    alliance.write("noor", number, "consent", "permissions", "p0", withdrawn_on="2026-01-02")
    claire = pages("claire")
    page = claire.get(f"/packages/to/{to.record}")
    assert "No consent in force to apply to this country." in page and 'name="who"' not in page
    assert "No consent" in compose(claire, to, [(number, "a")], ["identity.born"], status=400)


def test_each_person_is_told_what_left_and_the_receipt_comes_back(alliance, pages, to):
    number = applicant(alliance)
    prepared(alliance, number, to)
    claire = pages("claire")
    send(claire, to, compose(claire, to, [(number, "a")], ["identity.latin_name", "identity.born"]))
    consent = casefiles.open_file(alliance.claire, number).states["consent"]
    [row] = consent.rows("disclosures").values()
    assert row["fields"] == 2 and row["to"] == to.name and "Born on" in row["what"]
    assert not casefiles.open_file(alliance.claire, number).states["papers"].records("prepared")
    record = preparing.pathways(alliance.claire).records("sendings")[0]
    claire.post(f"/packages/sent/{record}", {"receipt": ""}, status=400)
    claire.post(f"/packages/sent/{record}", {"receipt": "By telephone, fingerprint read back"})
    assert "fingerprint read back" in claire.get("/packages")
    page = pages("noor").get(f"/cases/{number.hex()}/consent")
    assert "Ministry of Arrivals" in page and "received" in page
    copy = pages("noor").get(f"/cases/{number.hex()}/consent/a")
    assert "Ministry of Arrivals" in copy and "(2)" in copy
    [package] = casefiles.open_file(alliance.tomas, number).states["papers"].rows("packages").values()
    assert package["receipt"] and package["received_on"]


def test_a_key_counts_when_two_heard_it_and_a_new_key_is_heard_anew(alliance, pages):
    to = ministry(alliance, pages)
    claire, tomas = pages("claire"), pages("tomas")
    assert "key compared by two" in claire.get("/packages")
    place = f"/programme/{claire.get('/packages').split('/programme/')[1][:32]}/edit/pathways/recipients/{to.record}"
    claire.edit(place, key=str(pyrage.x25519.Identity.generate().to_public()))
    assert "key not compared yet" in claire.get("/packages")
    claire.post(f"/packages/key/{to.record}", {"heard": "0000 " * 8}, status=400)
    key = preparing.pathways(alliance.claire).row("recipients", to.record)["key"]
    from waystation.casework.sharing.recipients import fingerprint

    claire.post(f"/packages/key/{to.record}", {"heard": fingerprint(key)})
    assert "already" in claire.post(f"/packages/key/{to.record}", {"heard": fingerprint(key)}, status=400)
    number = applicant(alliance)
    prepared(alliance, number, to)
    assert "compare" in compose(claire, to, [(number, "a")], ["identity.born"], status=400)
    tomas.post(f"/packages/key/{to.record}", {"heard": fingerprint(key)})
    assert "1 person" in compose(claire, to, [(number, "a")], ["identity.born"])


def test_many_in_a_day_need_a_second_member_who_saw_the_same(alliance, pages, to, monkeypatch):
    from waystation.casework.sharing import sendings

    monkeypatch.setattr(sendings, "TWO_ABOVE", 2)
    numbers = [applicant(alliance, f"Quiet Heron {n}") for n in range(3)]
    for number in numbers:
        prepared(alliance, number, to, ["identity.born"])
    claire, tomas = pages("claire"), pages("tomas")
    preview = compose(claire, to, [(n, "a") for n in numbers], ["identity.born"])
    assert "A colleague must look at it" in preview
    token = TOKEN.search(preview)[1]
    assert "second member" in claire.post(f"/packages/to/{to.record}", {"token": token}, status=400)
    claire.post(f"/packages/to/{to.record}", {"token": token, "ask": "1"})
    record = preparing.pathways(alliance.claire).records("sendings")[0]
    place = f"/packages/sent/{record}"
    seen = tomas.get(place)
    assert "3 people" in seen and "1995-03-01" in seen
    digest = re.search(r'name="digest" value="(\w+)"', seen)[1]
    claire.post(place, {"agree": "1", "digest": digest}, status=400)
    assert "second member" in claire.post(place, {"send": "1"}, status=400)
    tomas.post(place, {"agree": "1", "digest": "0" * 64}, status=400)
    tomas.post(place, {"agree": "1", "digest": digest})
    tomas.post(place, {"send": "1"}, status=400)  # who agreed does not send
    claire.post(place, {"send": "1"}, status=200)
    assert opened(to.secret, claire.last.content)[1]["people"] == 3
    claire.post(place, {"send": "1"}, status=400)  # once


def test_those_who_do_not_work_with_papers_find_no_packages(alliance, pages, to):
    for name in ("mara", "ilya", "dina", "ruth", "otto", "pat"):
        assert "/packages" not in pages(name).get("/settings")
        pages(name).get("/packages", status=403)
        pages(name).get(f"/packages/to/{to.record}", status=403)
