"""Measures the road's pictures and alarms, one after the other: check-ins, the bed chart, the timeline, routes.

    .venv/bin/python bench/road.py               about seven minutes, four of them a day's check-ins in real time
    .venv/bin/python bench/road.py --quick       one minute

Each is a bench of its own, with its own table; this runs them in one go.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCHES = (("bedchart", []), ("timeline", ["--quick"]), ("routes", []), ("checkins", ["--minutes", "1"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    failed = 0
    for name, quick in BENCHES:
        command = [sys.executable, str(HERE / f"{name}.py"), *(quick if options.quick else [])]
        failed |= subprocess.run(command, check=False).returncode
    sys.exit(failed)


if __name__ == "__main__":
    main()
