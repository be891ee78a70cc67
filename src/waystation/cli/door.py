"""``waystation door``: the public pages, in a process of their own that can open nothing."""

import argparse
import os

from waystation.cli import serving

HELP = "serve the public door, where people in danger write and find answers"


def arguments(parser: argparse.ArgumentParser) -> None:
    serving.arguments(parser, 8001)


def run(options: argparse.Namespace) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "waystation.door.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", database="door", verbosity=0, interactive=False)
    connections.close_all()  # no worker may inherit one
    from waystation.cli.patient import THREADS

    serving.serve(options.bind, options.workers, "waystation.door.wsgi", THREADS)
    return 0
