"""Closing a case, and the accounts."""
