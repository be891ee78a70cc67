"""Possible duplicates: asked for a case or for what somebody typed, merged or kept apart by a verifier, undone."""
