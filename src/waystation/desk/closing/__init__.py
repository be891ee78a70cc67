"""The end of a case: closure by two, what becomes of each part, the person's copy, deletion at their wish."""
