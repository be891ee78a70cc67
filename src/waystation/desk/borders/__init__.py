"""The page Borders: which tables of rules are there, how old they are, what they say, and what a new one breaks."""
