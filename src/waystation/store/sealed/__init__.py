"""Sealed circles in the database: envelopes, what they fold to, and whose keys open them."""
