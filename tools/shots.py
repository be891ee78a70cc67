#!/usr/bin/env python3
"""Takes the README's pictures from the demonstration: fills one in a temporary folder, serves it, looks at it.

    .venv/bin/python tools/shots.py          write docs/pictures/*.png, those of SHOTS
    .venv/bin/python tools/shots.py --keep FOLDER    the same from a demonstration that is there already

Everybody on the pictures is invented. The demonstration's log-ins are read from its own folder and are good nowhere
else.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
MOST_BYTES = 1_500_000  # of all pictures together: they travel with every checkout


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, at what, through which window. ``click``: a link on the page to follow first."""

    name: str
    who: str
    path: str
    width: int = 1200
    height: int = 800
    dark: bool = False
    click: str = ""


SHOTS = (
    Shot("today", "ilya", "/today"),
    Shot("road", "ilya", "/road", height=640),
    Shot("case", "noor", "/cases?stage=S3", height=1000, click="#rows a"),
    Shot("phone", "dina", "/cases", width=400, height=800, click="#rows a"),
    Shot("dark", "tomas", "/cases", dark=True),
    Shot("beds", "ilya", "/houses/chart"),
    Shot("timeline", "tomas", "/timeline"),
    Shot("map", "sam", "/journeys"),
    Shot("tonight", "dina", "/tonight", width=400),
)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serves a filled demonstration on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"127.0.0.1:{port}"
    server = _waystation(home, "serve", "--bind", address, "--workers", "1")
    try:
        _wait(f"http://{address}/enter")
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(20)


def _waystation(home: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"WAYSTATION_HOME": str(home)}
    return subprocess.Popen([sys.executable, "-m", "waystation", *arguments], env=environment)  # noqa: S603


def _wait(url: str) -> None:
    for _try in range(120):
        with suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(url, timeout=2):  # noqa: S310
            return
        time.sleep(0.25)
    raise SystemExit("The server did not answer within half a minute.")


def log_in(page: Page, base: str, entry: dict[str, str]) -> None:
    """Logs in, once for each person: a code is good only once."""
    page.goto(f"{base}/enter")
    page.fill("#name", entry["name"])
    page.fill("#passphrase", entry["passphrase"])
    page.fill("#code", pyotp.TOTP(entry["totp"]).now())
    page.click("main form button")
    page.wait_for_load_state()
    if page.url.endswith("/enter"):
        raise SystemExit(f"{entry['name']} could not log in.")


def take(browser: Browser, base: str, shot: Shot, entry: dict[str, str], sessions: dict[str, Any]) -> Path:
    """Takes one picture and returns where it lies. ``sessions`` holds the cookies of those who have logged in."""
    window: Any = {"width": shot.width, "height": shot.height}
    scheme: Any = "dark" if shot.dark else "light"
    session = sessions.get(shot.who)
    context = browser.new_context(viewport=window, color_scheme=scheme, locale="en-GB", storage_state=session)
    page = context.new_page()
    if session is None:
        log_in(page, base, entry)
        sessions[shot.who] = context.storage_state()
    page.goto(base + shot.path)
    if shot.click:
        page.click(f"{shot.click} >> nth=0")
    page.wait_for_load_state()
    path = PICTURES / f"{shot.name}.png"
    page.screenshot(path=path)
    context.close()
    _smaller(path)
    return path


def _smaller(path: Path) -> None:
    """Fewer colours, where Pillow is at hand."""
    try:
        from PIL import Image
    except ImportError:
        return
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)


def pictures(home: Path) -> list[Path]:
    entries = {e["name"]: e for e in json.loads((home / "log-ins.json").read_text())}
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        raise SystemExit("Chromium is needed: tools/browser installs it.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with served(home) as base, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=list(FLAGS))
        sessions: dict[str, Any] = {}
        made = [take(browser, base, shot, entries[shot.who], sessions) for shot in SHOTS]
        browser.close()
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description="the README's pictures, from the demonstration")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="a filled demonstration's folder, to spare filling")
    options = parser.parse_args()
    if options.keep:
        made = pictures(options.keep.resolve())
    else:
        with tempfile.TemporaryDirectory(prefix="waystation-shots-") as folder:
            home = Path(folder) / "demo"
            if _waystation(home, "demo", "--no-serve").wait():
                return 1
            made = pictures(home)
    total = sum(path.stat().st_size for path in made)
    print(f"{len(made)} pictures, {total // 1000} KB")
    return int(total > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
