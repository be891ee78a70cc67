"""Strangers' files, opened by a process of its own: what they tell beside their content is gone, bombs stay shut."""

import io
import os
import shutil
import stat
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

import hostile_files as hostile
from waystation.circles.files import CHUNK
from waystation.store.attachments import cleaner, cleaning
from waystation.store.attachments.cleaning import DAMAGED, LARGE, LOCKED, NOT_CLEANED, UNKNOWN, clean

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
        "PIL.AvifImagePlugin; c = sys.stdin.buffer.read(); cleaner.prepare('{kind}'); os.setgid(65534); "
        "os.setuid(65534); cleaner.limit({threads}); print(cleaner.{kind}(c)[0])"
    )
    for content, kind, threads, mime in (
        (out.getvalue(), "image", "0", b"image/png\n"),
        (hostile.heic(), "heic", "cleaner.running() + cleaner.THREADS", b"image/jpeg\n"),
    ):
        command = [sys.executable, "-c", script.replace("{kind}", kind).replace("{threads}", threads)]
        done = subprocess.run(command, input=content, capture_output=True)
        assert done.stdout == mime, done.stderr


def test_a_telephones_heic_becomes_a_jpeg_without_place_and_camera_and_stands_upright():
    before = hostile.heic(640, 480, orientation=6)
    assert CAMERA in before
    after = clean(before)
    picture = Image.open(io.BytesIO(after.content))
    assert after.kind.mime == "image/jpeg" and picture.size == (480, 640) and not picture.getexif()
    assert CAMERA not in after.content and CAMERA not in after.preview


@pytest.mark.parametrize(
    "content", [hostile.heic()[:1500], hostile.heic()[:40] + bytes(4000), b"\0\0\0\x18ftypheic" + b"junk" * 900]
)
def test_a_heic_that_does_not_open_is_not_cleaned_and_breaks_nothing(content):
    found = clean(content)
    assert found.content == b"" and found.preview == b"" and found.fault in (NOT_CLEANED, DAMAGED)


def test_a_heic_that_is_too_large_is_refused_before_it_is_drawn():
    assert clean(hostile.heic(8064, 6048)).fault == LARGE


@pytest.mark.parametrize("made", [hostile.jpeg, hostile.png, hostile.heic])
def test_a_preview_is_small_drawn_anew_and_fits_one_chunk(made):
    found = clean(made())
    small = Image.open(io.BytesIO(found.preview))
    assert small.format == "JPEG" and max(small.size) <= 320 and not small.getexif()
    assert 0 < len(found.preview) <= cleaner.PREVIEW_BYTES < CHUNK and CAMERA not in found.preview


def test_a_pdf_has_no_preview():
    assert clean(hostile.pdf()).preview == b""


def test_from_before_it_looks_at_a_byte_the_process_opens_no_file_and_no_socket():
    import subprocess
    import sys

    start = f"import sys, socket; sys.path.insert(0, {str(Path(cleaner.__file__).parent)!r}); import cleaner; "
    for act in ("open('/etc/hostname')", "socket.socket()"):
        done = subprocess.run([sys.executable, "-I", "-c", f"{start}cleaner.limit(); {act}"], capture_output=True)
        assert b"Too many open files" in done.stderr


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


@pytest.mark.skipif(shutil.which("mat2") is None, reason="mat2 is not installed: it needs system packages")
def test_the_real_mat2_takes_the_author_out_of_a_document():
    found = clean(hostile.document())
    assert found.content and not found.fault
    with zipfile.ZipFile(io.BytesIO(found.content)) as made:
        assert all(CAMERA not in made.read(name) for name in made.namelist())


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
