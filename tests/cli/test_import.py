"""``waystation import``: public tables as published; a bad one changes nothing and says where it is bad."""

import pytest
from cli_cast import Installation

import shared_data


@pytest.fixture(scope="module")
def north_shore(tmp_path_factory):
    installation = Installation(tmp_path_factory.mktemp("import") / "home")
    installation.story("alliance")
    return installation


def take(installation, kind, path, as_of="2026-02-17", source="an invented source"):
    return installation.run("import", kind, str(path), "--as-of", as_of, "--source", source)


def test_both_years_are_taken_as_published_and_the_second_says_how_many_rules_differ(north_shore):
    first = take(north_shore, "entry-rules", shared_data.path(shared_data.OLD), "2025-01-12", "ilyankou, MIT")
    assert (first.returncode, first.stdout) == (0, "entry-rules: 39,601 rules, 199 passports.\n"), first.stderr
    second = take(north_shore, "entry-rules", shared_data.path(shared_data.NEW), source="imorte, MIT")
    assert "2,935 rules differ from the table of 2025-01-12" in second.stdout
    told = north_shore.run("import", "--list").stdout
    assert "entry-rules  2026-02-17" in told and "imorte, MIT" in told and "ilyankou" not in told


def test_borders_airports_and_flights_are_taken_as_published(north_shore):
    assert "import the borders first" in take(north_shore, "airports", shared_data.path(shared_data.AIRPORTS)).stderr
    told = take(north_shore, "borders", shared_data.path(shared_data.BORDERS)).stdout
    assert "324 land borders, 250 countries" in told
    assert "only Sri Lanka names its border with India" in told
    assert "6,0" in take(north_shore, "airports", shared_data.path(shared_data.AIRPORTS)).stdout
    assert "37,594 pairs" in take(north_shore, "routes", shared_data.path(shared_data.ROUTES)).stdout


def test_a_bad_table_leaves_the_former_one_in_use(north_shore, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("Passport,Destination,Requirement\nRU,GE,360\n")
    bad.write_text("Passport,Destination,Requirement\nRU,GE,360\nRU,LT,often\n")
    assert take(north_shore, "entry-rules", good).returncode == 0
    before = north_shore.run("import", "--list").stdout
    done = take(north_shore, "entry-rules", bad)
    assert done.returncode == 2 and "bad.csv: line 3, column Requirement: 'often'" in done.stderr
    assert "former table stays in use" in done.stderr
    assert north_shore.run("import", "--list").stdout == before


def test_what_is_missing_is_said(north_shore, tmp_path):
    assert "Say KIND, FILE" in north_shore.run("import", "entry-rules").stderr
    assert take(north_shore, "entry-rules", tmp_path / "none.csv").returncode == 2
    assert "a day that has come already" in take(north_shore, "entry-rules", tmp_path / "x", "2999-01-01").stderr
    assert "waystation init" in take(Installation(tmp_path / "nowhere"), "borders", tmp_path / "x").stderr
