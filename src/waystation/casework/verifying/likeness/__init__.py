"""Likeness: whether two files may be one person's, though names are spelled in another script, numbers written in
another notation and dates mistaken, and without seeing what either file says.

    facts = [blinded("name", "Ковалёв Р.", blind), blinded("reach", "8 928 000-12-34", blind)]   # eight-byte hashes
    shelf = Memory.of([[blinded("name", "R. Kovalyov", blind)], …])
    [likely, *rest] = candidates(Asked.of(facts), shelf)
    likely.score, [reason.words for reason in likely.reasons]

A field says what it is by ``About(match="name")``; ``facts_in`` finds these in what is stated. ``scripts``, ``names``,
``births`` and ``reaches`` bring each kind of fact into comparable forms, ``marks`` makes marks of them on levels from
exact to rough, and ``scoring`` weighs the marks that two files share. Where the hashes are kept, and under whose keys,
is ``store/likeness/matching.py``'s; nothing here decides anything: a verifier does.
"""
