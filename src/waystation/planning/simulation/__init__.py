"""The programme as queues: what may come, from how it went so far.

    world = calibrate(history)                      # how long each step took, who was refused, how many came
    bands = banded(list(futures(world, 200, weeks=26)))     # what half a year may bring
    past = replayed(history, list(futures(quarter(history), 200, weeks=13)))        # last quarter, and how wrong it was
    cases, days = waiting(world, history)
    broken(cases, days, list(walks(world, cases, 200)), horizon=182).price      # what a changed slot should count

A history is days at which cases entered stages, were refused or missed a flight, and nothing else: no names, no places.
Times are drawn from those that happened, with those still waiting counted for as long as they have waited
(``spells``), and without the waiting for a bed as far as it is known when beds were full (``room``, ``ready``). So no
distribution is assumed; where fewer than ``LEAST`` happened, the model says so.
"""
