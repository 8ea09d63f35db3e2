"""Thresholds: nearly the least regret, and everyday prompts where they belong."""

import numpy as np

from heimdall_training.triage_training import NEARLY, Demand, choose_thresholds


def drawn(n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    p = rng.dirichlet([2, 1, 1], n)
    y = np.eye(3)[[rng.choice(3, p=row) for row in p]]
    return p, y


def test_thresholds_have_nearly_the_least_regret():
    p, y = drawn(3000)
    cheap, hard, grid = choose_thresholds(p, y, np.ones(len(p)), [])
    chosen = next(g for g in grid if (g["cheap"], g["hard"]) == (cheap, hard))
    assert chosen["regret"] == min(g["regret"] for g in grid)


def test_among_these_the_demands_decide():
    p, y = drawn(3000)
    own = np.zeros(len(p), bool)
    own[:40] = True
    p[:40], y[:40] = [0.62, 0.2, 0.18], [1, 0, 0]
    weight = np.where(own, 1e-6, 1.0)  # they decide, but hardly count in the regret
    cheap, hard, grid = choose_thresholds(p, y, weight, [Demand("easy", own, 0, 0.9)])
    chosen = next(g for g in grid if (g["cheap"], g["hard"]) == (cheap, hard))
    assert chosen["regret"] <= NEARLY * min(g["regret"] for g in grid)
    within = [g["slack"] for g in grid if g["regret"] <= NEARLY * min(g["regret"] for g in grid)]
    assert chosen["slack"] == max(within)
