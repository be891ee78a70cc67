"""The hotline's inbox: what came through the door, one person at a time."""
