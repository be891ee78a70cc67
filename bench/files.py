#!/usr/bin/env python3
"""Files: sealing, opening and cleaning; and a file of 25 MB through a door, as a browser without script sends it.

.venv/bin/python bench/files.py
"""

import http.client
import io
import os
import tempfile
import time
from pathlib import Path

from _common import Row, machine_line, table, write
from PIL import Image

from door import PORT, door, memory, spent_by
from waystation.circles.files import Sealing, opened
from waystation.store.attachments import cleaning

MB = 1 << 20
EDGE = b"--edge\r\nContent-Disposition: form-data; name="


def main() -> None:
    print(machine_line(), flush=True)
    rows = [*sealed(), *cleaned()]
    with tempfile.TemporaryDirectory() as home, door(Path(home)) as workers:
        rows += uploaded(workers)
    print("\n" + table("Files", rows))
    print(f"\nWritten to {write('files', {'files': rows})}")


def timed(act, times: int = 5) -> list[float]:  # type: ignore[no-untyped-def]
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        found.append(time.perf_counter() - begun)
    return found


def sealed() -> list[Row]:
    content = os.urandom(24 * MB)
    sealing = Sealing.new()
    chunks = list(sealing.chunks([content]))
    pieces = [content[n : n + 65536] for n in range(0, len(content), 65536)]
    seal = timed(lambda: [len(c) for c in Sealing.new().chunks(pieces)])
    read = timed(lambda: [len(c) for c in opened(sealing.ref, chunks)])
    return [
        Row("seal a file, with its SHA-256", [24 / t for t in seal], "MB/s", more=True),
        Row("open a file, with its SHA-256", [24 / t for t in read], "MB/s", more=True),
    ]


def cleaned() -> list[Row]:
    photo = io.BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(photo, "JPEG", quality=85)
    took = timed(lambda: cleaning.clean(photo.getvalue()))
    return [Row("clean a photograph of 12 megapixels, process and all", [t * 1000 for t in took], "ms")]


def uploaded(workers: list[int]) -> list[Row]:
    from waystation.circles.receipt import Receipt
    from waystation.door.models import Chunk

    before, most, took, spent = 0.0, 0.0, [], 0.0
    for n in range(7):
        if n == 4:  # what comes before loads the program into both processes
            before, took, spent = memory(workers), [], spent_by(workers)
        photo = b"\xff\xd8\xff" + os.urandom(24 * MB)
        body = (
            EDGE + b'"receipt"\r\n\r\n' + Receipt.new().digits.encode() + b"\r\n" + EDGE + b'"file"; filename="a.jpg"'
        )
        body += b"\r\n\r\n" + photo + b"\r\n" + EDGE + b'"whole"\r\n\r\n1\r\n--edge--\r\n'
        connection, begun = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60), time.perf_counter()
        connection.request("POST", "/en/letters/write", body, {"Content-Type": "multipart/form-data; boundary=edge"})
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()[-800:]
        answer.read()
        took.append(time.perf_counter() - begun)
        most = memory(workers)
    assert Chunk.objects.count() == 7 * 400, Chunk.objects.count()  # 385 chunks each, rounded
    return [
        Row("24 MB through the door without script", took, "s"),
        Row("its processor time", [(spent_by(workers) - spent) / 3], "s"),
        Row("memory of the door, grown by", [most - before], "MiB", 20.0),
    ]


if __name__ == "__main__":
    main()
