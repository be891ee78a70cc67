"""Casework: what a case is, in the field's own words. Statements in, state out; pure.

``compartments`` are the typed structs in which every fact about a person is one field; ``roles`` is the one table of
who opens what; ``stages`` the road from first contact to closure with its criteria; ``clocks`` what falls due
and when; ``vocabularies`` the field's lists with their sources; ``folds`` turns statements into state, with conflicts
shown, history and undo.
"""
