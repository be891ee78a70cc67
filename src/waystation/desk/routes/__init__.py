"""Lawful ways as every page needs them: imported tables, rules, the network, offers, and answers in words.

No page of its own: Borders, a case's journey, everybody's plan and the commands stand on it.
"""
