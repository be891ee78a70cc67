"""Fills the installation in WAYSTATION_HOME with the cast and prints their log-ins as JSON. Run by ``conftest``."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from waystation.cli.setup import ready

ready()
from cast import EVERYBODY, Alliance  # noqa: E402
from waystation.circles import phrases  # noqa: E402
from waystation.store import logins, node  # noqa: E402

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
print(json.dumps(entries))
