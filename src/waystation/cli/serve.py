"""``waystation serve``: the production server, several processes, nothing written to its log but times and counts."""

import argparse
import os
import resource

HELP = "serve the pages with a production server"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port (default 127.0.0.1:8000)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2, help="processes (default: one a core)")


def run(options: argparse.Namespace) -> int:
    from waystation.cli.setup import ready

    ready()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no memory on the disk
    from django.conf import settings as django_settings
    from gunicorn.app.base import BaseApplication

    django_settings.STATIC_ROOT.mkdir(exist_ok=True)

    class Server(BaseApplication):
        def load_config(self) -> None:
            settings = {
                "bind": options.bind,
                "workers": options.workers,
                "proc_name": "notes",  # what a process list shows
                "accesslog": None,
                "errorlog": "-",
                "loglevel": "warning",
                "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108 - heartbeat files
                "preload_app": True,
                "limit_request_line": 2048,
            }
            for key, value in settings.items():
                self.cfg.set(key, value)

        def load(self) -> object:
            from waystation.desk.wsgi import application

            return application

    print(f"Serving on http://{options.bind}/ with {options.workers} processes. Ctrl-C ends it.", flush=True)
    Server().run()
    return 0
