"""``waystation receipt FILE``: whether a deletion receipt holds, and whether what it names is really gone here."""

import argparse
import sys
from pathlib import Path

HELP = "check a deletion receipt, and that what it names is gone from the database"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the receipt, a JSON file")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="write it there with all certificates so far")


def run(options: argparse.Namespace) -> int:
    from waystation.cli.checks import no_installation

    if missing := no_installation():
        return _fail(missing)
    from waystation.cli.setup import ready

    ready(migrate=False)
    import msgspec

    from waystation.casework.errors import CaseworkError
    from waystation.store.deleting import certificates, shredding

    try:
        given = certificates.read(options.file.read_bytes())
        completed = certificates.completed(given)
        found = certificates.checked(completed, certificates.node_public())
    except CaseworkError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{options.file}: {error.strerror}.")
    left = shredding.still_there(found.things)
    for table, count in left.items():
        found.bad.append(f"{count} rows are still in {table}.")
    if found.things and not left:
        found.good.append("Nothing that is certified as deleted is in the database.")
    for sentence in found.good:
        print(f"ok    {sentence}")
    for sentence in found.bad:
        print(f"bad:  {sentence}")
    if options.output:
        options.output.write_bytes(msgspec.json.format(msgspec.json.encode(completed), indent=1))
    return 1 if found.bad else 0


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
