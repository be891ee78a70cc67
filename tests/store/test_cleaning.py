"""Strangers' files, opened by a process of its own: what they tell beside their content is gone, bombs stay shut."""

import io
import os
import stat
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

import hostile_files as hostile
from waystation.store import cleaner, cleaning
from waystation.store.cleaning import DAMAGED, LARGE, LOCKED, NOT_CLEANED, UNKNOWN, clean

CAMERA = hostile.CAMERA.encode()


def test_a_photograph_loses_place_and_camera_and_stands_upright():
    before = hostile.jpeg(640, 480, orientation=6)
    assert CAMERA in before and Image.open(io.BytesIO(before)).getexif()
    after = clean(before)
    picture = Image.open(io.BytesIO(after.content))
    assert after.kind.mime == "image/jpeg" and picture.size == (480, 640) and not picture.getexif()
    assert CAMERA not in after.content and "icc_profile" not in picture.info and "comment" not in picture.info
    red, blue = picture.getpixel((240, 600)), picture.getpixel((240, 40))
    assert red[0] > 150 > red[2] or blue[2] > 150  # the colours are where they were, turned


def test_a_drawing_keeps_what_is_transparent_and_loses_its_author():
    after = clean(hostile.png())
    picture = Image.open(io.BytesIO(after.content))
    assert after.kind.mime == "image/png" and picture.mode == "RGBA" and picture.getpixel((5, 5)) == (0, 128, 0, 100)
    assert CAMERA not in after.content and not picture.text


def test_a_pdf_keeps_its_pages_and_loses_author_script_attachment_and_links_to_elsewhere():
    before = hostile.pdf(pages=3)
    after = clean(before)
    with pikepdf.open(io.BytesIO(after.content)) as made:
        assert len(made.pages) == 3 and "/OpenAction" not in made.Root and "/Names" not in made.Root
        assert "/Metadata" not in made.Root and "/Info" not in made.trailer
        streams = [s.read_raw_bytes() for s in made.objects if isinstance(s, pikepdf.Stream)]
        photo = next(s for s in streams if s.startswith(b"\xff\xd8"))
        assert not Image.open(io.BytesIO(photo)).getexif() and Image.open(io.BytesIO(photo)).size == (64, 48)
        whole = b"".join(streams) + b"".join(thing.unparse() for thing in made.objects)
    assert CAMERA not in whole and b"JavaScript" not in whole and CAMERA not in after.content


def test_a_pictures_pixels_are_the_same_after_its_segments_are_gone():
    before = hostile.jpeg()
    bare = cleaner.bare_jpeg(before)
    assert CAMERA not in bare and len(bare) < len(before)
    assert Image.open(io.BytesIO(bare)).tobytes() == Image.open(io.BytesIO(before)).tobytes()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (hostile.jpeg()[:2000], DAMAGED),
        (b"\xff\xd8\xff" + bytes(5000), DAMAGED),
        (hostile.png()[:60], DAMAGED),
        (b"\x89PNG\r\n\x1a\n" + b"junk" * 100, DAMAGED),
        (hostile.huge_png(), LARGE),
        (hostile.polyglot(), DAMAGED),
        (b"%PDF-1.7\n" + b"junk" * 500, DAMAGED),
        (b"%PDF-1.4", DAMAGED),
        (b"<html><script>alert(1)</script>", UNKNOWN),
        (b"MZ" + bytes(100), UNKNOWN),
        (b"", UNKNOWN),
        (hostile.zip_bomb("bomb.bin"), UNKNOWN),
        (hostile.zip_bomb(), NOT_CLEANED),
        (hostile.video(), NOT_CLEANED),
    ],
    ids=lambda v: v[:12].hex() if isinstance(v, bytes) else "",
)  # fmt: skip
def test_what_cannot_be_cleaned_is_refused_with_what_to_do(content, fault):
    found = clean(content)
    assert found.fault == fault and found.content == b""


