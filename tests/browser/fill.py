"""Fills the installation in WAYSTATION_HOME with the cast, and with a scene of ``scenes`` if one is named; prints their
log-ins and what the scene tells its story as JSON. Run by ``visits``."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
sys.path += [str(HERE.parent), str(HERE.parent / "desk"), str(HERE)]
from waystation.cli.setup import ready  # noqa: E402

ready()
from cast import EVERYBODY, Alliance  # noqa: E402
from waystation.circles import phrases  # noqa: E402
from waystation.store import node  # noqa: E402
from waystation.store.members import logins  # noqa: E402

alliance = Alliance.founded()
node.change("languages", ["en", "ru", "ar"])
entries = {n: {"passphrase": phrases.new(6), "totp": logins.new_totp()} for n in EVERYBODY}


def prepared(name):
    content = logins.Content(alliance.secrets[name].seed, entries[name]["totp"])
    return name, logins.prepare(entries[name]["passphrase"], content)


with ThreadPoolExecutor(os.cpu_count()) as pool:
    made = dict(pool.map(prepared, entries))
directory = alliance.ruth.directory
for name in EVERYBODY:
    logins.store(name, made[name], directory.pseudonym(alliance.id(name)))
    entries[name]["id"] = alliance.id(name).hex()
scene = {}
if sys.argv[1:]:
    import scenes

    scene = getattr(scenes, sys.argv[1])(alliance)
print(json.dumps({"members": entries, "scene": scene}))
