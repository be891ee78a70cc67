"""Reading the machine-readable lines from a photograph, by the system's Tesseract where it is installed.

The picture goes in by a pipe and stays in memory; nothing of it is written anywhere. What comes out is only a
proposal: the check digits say whether it was read right.
"""

import io
import shutil
import subprocess
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from waystation.casework.errors import BadValue
from waystation.casework.words import _

MOST_BYTES, MOST_PIXELS = 12 * 2**20, 50_000_000  # more than any telephone takes; a bomb is larger
WIDTH = 1600  # pixels: letters of 30 or so, which is what the program reads best
SECONDS = 20
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"


def can_read() -> bool:
    return shutil.which("tesseract") is not None


def lines(picture: Any) -> str:
    """The lines with fillers that are in a picture (an uploaded file). Raises BadValue with what to do."""
    if picture.size > MOST_BYTES:
        raise BadValue(_("This picture is too large. Take it again with less detail, at most 12 MB."))
    try:
        with Image.open(io.BytesIO(picture.read())) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise BadValue(_("This picture has too many points. Take it again with less detail."))
            grey = ImageOps.autocontrast(ImageOps.exif_transpose(opened.convert("RGB")).convert("L"))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadValue(_("This is no picture that we can read. Send a JPEG or PNG, or type the lines.")) from error
    grey = grey.resize((WIDTH, max(1, grey.height * WIDTH // grey.width)))
    found = [line for line in _read(grey).splitlines() if line.count("<") >= 2 and len(line) >= 28]
    if not found:
        raise BadValue(_("No machine-readable lines were found. Take the picture straight and close, or type them."))
    return "\n".join(found[-3:] if len(found) >= 3 and len(found[-1]) < 34 else found[-2:])


def _read(grey: Image.Image) -> str:
    written = io.BytesIO()
    grey.save(written, "PNG")
    command = ["tesseract", "stdin", "stdout", "--psm", "6", "-c", f"tessedit_char_whitelist={ALPHABET}"]
    try:
        done = subprocess.run(command, input=written.getvalue(), capture_output=True, timeout=SECONDS, check=True)  # noqa: S603
    except (subprocess.SubprocessError, OSError) as error:
        raise BadValue(_("The picture could not be read. Type the lines.")) from error
    return done.stdout.decode("utf-8", "replace").replace(" ", "")
