"""Believe: the verification file of a case, its decision, approval and appeal."""
