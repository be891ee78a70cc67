"""Borders: which tables of rules are there, how old they are, and what they say."""