@pytest.mark.parametrize("name", ["AVIF", "WEBP", "TIFF", "GIF"])
def test_pictures_of_every_kind_come_out_as_png(name):
    out = io.BytesIO()
    Image.effect_noise((300, 200), 60).convert("RGB").save(out, name)
    found = clean(out.getvalue())
    assert found.kind.mime == "image/png" and Image.open(io.BytesIO(found.content)).size == (300, 200)


@pytest.mark.skipif(os.getuid() != 0, reason="only root becomes somebody else; others are tested by the tests above")
def test_they_do_under_an_account_that_may_start_no_thread_too():
    import subprocess
    import sys

    out = io.BytesIO()
    Image.effect_noise((600, 600), 60).convert("RGB").save(out, "AVIF")
    script = (
        f"import sys, os; sys.path.insert(0, {str(Path(cleaner.__file__).parent)!r}); import cleaner, PIL.ImageOps, "
        "PIL.AvifImagePlugin; c = sys.stdin.buffer.read(); cleaner.image(c); os.setgid(65534); os.setuid(65534); "
        "cleaner.limit(); print(cleaner.image(c)[0])"
    )
    done = subprocess.run([sys.executable, "-c", script], input=out.getvalue(), capture_output=True)
    assert done.stdout == b"image/png\n", done.stderr


def test_a_gif_that_is_a_script_too_comes_out_as_a_picture_alone():
    out = io.BytesIO()
    Image.new("P", (8, 8), 3).save(out, "GIF")
    found = clean(out.getvalue() + b"/*<script>" + CAMERA + b"</script>*/")
    assert found.kind.mime == "image/png" and CAMERA not in found.content


def test_a_locked_pdf_says_so():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(hostile.pdf())) as made:
        made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert clean(out.getvalue()).fault == LOCKED


def test_a_pdf_of_too_many_pages_is_refused():
    assert clean(hostile.pdf(pages=cleaner.MOST_PAGES + 1, script=False)).fault == LARGE


def test_a_pdf_whose_content_would_fill_the_memory_is_passed_on_without_unpacking_it():
    import zlib

    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.pages[0].Contents = made.make_stream(b"")
    made.pages[0].Contents.write(zlib.compress(bytes(200_000_000), 9), filter=pikepdf.Name.FlateDecode)
    made.save(out)
    assert len(clean(out.getvalue()).content) < 1_000_000


def test_the_process_that_opens_files_writes_none_and_reaches_nothing_of_ours(tmp_path):
    script = (
        f"import sys; sys.path.insert(0, {str(Path(cleaner.__file__).parent)!r}); import cleaner; cleaner.limit()\n"
        f"open({str(tmp_path / 'x')!r}, 'wb', 0).write(b'plain')"
    )
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True)
    assert done.returncode != 0 and (not (tmp_path / "x").exists() or (tmp_path / "x").stat().st_size == 0)
    with pytest.raises(MemoryError):
        out = subprocess.run(
            [sys.executable, "-I", "-c", script.split("\n")[0] + "\nbytes(2 << 30)"], capture_output=True
        )
        raise MemoryError if b"MemoryError" in out.stderr else AssertionError(out.stderr)
    assert "waystation" not in Path(cleaner.__file__).read_text("utf-8").split('"""')[2]


def test_other_files_go_through_mat2_where_it_is_installed_and_lie_in_memory_only(tmp_path, monkeypatch):
    """With a stand-in that keeps mat2's contract: ``mat2 x.mp4`` leaves ``x.cleaned.mp4`` beside it."""
    program = tmp_path / "mat2"
    program.write_text(
        '#!/bin/sh\ncase "$1" in /dev/shm/*) tail -c +1 "$1" > "${1%.*}.cleaned.${1##*.}";; *) exit 1;; esac\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    if not cleaning.MEMORY_DISK.is_dir():
        pytest.skip("this system has no /dev/shm")
    before = set(os.listdir("/dev/shm"))
    found = clean(hostile.video())
    assert found.content == hostile.video() and found.kind.group == "video"
    assert set(os.listdir("/dev/shm")) == before
    program.write_text("#!/bin/sh\nexit 1\n")
    assert clean(hostile.video()).fault == NOT_CLEANED and set(os.listdir("/dev/shm")) == before
