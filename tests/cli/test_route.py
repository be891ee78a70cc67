"""``waystation route`` as somebody at a terminal meets it, on the public tables."""

import csv
import io

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
    assert "allowed: CA entry: A visa for CA is in hand" in done.stdout and " h, after a wait of 2:00 h" in done.stdout
    assert "ask: GE exit: It is not written down until when they may stay" in done.stdout
    assert "days old" in done.stdout and "no legal advice" in done.stdout
    assert " SVO " not in done.stdout and "(RU" not in done.stdout


def test_without_a_visa_there_is_no_lawful_route_and_the_rule_is_named(stocked):
    done = route(stocked, "TBS", "YYZ", "--passport", "RU", "--why")
    assert done.returncode == 1 and "No lawful route is known." in done.stdout
    assert "refused: CA entry: Holders of this passport need a visa." in done.stdout


def test_who_is_there_already_is_told_so_and_where_nothing_is_closed_that_is_said(stocked):
    there = route(stocked, "TBS", "TBS", "--passport", "RU")
    assert there.returncode == 0 and there.stdout == "They are there already.\n"
    free = route(stocked, "TBS", "IST", "--passport", "GE", "--home", "AM", "--why", "--legs", "1")
    assert "Closed by law:\nNone of the ways" in free.stdout and "[as published, 2026-02-17]" in free.stdout


def test_a_country_to_avoid_is_not_touched(stocked):
    done = route(stocked, "TBS", "YYZ", "--passport", "RU", "--visa", "CA", "--avoid", "TR")
    assert done.returncode == 0 and "(TR" not in done.stdout


def test_what_is_not_known_is_said(stocked):
    assert "FROM: 'QQQ' is no airport" in route(stocked, "QQQ", "CA", "--passport", "RU").stderr
    assert "AQ is no passport of the table" in route(stocked, "TBS", "CA", "--passport", "AQ").stderr
    assert "as CA, CA:2026" in route(stocked, "TBS", "CA", "--passport", "RU", "--visa", "CA:soon").stderr


@pytest.mark.parametrize(("option", "typed"), [
    ("--avoid", "TURKEY"), ("--avoid", "ZZ"), ("--avoid", "SCHENGEN"), ("--home", "Georgia"), ("--visa", "CANADA"),
    ("--passport", "ZZ"), ("--visa", "CA:2026-12-01:2027-03-01:0"), ("--visa", "CA:2027-03-01:2026-12-01"),
])  # fmt: skip
def test_a_name_that_is_no_code_is_an_error_that_names_the_option_since_it_would_close_nothing(stocked, option, typed):
    done = route(stocked, "TBS", "CA", "--passport", "RU", "--visa", "CA", option, typed)
    assert done.returncode == 2 and f"{option}: '{typed}'" in done.stderr and not done.stdout


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_of_a_day_far_away_nothing_can_be_known(stocked, tmp_path, day):
    done = stocked.run("route", "TBS", "CA", "--passport", "RU", "--on", day)
    assert done.returncode == 2 and f"--on: {day} is not between" in done.stderr and "Traceback" not in done.stderr
    many = asked(stocked, tmp_path, ALONE.replace("2026-12-07", day))
    assert many.returncode == 2 and f"line 2, column on: {day} is not between" in many.stderr


def test_a_day_that_is_over_is_said(stocked):
    done = stocked.run("route", "TBS", "YYZ", "--passport", "RU", "--visa", "CA", "--on", "2026-01-10")
    assert done.returncode == 0 and "--on: 2026-01-10 is over." in done.stderr


def test_codes_may_be_typed_small_and_a_visa_for_any_number_of_entries_says_any(stocked):
    small = route(stocked, "tbs", "ca", "--passport", "ru", "--visa", "ca:2026-12-01:2027-03-01:any", "--avoid", "tr")
    assert small.returncode == 0 and "(TR" not in small.stdout and "(CA)" in small.stdout
    assert "or any" in stocked.run("route", "--help").stdout


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


# -- many at once ------------------------------------------------------------------------------------------------------

HEAD = "name,passport,from,to,on,until,visas,valid until"
FAMILY = ("Quiet Heron,RU,TBS,CA,2026-12-07,2026-12-13,CA:2026-12-01:2027-03-01:1,2030-01-01",
          "Quiet Heron,BY,TBS,CA,2026-12-07,2026-12-13,CA:2026-12-01:2027-03-01:1,2030-01-01")  # fmt: skip
