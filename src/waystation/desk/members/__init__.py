"""Members, teams, enrolment, dismissal, cuts."""
