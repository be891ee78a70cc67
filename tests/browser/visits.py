"""A real installation served on loopback, and its members in browser contexts of their own."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyotp
from playwright.sync_api import Browser, BrowserContext, Page

HERE = Path(__file__).parent


class Installation:
    """A node in a folder of its own, with its members' log-ins. ``scene``: what stands in it before anybody looks, by
    its name in ``scenes``; ``fill``: the script that fills it."""

    def __init__(self, home: Path, scene: str = "", fill: str = "fill.py"):
        self.home = home
        self.temp = home / "tmp"
        self.temp.mkdir(parents=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = os.environ | {
            "WAYSTATION_HOME": str(home / "node"),
            "TMPDIR": str(self.temp),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.env.pop("DATABASE_URL", None)
        command = [sys.executable, str(HERE / fill), *([scene] if scene else [])]
        filled = subprocess.run(command, env=self.env, capture_output=True, text=True)
        assert filled.returncode == 0, filled.stderr
        found = json.loads(filled.stdout)
        self.members, self.scene = found["members"], found["scene"]
        self.cookies: dict[str, list] = {}
        self.codes: dict[str, str] = {}  # the last of each
        self.log = (home / "server.log").open("wb")
        command = [sys.executable, "-m", "waystation", "serve", "--bind", f"127.0.0.1:{self.port}", "--workers", "2"]
        self.process = subprocess.Popen(command, env=self.env, stdout=self.log, stderr=self.log)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def code(self, name: str) -> str:
        """A code that the node takes: not used before, since it is refused then, and good until Argon2id is done."""
        left, code = 30 - time.time() % 30, pyotp.TOTP(self.members[name]["totp"])
        if left < 2 or self.codes.get(name) == code.now():
            time.sleep(left)
        self.codes[name] = code.now()
        return self.codes[name]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


def settle(page: Page) -> None:
    """Lets a click return when the page that it led to is there in whole: what is read next must not be half of it."""
    pressed = page.click

    def click(selector: str, **options) -> None:
        pressed(selector, **options)
        page.wait_for_load_state()

    page.click = click


class Visitors:
    """Each member in a browser context of their own."""

    def __init__(self, browser: Browser, installation: Installation, **options):
        self.browser, self.installation, self.options = browser, installation, options
        self.contexts: dict[str, BrowserContext] = {}
        self.pages: dict[str, Page] = {}

    def __call__(self, name: str) -> Page:
        if name not in self.pages:
            context = self.browser.new_context(base_url=self.installation.url, **self.options)
            self.contexts[name] = context
            page = self.pages[name] = context.new_page()
            page.set_default_timeout(15_000)
            settle(page)
            if name in self.installation.cookies:  # a second code within half a minute would be refused, rightly
                context.add_cookies(self.installation.cookies[name])
                return page
            page.goto("/enter")
            member = self.installation.members[name]
            page.fill("#name", name)
            page.fill("#passphrase", member["passphrase"])
            page.fill("#code", self.installation.code(name))
            page.click("main form button")
            page.wait_for_url(lambda url: "/enter" not in url)
            self.installation.cookies[name] = context.cookies()
        return self.pages[name]

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()
