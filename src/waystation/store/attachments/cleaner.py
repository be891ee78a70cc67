"""The process in which strangers' files are opened: its own, short-lived, without a key, a network call or a disk.

``cleaning.py`` starts it as a program: the file comes through standard input, what is left of it goes out through
standard output after one line, ``cleaned TYPE SIZE`` or ``refused WHY``; the first SIZE bytes are a preview of a
picture. Whatever a hostile file does to a decoder happens here, within the limits below. It imports nothing of ours, so
that nothing of ours can be reached; and everything that it needs before it looks at a byte of the file, since from then
on it can open nothing: no file, no socket, no program.
"""

import glob
import io
import os
import resource
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MEMORY = 1 << 30  # bytes of address space: a picture of MOST_PIXELS takes 160 MB, and turning it as much again
SECONDS = 20  # of processor time; the largest allowed picture takes 1 s as JPEG, 4 s as PNG
MOST_PIXELS = 40_000_000  # a telephone's 48-megapixel mode is reduced to 12 by default; more is a bomb or a map
MOST_PAGES = 400
THREADS = 64  # that an account may have more than now, for HEIC alone: its decoder starts some and works with none less
PREVIEW, PREVIEW_BYTES = (320, 320), 65_000  # pixels at most; and so that it fits one sealed chunk (circles/files.py)
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "AVIF")
GONE_FROM_ANY = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/OpenAction", "/JS", "/EF", "/AF", "/RF")
GONE_FROM_ROOT = (
    "/Names",
    "/AcroForm",
    "/Collection",
    "/Perms",
    "/Legal",
    "/SpiderInfo",
    "/URI",
    "/Extensions",
    "/DSS",
)
LINKS = "/Link"  # the only annotation that stays, without what it does


class Refused(Exception):
    """``why`` is one of: large, damaged, locked, unread."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


def limit(threads: int = 0) -> None:
    """Nothing can be opened or written, no process or thread started but so many, no more memory or time taken than
    said, no core left."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, threads), (resource.RLIMIT_NOFILE, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))


def running() -> int:
    """The threads that this account has now, of which the kernel's limit counts all."""
    count = 0
    for status in glob.glob("/proc/[0-9]*/status"):
        try:
            with open(status, encoding="utf-8") as file:
                lines = dict(line.split(":", 1) for line in file if ":" in line)
        except OSError:  # it has just ended
            continue
        count += int(lines["Threads"]) if int(lines["Uid"].split()[0]) == os.getuid() else 0
    return count


def prepare(kind: str) -> None:
    """Imports all that is needed for this kind, also what decoders import only at work: they are tried on a trifle."""
    import PIL.AvifImagePlugin
    import PIL.Image

    PIL.Image.init()
    PIL.AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # it may start none
    PIL.Image.MAX_IMAGE_PIXELS = None  # the size is looked at here, before a pixel is made
    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    if kind == "image":
        turned = PIL.Image.Exif()
        turned[0x0112] = 6
        for form in FORMATS:
            trifle = io.BytesIO()
            PIL.Image.new("RGB", (16, 16)).save(trifle, form, exif=turned.tobytes())
            image(trifle.getvalue())
    if kind == "pdf":
        import pikepdf

        warm = io.BytesIO()
        with pikepdf.new() as empty:  # what it imports only when it is used
            empty.add_blank_page()
            empty.save(warm)
        pikepdf.open(warm).close()


def image(content: bytes, formats: tuple[str, ...] = FORMATS, unread: str = "damaged") -> tuple[str, bytes, bytes]:
    """The picture drawn anew from its pixels, upright: JPEG where it was one, PNG otherwise; and a preview. So nothing
    that stood beside the pixels is left: place, camera, thumbnail, comment, colour profile, a script behind the end."""
    from PIL import Image

    try:
        opened = Image.open(io.BytesIO(content), formats=formats)
        if opened.width * opened.height > MOST_PIXELS:
            raise Refused("large")
        upright = _upright(opened)
        as_jpeg = opened.format in ("JPEG", "MPO", "HEIF")
        pixels = upright.convert("RGB" if as_jpeg or not _transparent(upright) else "RGBA")
    except MemoryError as error:
        raise Refused("large") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:  # anything else ends this process: the same
        raise Refused(unread) from error
    bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())  # nothing of the old object's info comes along
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=90) if as_jpeg else bare.save(out, "PNG", compress_level=1)
    return ("image/jpeg" if as_jpeg else "image/png"), out.getvalue(), preview(bare)


