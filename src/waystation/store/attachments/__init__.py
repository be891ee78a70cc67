"""Files of cases: sealed chunks, cleaning in a process apart, evidence."""
