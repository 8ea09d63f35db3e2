"""Evidence and spread: how much stands behind a cell of the table, and how far it may be off.

*Spread.* Given the benchmarks' lines and the effort offsets, a model's own parameters (overall, per category, per level)
are a ridge regression, that is a Gaussian posterior with precision `(XᵀWX + R) / σ²`. The standard deviation of an ability
in a mix of categories follows; `TRANSFER_SD` is added for what no number of benchmarks removes: that a model does better
or worse on *this* kind of prompt than benchmarks of the category say. By the delta method `sd(q) = |dq/dA| · sd(A)`. The
error of a cluster's difficulty is not in it: it moves all models alike.

*Effective results.* A score of weight 1 counts as `RESULTS_PER_BENCHMARK` graded answers about the user's prompts, another
effort of the same model as `SIBLING_SHARE` of that, other categories as `OTHER_CATEGORY_SHARE`; capped at `MAX_N`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .abilities import RIDGE, Fit
from .needs import LAPSE_HIGH, LAPSE_LOW, ClusterNeed
from .scales import CATEGORIES, SINGLE_TURN, sigmoid

RESULTS_PER_BENCHMARK = 10.0
SIBLING_SHARE = 0.3
OTHER_CATEGORY_SHARE = 0.1
MAX_N = 60.0

TRANSFER_SD = 0.3
"""Logits of a typical benchmark: the spread of a model's results on a benchmark that the fit has not seen, beyond the
posterior's own. `evaluate.py` measures it and reports how many held-out results fall inside the intervals."""


def effective_n(evidence: dict[str, dict[str, float]], level: str, shares: tuple[tuple[str | None, float], ...]) -> float:
    """Effective graded results of one target behind a mix of categories."""

    def weight(category: str | None) -> float:
        own = evidence.get(level, {})
        others = [row for name, row in evidence.items() if name != level]

        def of(row: dict[str, float]) -> float:
            if category is None:
                return sum(row.values()) * OTHER_CATEGORY_SHARE
            rest = sum(value for name, value in row.items() if name != category)
            return row.get(category, 0.0) + OTHER_CATEGORY_SHARE * rest

        return of(own) + SIBLING_SHARE * max((of(row) for row in others), default=0.0)

    return min(MAX_N, RESULTS_PER_BENCHMARK * sum(share * weight(category) for category, share in shares))


def noise(fit: Fit) -> float:
    """σ: the residual standard deviation of a score of weight 1, in logits."""
    square = weight = 0.0
    for o in fit.observations:
        residual = o.y - fit.alpha[o.benchmark] - fit.slope[o.benchmark] * fit.raw(o.model, o.level, o.category)
        square += o.weight * residual * residual
        weight += o.weight
    parameters = len(fit.mu) + 2 * len(fit.alpha)
    return math.sqrt(square / max(1.0, weight - 0.5 * parameters))


@dataclass(frozen=True)
class Posterior:
    """What is known of one model's parameters: [overall, categories…, levels…]."""

    levels: tuple[str | None, ...]
    covariance: np.ndarray
    prior_level_variance: float
    level_variance: dict[tuple[str, str], float]
    """Of the shared effort offsets, by (level, category)."""

    def ability_sd(self, level: str | None, shares: tuple[tuple[str | None, float], ...]) -> float:
        """Standard deviation of the ability in a mix of categories, without the transfer to a new benchmark."""
        x = np.zeros(len(self.covariance))
        x[0] = 1.0
        omega = 0.0
        for category, share in shares:
            for each in (category,) if category else SINGLE_TURN:
                part = share if category else share / len(SINGLE_TURN)
                x[1 + CATEGORIES.index(each)] += part
                omega += part * self.level_variance.get((level or "", each), 0.0)
        extra = 0.0
        if level in self.levels:
            x[1 + len(CATEGORIES) + self.levels.index(level)] = 1.0
        else:
            extra = self.prior_level_variance
        return math.sqrt(float(x @ self.covariance @ x) + omega + extra)


def posteriors(fit: Fit, models: set[str] | None = None) -> dict[str, Posterior]:
    """The posterior of every model (or of those named)."""
    variance = noise(fit) ** 2
    level_weight: dict[tuple[str, str], float] = {}
    rows: dict[str, list[Any]] = {}
    for o in fit.observations:
        if models is None or o.model in models:
            rows.setdefault(o.model, []).append(o)
        if o.level is not None:
            key = (o.level, o.category)
            level_weight[key] = level_weight.get(key, 0.0) + o.weight * fit.slope[o.benchmark] ** 2
    level_variance = {(level, category): variance / (RIDGE["omega"] + level_weight.get((level, category), 0.0))
                      for level, category in fit.omega}
    found = {}
    for model, observations in rows.items():
        levels = tuple(sorted({o.level for o in observations}, key=lambda level: level or ""))
        size = 1 + len(CATEGORIES) + len(levels)
        precision = np.diag([RIDGE["mu"]] + [RIDGE["gamma"]] * len(CATEGORIES) + [RIDGE["eps"]] * len(levels))
        for o in observations:
            x = np.zeros(size)
            x[0] = x[1 + CATEGORIES.index(o.category)] = x[1 + len(CATEGORIES) + levels.index(o.level)] = fit.slope[o.benchmark]
            precision = precision + o.weight * np.outer(x, x)
        found[model] = Posterior(levels, variance * np.linalg.inv(precision), variance / RIDGE["eps"], level_variance)
    return found


def quality_sd(ability: float, ability_sd: float, need: ClusterNeed) -> float:
    """Standard deviation of q as a forecast for this kind of prompt, 0..1."""
    p = sigmoid(need.discrimination * (ability - need.difficulty))
    slope = (1.0 - LAPSE_LOW - LAPSE_HIGH) * need.discrimination * p * (1.0 - p)
    return slope * math.hypot(ability_sd, TRANSFER_SD)
