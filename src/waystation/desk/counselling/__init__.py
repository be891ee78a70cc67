"""Counselling: sealed to the counsellor; what leaves is that somebody must be called, or is referred."""
