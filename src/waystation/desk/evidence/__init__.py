"""Believe: evidence with its chain of custody, and its submission."""
