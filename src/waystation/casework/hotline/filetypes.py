"""What kind of file some bytes are: by their first bytes, never by their name.

    sniffed(content[:HEAD]).mime          # "image/jpeg"; None where it is none that is taken
    ACCEPTED                              # for a form's ``accept``

Images, PDF, audio, video and office documents are taken. The table goes to the browser too, so that a wrong file is
refused before it was uploaded; what counts is the look that those take who open it (``store/attachments/cleaning.py``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from waystation.casework.words import _

HEAD = 64  # bytes that decide


@dataclass(frozen=True)
class FileType:
    """A kind of file. ``extension``: the one it is given, whatever it came with. ``group``: the word for people.
    ``heads``: what its first bytes may be, each a run of (offset, bytes) that must all stand there."""

    mime: str
    extension: str
    group: str
    heads: tuple[tuple[tuple[int, bytes], ...], ...]
    others: tuple[str, ...] = ()


IMAGE, PDF, AUDIO, VIDEO, OFFICE = "image", "pdf", "audio", "video", "office"
GROUPS = {IMAGE: _("Picture"), PDF: _("PDF"), AUDIO: _("Sound"), VIDEO: _("Video"), OFFICE: _("Document")}


def _head(*runs: bytes, at: int = 0) -> tuple[tuple[tuple[int, bytes], ...], ...]:
    return tuple(((at, run),) for run in runs)


def _brands(*brands: bytes) -> tuple[tuple[tuple[int, bytes], ...], ...]:
    """An ISO media file (ISO/IEC 14496-12) by its major brand."""
    return tuple(((4, b"ftyp" + brand),) for brand in brands)


def _zip(*first: bytes) -> tuple[tuple[tuple[int, bytes], ...], ...]:
    """A ZIP archive by the name of its first entry: what an office writes first, so that no other archive is taken."""
    return tuple(((0, b"PK\x03\x04"), (30, name)) for name in first)


_OPEN_XML = (b"[Content_Types].xml", b"_rels/", b"docProps/")
TYPES = (
    FileType("image/jpeg", "jpg", IMAGE, _head(b"\xff\xd8\xff"), ("jpeg", "jfif")),
    FileType("image/png", "png", IMAGE, _head(b"\x89PNG\r\n\x1a\n")),
    FileType("image/gif", "gif", IMAGE, _head(b"GIF87a", b"GIF89a")),
    FileType("image/webp", "webp", IMAGE, (((0, b"RIFF"), (8, b"WEBP")),)),
    FileType("image/tiff", "tiff", IMAGE, _head(b"II*\0", b"MM\0*"), ("tif",)),
    FileType("image/heic", "heic", IMAGE, _brands(b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"), ("heif",)),
    FileType("image/avif", "avif", IMAGE, _brands(b"avif", b"avis")),
    FileType("application/pdf", "pdf", PDF, _head(b"%PDF-")),
    FileType("audio/mp4", "m4a", AUDIO, _brands(b"M4A ", b"M4B ")),
    FileType("audio/mpeg", "mp3", AUDIO, _head(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    FileType("audio/aac", "aac", AUDIO, _head(b"\xff\xf1", b"\xff\xf9")),
    FileType("audio/ogg", "ogg", AUDIO, _head(b"OggS"), ("opus", "oga", "ogv")),
    FileType("audio/wav", "wav", AUDIO, (((0, b"RIFF"), (8, b"WAVE")),)),
    FileType("audio/flac", "flac", AUDIO, _head(b"fLaC")),
    FileType("audio/amr", "amr", AUDIO, _head(b"#!AMR")),
    FileType("video/quicktime", "mov", VIDEO, _brands(b"qt  ")),
    FileType("video/3gpp", "3gp", VIDEO, _brands(b"3gp", b"3g2")),
    FileType("video/mp4", "mp4", VIDEO, _head(b"ftyp", at=4), ("m4v",)),
    FileType("video/webm", "webm", VIDEO, _head(b"\x1aE\xdf\xa3"), ("mkv",)),
    FileType("video/x-msvideo", "avi", VIDEO, (((0, b"RIFF"), (8, b"AVI ")),)),
    FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", OFFICE,
             _zip(*_OPEN_XML, b"word/")),
    FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", OFFICE, _zip(b"xl/")),
    FileType("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", OFFICE,
             _zip(b"ppt/")),
    FileType("application/vnd.oasis.opendocument.text", "odt", OFFICE, _zip(b"mimetypeapplication/vnd.oasis"),
             ("ods", "odp")),
    FileType("application/msword", "doc", OFFICE, _head(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("xls", "ppt")),
    FileType("application/rtf", "rtf", OFFICE, _head(b"{\\rtf1")),
)  # fmt: skip
BY_MIME = {kind.mime: kind for kind in TYPES}
ACCEPTED = ",".join(f".{extension}" for kind in TYPES for extension in (kind.extension, *kind.others))
# The same for a browser's script, as plain data: [[[offset, hexadecimal], …], …] of all types.
HEADS = [[[at, run.hex()] for at, run in runs] for kind in TYPES for runs in kind.heads]


def sniffed(head: bytes) -> FileType | None:
    """The type that these first bytes belong to; None where it is none of those that are taken."""
    return next((kind for kind in TYPES if _matches(head, kind.heads)), None)


def _matches(head: bytes, heads: Iterable[tuple[tuple[int, bytes], ...]]) -> bool:
    return any(all(head[at : at + len(run)] == run for at, run in runs) for runs in heads)


def named(name: str, kind: FileType) -> str:
    """A name that tells the truth about the type: the extension that it came with where the type may have it (one head
    serves Word and Excel alike), the type's own otherwise."""
    stem, _dot, extension = name.rpartition(".")
    if stem and extension.casefold() in (*_siblings(kind), kind.extension, *kind.others):
        return f"{stem}.{extension.casefold()}"
    return f"{stem or name or kind.group}.{kind.extension}"


def _siblings(kind: FileType) -> tuple[str, ...]:
    return ("docx", "xlsx", "pptx") if kind.extension in ("docx", "xlsx", "pptx") else ()
