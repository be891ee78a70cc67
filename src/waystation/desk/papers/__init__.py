"""Papers: reading the machine-readable lines of a passport, card or visa into a case."""
