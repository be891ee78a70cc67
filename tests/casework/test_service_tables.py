"""The service directory as CSV tables in a zip file: nothing of the schema is lost, no enemy is believed."""

import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_service_directory import cleaned, listings, plain

from waystation.casework.fields import LONG_LIMIT
from waystation.casework.landing import hsds, hsdszip
from waystation.casework.landing.hsds import BadFile

SERVICE = {
    "id": "s1", "name": "Рука помощи", "status": "active", "minimum_age": 16, "description": 'Lines\nand "quotes", too',
    "x-ours": {"deep": [1, {"er": None}]},
    "organization": {"id": "o1", "name": "Org", "description": "d", "phones": [{"id": "p9", "number": "+1"}]},
    "program": {"id": "g1", "organization_id": "o1", "name": "Newcomers", "description": "d"},
    "phones": [{"id": "p1", "number": "+1 555", "languages": [{"id": "l1", "code": "ru", "name": "Russian"}]}],
    "contacts": [{"id": "c1", "name": "A.", "phones": [{"id": "p2", "number": "+2"}]}],
    "languages": [{"id": "l2", "code": "ce", "name": "Chechen"}],
    "schedules": [{"id": "h1", "description": "Mon 10–12", "byday": "MO", "interval": 1}],
    "attributes": [{"id": "a1", "value": "v", "taxonomy_term": {"id": "t1", "code": "housing", "name": "Housing"}}],
    "cost_options": [{"id": "k1", "amount": 3.5, "currency": "cad"}],
    "required_documents": [{"id": "d1", "document": "None"}],
    "service_areas": [{"id": "w1", "name": "Town"}],
    "funding": [{"id": "f1", "source": "Gifts"}],
    "service_at_locations": [
        {"id": "at1", "schedules": [{"id": "h2", "description": "Tue"}], "location": {
            "id": "b1", "location_type": "physical", "latitude": 43.7,
            "accessibility": [{"id": "y1", "details": "Lift"}],
            "addresses": [{"id": "e1", "address_1": "1 Main", "city": "Toronto", "state_province": "ON",
                           "postal_code": "M1", "country": "CA", "address_type": "physical"}]}}],
}  # fmt: skip


def packed(files, **how):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how.get("how", zipfile.ZIP_DEFLATED)) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def whole(row):
    """A row with what it does not name, in whatever order that stands."""
    return row | {"rest": json.loads(row["rest"])}


def faults(content):
    with pytest.raises(BadFile) as caught:
        hsds.read(content)
    return [(f.path, f.sentence) for f in caught.value.faults]


@settings(max_examples=60)
@given(st.dictionaries(st.text("0123456789abcdef", min_size=12, max_size=12), listings, min_size=1, max_size=4))
def test_what_goes_out_as_tables_comes_in_again_and_is_what_json_says(rows):
    rows = {record: cleaned(row) for record, row in rows.items()}
    content = hsds.write_tables(rows)
    came = hsds.read(content)
    assert [plain(row) for row in came.values()] == [plain(row) for row in rows.values()]
    assert {r: plain(row) for r, row in came.items()} == {
        r: plain(row) for r, row in hsds.read(hsds.write(rows)).items()
    }
    assert hsds.write_tables(rows) == content
    assert {r: whole(row) for r, row in hsds.read(hsds.write_tables(came)).items()} == {
        r: whole(row) for r, row in came.items()
    }


def test_everything_that_the_schema_holds_inside_a_service_survives_the_tables():
    [(record, row)] = hsds.read(json.dumps(SERVICE).encode()).items()
    content = hsds.write_tables({record: row})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        described = json.loads(archive.read("datapackage.json"))
        names = set(archive.namelist())
    assert {one["path"] for one in described["resources"]} == names - {"datapackage.json"} and len(names) == 18
    again = hsds.read(content)
    assert plain(again[record]) == plain(row)
    assert hsds.service_of(record, again[record]) == json.loads(json.dumps(SERVICE))


def test_two_services_share_one_organisation_and_its_line_stands_once():
    both = [SERVICE | {"id": n} for n in ("s1", "s2")]
    content = hsds.write_tables(hsds.read(json.dumps(both).encode()))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("organizations.csv").decode().count("Org") == 1
    assert {row["organisation"] for row in hsds.read(content).values()} == {"Org"}


def test_other_peoples_tables_are_read_by_their_description_by_their_names_and_in_a_folder():
    described = {"resources": [{"name": "service", "path": "data/leistungen.csv", "dialect": {"delimiter": ";"}}]}
    odd = packed({"data/leistungen.csv": "\ufeffid;name;status\r\ns1;N;active\r\n\r\n", "datapackage.json":
                  json.dumps(described)})  # fmt: skip
    plainly = packed({"a/services.csv": "id,name,status,organization_id\ns1,N,active,o1\n",
                      "a/organizations.csv": "id,name\no1,Org\n", "__MACOSX/a/services.csv": "junk"})  # fmt: skip
    assert [row["name"] for row in hsds.read(odd).values()] == ["N"]
    assert [row["organisation"] for row in hsds.read(plainly).values()] == ["Org"]


