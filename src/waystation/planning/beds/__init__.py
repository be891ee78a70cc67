"""Who sleeps where once slots are given: ``stays`` in real houses, made better by ``reshuffle``, whose steps are
``packing``'s on a table of ``nights``."""
