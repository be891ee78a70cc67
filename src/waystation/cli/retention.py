"""``waystation retention``: deletes what is due, for a timer. It sees ids and days, and needs nobody's key."""

import argparse
import json
import sys

HELP = "delete what is due by its days of retention (for a timer)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry", action="store_true", help="say what would be deleted, and delete nothing")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    from waystation.cli.checks import no_installation

    if missing := no_installation():
        print(missing, file=sys.stderr)
        return 1
    from waystation.cli.setup import ready

    ready(migrate=False)
    from django.conf import settings

    from waystation.door import mailboxes
    from waystation.store.backups import workplace
    from waystation.store.clock import minute
    from waystation.store.deleting import shredding
    from waystation.store.models import Shred

    due = Shred.objects.filter(at__lte=minute()).count()
    waiting = Shred.objects.filter(at__gt=minute()).count()
    made = [] if options.dry else shredding.run(minute(), mailboxes.delete)
    rest = "" if options.dry else shredding.compact()
    swept = [] if options.dry else workplace.sweep(settings.HOME)
    if options.json:
        print(json.dumps({"due": due, "waiting": waiting, "certificates": [c.id.hex() for c in made], "note": rest,
                          "swept": swept}))  # fmt: skip
        return 0
    what = "would be deleted" if options.dry else "deleted"
    print(f"Parts of cases {what}: {due}. Waiting for their day: {waiting}.")
    for certificate in made:
        print(f"Certificate {certificate.id.hex()}")
    for line in [rest, *workplace.said(swept)]:
        if line:
            print(line)
    return 0
