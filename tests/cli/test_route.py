"""``waystation route`` as somebody at a terminal meets it, on the public tables."""

import pytest
from cli_cast import Installation

import shared_data


@pytest.fixture(scope="module")
def north_shore(tmp_path_factory):
    installation = Installation(tmp_path_factory.mktemp("route") / "home")
    installation.story("alliance")
    return installation


@pytest.fixture(scope="module")
def stocked(north_shore):
    bare = north_shore.run("route", "TBS", "CA", "--passport", "RU", "--on", "2026-12-10")
    assert bare.returncode == 2 and "Import first: borders, entry-rules, routes" in bare.stderr
    for kind, name in (
        ("entry-rules", shared_data.NEW),
        ("borders", shared_data.BORDERS),
        ("routes", shared_data.ROUTES),
    ):
        done = north_shore.run(
            "import", kind, str(shared_data.path(name)), "--as-of", "2026-02-17", "--source", "as published"
        )
        assert done.returncode == 0, done.stderr
    return north_shore


def route(installation, *arguments):
    return installation.run("route", *arguments, "--on", "2026-12-10")


def test_routes_come_as_a_table_with_what_must_be_asked_and_how_old_the_tables_are(stocked):
    done = route(stocked, "TBS", "YYZ", "--passport", "RU", "--visa", "CA:2026-12-01:2027-03-01:1")
    assert done.returncode == 0, done.stderr
    assert "TBS (GE) - IST (TR, airside) - YYZ (CA)" in done.stdout
    assert "ask: GE exit: It is not written down until when they may stay" in done.stdout
    assert "days old" in done.stdout and "no legal advice" in done.stdout
    assert " SVO " not in done.stdout and "(RU" not in done.stdout


def test_without_a_visa_there_is_no_lawful_route_and_the_rule_is_named(stocked):
    done = route(stocked, "TBS", "YYZ", "--passport", "RU", "--why")
    assert done.returncode == 1 and "No lawful route is known." in done.stdout
    assert "refused: CA entry: Holders of this passport need a visa." in done.stdout


def test_a_country_to_avoid_is_not_touched(stocked):
    done = route(stocked, "TBS", "YYZ", "--passport", "RU", "--visa", "CA", "--avoid", "TR")
    assert done.returncode == 0 and "(TR" not in done.stdout


def test_what_is_not_known_is_said(stocked):
    assert "QQQ is no airport" in route(stocked, "QQQ", "CA", "--passport", "RU").stderr
    assert "ZZ is no passport of the table" in route(stocked, "TBS", "CA", "--passport", "ZZ").stderr
    assert "as CA, CA:2026" in route(stocked, "TBS", "CA", "--passport", "RU", "--visa", "CA:soon").stderr


OFFERS = """from,to,carrier,departs,arrives,price,currency,seats,valid until,agent,offered on
TBS,IST,XX 17,2026-12-10 13:40,2026-12-10 15:10,412,GEL,,2099-01-01,Lighthouse Travel,2026-11-20
TBS,Istanbul,XX 18,2026-12-10 13:40,2026-12-10 15:10,99,EUR,,2099-01-01,,
IST,YYZ,XX 41,2026-12-10 18:00,2026-12-10 22:00,511,EUR,,2099-01-01,,
"""
CANADA = ("--passport", "RU", "--visa", "CA:2026-12-01:2027-03-01:1")


def test_offers_of_a_file_stand_at_their_own_price_and_wrong_lines_are_named(stocked, tmp_path):
    table = tmp_path / "agent.csv"
    table.write_text(OFFERS)
    rate = "GEL:EUR:0.34:2026-11-01:National Bank"
    done = route(stocked, "TBS", "YYZ", *CANADA, "--offers", str(table), "--rate", rate)
    assert done.returncode == 0, done.stderr
    assert "line 3: to: ISTANBUL is no airport's code" in done.stderr
    shown = done.stdout
    assert "TBS - IST: 412 GEL (about 141 €); XX 17 (offer, holds until 2099-01-01)" in shown
    assert "Lighthouse Travel, offered on 2026-11-20" in shown
    assert "rate 1 GEL = 0.34 EUR, 2026-11-01, National Bank" in shown
    assert "IST - YYZ: 511 EUR; XX 41" in shown and "agent.csv, offered on" in shown
    assert "  652 EUR" in shown and "not compared" not in shown


def test_an_offer_without_a_rate_is_named_and_compared_with_nothing(stocked, tmp_path):
    table = tmp_path / "agent.csv"
    table.write_text(OFFERS)
    shown = route(stocked, "TBS", "YYZ", *CANADA, "--offers", str(table)).stdout
    assert "not compared: no rate for GEL." in shown and "412 GEL" not in shown and "~" in shown


def test_an_offers_file_that_cannot_be_read_is_an_error_that_says_why(stocked, tmp_path):
    missing = route(stocked, "TBS", "YYZ", *CANADA, "--offers", str(tmp_path / "none.csv"))
    assert missing.returncode == 2 and "No such file" in missing.stderr
    bad = route(stocked, "TBS", "YYZ", *CANADA, "--rate", "GEL:EUR:cheap:2026-11-01")
    assert bad.returncode == 2 and "as GEL:EUR:0.3412" in bad.stderr
