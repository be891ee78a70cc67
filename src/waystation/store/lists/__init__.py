"""What lists show: a row for each case of which somebody's keys open anything, kept sealed, and their saved views."""
