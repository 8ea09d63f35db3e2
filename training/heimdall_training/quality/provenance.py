"""`provenance.json`: the numbers that the cells of `quality.json` and the prices of `catalog.json` were made from.

Enough to compute any cell again (`heimdall models --why` does): the scores of the catalog's models, the lines of their
benchmarks, every model's abilities by category and effort, what each cluster asks for, the terms of the lengths. Scores of
other models, which only tie benchmarks together, are counted but not listed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..catalog import build_prices, default_effort
from .abilities import RIDGE, Fit, evidence
from .lengths import HARDEST, Lengths, fitted_lengths, kind_shares
from .needs import LAPSE_HIGH, LAPSE_LOW, cluster_needs
from .order import all_levels, fitted
from .origins import ORIGINS
from .scales import CATEGORIES
from .uncertainty import TRANSFER_SD, Posterior, noise, posteriors

FORMAT = "heimdall-provenance/1"


def _round(value: float, digits: int = 4) -> float:
    return round(value, digits)


class _Index:
    """Numbers for things that many rows name."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._numbers: dict[Any, int] = {}

    def of(self, key: Any, item: Any) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.items)
            self.items.append(item)
        return self._numbers[key]


def _benchmark(fit: Fit, name: str, unit: str) -> dict[str, Any]:
    members = [o for o in fit.observations if o.benchmark == name]
    return {"name": name.rsplit(" (", 1)[0], "unit": unit, "intercept": _round(fit.alpha[name]), "slope": _round(fit.slope[name]),
            "scores": len(members), "of_catalog": sum(o.in_catalog for o in members)}


def _model(fit: Fit, posterior: Posterior, model: str, sources: _Index, benchmarks: _Index) -> dict[str, Any]:
    scores = []
    weight = dict.fromkeys(CATEGORIES, 0.0)
    for o in sorted((o for o in fit.observations if o.model == model), key=lambda o: (o.category, o.benchmark, o.level or "", o.score)):
        weight[o.category] += o.weight * fit.slope[o.benchmark] ** 2
        scores.append({"benchmark": benchmarks.of(o.benchmark, _benchmark(fit, o.benchmark, o.unit)), "category": o.category,
                       "level": o.level, "name": o.name, "score": _round(o.score, 2), "y": _round(o.y), "weight": o.weight,
                       "source": sources.of(o.source, {"reference": o.source, "date": o.date})})
    own = evidence(fit)[model]
    return {
        "model": model,
        "default_level": default_effort(model),
        "overall": _round(fit.mu[model]),
        # Of each category's offset the share that stays at the prior, which is 0: 1 = nothing measured.
        "categories": {c: {"offset": _round(fit.gamma.get((model, c), 0.0)), "shrunk": _round(RIDGE["gamma"] / (RIDGE["gamma"] + weight[c]), 3)} for c in CATEGORIES},
        "levels": [{"level": level, "offset": _round(fit.eps.get((model, level), 0.0)), "weight": _round(sum(own.get(level, {}).values()), 2),
                    "abilities": {c: _round(fit.ability(model, level, c)) for c in CATEGORIES},
                    "sd": {c: _round(posterior.ability_sd(level, ((c, 1.0),))) for c in CATEGORIES}} for level in all_levels(model)],
        "scores": scores,
    }


def _lengths(lengths: Lengths, models: list[str], sources: _Index) -> dict[str, Any]:
    rows = [{"model": row.model, "level": row.level, "benchmark": row.benchmark, "tokens": int(round(row.tokens)),
             "source": sources.of(row.source, {"reference": row.source, "date": row.date})} for row in lengths.rows if row.scaled]
    targets = {model: {level: {name: _round(value) for name, value in lengths.parts(model, level).items()} for level in all_levels(model)}
               for model in models}
    terms = {name: _round(value) for name, value in lengths.terms.items() if name.startswith(("slope:", "kind:"))}
    return {"hardest": HARDEST, "terms": terms, "targets": targets, "rows": rows, "unscaled_rows": len(lengths.rows) - len(rows)}


def build_provenance(data_dir: Path, catalog: dict[str, Any], clusters: dict[str, Any]) -> dict[str, Any]:
    """The content of `provenance.json`, for the same arguments as `build_quality`."""
    fit, lengths = fitted(str(data_dir)), fitted_lengths(str(data_dir))
    sources, benchmarks = _Index(), _Index()
    known = [entry["id"] for entry in catalog["models"] if entry["id"] in fit.mu]
    posterior = posteriors(fit, set(known))
    models = [_model(fit, posterior[model], model, sources, benchmarks) for model in known]
    needs = [{"id": cluster["id"], "shares": {category or "overall": _round(share) for category, share in need.shares},
              "difficulty": _round(need.difficulty), "discrimination": _round(need.discrimination), "solve_rate": _round(need.solve_rate),
              "kinds": {kind: _round(share) for kind, share in kind_shares(cluster).items()}}
             for cluster, need in zip(clusters["clusters"], cluster_needs(fit, clusters))]
    return {
        "format": FORMAT,
        "scores": {"all": len(fit.observations), "of_catalog": sum(o.in_catalog for o in fit.observations)},
        "quality": {"lapse": [LAPSE_LOW, LAPSE_HIGH], "noise": _round(noise(fit)), "transfer_sd": TRANSFER_SD, "pseudo_counts": RIDGE},
        "benchmarks": benchmarks.items,
        "models": models,
        "clusters": needs,
        "lengths": _lengths(lengths, known, sources),
        "prices": build_prices(data_dir),
        "sources": sources.items,
        "data_sets": ORIGINS,
    }
