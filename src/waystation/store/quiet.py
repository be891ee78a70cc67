"""Logging that cannot tell what was typed: the kind of an error and where in the code it arose, nothing else."""

import logging
import traceback


class Quiet(logging.Filter):
    """Replaces a record's message and traceback by its exception's type and code places."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])[-4:]
            where = " < ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in reversed(frames))
            record.msg, record.args = f"{record.exc_info[0].__name__} at {where}", ()
            record.exc_info = record.exc_text = None
        elif record.name.startswith("django.request"):
            record.msg, record.args = f"answered {getattr(record, 'status_code', '?')}", ()
        record.stack_info = None
        return True


class Plain(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
