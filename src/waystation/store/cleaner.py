"""The process in which strangers' files are opened: its own, short-lived, without a key, a network call or a disk.

``cleaning.py`` starts it as a program: the file comes through standard input, what is left of it goes out through
standard output after one line, ``cleaned TYPE`` or ``refused WHY``. Whatever a hostile file does to a decoder happens
here, within the limits below. It imports nothing of ours, so that nothing of ours can be reached.
"""

import io
import resource
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MEMORY = 1 << 30  # bytes of address space: a picture of MOST_PIXELS takes 160 MB, and turning it as much again
SECONDS = 20  # of processor time; the largest allowed picture takes 1 s as JPEG, 4 s as PNG
MOST_PIXELS = 40_000_000  # a telephone's 48-megapixel mode is reduced to 12 by default; more is a bomb or a map
MOST_PAGES = 400
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
    """``why`` is one of: large, damaged, locked."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


def limit() -> None:
    """No file can be written, no process or thread started, no more memory or time taken than said, no core left."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))


def image(content: bytes) -> tuple[str, bytes]:
    """The picture drawn anew from its pixels, upright: JPEG where it was one, PNG otherwise. So nothing that stood
    beside the pixels is left: place, camera, thumbnail, comment, colour profile, a script behind the end."""
    import PIL.AvifImagePlugin
    import PIL.MpoImagePlugin
    import PIL.TiffImagePlugin
    import PIL.WebPImagePlugin
    from PIL import Image

    PIL.AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # it may start none
    Image.MAX_IMAGE_PIXELS = None  # the size is looked at here, before a pixel is made
    formats = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "AVIF")
    try:
        opened = Image.open(io.BytesIO(content), formats=formats)
        if opened.width * opened.height > MOST_PIXELS:
            raise Refused("large")
        upright = _upright(opened)
        as_jpeg = opened.format in ("JPEG", "MPO")
        pixels = upright.convert("RGB" if as_jpeg or not _transparent(upright) else "RGBA")
    except MemoryError as error:
        raise Refused("large") from error
    except (OSError, SyntaxError, ValueError) as error:  # anything else ends this process, which says the same
        raise Refused("damaged") from error
    bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())  # nothing of the old object's info comes along
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=90) if as_jpeg else bare.save(out, "PNG", compress_level=1)
    return ("image/jpeg" if as_jpeg else "image/png"), out.getvalue()


def _upright(picture: "Image") -> "Image":
    from PIL import ImageOps

    picture.load()
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # whatever is wrong with the metadata, the picture itself was good
        return picture


def _transparent(picture: object) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info  # type: ignore[attr-defined]


def pdf(content: bytes) -> tuple[str, bytes]:
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
    return "application/pdf", out.getvalue()


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
    content = sys.stdin.buffer.read()
    limit()
    try:
        mime, cleaned = {"image": image, "pdf": pdf}[sys.argv[1]](content)
        said = f"cleaned {mime}\n".encode() + cleaned
    except Refused as refused:
        said = f"refused {refused.why}\n".encode()
    except MemoryError:
        said = b"refused large\n"
    sys.stdout.buffer.write(said)


if __name__ == "__main__":
    main()
