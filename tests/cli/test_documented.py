"""Whatever can be typed or set stands in the manual."""

import argparse
import importlib
import re
from pathlib import Path

import pytest

from waystation.cli import COMMANDS
from waystation.store import node

ROOT = Path(__file__).parent.parent.parent
MANUAL = (ROOT / "docs" / "install-and-run.md").read_text("utf-8")
SOURCE = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
FROM_ELSEWHERE = {"DJANGO_SETTINGS_MODULE"}  # Django's own


def section(command):
    """What the manual says under a command's heading."""
    found = re.search(rf"^### `waystation {command}\b.*?(?=^##)", MANUAL, re.MULTILINE | re.DOTALL)
    assert found, f"docs/install-and-run.md has no heading for `waystation {command}`"
    return found[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_each_of_its_options_is_explained(command):
    parser = argparse.ArgumentParser(add_help=False)
    importlib.import_module(f"waystation.cli.{command}").arguments(parser)
    told = section(command)
    for action in parser._actions:
        for name in action.option_strings or [action.metavar or action.dest]:
            assert f"`{name}" in told or f" {name}`" in told, f"{name} of waystation {command}"


@pytest.mark.parametrize(
    "variable", sorted(set(re.findall(r"environ(?:\.get\(|\[)[\"'](\w+)", SOURCE)) - FROM_ELSEWHERE)
)
def test_every_environment_variable_is_explained(variable):
    assert f"| `{variable}` |" in MANUAL


@pytest.mark.parametrize("key", sorted(node.DEFAULTS))
def test_every_setting_of_the_node_is_explained(key):
    assert f"| `{key}` |" in MANUAL


def test_the_manual_names_no_command_that_does_not_exist():
    assert set(re.findall(r"`waystation ([a-z]+)", MANUAL)) <= set(COMMANDS)
