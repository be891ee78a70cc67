"""Members of the organisation: log-ins, devices, sessions, enrolment, and what takes two of them."""
