"""Reach: what comes to the hotline and how its people are reached without harm."""
