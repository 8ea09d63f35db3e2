"""Leave one benchmark out: how well does the table rank models on a benchmark that it has not seen?

For each benchmark the abilities are fitted without it (and, the harder case, without anything of its source), and its
ranking of models is compared with theirs: Spearman's rank correlation over the models that have other results. Beside it
stands what a table without categories would say (`overall`): the difference is what categories are worth. Residuals of
the held-out scores, after a line through them, say how wide the intervals must be.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, Callable

from .abilities import Fit, fit_abilities
from .evaluate_lengths import evaluate_lengths
from .observations import Observation, read_observations
from .scales import CATEGORIES, SINGLE_TURN
from .uncertainty import TRANSFER_SD, noise, posteriors

LEAST_MODELS = 8
LEAST_CATALOG_MODELS = 5
"""A benchmark with so many scores of the catalog's models is one of today."""

ROUNDS = 20
"""A fit without one benchmark goes on from the fit with it."""

Z80 = 1.2816


def ranks(values: list[float]) -> list[float]:
    """Ranks from 1, ties at their mean."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    out = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and values[order[end + 1]] == values[order[at]]:
            end += 1
        for i in order[at : end + 1]:
            out[i] = (at + end) / 2 + 1
        at = end + 1
    return out


def spearman(one: list[float], other: list[float]) -> float:
    """Spearman's rank correlation; 0 where one side does not vary."""
    a, b = ranks(one), ranks(other)
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    cross = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b))
    square = math.sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))
    return cross / square if square > 0 else 0.0


def family(benchmark: str) -> str:
    """The source that a benchmark belongs to: `livebench-2026_01_08`, `lmarena-text`."""
    return re.sub(r"-v[\d.]+$", "", benchmark.split("/")[0].split(" (")[0])


def _overall(fit: Fit, o: Observation) -> float:
    levels = 0.0 if o.level is None else sum(fit.omega[o.level, c] for c in SINGLE_TURN) / len(SINGLE_TURN)
    return fit.mu[o.model] + levels + fit.eps.get((o.model, o.level), 0.0)


def _one(held: list[Observation], fit: Fit) -> dict[str, Any] | None:
    """A held-out benchmark against a fit without it; None with too few models that the fit knows."""
    known = [o for o in held if o.model in fit.mu]
    if len(known) < LEAST_MODELS:
        return None
    y = [o.y for o in known]
    ability = [fit.raw(o.model, o.level, o.category) for o in known]
    posterior = posteriors(fit, {o.model for o in known})
    sd = [posterior[o.model].ability_sd(o.level, ((o.category, 1.0),)) for o in known]
    mean_y, mean_a = sum(y) / len(y), sum(ability) / len(ability)
    square = sum((a - mean_a) ** 2 for a in ability)
    slope = max(0.25, sum((a - mean_a) * (v - mean_y) for a, v in zip(ability, y)) / square if square > 0 else 1.0)
    return {
        "category": known[0].category,
        "models": len(known),
        "catalog_models": sum(o.in_catalog for o in known),
        "spearman": spearman(ability, y),
        "overall": spearman([_overall(fit, o) for o in known], y),
        # Residuals in logits of a typical benchmark, beside the posterior's own standard deviation.
        "residuals": [((v - mean_y) / slope - (a - mean_a), s) for a, v, s in zip(ability, y, sd)],
    }


def leave_out(observations: list[Observation], full: Fit, key: Callable[[str], str]) -> list[dict[str, Any]]:
    """Every benchmark against a fit without all benchmarks of the same `key`."""
    groups: dict[str, list[Observation]] = defaultdict(list)
    for o in observations:
        groups[key(o.benchmark)].append(o)
    results = []
    for group, members in sorted(groups.items()):
        by_benchmark: dict[tuple[str, str], list[Observation]] = defaultdict(list)
        for o in members:
            by_benchmark[o.benchmark, o.category].append(o)
        if max(len(held) for held in by_benchmark.values()) < LEAST_MODELS:
            continue
        fit = fit_abilities([o for o in observations if key(o.benchmark) != group], full, ROUNDS)
        for (benchmark, _category), held in sorted(by_benchmark.items()):
            result = _one(held, fit)
            if result is not None:
                results.append({"benchmark": benchmark, **result})
    return results


def _summary(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mean over the benchmarks of a category, and over all."""
    rows = []
    for category in (*CATEGORIES, "all"):
        chosen = [r for r in results if category in (r["category"], "all")]
        if chosen:
            mean = lambda name: round(sum(r[name] for r in chosen) / len(chosen), 3)  # noqa: E731
            rows.append({"category": category, "benchmarks": len(chosen), "models": round(sum(r["models"] for r in chosen) / len(chosen)),
                         "spearman": mean("spearman"), "overall": mean("overall")})
    return rows


def evaluate(data_dir: Path) -> dict[str, Any]:
    """The card's figures: rank correlations by category, and the share of held-out scores inside the 80 % intervals."""
    observations = read_observations(data_dir)
    full = fit_abilities(observations)
    one = leave_out(observations, full, lambda benchmark: benchmark)
    source = leave_out(observations, full, family)
    residuals = [pair for r in one for pair in r["residuals"]]
    measured = math.sqrt(max(0.0, sum(r * r - s * s for r, s in residuals) / len(residuals)))
    inside = sum(abs(r) <= Z80 * math.hypot(s, TRANSFER_SD) for r, s in residuals) / len(residuals)
    return {
        "scores": len(observations),
        "of_catalog": sum(o.in_catalog for o in observations),
        "benchmarks": len(full.alpha),
        "noise": round(noise(full), 3),
        "transfer_sd": {"used": TRANSFER_SD, "measured": round(measured, 3)},
        "inside_80": round(inside, 3),
        "one_benchmark_out": _summary(one),
        "whole_source_out": _summary(source),
        "whole_source_out_catalog": _summary([r for r in source if r["catalog_models"] >= LEAST_CATALOG_MODELS]),
        "lengths": evaluate_lengths(data_dir),
    }
