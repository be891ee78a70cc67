"""HiGHS, as arrays in and out. The only module that knows its names."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

INFINITE = np.inf
BELOW = 1e15  # less than any cost
# HiGHS keeps the first number of threads of a process: another one later would end every run with an error.
THREADS = 1


class Limits(Protocol):
    @property
    def limits(self) -> tuple[np.ndarray, np.ndarray]: ...


@dataclass
class Columns:
    """Columns of a linear program, gathered part by part: each adds ``count`` columns with their entries."""

    costs: list[np.ndarray] = field(default_factory=list)
    uppers: list[np.ndarray] = field(default_factory=list)
    rows: list[np.ndarray] = field(default_factory=list)
    at: list[np.ndarray] = field(default_factory=list)
    values: list[np.ndarray] = field(default_factory=list)
    count: int = 0

    def add(self, costs: np.ndarray, upper: float, *entries: tuple[np.ndarray, np.ndarray | float]) -> int:
        """Adds a column for each cost. Each of ``entries`` is a row for each column, -1 for none, and the value there.
        Returns the number of the first new column."""
        first, n = self.count, len(costs)
        self.costs.append(np.asarray(costs, float))
        self.uppers.append(np.full(n, upper))
        for rows, value in entries:
            used = np.flatnonzero(rows >= 0)
            self.at.append(first + used)
            self.rows.append(rows[used])
            self.values.append(np.broadcast_to(np.asarray(value, float), n)[used])
        self.count += n
        return first

    def matrix(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Starts, rows and values, column by column."""
        at, rows, values = (np.concatenate(part) if part else np.zeros(0) for part in (self.at, self.rows, self.values))
        order = np.argsort(at, kind="stable")
        starts = np.searchsorted(at[order], np.arange(self.count + 1))
        return starts.astype(np.int32), rows[order].astype(np.int32), values[order]


@dataclass
class Solved:
    """What came out: a value for each column or None, prices for each row of a linear program, a proven lower bound."""

    values: np.ndarray | None
    duals: np.ndarray | None
    objective: float
    bound: int
    optimal: bool


def solve(
    columns: Columns, rows: "Limits", whole: np.ndarray | None, left: Callable[[], float], **settings: Any
) -> Solved:
    lower, upper = rows.limits
    return run(model(columns, lower, upper, whole, **settings), left)


def model(
    columns: Columns, lower: np.ndarray, upper: np.ndarray, whole: np.ndarray | None = None, **settings: Any
) -> Any:
    """A HiGHS model. ``whole``: which columns are integer. Settings by HiGHS's names."""
    import highspy

    starts, rows, values = columns.matrix()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns.count, len(lower)
    lp.col_cost_ = np.concatenate(columns.costs) if columns.costs else np.zeros(0)
    lp.col_lower_, lp.col_upper_ = np.zeros(columns.count), np.concatenate(columns.uppers)
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, rows, values
    if whole is not None:
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if w else kinds.kContinuous for w in whole]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", THREADS)
    for name, value in settings.items():
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    return solver


def grow(solver: Any, columns: Columns) -> None:
    """Adds columns to a model; what it has found so far is where it goes on."""
    starts, rows, values = columns.matrix()
    solver.addCols(
        columns.count, np.concatenate(columns.costs), np.zeros(columns.count), np.concatenate(columns.uppers),
        len(rows), starts[:-1], rows, values,
    )  # fmt: skip


def run(solver: Any, left: Callable[[], float]) -> Solved:
    """Solves within the seconds that are left. The bound is rounded up to a whole tenth, less what the solver's own
    tolerance (1e-9 of the value) could have cost."""
    solver.setOptionValue("time_limit", float(solver.getRunTime() + max(0.05, left())))
    solver.run()
    info, solution = solver.getInfo(), solver.getSolution()
    optimal = solver.modelStatusToString(solver.getModelStatus()) == "Optimal"
    least = info.mip_dual_bound if np.isfinite(info.mip_dual_bound) else -BELOW
    bound = math.ceil(least - 1e-6 - 1e-9 * abs(least)) if abs(least) < BELOW else -int(BELOW)
    found = info.primal_solution_status == 2  # feasible
    values = np.array(solution.col_value) if found else None
    duals = np.array(solution.row_dual) if solution.dual_valid else None
    return Solved(values, duals, info.objective_function_value, bound, optimal)
