"""``waystation backup FILE``: the database and the node's key in one sealed file, taken while the server runs; and what
lies at a door on the same host in another, ``FILE.door``, which lives for a week (``store/backups/doorcopy.py``)."""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

HELP = "write the database and the node's key into one sealed file"


def arguments(parser: argparse.ArgumentParser) -> None:
    from waystation.cli import passphrases

    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write; it must not exist")
    passphrases.argument(parser)


def run(options: argparse.Namespace) -> int:
    from waystation.cli.checks import no_installation

    if missing := no_installation():
        return _fail(missing)
    from waystation.cli.passphrases import NoPassphrase, from_stdin, may_be_shown
    from waystation.cli.setup import ready
    from waystation.store.backups import workplace
    from waystation.store.backups.sealedfile import SealedFileError

    if options.file.exists() or options.file.with_name(options.file.name + ".door").exists():
        return _fail(f"{options.file} is there already. Choose another name.")
    os.umask(0o077)
    ready(migrate=False)
    from django.conf import settings

    from waystation.circles import phrases

    for line in workplace.said(workplace.sweep(settings.HOME)):
        print(line)
    try:
        if options.passphrase_stdin:
            generated, passphrase = "", from_stdin()
        else:
            may_be_shown()
            generated = passphrase = phrases.new(6)
        said = write(options.file, passphrase) + write_door(options.file, passphrase)
    except (NoPassphrase, SealedFileError) as error:
        return _fail(f"{error} No backup was made.")
    except OSError as error:
        return _fail(f"{options.file} cannot be written: {error.strerror}. No backup was made.")
    print(said)
    if generated:
        print(f"\nPassphrase: {generated}\n\nWrite it on paper and keep it apart from the file. It is not shown again,")
        print("and without it the file is noise.")
    print("It opens no case: that takes the members' own passphrases. Keep it private all the same; see the manual.")
    return 0


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


@contextlib.contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """The name under which a backup is written until it is whole; sealed like it."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        yield unfinished
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def write(file: Path, passphrase: str) -> str:
    """Writes a backup under a temporary name and renames it when it is whole. Returns what was done, in words.

    Raises SealedFileError, OSError.
    """
    from django.conf import settings

    from waystation.store.backups import archive, workplace
    from waystation.store.deleting import erasing

    with workplace.folder(settings.HOME, "backup") as place, _unfinished(file) as unfinished:
        copy = place / archive.DATABASE
        manifest = _take(copy)
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            files = {archive.NODE_KEY: settings.HOME / "node.key", archive.DATABASE: copy}
            if (settings.HOME / erasing.LIST).is_file():
                files[erasing.LIST] = settings.HOME / erasing.LIST
            archive.pack(out, passphrase, manifest, files)
            out.flush()
            os.fsync(out.fileno())
        os.rename(unfinished, file)
    size = file.stat().st_size / (1 << 20)
    return f"{file}: {manifest.circles} circles, {manifest.envelopes} envelopes, {size:.1f} MiB. Sessions are left out."


def write_door(file: Path, passphrase: str) -> str:
    """The door's half, where its database is SQLite and here. Returns a sentence. Raises SealedFileError, OSError."""
    from django.conf import settings

    from waystation.store.backups import doorcopy, workplace
    from waystation.store.clock import minute

    live = doorcopy.path_of(settings.HOME, os.environ.get("DOOR_DATABASE_URL", ""))
    if live is None or not live.exists():
        return ""
    beside = file.with_name(file.name + doorcopy.END)
    with workplace.folder(settings.HOME, "door") as place, _unfinished(beside) as unfinished:
        copy = place / doorcopy.NAME
        letters = doorcopy.copy(live, copy)
        doorcopy.seal(copy, unfinished, passphrase, minute())
        os.rename(unfinished, beside)
    return f"\n{beside}: {letters} letters and answers of the door. Throw it away after {doorcopy.KEPT} days."


def _take(copy: Path):  # type: ignore[no-untyped-def]
    """Copies the database and says what the copy holds."""
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from waystation import __version__
    from waystation.store.backups import archive
    from waystation.store.clock import minute
    from waystation.store.models import Circle, Envelope

    if connection.vendor == "sqlite":
        archive.copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), copy)
    else:
        archive.dump_postgresql(os.environ["DATABASE_URL"], copy)
    migrations = sorted(name for app, name in MigrationRecorder(connection).applied_migrations() if app == "store")
    if not migrations:
        raise archive.NoDump("The database holds no tables. Run `waystation init`.")
    kind = archive.SQLITE if connection.vendor == "sqlite" else archive.POSTGRESQL
    return archive.Manifest(
        __version__, minute(), kind, migrations[-1], Circle.objects.count(), Envelope.objects.count()
    )
