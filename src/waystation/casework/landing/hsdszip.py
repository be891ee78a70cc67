"""The tabular form of HSDS 3: CSV files and ``datapackage.json`` in a zip file, read as if it were sent by an enemy.

    content = write(services)           # bytes of the zip file
    tables = read(content, faults)      # {"service": [rows]}; what is wrong is added to ``faults``

Nothing is written to a disk, and no size that the file states of itself is believed: content is counted while it comes
out, and reading ends at the limit. Only UTF-8 is read, since guessing an encoding turns names into others.
"""

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from waystation.casework.fields import LONG_LIMIT
from waystation.casework.landing.hsdsrows import Fault
from waystation.casework.landing.hsdstables import FILES, NEEDED, Tables, flat
from waystation.casework.words import _

MAGIC = b"PK\x03\x04"
DESCRIPTOR = "datapackage.json"
MOST_FILES = 100  # the specification has 24 tables
MOST_OUT = 20 << 20  # bytes that come out of a file in all: four times what may go in, as such tables are compressed
MOST_ROWS = 20_000  # of all tables: 500 services with forty lines each
MOST_COLUMNS = 60  # the longest table of the specification has 23; so many rows of so many cells take 90 MB at most
CHUNK = 1 << 16
DELIMITERS = (",", ";", "\t")
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that zlib undoes, whose output can be stopped at any byte


class _Stop(Exception):
    """Reading ends here; the fault is noted."""


def read(content: bytes, faults: list[Fault]) -> Tables:
    """The tables of a zip file; none where it cannot be read at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _tables(_Archive(archive, faults), faults)
    except _Stop:
        return {}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        faults.append(Fault("$", _("This zip file is damaged.")))
        return {}


class _Archive:
    """The files of an archive by their own names, wherever they lie in it."""

    def __init__(self, archive: zipfile.ZipFile, faults: list[Fault]):
        self.archive, self.faults, self.left = archive, faults, MOST_OUT
        self.files: dict[str, zipfile.ZipInfo] = {}
        infos = [i for i in archive.infolist() if not i.is_dir() and not i.filename.startswith("__MACOSX/")]
        if len(infos) > MOST_FILES:
            self.stop("$", _("There are too many files in this zip file."))
        for info in infos:
            name = info.filename.replace("\\", "/").rsplit("/", 1)[-1]
            if name in self.files:
                self.stop(_shown(name), _("Two files have this name."))
            self.files[name] = info

    def stop(self, path: str, sentence: str) -> None:
        self.faults.append(Fault(path, sentence))
        raise _Stop

    def text(self, name: str) -> str:
        """A file as text. Ends reading where more comes out than may, whatever its header says."""
        info, parts = self.files[name], []
        if info.flag_bits & 1 or info.compress_type not in PACKED:
            self.stop(_shown(name), _("This file is encrypted, or packed in an unusual way. Pack it again."))
        try:
            with self.archive.open(info) as stream:
                while chunk := stream.read(min(CHUNK, self.left + 1)):
                    self.left -= len(chunk)
                    if self.left < 0:
                        self.stop(_shown(name), _("More comes out of this zip file than a directory can have."))
                    parts.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            self.stop(_shown(name), _("This zip file is damaged."))
        try:
            return b"".join(parts).decode("utf-8-sig")
        except UnicodeDecodeError:
            self.stop(_shown(name), _("This file is not in UTF-8. Save it as UTF-8 and try again."))
            raise


def _shown(name: str) -> str:
    """A file's name as far as it is one of ours: a name from outside is not repeated."""
    return name if name in (*FILES.values(), DESCRIPTOR) else "*.csv"


def _tables(archive: _Archive, faults: list[Fault]) -> Tables:
    if not archive.files:
        archive.stop("$", _("There is no file in this zip file."))
    where, found, left = _described(archive), {}, MOST_ROWS
    for table, path in FILES.items():
        name, delimiter = where.get(table) or (path if path in archive.files else f"{table}s.csv", ",")
        if name not in archive.files and f"{table}.csv" in archive.files:
            name = f"{table}.csv"
        if name in archive.files:
            rows = list(_rows(archive, table, name, delimiter, left))
            found[table], left = rows, left - len(rows)
    if "service" not in found:
        faults.append(Fault(FILES["service"], _("This table is missing.")))
    return found


