"""Pathways and packages: who is touched, what leaves for whom, sealed to whom."""