def heic(content: bytes) -> tuple[str, bytes, bytes]:
    """A telephone's HEIC as a JPEG. One that holds something else than the usual coding is not cleaned."""
    return image(content, ("HEIF",), "unread")


def preview(picture) -> bytes:  # type: ignore[no-untyped-def]
    """A small JPEG of a picture that was drawn anew; empty where even that is too many bytes."""
    from PIL import Image

    small = picture.convert("RGBA") if picture.mode == "RGBA" else picture
    small.thumbnail(PREVIEW)
    if small.mode == "RGBA":
        white = Image.new("RGBA", small.size, "white")
        white.alpha_composite(small)
        small = white.convert("RGB")
    for quality in (75, 40, 10):
        out = io.BytesIO()
        small.save(out, "JPEG", quality=quality)
        if out.tell() <= PREVIEW_BYTES:
            return out.getvalue()
    return b""


def _upright(picture: "Image") -> "Image":
    from PIL import ImageOps

    picture.load()
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # whatever is wrong with the metadata, the picture itself was good
        return picture


def _transparent(picture: object) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info  # type: ignore[attr-defined]


def pdf(content: bytes) -> tuple[str, bytes, bytes]:
    """The pages without what could run, phone home, or tell who made them where; photographs inside lose theirs too."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as made:
            if not 0 < len(made.pages) <= MOST_PAGES:
                raise Refused("large" if len(made.pages) else "damaged")
            _strip(pikepdf, made)
            out = io.BytesIO()
            made.save(out, deterministic_id=True, encryption=False, fix_metadata_version=False)
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except MemoryError as error:
        raise Refused("large") from error
    except (pikepdf.PdfError, ValueError, TypeError) as error:
        raise Refused("damaged") from error
    return "application/pdf", out.getvalue(), b""


def _strip(pikepdf, made) -> None:  # type: ignore[no-untyped-def]
    if "/Info" in made.trailer:
        del made.trailer["/Info"]
    for key in GONE_FROM_ROOT:
        if key in made.Root:
            del made.Root[key]
    for page in made.pages:
        if "/Annots" in page.obj:
            page.obj["/Annots"] = pikepdf.Array([a for a in page.obj["/Annots"] if a.get("/Subtype") == LINKS])
    for thing in made.objects:
        _strip_object(pikepdf, thing)
    made.remove_unreferenced_resources()


def _strip_object(pikepdf, thing) -> None:  # type: ignore[no-untyped-def]
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in GONE_FROM_ANY:
        if key in thing:
            del thing[key]
    if thing.get("/Subtype") == LINKS or "/Title" in thing:  # a link, or a line of the outline
        act = thing.get("/A")
        if act is not None and (not isinstance(act, pikepdf.Dictionary) or act.get("/S") != "/GoTo"):
            del thing["/A"]
    if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == "/DCTDecode":
        thing.write(
            bare_jpeg(thing.read_raw_bytes()), filter=pikepdf.Name.DCTDecode, decode_parms=thing.get("/DecodeParms")
        )


def bare_jpeg(content: bytes) -> bytes:
    """A JPEG without what applications and people wrote into it, its pixels as they were: of the segments before the
    scan, APP1 to APP15 and comments go, all but APP14, which says how colours are to be read (ITU-T T.81, B.1.1.3)."""
    kept, at = bytearray(content[:2]), 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != 0xDA:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if not (0xE1 <= marker <= 0xEF and marker != 0xEE) and marker != 0xFE:
            kept += content[at : at + 2 + size]
        at += 2 + size
    return bytes(kept + content[at:])


def main() -> None:
    content, kind = sys.stdin.buffer.read(), sys.argv[1]
    prepare(kind)
    limit(running() + THREADS if kind == "heic" else 0)
    try:
        mime, cleaned, small = {"image": image, "heic": heic, "pdf": pdf}[kind](content)
        said = f"cleaned {mime} {len(small)}\n".encode() + small + cleaned
    except Refused as refused:
        said = f"refused {refused.why}\n".encode()
    except MemoryError:
        said = b"refused large\n"
    sys.stdout.buffer.write(said)


if __name__ == "__main__":
    main()
