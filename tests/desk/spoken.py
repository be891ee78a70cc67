"""A page's words in their order, as a screen reader says them."""

import re


def heard(page):
    return " ".join(re.sub("<[^>]+>", "", page).split())
