"""What belongs to no case: pathways, border rules, offers of help. Sealed like everything else."""

from waystation.store.files import programme


def place(member):
    return f"/programme/{programme.number(member).hex()}"


def test_a_visa_officer_writes_a_pathway_and_a_coordinator_reads_it(alliance, pages):
    tomas = pages("tomas")
    tomas.get("/programme", status=302)
    assert "Pathways" in tomas.get(place(alliance.tomas))
    tomas.edit(f"{place(alliance.tomas)}/edit/pathways/pathways/new", name="Northern visa", country="CA")
    assert "Northern visa" in tomas.get(place(alliance.tomas))
    assert "Northern visa" in pages("ilya").get(place(alliance.ilya))
    assert "Northern visa" in pages("claire").get(f"{place(alliance.claire)}/history/pathways")


def test_all_members_find_the_same_programme_and_no_case_has_its_number(alliance, pages):
    assert len({programme.number(alliance.keys(name)) for name in ("tomas", "ben", "dina")}) == 1
    number = alliance.case()
    assert number != programme.number(alliance.tomas)
    pages("tomas").get(f"/programme/{number.hex()}", status=404)


def test_whose_role_opens_nothing_of_it_is_told_so(alliance, pages):
    assert "opens nothing" in pages("dina").get("/programme", status=403)
    assert "Programme" not in pages("dina").get("/today")


def test_lists_of_cases_and_houses_do_not_show_it(alliance, pages):
    pages("tomas").edit(f"{place(alliance.tomas)}/edit/pathways/pathways/new", name="Northern visa", country="CA")
    assert place(alliance.tomas) not in pages("tomas").get("/cases")
    assert place(alliance.ilya) not in pages("ilya").get("/houses")
    assert place(alliance.tomas) in pages("tomas").post("/search", {"typed": "Northern"}, status=200)