ALONE = "Amber Fox,RU,TBS,CA,2026-12-07,,,2030-01-01"


def asked(installation, tmp_path, *lines, options=()):
    questions = tmp_path / "questions.csv"
    questions.write_text("\n".join([HEAD, *lines]))
    return installation.run("routes", str(questions), *options)


def answers(done):
    return {row["name"]: row for row in csv.DictReader(io.StringIO(done.stdout))}


def test_households_of_a_file_are_answered_together_and_one_without_a_way_is_told_by_the_exit_code(stocked, tmp_path):
    done = asked(stocked, tmp_path, *FAMILY, ALONE)
    assert done.returncode == 1, done.stderr
    found = answers(done)
    assert list(found) == ["Quiet Heron", "Amber Fox"]
    assert found["Quiet Heron"]["answer"] == "ask" and found["Quiet Heron"]["way"].startswith("TBS ")
    assert found["Amber Fox"]["answer"] == "refused"
    assert "CA entry: Holders of this passport need a visa." in found["Amber Fox"]["to ask or refused"]
    assert "2 households: 0 with a way, 1 to be asked about, 1 without a lawful way." in done.stderr
    assert asked(stocked, tmp_path, *FAMILY).returncode == 0


def test_offers_count_for_households_whom_they_seat_and_answers_go_to_a_file(stocked, tmp_path):
    table, out = tmp_path / "agent.csv", tmp_path / "answers.csv"
    table.write_text(OFFERS.replace("IST,YYZ,XX 41", "TBS,YYZ,XX 41").replace("EUR,,", "EUR,1,"))
    options = ("--offers", str(table), "-o", str(out))
    one = FAMILY[0].replace("Quiet Heron", "Tall Cedar").replace("2026-12-07,2026-12-13", "2026-12-10,")
    done = asked(stocked, tmp_path, one, *FAMILY, options=options)
    assert done.returncode == 0, done.stderr
    found = {row["name"]: row for row in csv.DictReader(out.open())}
    assert (found["Tall Cedar"]["offers"], found["Quiet Heron"]["offers"]) == ("1", "0")
    assert found["Tall Cedar"]["way"] == "TBS YYZ" and "no rate for GEL" in done.stderr


@pytest.mark.parametrize(("line", "says"), [
    (ALONE.replace("RU", "Russia"), "line 2, column passport: 'Russia' is no country's code"),
    (ALONE.replace("2026-12-07", "soon"), "line 2, column on: 'soon' is no day"),
    (ALONE.replace(",,,", ",2027-12-07,,"), "line 2, column until"),
    (ALONE.replace("TBS", ""), "line 2, column from: '' is empty"),
    (ALONE.replace(",,,", ",,CA:soon,"), "line 2, column visas"),
    (ALONE.replace(",,,", ",,KANADA,"), "line 2, column visas: 'KANADA' is no country's code"),
    (ALONE.replace(",,,", ",,CA:2026-12-01:2027-03-01:0,"), "line 2, column visas: 'CA:2026-12-01:2027-03-01:0': ent"),
    (ALONE.replace("CA", "ZZ"), "line 2, column to: 'ZZ' is no airport's code"),
    (ALONE + ",x", "line 2: has 9 columns, the head has 8"),
])  # fmt: skip
def test_an_error_in_the_file_names_line_and_column(stocked, tmp_path, line, says):
    done = asked(stocked, tmp_path, line)
    assert done.returncode == 2 and says in done.stderr and not done.stdout


def test_a_country_to_avoid_that_is_none_is_an_error_for_a_file_too(stocked, tmp_path):
    done = asked(stocked, tmp_path, *FAMILY, options=("--avoid", "TURKEY"))
    assert done.returncode == 2 and "--avoid: 'TURKEY' is no country's code" in done.stderr and not done.stdout


def test_two_lines_of_one_household_that_do_not_agree_are_an_error(stocked, tmp_path):
    done = asked(stocked, tmp_path, FAMILY[0], FAMILY[1].replace("TBS", "EVN"))
    assert done.returncode == 2 and "line 3, column name: 'Quiet Heron' leaves from" in done.stderr
