"""``waystation serve``: the pages of those who work here, and beside them the process that raises alarms."""

import argparse
import os

from waystation.cli import beside, serving

HELP = "serve the pages with a production server"


def arguments(parser: argparse.ArgumentParser) -> None:
    serving.arguments(parser, 8000)
    parser.add_argument("--no-alarms", action="store_true", help="do not start `waystation alarms` beside it")


def run(options: argparse.Namespace) -> int:
    from waystation.cli.setup import ready

    ready()
    if options.no_alarms:
        serving.serve(options.bind, options.workers, "waystation.desk.wsgi")
        return 0
    with beside.kept_running("alarms", "--beside", str(os.getpid())):
        serving.serve(options.bind, options.workers, "waystation.desk.wsgi")
    return 0
