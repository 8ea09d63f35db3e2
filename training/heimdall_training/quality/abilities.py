"""Abilities: what a model does well, fitted to all published scores at once.

`y[t,b] = alpha[b] + s[b] * a[t,cat(b)]`: each benchmark `b` has an intercept and a slope of its own, and the ability of a
target `t` (a model at an effort) in a category is

`a[t,cat] = mu[model] + gamma[model,cat] + omega[effort,cat] + eps[model,effort]`.

It is fitted by alternating weighted ridge regressions (each ridge is a pseudo-count of observations, `RIDGE`), with Huber
weights so that a single broken run does not move a model. Names without an alias take part under their own name: a name
that two sources share ties their benchmarks together. Slopes are scaled to a weighted geometric mean of 1, so a slope of 1
stands for a typical benchmark. That is empirical Bayes in the plain sense: a category with little evidence stays near the
model's overall ability, an effort without evidence near its neighbours, and `omega` near a stated ladder
(`EFFORT_LADDER`). Levels that no source measured get the model's ability plus `omega`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..catalog import EFFORTS
from .observations import Observation
from .scales import CATEGORIES, SINGLE_TURN

EFFORT_LADDER: dict[str, float] = {
    "none": -0.8, "minimal": -0.7, "low": -0.3, "medium": 0.0, "high": 0.2, "xhigh": 0.35, "max": 0.4,
}
"""Prior of the effort offsets in logits; the data move it (`RIDGE["omega"]` pseudo-observations hold it)."""

RIDGE: dict[str, float] = {"mu": 0.2, "gamma": 20.0, "omega": 30.0, "eps": 2.0, "slope": 2.0}
"""Pseudo-counts of the shrinkage: so many observations at the prior value. Those of categories and effort offsets were chosen
by leaving whole sources out (training/EXPERIMENTS.md): less shrinkage ranks models worse on a source that was not seen."""

HUBER = 1.0
"""Residuals above this many logits lose weight."""

ROUNDS = 60


@dataclass
class Fit:
    """The fitted abilities, in logits of a typical benchmark."""

    mu: dict[str, float]
    gamma: dict[tuple[str, str], float]
    omega: dict[tuple[str, str], float]
    eps: dict[tuple[str, str | None], float]
    alpha: dict[str, float]
    slope: dict[str, float]
    observations: list[Observation]
    pooled: dict[tuple[str, str, str], float] = field(default_factory=dict)
    """(model, level, category) -> ability after the order of efforts and sizes was applied."""

    def ability(self, model: str, level: str | None, category: str) -> float:
        """The ability of a target in a category."""
        if level is not None and (model, level, category) in self.pooled:
            return self.pooled[model, level, category]
        return self.raw(model, level, category)

    def ability_in(self, model: str, level: str | None, category: str | None) -> float:
        """The ability in a category; with `None` the mean over those that single-turn prompts ask for."""
        if category is not None:
            return self.ability(model, level, category)
        return sum(self.ability(model, level, each) for each in SINGLE_TURN) / len(SINGLE_TURN)

    def mixed(self, model: str, level: str | None, shares: tuple[tuple[str | None, float], ...]) -> float:
        """The ability in a mix of categories."""
        return sum(share * self.ability_in(model, level, category) for category, share in shares)

    def raw(self, model: str, level: str | None, category: str) -> float:
        """The ability before the order of efforts and sizes was applied."""
        value = self.mu[model] + self.gamma.get((model, category), 0.0) + self.eps.get((model, level), 0.0)
        return value + (self.omega[level, category] if level is not None else 0.0)


class _Groups:
    """Observations by the key of one kind of parameter, as numbers into a table of its values."""

    def __init__(self, keys: list[Any]) -> None:
        self.keys = sorted({key for key in keys if key is not None}, key=repr)
        number = {key: i for i, key in enumerate(self.keys)}
        self.members = np.array([i for i, key in enumerate(keys) if key is not None], dtype=np.intp)
        self.of = np.array([number[key] for key in keys if key is not None], dtype=np.intp)
        self.values = np.zeros(len(self.keys))

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Sums over the members of each key; `values` has one for each observation."""
        return np.bincount(self.of, weights=values[self.members], minlength=len(self.keys))


def fit_abilities(observations: list[Observation], start: Fit | None = None, rounds: int = ROUNDS) -> Fit:
    """Alternating ridge regressions; deterministic, about 0.1 s.

    `start` is a fit of nearly the same observations to go on from: leaving a benchmark out then takes a few rounds.
    The result is not yet in order (`order.py`).
    """
    y = np.array([o.y for o in observations])
    given = np.array([o.weight for o in observations])
    weights = given.copy()
    groups = {
        "mu": _Groups([o.model for o in observations]),
        "gamma": _Groups([(o.model, o.category) for o in observations]),
        "omega": _Groups([(o.level, o.category) if o.level is not None else None for o in observations]),
        "eps": _Groups([(o.model, o.level) if o.level is not None else None for o in observations]),
    }
    bench = _Groups([o.benchmark for o in observations])
    prior = {kind: np.array([EFFORT_LADDER[key[0]] if kind == "omega" else 0.0 for key in group.keys]) for kind, group in groups.items()}
    for kind, group in groups.items():
        known = getattr(start, kind) if start else {}
        group.values = np.array([known.get(key, at) for key, at in zip(group.keys, prior[kind])])
    total = bench.sums(weights)
    slope = np.array([start.slope.get(key, 1.0) if start else 1.0 for key in bench.keys])
    alpha = np.array([start.alpha.get(key, 0.0) for key in bench.keys]) if start else bench.sums(weights * y) / total
    ability = np.zeros(len(observations))
    for group in groups.values():
        ability[group.members] += group.values[group.of]

    for _ in range(rounds):
        s, rest = slope[bench.of], y - alpha[bench.of]
        for kind, group in groups.items():
            own = np.zeros(len(observations))
            own[group.members] = group.values[group.of]
            ridge = RIDGE[kind]
            top = ridge * prior[kind] + group.sums(weights * s * (rest - s * (ability - own)))
            values = top / (ridge + group.sums(weights * s * s))
            ability[group.members] += (values - group.values)[group.of]
            group.values = values
        total = bench.sums(weights)
        mean_y, mean_a = bench.sums(weights * y) / total, bench.sums(weights * ability) / total
        off = ability - mean_a[bench.of]
        cross, square = bench.sums(weights * (y - mean_y[bench.of]) * off), bench.sums(weights * off * off)
        slope = np.clip((RIDGE["slope"] + cross) / (RIDGE["slope"] + square), 0.25, 3.0)
        slope = slope / math.exp(float(np.sum(total * np.log(slope)) / np.sum(total)))
        alpha = bench.sums(weights * (y - slope[bench.of] * ability)) / total
        residual = np.abs(y - alpha[bench.of] - slope[bench.of] * ability)
        weights = given * np.minimum(1.0, HUBER / np.maximum(residual, 1e-12))

    found = {kind: dict(zip(group.keys, (float(v) for v in group.values))) for kind, group in groups.items()}
    omega = {(level, category): EFFORT_LADDER[level] for level in EFFORTS for category in CATEGORIES} | found["omega"]
    lines = [dict(zip(bench.keys, (float(v) for v in values))) for values in (alpha, slope)]
    return Fit(found["mu"], found["gamma"], omega, found["eps"], lines[0], lines[1], observations)


def evidence(fit: Fit) -> dict[str, dict[str, dict[str, float]]]:
    """model -> level -> category -> summed weight of its scores."""
    table: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
    for o in fit.observations:
        if o.level is not None:
            table[o.model][o.level][o.category] += o.weight
    return table
