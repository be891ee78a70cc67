"""Machine-readable zones: the specimens of ICAO Doc 9303, and papers of invented people made by its rules."""

import datetime
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invented_papers import passport
from waystation.casework.errors import BadValue
from waystation.casework.verifying.mrz import differences, read

TODAY = datetime.date(2026, 11, 26)
SPECIMENS = {
    "TD3": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "TD1": "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    "TD2": "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    "MRVA": "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
    "MRVB": "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
}
UNKNOWN, EXPIRED = "The issuing country is not one that we know.", "It has expired."  # Utopia, long ago


@pytest.mark.parametrize("kind", SPECIMENS)
def test_the_specimens_of_the_standard_are_read(kind):
    zone = read(SPECIMENS[kind], TODAY)
    assert (zone.kind, zone.surname, zone.given, zone.sex) == (kind, "ERIKSSON", "ANNA MARIA", "F")
    assert set(zone.faults) == {UNKNOWN, EXPIRED} and zone.visa == kind.startswith("MRV")


def test_a_number_that_is_longer_than_its_field_goes_on_in_the_optional_data():
    zone = read("I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<", TODAY)
    assert zone.number == "D23145890734" and "The check digit of the number is wrong." not in zone.faults


def test_a_good_passport_has_no_fault():
    zone = read(passport(), TODAY)
    assert zone.faults == () and (zone.issuer, zone.number, zone.born) == (
        "RU",
        "750000001",
        datetime.date(1990, 4, 12),
    )
    assert read(passport(issuer="D<<"), TODAY).issuer == "DE"


@pytest.mark.parametrize(
    "mangle",
    [
        str.lower,
        lambda text: text.replace("\n", "\r\n\r\n"),
        lambda text: text.replace("\n", ""),
        lambda text: " ".join(text),
        lambda text: text.replace("<", "‹"),
    ],
)
def test_spaces_small_letters_lost_line_ends_and_other_brackets_are_forgiven(mangle):
    assert read(mangle(passport()), TODAY).faults == ()


LOWER = [at for at, letter in enumerate(passport()) if at > 44 and letter.isdigit()]


@given(st.sampled_from(LOWER), st.integers(1, 9))
def test_any_one_wrong_digit_in_the_lower_line_is_told(at, more):
    text = passport()
    digit = str((int(text[at]) + more) % 10)
    assert read(text[:at] + digit + text[at + 1 :], TODAY).faults


@pytest.mark.parametrize("text", ["", "hello", "P<RUS", "П<RUS" + "<" * 39 + "\n" + "1" * 44, "A" * 44, "\x00" * 88])
def test_what_is_no_zone_says_what_to_look_at(text):
    with pytest.raises(BadValue, match=r"zone|lines|characters"):
        read(text, TODAY)


@given(st.text(max_size=120))
def test_no_text_breaks_it(text):
    try:
        read(text, TODAY)
    except BadValue as error:
        assert str(error)


@given(st.sampled_from([30, 36, 44]), st.data())
def test_no_lines_of_the_right_length_break_it(width, data):
    alphabet = st.text(string.ascii_uppercase + string.digits + "<", min_size=width, max_size=width)
    lines = data.draw(st.lists(alphabet, min_size=2 + (width == 30), max_size=2 + (width == 30)))
    try:
        zone = read("\n".join(lines), TODAY)
        assert zone.born is None or zone.born <= TODAY
    except BadValue as error:
        assert str(error)


def test_expiry_and_differences_from_identity_are_told():
    assert EXPIRED in read(passport(expires="251125"), TODAY).faults
    zone = read(passport(surname="GEROEVA<IVANOVA", given="ANNA"), TODAY)
    assert differences(zone, "Anna Geroeva-Ivanova", "1990-04-12") == []
    assert differences(zone, "Геро́ева Анна", "1990-04-12") == ["The name is not the one in Identity."]
    assert differences(zone, "", "1991-04-12") == ["The birth date is not the one in Identity."]


def test_a_name_that_the_line_cut_agrees():
    zone = read(passport(surname="GEROEVA", given="KONSTANTINOPOLISSANDROVNANATALIAMARIA"), TODAY)
    assert differences(zone, "Konstantinopolissandrovnanataliamaria Geroeva", "") == []
