"""Consent of the people of a case: asked in their language, taken back at any time, and what left."""
