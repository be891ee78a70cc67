"""One file for each questionnaire, with its source and licence. Items only where the licence lets anybody ship them.

English only: a translation of a screening questionnaire must be a validated one, and none is shipped until somebody who
knows has checked its wording. Validated translations of PHQ-9, GAD-7 and PCL-5 exist: use the paper, enter the answers.
"""
