"""Waystation carries a persecuted person from the first call to a settled life, sealed by keys to the few who need it.

The rooms, each importing only those above it: ``circles`` (keys and sealed statements), ``casework`` (what a case is),
``store`` (envelopes and sessions in a database), ``desk`` (the members' pages), ``cli`` (the ``waystation`` command).
``docs/how-to-change-it.md`` walks through them.
"""

__version__ = "0.1.0"
