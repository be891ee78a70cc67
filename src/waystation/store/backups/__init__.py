"""Backups: one sealed file, and back."""
