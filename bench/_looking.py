"""A fresh installation, filled by whoever measures, and one of its members before its pages.

ilya = Looking("ilya", lambda filling: fill(filling, 1000))
ilya.made, ilya.first            # seconds of filling, and of the first overview
ilya.page("/plan")               # its bytes
ilya.times("/plan", 5)           # each with a database opened anew, as the server does
"""

import os
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _common import Times, timed


class Looking:
    """In the folder that WAYSTATION_HOME names, which must be empty."""

    def __init__(self, name: str, fill: Callable[[Any], None]):
        from waystation.cli.setup import ready

        ready()
        from django.db import connections
        from django.test import Client

        from waystation.cli.demofill import Filling
        from waystation.store import node
        from waystation.store.lists import index
        from waystation.store.members import logins, sessions
        from waystation.store.models import Login
        from waystation.store.sealed import keys

        home = Path(os.environ["WAYSTATION_HOME"])
        (home / "static").mkdir(exist_ok=True)
        filling = Filling(home, lambda *_: None)
        filling.organisation()
        node.change("live", True)
        self.fresh = connections.close_all
        self.made = _seconds(lambda: fill(filling))
        self.keys = keys.unlock(filling.secrets[name])
        self.first = _seconds(lambda: index.overview(self.keys))
        content = logins.Content(self.keys.secret.seed, logins.new_totp())
        logins.create(name, "six invented words", content, self.keys.pseudonym)
        self.client = Client(headers={"host": "127.0.0.1"})
        cookie = sessions.start(Login.objects.get(), self.keys.secret, 0, 0)
        self.client.cookies["key"] = urlsafe_b64encode(cookie).decode()

    def page(self, path: str) -> bytes:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return bytes(answer.content)

    def times(self, path: str, repeats: int) -> Times:
        return timed(lambda: self.page(path), repeats, self.fresh)


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
