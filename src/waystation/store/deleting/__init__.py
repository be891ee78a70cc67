"""Deleting: shredding on its day, rows erased and looked for, certificates."""
