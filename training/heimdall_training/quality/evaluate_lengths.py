"""Leave one task out: how far off are expected lengths on a task that the model of lengths has not seen?"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from .lengths import benchmark_difficulty, fit_lengths, kind_of
from .length_rows import LengthRow, read_lengths
from .order import fitted


def _off(pairs: list[tuple[float, float]]) -> float:
    """Root mean square of the logarithm of expected over measured, as a factor."""
    return math.exp(math.sqrt(sum(math.log(one / other) ** 2 for one, other in pairs) / len(pairs)))


def _constant(rows: list[LengthRow], row: LengthRow) -> float | None:
    """What one number per model and effort would say: the geometric mean of its other tasks."""
    known = [math.log(r.tokens) for r in rows if (r.model, r.level) == (row.model, row.level)]
    return math.exp(sum(known) / len(known)) if known else None


def evaluate_lengths(data_dir: Path) -> dict[str, Any]:
    """Factors by which expected and measured tokens differ on held-out tasks, beside those of one number per target.

    Short factual questions are one task only, so that leaving it out leaves its kind unknown: with it are the `all_` figures.
    """
    rows = read_lengths(data_dir)
    difficulty = benchmark_difficulty(fitted(str(data_dir)))
    modelled: dict[str, list[tuple[float, float]]] = {}
    constant: dict[str, list[tuple[float, float]]] = {}
    for task in sorted({row.benchmark for row in rows if row.scaled}):
        rest = [row for row in rows if row.benchmark != task]
        lengths = fit_lengths(rest, difficulty)
        for row in rows:
            guess = _constant([r for r in rest if r.scaled], row) if row.benchmark == task and row.scaled else None
            if guess is not None:
                constant.setdefault(task, []).append((guess, row.tokens))
                modelled.setdefault(task, []).append((lengths.tokens(row.model, row.level, difficulty(task), {kind_of(task): 1.0}), row.tokens))

    def factor(pairs: dict[str, list[tuple[float, float]]], tasks: set[str]) -> float:
        return round(_off([pair for task in sorted(tasks) for pair in pairs[task]]), 2)

    every = set(modelled)
    others = {task for task in every if kind_of(task) != "recall"}
    return {
        "rows": sum(len(modelled[task]) for task in others), "tasks": len(others),
        "factor": factor(modelled, others), "factor_constant": factor(constant, others),
        "all_rows": sum(map(len, modelled.values())), "all_tasks": len(every),
        "all_factor": factor(modelled, every), "all_factor_constant": factor(constant, every),
    }
