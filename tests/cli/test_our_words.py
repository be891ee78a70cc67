"""Only what the program says itself comes out on standard output."""

import subprocess
import sys

SCRIPT = """
import ctypes, os
from waystation.cli.ourwords import only_ours
print("before")
with only_ours():
    print("Тихая Цапля", flush=True)
    os.write(1, b"HighsMipSolverData::transformNewIntegerFeasibleSolution\\n")
    ctypes.CDLL(None).puts(b"a library's own line")
    ctypes.CDLL(None).fflush(None)
print("after")
"""


def test_what_a_library_writes_by_itself_is_not_heard():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=True)
    assert done.stdout.decode().splitlines() == ["before", "Тихая Цапля", "after"]


def test_an_error_inside_leaves_standard_output_as_it_was():
    script = SCRIPT.replace("ctypes.CDLL(None).puts", "raise SystemExit(3); ctypes.CDLL(None).puts")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 3 and done.stdout.decode().splitlines() == ["before", "Тихая Цапля"]
