"""Duty: what falls due, what rings, who has it in hand, and whose shift it is."""
