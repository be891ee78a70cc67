"""What goes on in an installation while commands are run on it. Run as a program: a story's name, its arguments."""

import json
import sys
from itertools import count
from typing import Any


def alliance() -> dict[str, str]:
    """The cast's organisation with one case; every secret and the case's number."""
    from cast import Alliance

    founded = Alliance.founded()
    number = founded.case("Quiet Heron")
    founded.write("ilya", number, "needs", priority="emergency")
    return {"number": number.hex(), **{name: secret.seed.hex() for name, secret in founded.secrets.items()}}


def sessions() -> int:
    """Mara is logged in."""
    from django.conf import settings

    from cast import Alliance

    settings.ARGON2_MEMORY = 1024
    from waystation.store import logins
    from waystation.store.models import Session
    from waystation.store.sessions import start

    founded = Alliance.founded()
    secret = founded.secrets["mara"]
    made = logins.create("mara", "a b c d e f", logins.Content(secret.seed, logins.new_totp()), founded.mara.pseudonym)
    start(made, secret, 0, 0)
    return Session.objects.count()


def count_sessions() -> int:
    from waystation.store.models import Session

    return Session.objects.count()


def write_on(seed: str, number: str) -> None:
    """Writes into the case for ever, a line on standard output for each entry that was acknowledged."""
    from waystation.circles.secret import Secret
    from waystation.store import cases, keys

    opened = keys.unlock(Secret(bytes.fromhex(seed)))
    for n in count(1):
        circle = cases.ensure_part(cases.open_file(opened, bytes.fromhex(number)), "needs")
        cases.state(opened, circle, "needs", "", "", {"eligibility_reason": f"Line {n}"})
        print(n, flush=True)


def read(seed: str, number: str) -> dict[str, Any]:
    """What a member finds in the case."""
    from waystation.circles.secret import Secret
    from waystation.store import accesslog, cases, keys

    opened = keys.unlock(Secret(bytes.fromhex(seed)))
    file = cases.open_file(opened, bytes.fromhex(number))
    good, broken = accesslog.verify()
    return {
        "compartments": sorted(file.states),
        "priority": file.states["needs"].get("priority"),
        "reason": file.states["needs"].get("eligibility_reason"),
        "log": [good, broken is None],
    }


def cut_log() -> None:
    from waystation.store.models import LogLine

    LogLine.objects.filter(n=4).delete()


def alter_log() -> None:
    from waystation.store.models import LogLine

    row = LogLine.objects.get(n=3)
    LogLine.objects.filter(n=3).update(line=row.line[:-1] + bytes([row.line[-1] ^ 1]))


def set_clock_ahead() -> None:
    """Something arrived an hour from now."""
    from waystation.store.clock import micros
    from waystation.store.models import Circle

    Circle.objects.update(changed=micros() + 3600 * 1_000_000)


def change(key: str, value: str) -> None:
    from waystation.store import node

    node.change(key, json.loads(value))


def log_in(name: str, passphrase: str, totp: str) -> list[str]:
    """A whole log-in; the roles that it gives."""
    import pyotp

    from waystation.store import keys, logins, node

    unlocked = logins.unlock(name, passphrase, logins.Factor(pyotp.TOTP(totp).now()))
    opened = keys.unlock(unlocked.secret)
    return [*sorted(opened.roles), node.setting("cover_name"), str(node.setting("live"))]


if __name__ == "__main__":
    from waystation.cli.setup import ready

    ready()
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
