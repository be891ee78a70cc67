"""Shelter: the bed chart, placing a household, the host's page for a phone, and a house that is not safe any more."""
