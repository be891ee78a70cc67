"""Yes to Canada, never to country B, the host must not know why, my cousin must not read what I told: each holds."""

import re

import pytest
from package_cast import applicant, compose, ministry, prepared, write

from days import day
from waystation.casework.sharing.limits import Withheld, hidden_from
from waystation.store.deleting import shredding
from waystation.store.files import casefiles, granting, programme
from waystation.store.lists import index
from waystation.store.models import Barred, Kept
from waystation.store.visas import preparing


@pytest.fixture
def number(alliance):
    """A household of two, of whom nobody agreed to anything yet."""
    return applicant(alliance, persons=("a", "b"), consents=False)


@pytest.fixture
def place(number):
    return f"/cases/{number.hex()}/consent"


def agree(page, place, purpose="apply", person="a", **more):
    """Asked, read aloud, and agreed to."""
    form = {
        "person": person,
        "purpose": purpose,
        "country": "CA" if purpose == "apply" else "",
        "language": "ru",
    } | more
    read = page.post(place, form | {"act": "ask"}, status=200)
    shown = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', read[read.index("<section") :]))
    page.post(place, shown | {"act": "give", "source": "individual", "informed": "1"})
    return read


def consents(alliance, number):
    return casefiles.open_file(alliance.noor, number).states["consent"]


def test_it_is_asked_in_their_language_and_help_never_depends_on_it(alliance, pages, number, place):
    noor = pages("noor")
    form = {"act": "ask", "person": "a", "purpose": "apply", "country": "CA", "language": "ru"}
    read = noor.post(place, form, status=200)
    section = read[read.index('class="says"') : read.index("</section>")]
    assert ('lang="ru"' in section) == (
        "Help does not depend on it" not in section
    )  # translated, or said to be English
    assert day(60) in section  # sixty days unless they say otherwise
    give = form | {"act": "give", "until": day(60), "source": "individual"}
    assert "last sentence" in noor.post(place, give, status=400)  # never without having read it
    assert "country" in noor.post(place, form | {"country": ""}, status=400)
    agree(noor, place)
    [row] = consents(alliance, number).rows("permissions").values()
    assert (row["until"], row["informed"], row["language"]) == (day(60), True, "ru")


def test_a_no_is_written_beside_what_was_asked_again(alliance, pages, number, place):
    noor = pages("noor")
    agree(noor, place)
    record = consents(alliance, number).records("permissions")[0]
    form = {"person": "a", "purpose": "apply", "country": "CA", "renews": record}
    assert 'value="decline"' in noor.post(place, form | {"act": "ask"}, status=200)
    noor.post(place, form | {"act": "decline"})
    assert "asked again, not renewed" in noor.get(place)


def test_never_that_country_in_any_application_option_or_package(alliance, pages, number, place):
    noor, tomas = pages("noor"), pages("tomas")
    agree(noor, place)
    noor.post(place, {"act": "limit", "person": "a", "what": "My uncle works there", "country": "TR"})
    assert "enforced: never" in noor.get(place)
    edit = f"/cases/{number.hex()}/edit/papers"
    page = tomas.edit(f"{edit}/options/new", rank="1", pathway="visa_free", country="TR", status=400)
    assert "never this country" in page
    tomas.edit(f"{edit}/applications/new", person="a", pathway="visa_free", country="TR", status=400)
    tomas.edit(f"{edit}/packages/new", to="Somebody", country="TR", persons=["a"], status=400)
    tomas.edit(f"{edit}/applications/new", person="b", pathway="visa_free", country="TR")  # the other did not say so
    tomas.edit(f"{edit}/applications/new", person="a", pathway="ca_gar", country="CA")
    record = next(r for r, row in papers(alliance, number).rows("applications").items() if row["person"] == "a")
    tomas.edit(f"{edit}/applications/{record}", country="TR", status=400)  # nor by changing one that stands
    with pytest.raises(Withheld):  # nor otherwise than by a page
        alliance.write("tomas", number, "papers", "options", "o9", rank=1, pathway="visa_free", country="TR")
    there = ministry(alliance, pages, "Ministry of B", "TR")
    with pytest.raises(Exception, match="never this country"):
        prepared(alliance, number, there)
    assert "never this country" in noor.post(
        place, {"act": "give", "person": "a", "purpose": "apply", "country": "TR", "until": day(60), "informed": "1",
                "source": "individual"}, status=400,
    )  # fmt: skip
    assert not consents(alliance, number).records("tasks")
    tomas.post(place, {"act": "limit", "person": "a", "what": "Nor there", "country": "CA"})  # he opens Papers
    assert "excluded" in next(iter(consents(alliance, number).rows("tasks").values()))["what"]
    limits = consents(alliance, number).rows("limits")
    noor.post(place, {"act": "lift", "record": next(r for r, row in limits.items() if row["country"] == "TR")})
    tomas.edit(f"{edit}/options/new", rank="1", pathway="visa_free", country="TR")


