"""`quality.json`: the expected share of tasks done well and the expected length of an answer, per target and cluster.

Units: `q` and `prior` are shares in 0..1, `sd` the standard deviation of `q`, `n` counts effective graded results, `tokens`
and `output_tokens` count tokens. It is not a measurement on the clusters' prompts: it places models by what others
published about them. The parts of the method are in the docstrings of this package, in this order: `scales`,
`observations`, `abilities`, `order`, `needs`, `uncertainty`, `lengths`; `evaluate` says how well it does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..catalog import EFFORTS, default_effort, levels
from .abilities import RIDGE, Fit, evidence
from .lengths import cluster_tokens, fitted_lengths
from .needs import LAPSE_HIGH, LAPSE_LOW, cluster_needs, expected_quality
from .observations import Observation
from .order import fitted
from .uncertainty import MAX_N, RESULTS_PER_BENCHMARK, effective_n, posteriors, quality_sd

METHOD = (
    "Published scores on the logit scale of their own benchmark; ability = model + category + effort, fitted by "
    "alternating ridge regressions with Huber weights (pseudo-counts: model {mu}, category {gamma}, effort ladder {omega}, "
    "single level {eps}); abilities made non-decreasing in effort and in size within a generation; cluster difficulty solved "
    "from the cluster's solve rate and the models that made it; q = {lo} + {span} * sigmoid(discrimination * (ability - difficulty)). "
    "n: a full-weight score counts {per}, capped at {cap}; levels without a score of their own are derived and have a low n. "
    "sd: of q as a forecast for a new benchmark of the kind. tokens: answers' lengths modelled from measured runs. "
    "The numbers behind each cell are in provenance.json; see training/heimdall_training/quality/."
).format(**RIDGE, lo=LAPSE_LOW, span=round(1 - LAPSE_LOW - LAPSE_HIGH, 2), per=int(RESULTS_PER_BENCHMARK), cap=int(MAX_N))


def _cite(o: Observation, note: str = "") -> dict[str, Any]:
    return {"benchmark": o.benchmark.rsplit(" (", 1)[0] + note, "score": round(o.score, 2), "unit": o.unit, "source": o.source, "date": o.date}


def cited(fit: Fit, model: str, level: str, limit: int = 8) -> list[dict[str, Any]]:
    """The scores with most weight, at most two a category; another effort's are named as such."""

    def pick(observations: list[Observation], count: int, note: str) -> list[dict[str, Any]]:
        per_category: dict[str, int] = {}
        chosen: list[Observation] = []
        for o in sorted(observations, key=lambda o: (-o.weight, o.benchmark, o.score)):
            if per_category.get(o.category, 0) < 2 and len(chosen) < count:
                per_category[o.category] = per_category.get(o.category, 0) + 1
                chosen.append(o)
        return [_cite(o, note.format(o.level)) for o in chosen]

    own = [o for o in fit.observations if o.model == model and o.level == level]
    if own:
        return pick(own, limit, "")
    siblings = [o for o in fit.observations if o.model == model]
    return pick(siblings, 3, " (at effort {}; this level is derived)")


def target_rows(model: str) -> list[tuple[str | None, str]]:
    """(effort, level) of a model's rows: `null` stands for the vendor's default."""
    return [(None, default_effort(model)), *((level, level) for level in EFFORTS if level in levels(model))]


def build_quality(data_dir: Path, catalog: dict[str, Any], clusters: dict[str, Any]) -> dict[str, Any]:
    """The content of `quality.json`.

    One row per (model, effort level) of a model with any published score, and one with `effort: null`, which repeats the
    vendor's default level (or is the only row of a model without levels). Models without evidence get no row.
    """
    fit = fitted(str(data_dir))
    lengths = fitted_lengths(str(data_dir))
    needs = cluster_needs(fit, clusters)
    sizes = [max(1, cluster.get("size") or 1) for cluster in clusters["clusters"]]
    weights = evidence(fit)
    posterior = posteriors(fit, {model["id"] for model in catalog["models"]})

    def mean(values: list[Any]) -> float:
        return sum(value * size for value, size in zip(values, sizes)) / sum(sizes)

    targets = []
    for entry in catalog["models"]:
        model = entry["id"]
        if model not in weights:
            continue
        for effort, level in target_rows(model):
            abilities = [fit.mixed(model, level, need.shares) for need in needs]
            q = [round(expected_quality(a, need), 4) for a, need in zip(abilities, needs)]
            sd = [round(quality_sd(a, posterior[model].ability_sd(level, need.shares), need), 4) for a, need in zip(abilities, needs)]
            tokens = cluster_tokens(lengths, model, level, clusters, needs)
            sources = cited(fit, model, level)
            targets.append({
                "model": model,
                "effort": effort,
                "prior": round(mean(q), 4),
                "output_tokens": int(round(mean(tokens))),
                "q": q,
                "sd": sd,
                "n": [round(effective_n(weights[model], level, need.shares), 1) for need in needs],
                "tokens": tokens,
                "updated": max(o.date for o in fit.observations if o.model == model),
                "sources": sources[:2] if effort is None and default_effort(model) in levels(model) else sources,
            })
    return {
        "updated": catalog["snapshot_date"],
        "unit": "expected share of tasks done well, 0..1",
        "method": METHOD,
        "targets": targets,
    }
