"""Fills the installation in WAYSTATION_HOME with a few of the demonstration's cases and prints each member's cookie."""

import json
import os
from base64 import urlsafe_b64encode
from pathlib import Path

from waystation.cli.setup import ready

ready()
from django.conf import settings  # noqa: E402

from waystation.cli import cohort  # noqa: E402
from waystation.cli.demofill import Filling  # noqa: E402
from waystation.store.members import logins, sessions  # noqa: E402

settings.ARGON2_MEMORY = 1024  # nobody logs in here: the sessions are begun below
home = Path(os.environ["WAYSTATION_HOME"])
filling = Filling(home, lambda *_: None, cohort.few_of_each(cohort.plan(), 1))
filling.everything()
cookies = {}
for name, secret in filling.secrets.items():
    login = logins.Login.objects.get(handle=logins.handle(name))
    cookies[name] = urlsafe_b64encode(sessions.start(login, secret, 0, 0)).decode()
print(json.dumps({"members": cookies, "scene": None}))
