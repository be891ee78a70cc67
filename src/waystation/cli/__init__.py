"""The command ``waystation``. One module a subcommand, each with HELP, ``arguments`` and ``run``."""

import argparse
import importlib
import sys

COMMANDS = (
    "init", "serve", "door", "fetch", "alarms", "mail", "notices", "retention", "receipt", "import", "route", "routes",
    "plan", "solver", "simulate", "demo", "backup", "restore", "doctor", "log",
)  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Runs a subcommand and returns its exit code."""
    parser = argparse.ArgumentParser(prog="waystation", description="Carries people to safety, sealed by keys.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    modules = {}
    for command in COMMANDS:
        modules[command] = importlib.import_module(f"waystation.cli.{command}")
        sub = subparsers.add_parser(command, help=modules[command].HELP, description=modules[command].HELP)
        modules[command].arguments(sub)
    options = parser.parse_args(argv)
    try:
        return modules[options.command].run(options)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
