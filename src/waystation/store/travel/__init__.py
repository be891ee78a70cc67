"""Journeys: legs handed to escorts, presses, cards for who is held, and who loses the case on arrival."""