def test_never_that_country_in_the_plan_either(alliance, pages, number, place):
    there = programme.number(alliance.tomas).hex()
    pathway = {"name": "By B", "pathway": "visa_free", "country": "TR"}
    pages("tomas").edit(f"/programme/{there}/edit/pathways/pathways/new", **pathway)
    [record] = preparing.pathways(alliance.tomas).records("pathways")
    pages("noor").post(place, {"act": "limit", "person": "a", "what": "My uncle works there", "country": "TR"})
    with pytest.raises(Withheld):
        alliance.write("tomas", number, "plan", "ways", "w1", pathway=record, may=True)
    with pytest.raises(Withheld):
        alliance.write("ilya", number, "plan", "slots", "s1", pathway=record, proposal="x")
    alliance.write("tomas", number, "plan", "ways", "w1", pathway=record, may=False)
    alliance.write("ilya", number, "plan", "pins", "p1", pathway=record, never=True)


def papers(alliance, number):
    return casefiles.open_file(alliance.tomas, number).states["papers"]


def test_the_host_does_not_learn_why(alliance, pages, number, place):
    noor, ilya = pages("noor"), pages("ilya")
    noor.post(place, {"act": "limit", "person": "a", "what": "Why I left", "facts": "why", "role": "host"})
    assert "enforced: no key for" in noor.get(place)
    alliance.write("ilya", number, "needs", allergies="cats", risk_factors=["tortured"])
    form = {"to": alliance.id("dina").hex(), "until": "2030-01-01T10:00", "consent": "1", "note": "She hosts them now"}
    access = f"/cases/{number.hex()}/access/needs"
    assert "withholds this from that role" in ilya.post(access, form, status=400)
    part = casefiles.open_file(alliance.ilya, number).part("needs")
    with pytest.raises(Withheld):  # nor otherwise than by the page
        granting.grant(alliance.ilya, part, alliance.id("dina"), "reader", until=alliance.ilya.minute + 60)
    alliance.write("ilya", number, "needs", risk_factors=None)
    ilya.post(access, form)  # what says nothing of why may be opened


def test_a_wish_binds_those_too_who_do_not_open_the_consent_in_which_it_stands(alliance, pages, number, place):
    noor, ruth = pages("noor"), pages("ruth")
    alliance.write("ilya", number, "needs", risk_factors=["tortured"])
    ruth.get(place, status=403)
    noor.post(place, {"act": "limit", "person": "a", "what": "Why I left", "facts": "why", "role": "host"})
    noor.post(place, {"act": "limit", "person": "a", "what": "My uncle works there", "country": "TR"})
    form = {"to": alliance.id("dina").hex(), "until": "2030-01-01T10:00", "consent": "1", "note": "She hosts them now"}
    access = f"/cases/{number.hex()}/access/needs"
    assert "withholds this from that role" in ruth.post(access, form, status=400)
    part = casefiles.open_file(alliance.ruth, number).part("needs")
    with pytest.raises(Withheld):  # nor otherwise than by the page
        granting.grant(alliance.ruth, part, alliance.id("dina"), "reader", until=alliance.ruth.minute + 60)
    granting.grant(alliance.ruth, part, alliance.id("yusuf"), "reader", until=alliance.ruth.minute + 60)
    there = programme.number(alliance.tomas).hex()
    pathway = {"name": "By B", "pathway": "visa_free", "country": "TR"}
    pages("tomas").edit(f"/programme/{there}/edit/pathways/pathways/new", **pathway)
    [record] = preparing.pathways(alliance.tomas).records("pathways")
    alliance.write("ilya", number, "plan", "ways", "w0", pathway="somewhere", may=False)
    with pytest.raises(Withheld, match="never this country"):
        alliance.write("ruth", number, "plan", "ways", "w1", pathway=record, may=True)
    with pytest.raises(Withheld, match="never this country"):
        alliance.write("ruth", number, "plan", "ways", "w2", pathway=record, wished=True)
    for limit in consents(alliance, number).records("limits"):
        noor.post(place, {"act": "lift", "record": limit})
    assert not Barred.objects.exists()
    alliance.write("ruth", number, "plan", "ways", "w1", pathway=record, may=True)
    ruth.post(access, form)


def test_a_wish_that_is_older_than_marks_binds_once_its_readers_looked_and_goes_with_the_consent(
    alliance, pages, number, place
):
    pages("noor").post(place, {"act": "limit", "person": "a", "what": "Why I left", "facts": "why", "role": "host"})
    marks = set(Barred.objects.values_list("mark", flat=True))
    Barred.objects.all().delete()
    Kept.objects.all().delete()  # the lists of an earlier program are read anew
    index.overview(alliance.ilya)
    assert marks and set(Barred.objects.values_list("mark", flat=True)) == marks
    index.overview(alliance.noor)
    assert Barred.objects.count() == len(marks)
    circle = casefiles.open_file(alliance.noor, number).part("consent").circle
    shredding.shred([circle], lambda _mailboxes: None)
    assert not Barred.objects.exists()


