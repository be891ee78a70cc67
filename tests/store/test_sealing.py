"""A sealed package opens with the recipient's own program and with nobody else's key."""

import datetime
import io
import re
import shutil
import subprocess

import pikepdf
import pyrage
import pytest

from waystation.casework.errors import BadValue
from waystation.casework.sharing import sheets
from waystation.store.visas import packagepdf, sealing

SHEETS = [
    sheets.sheet(
        0, {"identity.latin_name": "KOVALYOV RUSLAN", "story.for_government": "Его увезли.\nمرحبا بالعالم"}, True
    ),
    sheets.sheet(1, {"identity.birth_place": "თბილისი"}, False),  # in letters that the font does not have
]
MADE = datetime.datetime(2026, 3, 1, 10, tzinfo=datetime.UTC)


def test_age_opens_with_the_recipients_key_only():
    secret = pyrage.x25519.Identity.generate()
    sealed = sealing.seal(f" {secret.to_public()}\n", b"nine people")
    assert pyrage.decrypt(sealed, [secret]) == b"nine people" and b"nine" not in sealed
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [pyrage.x25519.Identity.generate()])
    assert sealing.ending(str(secret.to_public())) == "age"


@pytest.mark.skipif(not shutil.which("gpg"), reason="no GnuPG on this machine")
def test_openpgp_opens_with_gnupg(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    gpg = ["gpg", "--homedir", str(home), "--batch", "--quiet", "--passphrase", ""]
    subprocess.run([*gpg, "--quick-gen-key", "ministry@example.org", "ed25519", "cert", "never"], check=True,
                   capture_output=True)  # fmt: skip
    listed = subprocess.run([*gpg, "--list-keys", "--with-colons"], check=True, capture_output=True, text=True).stdout
    print_of = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))
    subprocess.run([*gpg, "--quick-add-key", print_of, "cv25519", "encr", "never"], check=True, capture_output=True)
    key = subprocess.run([*gpg, "--armor", "--export"], check=True, capture_output=True, text=True).stdout
    assert sealing.check(key) == "openpgp" and sealing.ending(key) == "pgp"
    sealed = sealing.seal(key, b"nine people")
    opened = subprocess.run([*gpg, "--decrypt"], input=sealed, check=True, capture_output=True)
    assert opened.stdout == b"nine people"
    secret = subprocess.run(
        [*gpg, "--armor", "--export-secret-keys"], check=True, capture_output=True, text=True
    ).stdout
    for wrong in (secret, key[: len(key) // 2]):
        with pytest.raises(BadValue):
            sealing.check(wrong)


def test_a_key_that_cannot_be_sealed_to_is_refused():
    secret = pyrage.x25519.Identity.generate()
    key = str(secret.to_public())
    mistyped = key[:-1] + ("q" if key.endswith("x") else "x")
    for wrong in ("", "age1", str(secret), mistyped, "ssh-ed25519 AAAA"):
        with pytest.raises(BadValue):
            sealing.check(wrong)


def test_the_same_sheets_give_the_same_pdf_with_the_words_in_it(caplog):
    made = packagepdf.draw(SHEETS, "Ministry", MADE, "ab12")
    assert made == packagepdf.draw(SHEETS, "Ministry", MADE, "ab12")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 3 and not pdf.attachments
        text = [words(page) for page in pdf.pages]
        info = {str(k): str(v) for k, v in (pdf.docinfo or {}).items() if str(v)}
    assert "2 people, 3 fields, 3 facts" in text[0] and "A    2 facts" in text[0]
    assert "KOVALYOV RUSLAN" in text[1] and "Его увезли." in text[1]
    assert text[1].index("Confidential from the other members") < text[1].index("Его увезли.")
    assert "cannot be drawn" in text[2]
    assert not caplog.records  # least of all the letters that could not be drawn
    assert set(info) <= {"/CreationDate", "/Producer"}


def words(page):
    """The text of a page, by the table with which every reader turns its glyphs back into letters."""
    [font] = page.resources.Font.values()
    table = {}
    for line in font.ToUnicode.read_bytes().decode("ascii").splitlines():
        codes = [int(code, 16) for code in re.findall(r"<([0-9A-Fa-f]+)>", line)]
        first, last, letter = (codes[0], *codes[-2:]) if len(codes) in (2, 3) else (0, -1, 0)
        last = first if len(codes) == 2 else last
        table |= {f"{n:04X}": chr(letter + n - first) for n in range(first, last + 1)}
    said = []
    for operands, operator in pikepdf.parse_content_stream(page):
        strings = operands[0] if str(operator) == "TJ" else operands if str(operator) == "Tj" else ()
        said += [glyphs(bytes(s), table) for s in strings if isinstance(s, pikepdf.String)]
        said += ["\n"] if str(operator) in ("ET", "T*") else []
    return "".join(said)


def glyphs(raw, table):
    return "".join(table.get(raw[n : n + 2].hex().upper(), "?") for n in range(0, len(raw), 2))
