"""Files as they may be opened: what they tell beside their content is taken out first.

    cleaned = clean(content)
    cleaned.content, cleaned.kind       # a picture drawn anew, a PDF that can only be read
    cleaned.fault                       # or why there is none: a sentence that says what to do

Pictures and PDF are cleaned by a process of its own (``cleaner.py``); sound, video and documents by ``mat2`` where that
program is installed; the rest is "not cleaned", and then only the original can be opened, with a reason. What a file
is, its bytes decide: a type that a stranger states, or a name, is never believed.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from waystation.casework.hotline import filetypes
from waystation.casework.hotline.filetypes import IMAGE, PDF, FileType
from waystation.casework.words import _

PROGRAM = Path(__file__).with_name("cleaner.py")
PATIENCE = 40  # seconds by the clock for one file; its 20 of processor time may take longer on a busy machine
MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - mat2 takes files only: they lie in memory, in a folder for one account
LARGE = _("Too large to be opened safely: it would fill the memory. Ask for a smaller picture or fewer pages.")
DAMAGED = _("Damaged, cut off, or not what it says it is. Ask for it again, or for a photo of it.")
LOCKED = _("Locked with a password. Ask for it without one.")
UNKNOWN = _("None of the kinds of file that can be opened here. Ask for a photo of it.")
NOT_CLEANED = _("Not cleaned: it may say where and on what device it was made. Open the original only if you must.")
FAULTS = {"large": LARGE, "damaged": DAMAGED, "locked": LOCKED, "unread": NOT_CLEANED}


@dataclass(frozen=True)
class Cleaned:
    """What became of a file. ``content`` is empty where there is nothing that may be opened, and ``fault`` says why;
    ``kind`` is that of the cleaned copy, or of the original, None where it is none that is taken. ``preview``: a small
    JPEG of a picture, empty for anything else."""

    kind: FileType | None
    content: bytes = b""
    fault: str = ""
    preview: bytes = b""

    @property
    def is_image(self) -> bool:
        return bool(self.content) and self.kind is not None and self.kind.group == IMAGE


def clean(content: bytes) -> Cleaned:
    """A file without metadata, scripts and whatever else does more than be looked at."""
    kind = filetypes.sniffed(content[: filetypes.HEAD])
    if kind is None:
        return Cleaned(None, fault=UNKNOWN)
    if kind.group in (PDF, IMAGE):
        return _apart(kind, content)
    return _by_mat2(kind, content)


def cleans(kind: FileType) -> bool:
    """Whether files of this kind can be cleaned on this machine."""
    return kind.group in (PDF, IMAGE) or (shutil.which("mat2") is not None and MEMORY_DISK.is_dir())


def _apart(kind: FileType, content: bytes) -> Cleaned:
    how = "heic" if kind.extension == "heic" else kind.group
    command = [sys.executable, "-I", "-B", str(PROGRAM), how]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            command, input=content, capture_output=True, timeout=PATIENCE, env={}, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        return Cleaned(kind, fault=LARGE)
    said, _newline, cleaned = done.stdout.partition(b"\n")
    word, _space, rest = said.decode("ascii", "replace").partition(" ")
    if done.returncode or word != "cleaned":  # killed by a limit, or by a decoder's own fault
        return Cleaned(kind, fault=FAULTS.get(rest, DAMAGED) if word == "refused" else DAMAGED)
    mime, _space, small = rest.partition(" ")
    return Cleaned(filetypes.BY_MIME[mime], cleaned[int(small) :], preview=cleaned[: int(small)])


def _by_mat2(kind: FileType, content: bytes) -> Cleaned:
    program = shutil.which("mat2")
    if program is None or not MEMORY_DISK.is_dir():
        return Cleaned(kind, fault=NOT_CLEANED)
    with tempfile.TemporaryDirectory(dir=MEMORY_DISK) as folder:
        file = Path(folder) / f"file.{kind.extension}"
        file.write_bytes(content)
        try:
            subprocess.run([program, str(file)], capture_output=True, timeout=PATIENCE, cwd=folder, check=True)  # noqa: S603
            return Cleaned(kind, file.with_name(f"file.cleaned.{kind.extension}").read_bytes())
        except (subprocess.SubprocessError, OSError):
            return Cleaned(kind, fault=NOT_CLEANED)
