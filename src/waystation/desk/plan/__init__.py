"""Decide: one plan for everybody, why, what if, and who accepts it."""
