"""Coming in and going out: log-in, log-out, enrolment, and what was typed when a session ended."""
