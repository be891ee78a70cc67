"""Believe: clearing a case, its possible duplicates, and merging two."""