LINE = "id,name,status\ns1,N,active\n"


@pytest.mark.parametrize(
    "files, path, says",
    [
        ({"services.csv": "id,name\ns1,N\n"}, "services.csv.status", "column is missing"),
        ({"phones.csv": "id\np1\n"}, "services.csv", "table is missing"),
        ({}, "$", "damaged"),
        ({"services.csv": LINE.encode("utf-16")}, "services.csv", "UTF-8"),
        ({"services.csv": "id,name,status\ns1,Café,active\n".encode("latin-1")}, "services.csv", "UTF-8"),
        ({"services.csv": LINE + "s2,N,active,more\n"}, "services.csv[2]", "more cells"),
        ({"services.csv": 'id,name,status\ns1,"N,active\n'}, "services.csv", "CSV"),
        ({"services.csv": "id,name,name,status\ns1,N,N,active\n"}, "services.csv", "same heading"),
        ({"services.csv": LINE.replace("active", "open")}, "services.csv[1].status", "active"),
        ({"services.csv": LINE + "s1,M,active\n"}, "services.csv[2].id", "identifier"),
        ({"services.csv": LINE.replace("N", "x" * (LONG_LIMIT + 1))}, "services.csv[1]", "too long"),
        ({"services.csv": LINE, "a/services.csv": LINE}, "services.csv", "Two files"),
        ({"services.csv": "id,name,status,organization_id\ns1,N,active,o1\n"}, "services.csv[1].organization_id",
         "No line"),
        ({"services.csv": LINE, "datapackage.json": "[]"}, "datapackage.json", "describe"),
        ({"services.csv": "id,name,status\n" + "".join(f"s{n},N,active\n" for n in range(501))}, "services.csv[501]",
         "Too many services"),
        ({f"{n}.csv": "id\n" for n in range(101)}, "$", "too many files"),
        ({"services.csv": LINE, "phones.csv": "id\n" + "p\n" * 20_001}, "phones.csv", "too many lines"),
    ],
)  # fmt: skip
def test_each_bad_package_is_refused_whole_with_the_place_and_a_sentence(files, path, says):
    content = packed(files) if files else b"PK\x03\x04 and nothing else"
    assert any(where == path and says in sentence for where, sentence in faults(content)), faults(content)


def test_a_zip_bomb_ends_at_the_limit_whatever_its_header_says():
    bomb = packed({"services.csv": LINE + "\n" * (hsdszip.MOST_OUT + 10)})
    assert len(bomb) < 30_000 and "More comes out" in faults(bomb)[0][1]
    lying = bytearray(bomb)
    where = lying.index(b"PK\x01\x02") + 24  # the size in the central directory: two bytes, it says
    lying[where : where + 4] = (2).to_bytes(4, "little")
    assert faults(bytes(lying))
    many = packed({"services.csv": LINE, **{f"{t}.csv": "id\n" + "\n" * (4 << 20) for t in
                   ("phones", "contacts", "locations", "addresses", "languages", "funding")}})  # fmt: skip
    assert "More comes out" in faults(many)[0][1]


def test_one_shared_line_is_not_copied_into_five_hundred_services():
    wide = "id,name,description\no1,Org," + "x" * LONG_LIMIT + "\n"
    services = "id,name,status,organization_id\n" + "".join(f"s{n},N,active,o1\n" for n in range(500))
    found = faults(packed({"services.csv": services, "organizations.csv": wide}))
    assert found[0] == ("services.csv[1]", "This service says more than can be kept.")


def test_encrypted_oddly_packed_and_broken_files_are_refused():
    good = packed({"services.csv": LINE})
    locked = bytearray(good)
    locked[good.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in faults(bytes(locked))[0][1]
    assert "unusual" in faults(packed({"services.csv": LINE}, how=zipfile.ZIP_LZMA))[0][1]


@settings(max_examples=60)
@given(st.data())
def test_no_damaged_package_ends_in_another_error(data):
    good = bytearray(hsds.write_tables(hsds.read(json.dumps(SERVICE).encode())))
    for _n in range(data.draw(st.integers(1, 8))):
        good[data.draw(st.integers(4, len(good) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(4, len(good)))
    try:
        assert hsds.read(bytes(good[:cut]))
    except BadFile as error:
        assert error.faults and all(f.path and f.sentence for f in error.faults)
