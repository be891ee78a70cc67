"""``waystation serve``: the pages of those who work here."""

import argparse

from waystation.cli import serving

HELP = "serve the pages with a production server"


def arguments(parser: argparse.ArgumentParser) -> None:
    serving.arguments(parser, 8000)


def run(options: argparse.Namespace) -> int:
    from waystation.cli.setup import ready

    ready()
    serving.serve(options.bind, options.workers, "waystation.desk.wsgi")
    return 0