def _described(archive: _Archive) -> dict[str, tuple[str, str]]:
    """File and delimiter of each table, as ``datapackage.json`` tells; nothing where there is none."""
    if DESCRIPTOR not in archive.files:
        return {}
    try:
        resources = json.loads(archive.text(DESCRIPTOR))["resources"]
        found = {}
        for one in resources:
            name, delimiter = str(one["path"]).rsplit("/", 1)[-1], (one.get("dialect") or {}).get("delimiter", ",")
            if delimiter not in DELIMITERS:
                raise ValueError
            found[str(one["name"])] = (name, delimiter)
        return found
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        archive.stop(DESCRIPTOR, _("This does not describe tables: see the Tabular Data Package specification."))
        raise


def _rows(archive: _Archive, table: str, name: str, delimiter: str, left: int) -> Iterator[dict[str, str]]:
    """The rows of one table. Ends reading at the first fault in it."""
    shown, text = FILES[table], archive.text(name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        heads = [head.strip() for head in next(reader, [])]
        _check_heads(archive, table, heads)
        for n, cells in enumerate(reader, 1):
            if not any(cells):
                continue
            if n > left:
                archive.stop(shown, _("There are too many lines in these tables."))
            if len(cells) > len(heads):
                archive.stop(f"{shown}[{n}]", _("This line has more cells than there are headings."))
            if any(len(cell) > LONG_LIMIT for cell in cells):
                archive.stop(f"{shown}[{n}]", _("A cell of this line is too long."))
            yield {head: cell for head, cell in zip(heads, cells, strict=False) if cell}
    except csv.Error:
        archive.stop(shown, _("This is not CSV: a quotation mark may be missing, or a cell is far too long."))


def _check_heads(archive: _Archive, table: str, heads: list[str]) -> None:
    for needed in NEEDED.get(table, ("id",)):
        if needed not in heads:
            archive.stop(f"{FILES[table]}.{needed}", _("This column is missing."))
    if len(set(heads)) < len(heads) or len(heads) > MOST_COLUMNS:
        archive.stop(FILES[table], _("Two columns have the same heading, or there are too many."))


def write(services: Iterable[Mapping[str, Any]]) -> bytes:
    """The services as tables in a zip file. The same services give the same bytes: it holds no time of its making."""
    tables, out = flat(services), io.BytesIO()
    columns = {t: list(dict.fromkeys(name for row in rows for name in row)) for t, rows in tables.items()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, DESCRIPTOR, json.dumps(_descriptor(columns), indent=1))
        for table, rows in tables.items():
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, columns[table], restval="")
            writer.writeheader()
            writer.writerows(rows)
            _put(archive, FILES[table], text.getvalue())
    return out.getvalue()


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name)  # dated 1980
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, text.encode())


def _descriptor(columns: Mapping[str, list[str]]) -> dict[str, Any]:
    """The Tabular Data Package's description of these tables."""
    return {
        "name": "human_services_data", "profile": "tabular-data-package",
        "resources": [
            {"name": table, "path": FILES[table], "profile": "tabular-data-resource", "format": "csv",
             "mediatype": "text/csv", "encoding": "utf-8",
             "schema": {"fields": [{"name": name, "type": "string"} for name in names], "primaryKey": "id",
                        "foreignKeys": [_key(name) for name in names if _names_table(name)]}}
            for table, names in columns.items()
        ],
    }  # fmt: skip


def _names_table(column: str) -> bool:
    return column.endswith("_id") and column.removesuffix("_id") in FILES


def _key(column: str) -> dict[str, Any]:
    return {"fields": column, "reference": {"resource": column.removesuffix("_id"), "fields": "id"}}
