"""A production server for one of the applications: several processes, nothing in its log but times and counts."""

import argparse
import importlib
import os
import resource


def arguments(parser: argparse.ArgumentParser, port: int) -> None:
    bind = f"127.0.0.1:{port}"
    parser.add_argument("--bind", default=bind, help=f"address and port (default {bind})")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2, help="processes (default: one a core)")


PATIENCE = 180  # seconds for a request of the members' pages: 25 MB of files over Tor at 2 Mbit/s, and their cleaning


def serve(bind: str, workers: int, wsgi: str, threads: int = 0) -> None:
    """Serves the application of this module until it is ended. Django must be ready. ``threads``: of each process; with
    none, it serves one request at a time, as the members' pages must, whose log-ins take 256 MiB each."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no memory on the disk
    from django.conf import settings as django_settings
    from gunicorn.app.base import BaseApplication

    django_settings.STATIC_ROOT.mkdir(exist_ok=True)

    class Server(BaseApplication):
        def load_config(self) -> None:
            settings = {
                "bind": bind,
                "workers": workers,
                "proc_name": "notes",  # what a process list shows
                "accesslog": None,
                "errorlog": "-",
                "loglevel": "warning",
                "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108 - heartbeat files
                "preload_app": True,
                "limit_request_line": 2048,
                "timeout": PATIENCE,
            }
            if threads:
                settings |= {"worker_class": "waystation.cli.patient.Patient", "threads": threads, "timeout": 30}
            for key, value in settings.items():
                self.cfg.set(key, value)

        def load(self) -> object:
            return importlib.import_module(wsgi).application

    print(f"Serving on http://{bind}/ with {workers} processes. Ctrl-C ends it.", flush=True)
    Server().run()
