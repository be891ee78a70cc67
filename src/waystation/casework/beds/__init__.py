"""Shelter: who can sleep where, and what follows when a house is not safe any more."""