def test_a_cousin_is_on_no_copy_and_the_ministry_is_told_it_is_confidential(alliance, pages, number, place):
    noor = pages("noor")
    agree(noor, place, person="a")
    agree(noor, place, person="b")
    noor.post(place, {"act": "limit", "person": "a", "what": "What I told you", "facts": "statement", "reader": "b"})
    file = casefiles.open_file(alliance.noor, number)
    story = file.part("story", "a").state
    assert hidden_from(file.states["consent"], story, "a") == {"b"}
    to = ministry(alliance, pages)
    for person, letter in (("a", "A"), ("b", "B")):
        prepared(alliance, number, to, ["story.for_government", "identity.born"], person, letter)
    claire = pages("claire")
    preview = compose(claire, to, [(number, "a"), (number, "b")], ["story.for_government", "identity.born"])
    assert preview.count("confidential from the household") == 1
    token = re.search(r'name="token" value="([^"]+)"', preview)[1]
    claire.post(f"/packages/to/{to.record}", {"token": token}, status=200)
    for person, other in (("a", "b"), ("b", "a")):
        copy = noor.get(f"{place}/{person}")
        assert "Ministry of Arrivals" in copy and "He was taken" not in copy
        assert ("What I told you" in copy) == (person == "a"), other


def test_taking_it_back_lists_who_has_what_ends_grants_and_sets_tasks(alliance, pages, number, place):
    noor = pages("noor")
    agree(noor, place)
    to = ministry(alliance, pages)
    prepared(alliance, number, to, ["identity.latin_name", "identity.born"])
    claire = pages("claire")
    preview = compose(claire, to, [(number, "a")], ["identity.latin_name", "identity.born"])
    claire.post(
        f"/packages/to/{to.record}", {"token": re.search(r'name="token" value="([^"]+)"', preview)[1]}, status=200
    )
    record = consents(alliance, number).records("permissions")[0]
    page = noor.post(place, {"act": "withdraw", "record": record}, status=200)
    assert "Ministry of Arrivals" in page and "2 fields" in page and "Papers and visas" in page
    chosen = re.findall(r'name="end" value="(\w+)" checked', page)
    assert chosen  # what is of this person alone is proposed to end
    assert not consents(alliance, number).row("permissions", record).get("withdrawn_on")
    noor.post(place, {"act": "withdraw", "record": record, "sure": "1", "end": chosen})
    state = consents(alliance, number)
    [left] = state.rows("disclosures").values()
    assert state.row("permissions", record)["withdrawn_on"] and left["recall_by"]
    tasks = [row["what"] for row in state.rows("tasks").values()]
    assert any("Ministry of Arrivals" in what for what in tasks) and any("application" in what for what in tasks)
    for person in ("a", "b"):
        write(alliance, "noor", number, "story", person, {"return_fear": "Written afterwards"})
    tomas = casefiles.open_file(alliance.tomas, number)
    assert tomas.part("story", "a").state is None  # not even what stood there before is served any more
    assert tomas.part("story", "b").state.get("return_fear") == "Written afterwards"
    assert "ask back by" in noor.get(place)
    noor.post(place, {"act": "recall", "record": state.records("disclosures")[0], "answer": "Deleted, they write"})
    assert "Deleted, they write" in noor.get(f"{place}/a")


def test_an_ended_consent_counts_for_nothing_and_is_shown_so(alliance, pages, number, place):
    alliance.write("noor", number, "consent", "permissions", "p9", person="a", purpose="apply", country="CA",
                   source="individual", informed=True, given_on="2020-01-01", until="2020-03-01")  # fmt: skip
    page = pages("noor").get(place)
    assert "ended" in page and "2020-03-01" in page
    to = ministry(alliance, pages)
    with pytest.raises(Exception, match="No consent in force"):
        prepared(alliance, number, to)


def test_what_left_by_voice_is_written_down_too(alliance, pages, number, place):
    noor = pages("noor")
    noor.post(place, {"act": "disclose", "person": "b", "to": "The consul", "what": "Her name", "purpose": "apply"})
    assert "The consul" in noor.get(f"{place}/b") and "The consul" not in noor.get(f"{place}/a")
    noor.post(place, {"act": "disclose", "person": "b", "to": "", "what": "x", "purpose": "apply"}, status=400)


def test_who_does_not_share_anything_does_not_open_it_and_the_auditor_only_reads(alliance, pages, number, place):
    for name in ("mara", "sam"):
        pages(name).get(place, status=403 if name == "mara" else 404)
    agree(pages("noor"), place)
    assert "Ask for a consent" not in pages("otto").get(place)
    pages("otto").post(place, {"act": "lift", "record": "l1"}, status=403)
