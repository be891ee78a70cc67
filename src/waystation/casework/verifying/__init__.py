"""Believe: whether an account is true, whether two cases are one person's, and who decides."""
