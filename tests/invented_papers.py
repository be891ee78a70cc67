"""Papers of invented people, made by the rules of ICAO Doc 9303."""

from waystation.casework.verifying.mrz import check_digit


def passport(issuer="RUS", surname="GEROEVA", given="ANNA", number="750000001", born="900412", expires="310412"):
    first = f"P<{issuer}{surname}<<{given}".ljust(44, "<")[:44]
    whole = [number + str(check_digit(number)), born + str(check_digit(born)), expires + str(check_digit(expires))]
    optional = "<" * 14
    second = f"{whole[0]}{issuer}{whole[1]}F{whole[2]}{optional}0"
    return first + "\n" + second + str(check_digit(whole[0] + whole[1] + whole[2] + optional + "0"))
