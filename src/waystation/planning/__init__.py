"""Planning: who goes next, by which programme, in which week, and sleeps where until then. Pure: no names but code
names, no clock, no disk; solvers are loaded when they are needed.

    problem = read_problem(data)                                  # files: what is wrong is named by its field
    for answer in solve(problem, left, seed=1):                   # planner: better and better plans
        print(answer.cost, answer.bound, answer.gap)              # each with a proven bound
    verdict = evaluate(problem, answer.plan)                      # the judge, independent of every solver
    data = write_plan(answer.plan)

``problem`` and ``plans`` are the nouns; ``evaluate`` says what a plan costs and which rules it breaks; ``baselines``
are what people would do without a planner. ``options`` and ``shelter`` turn a problem into arrays; ``flow`` and
``master`` find prices, from which ``bound`` proves how cheap any plan can be at best; ``improve`` keeps families
whole; ``stays`` finds beds, which ``reshuffle`` makes better meanwhile by ``packing``. ``prices``, ``why``, ``wishes``
and ``replan`` answer questions about a plan.
"""
