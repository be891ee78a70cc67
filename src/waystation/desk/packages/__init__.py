"""Packages for authorities, applications and decisions."""
