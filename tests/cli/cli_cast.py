"""Runs ``waystation`` as a person would: another process, a home of its own, what it printed."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PASSPHRASE = "heron birch lantern quiet harbour stone"


@dataclass
class Installation:
    """One home folder and the commands run in it."""

    home: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        found = {k: v for k, v in os.environ.items() if not k.startswith(("WAYSTATION_", "DATABASE_", "DJANGO_"))}
        paths = f"{HERE}:{HERE.parent}:{HERE.parent.parent / 'src'}"
        found |= {"WAYSTATION_HOME": str(self.home), "PYTHONPATH": paths, "PYTHONUNBUFFERED": "1"}
        return found | ({"DATABASE_URL": self.database} if self.database else {})

    def run(
        self, *arguments: str, stdin: str = "", quick: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """``waystation`` with these arguments; ``quick``: with a quick Argon2id for backups."""
        program = [str(HERE / "cli_quick.py")] if quick else ["-m", "waystation"]
        command = [sys.executable, *program, *map(str, arguments)]
        return subprocess.run(
            command, input=stdin, capture_output=True, text=True, env=self.environment | environment, timeout=60
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "waystation", *map(str, arguments)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=self.environment)

    def story(self, name: str, *arguments: str) -> Any:
        """A function of ``cli_stories`` run in this home; what it returns."""
        command = [sys.executable, str(HERE / "cli_stories.py"), name, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start_story(self, name: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(HERE / "cli_stories.py"), name, *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=self.environment)

    def files(self) -> dict[str, bytes]:
        """Everything in the home, to tell whether anything was touched."""
        if not self.home.exists():
            return {}
        return {str(p.relative_to(self.home)): p.read_bytes() for p in self.home.rglob("*") if p.is_file()}
