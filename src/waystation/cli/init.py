"""``waystation init``: founds the organisation with its first two stewards, each with a log-in of their own.

Passphrases and codes are shown on the terminal and typed back; they are never read from the answers' file, a command
line or the environment, and nothing is stored before both stewards have typed theirs.
"""

import argparse
import os
import sys
import tomllib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from waystation.cli.asking import Interrupted, ask, kept_by_a_file, wipe

HELP = "found the organisation with its first two stewards"
ORDINALS = ("first", "second")
NOTHING = "Nothing was founded: run `waystation init` again."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--answers",
        type=Path,
        metavar="FILE",
        help="answers that are no secrets, as TOML: organisation, cover_name, stewards, log_ins, teams",
    )


class BadAnswers(Exception):
    """An answers' file that cannot be used. Its text says why."""


def run(options: argparse.Namespace) -> int:
    if kept_by_a_file():
        return _fail("The passphrases are shown here once: do not send this command's output to a file.")
    os.umask(0o077)
    try:
        answers = _read(options.answers) if options.answers else {}
    except BadAnswers as error:
        return _fail(str(error))
    from waystation.cli.setup import ready

    ready()
    from waystation.store import node
    from waystation.store.members import logins
    from waystation.store.members.founding import NotReady, establish
    from waystation.store.members.organisation import AlreadyFounded

    if node.directory_id():
        return _fail("This installation was founded before. Enrol further members on the page Members.")
    try:
        plan = _plan(answers)
        stewards = tuple(_steward(n, called, name) for n, (called, name) in enumerate(plan["stewards"]))
        establish(plan["organisation"], plan["cover_name"], stewards, plan["teams"])
    except (Interrupted, KeyboardInterrupt):
        print(f"\nInterrupted. {NOTHING}", file=sys.stderr)
        return 130
    except BadAnswers as error:
        return _fail(str(error))
    except (AlreadyFounded, NotReady, logins.NameTaken) as error:
        return _fail(f"{error}: {NOTHING}")
    print(f"{plan['organisation']} is founded, with two stewards and a team for each role. Next:")
    print("  waystation doctor   looks whether the machine is fit for it")
    print("  waystation serve    serves the pages; the stewards enrol everybody else under Members")
    return 0


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _read(path: Path) -> dict[str, Any]:
    """Raises BadAnswers."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadAnswers(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadAnswers(f"{path} is not TOML: {error}.") from error
    unknown = sorted(found.keys() - {"organisation", "cover_name", "stewards", "log_ins", "teams"})
    if unknown:
        raise BadAnswers(f"{path}: nobody asks for {', '.join(unknown)}. Passphrases and codes are always typed.")
    for key in ("stewards", "log_ins"):
        pair = found.get(key, ["", ""])
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(item, str) for item in pair)):
            raise BadAnswers(f"{path}: {key} are two names, one for each steward.")
    if not isinstance(found.get("teams", {}), dict):
        raise BadAnswers(f"{path}: teams is a table of roles, each with 1 or 2.")
    return found


def _plan(answers: dict[str, Any]) -> dict[str, Any]:
    """What is asked before anybody's secrets: names, and who holds which team at first. Raises BadAnswers."""
    from waystation.casework.roles import ROLES
    from waystation.store import node
    from waystation.store.members.founding import team_roles

    print("This founds an organisation with two stewards, who enrol everybody else. Both must be here.\n")
    organisation = _answer(answers.get("organisation"), "Name of the organisation", _named)
    print("The cover name stands on every page and tab. It should say nothing of what this is.")
    cover = _answer(answers.get("cover_name"), "Cover name", _named, node.DEFAULTS["cover_name"])
    called: list[str] = []
    names: list[str] = []
    for n in range(2):
        given, log_in = (answers.get(key, [None, None])[n] for key in ("stewards", "log_ins"))
        called.append(_answer(given, f"Name of the {ORDINALS[n]} steward", lambda a: _other(a, called)))
        default = called[n].split()[0].casefold()
        names.append(_answer(log_in, f"{called[n]}'s log-in name", lambda a: _other(a, names), default))
    print(f"\nEach team's first member opens what the team is granted. 1 is {called[0]}, 2 is {called[1]}.")
    given_teams = {role: "1" for role in team_roles()} | answers.get("teams", {}) if answers else {}
    if unknown := sorted(given_teams.keys() - set(team_roles())):
        raise BadAnswers(f"There is no team of {', '.join(unknown)}; there are {', '.join(team_roles())}.")
    teams = {}
    for role in team_roles():
        choice = _answer(given_teams.get(role), f"{ROLES[role].team}: held at first by", _one_or_two, "1")
        teams[role] = int(choice) - 1
    return {"organisation": organisation, "cover_name": cover, "stewards": list(zip(called, names, strict=True)),
            "teams": teams}  # fmt: skip


def _answer(given: Any, question: str, check: Callable[[str], str], default: str = "") -> str:
    """What the answers' file says, or what is typed. Raises BadAnswers, Interrupted."""
    if given is None:
        return ask(question, default, check)
    if wrong := check(str(given)):
        raise BadAnswers(f"{question}: {given!r} will not do. {wrong}")
    return str(given)


def _other(answer: str, taken: list[str]) -> str:
    same = answer.casefold() in [name.casefold() for name in taken]
    return "There must be two stewards, with different names." if same else _named(answer)


def _named(answer: str) -> str:
    return "" if 2 <= len(answer) <= 60 else "It needs 2 to 60 characters."


def _one_or_two(answer: str) -> str:
    return "" if answer in ("1", "2") else "Type 1 or 2."


def _steward(n: int, called: str, log_in: str) -> Any:
    """Shows a steward their passphrase and second factor, lets them type both back, and prepares their login."""
    from waystation.circles import phrases
    from waystation.circles.secret import Secret
    from waystation.store.members import logins
    from waystation.store.members.founding import Steward

    secret, passphrase, totp = Secret.new(), phrases.new(6), logins.new_totp()
    wipe()
    print(f"\n{called}: this is for your eyes only. Nobody else should see the screen now.\n")
    print(f"Passphrase: {passphrase}\nWrite it on paper or learn it. It is not stored, and nobody can show it again.\n")
    ask("Type the passphrase", check=lambda typed: _typed(phrases.normal(typed), passphrase))
    _show_second_factor(totp)
    ask("Type the six digits that the app shows", check=lambda typed: _code(totp, typed))
    prepared = logins.prepare(passphrase, logins.Content(secret.seed, totp))
    wipe()
    print(f"{called} can log in.")
    return Steward(called, log_in, secret, prepared)


def _typed(typed: str, passphrase: str) -> str:
    return "" if typed == passphrase else "That is not what is shown. Type the six words, with spaces between them."


def _code(totp: str, typed: str) -> str:
    import pyotp

    right = pyotp.TOTP(totp).verify(typed.replace(" ", ""), valid_window=1)
    return "" if right else "That is not the code of this moment. Is the phone's clock right?"


def _show_second_factor(totp: str) -> None:
    import pyotp
    import segno

    uri = pyotp.TOTP(totp).provisioning_uri(name="member", issuer_name="Notes")
    print("\nAdd this to an authenticator app:")
    with suppress(UnicodeEncodeError):  # a terminal without block characters shows the text below all the same
        segno.make(uri).terminal(out=sys.stdout, compact=True)
    print(f"Key: {' '.join(totp[i : i + 4] for i in range(0, len(totp), 4))}\n{uri}\n")
