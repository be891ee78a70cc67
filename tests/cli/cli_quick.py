"""``waystation`` with an Argon2id of 1 MiB for backups instead of 256: the same code in a thousandth of the time."""

import sys

from waystation.cli import main
from waystation.store.backups import sealedfile

sealedfile.MEMORY = 1024
sys.exit(main())
