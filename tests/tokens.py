"""Pages without what is drawn at random on them: three letters may well stand in a token of eighty."""

import re

TOKEN = re.compile(r"[A-Za-z0-9_-]{60,}")  # of forms (64 characters) and sealed words (84 and more); no name is so long


def without_tokens(page):
    return TOKEN.sub("", page)
