"""Planning: who goes next, by which programme, in which week, and sleeps where until then. Pure: no names but code
names, no clock, no disk; solvers are loaded when they are needed.

    problem = read_problem(data)                                  # files: what is wrong is named by its field
    for answer in solve(problem, left, seed=1):                   # planner: better and better plans
        print(answer.cost, answer.bound, answer.gap)              # each with a proven bound
    verdict = evaluate(problem, answer.plan)                      # the judge, independent of every solver
    data = write_plan(answer.plan)

``problem`` and ``plans`` are the nouns; ``evaluate`` says what a plan costs and which rules it breaks; ``baselines``
are what people would do without a planner. ``planner`` goes from ``slots/``, who leaves when and what proves it, to
``beds/``, who sleeps where until then. ``questions/`` asks about a plan, ``wishes`` what stands against one, and
``standing`` who is where in each week. ``passage/`` and ``routes/`` know which way is lawful, ``simulation/`` what may
come.
"""
