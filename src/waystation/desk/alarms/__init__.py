"""Alarms: silence that nobody answered, who has it in hand, and the check-ins that it comes from."""
