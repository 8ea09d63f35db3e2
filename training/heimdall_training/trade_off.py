"""Expected quality over expected cost as alpha goes from 0 to 1, and the points on that curve that the profiles are.

Held-out prompts are sent through the parts of the artifact as the router does: bucket by the trained thresholds, quality and
length of an answer averaged over the three nearest clusters, cost at list prices on a log scale between the cheapest and
the dearest target (`src/core/scoring/score-candidates.ts`), penalties left out. Candidates that need an Anthropic
credential are left out, too: callers rarely bring one. Quality and cost are what the tables expect, not measurements.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from . import data, features, forest
from .quality.defaults import BUCKETS

PROMPTS = 1500
SEED = 20261123
TOP_P = 3
STEPS = 20
ECONOMY_COST, QUALITY_GAIN = 0.10, 0.95


@dataclass(frozen=True)
class Traffic:
    """What the router knows of n prompts: bucket (0..2), weights of clusters [n, k], input tokens [n]."""

    bucket: np.ndarray
    weights: np.ndarray
    tokens: np.ndarray


def held_out_traffic(rows: list[data.Row], out: Path, work: Path, columns: list[dict[str, Any]], thresholds: dict[str, float], centroids: np.ndarray) -> Traffic:
    """A fixed sample of the validation prompts."""
    prompts = sorted({row.prompt for row in rows if row.fold == data.VALIDATION_FOLD})
    chosen = np.random.default_rng(SEED).permutation(len(prompts))[:PROMPTS]
    x, _ = features.rows_of([prompts[i] for i in chosen], out, work)
    p = forest.Forest(out / "triage").probabilities(x)
    bucket = np.where(p[:, 2] > thresholds["hard"], 2, np.where(p[:, 0] > thresholds["cheap"], 0, 1))
    cosine = x[:, -centroids.shape[1] :] @ centroids.T
    nearest = np.argsort(-cosine, axis=1, kind="stable")[:, :TOP_P]
    weights = np.zeros_like(cosine)
    near = np.maximum(np.take_along_axis(cosine, nearest, axis=1), 0.0)
    np.put_along_axis(weights, nearest, near / np.maximum(near.sum(axis=1, keepdims=True), 1e-9), axis=1)
    tokens = np.expm1(x[:, [column["name"] for column in columns].index("log_prompt_tokens")])
    return Traffic(bucket, weights, tokens)


def curve(traffic: Traffic, catalog: dict[str, Any], quality: dict[str, Any], candidates: dict[str, list[dict[str, Any]]]) -> list[dict[str, float]]:
    """Points {alpha, quality, usd_per_1000}, alpha rising."""
    table = {(t["model"], t["effort"]): t for t in quality["targets"]}
    prices = {entry["id"]: entry["price"] for entry in catalog["models"]}
    targets = list(dict.fromkeys((c["model"], c["effort"]) for bucket in BUCKETS for c in candidates[bucket]))
    q, tokens = (traffic.weights @ np.array([table[t][name] for t in targets], dtype=float).T for name in ("q", "tokens"))
    dollars = (traffic.tokens[:, None] * [prices[m]["input_usd_per_mtok"] for m, _ in targets] + tokens * [prices[m]["output_usd_per_mtok"] for m, _ in targets]) / 1e6
    logs = np.log(dollars)
    low, high = logs.min(axis=1, keepdims=True), logs.max(axis=1, keepdims=True)
    cost = (logs - low) / (high - low)
    usable = np.array([[{"model": m, "effort": e} in candidates[bucket] and not m.startswith("anthropic/") for m, e in targets] for bucket in BUCKETS])
    points = []
    for step in range(STEPS + 1):
        alpha = step / STEPS
        score = np.where(usable[traffic.bucket], alpha * q - (1 - alpha) * cost, -np.inf)
        best = score.argmax(axis=1)
        at = np.arange(len(best))
        points.append({"alpha": alpha, "quality": round(float(q[at, best].mean()), 4), "usd_per_1000": round(float(dollars[at, best].mean()) * 1000, 2)})
    return points


def choose_points(points: list[dict[str, float]]) -> dict[str, float]:
    """The alphas of the profiles.

    Gains and costs are shares of what lies between alpha 0 and 1. Balanced: most gain beyond its cost, compared with
    mixing the two ends; Economy: the largest alpha at no more than `ECONOMY_COST`; Quality: the least with `QUALITY_GAIN`.
    """
    first, last = points[0], points[-1]

    def share(point: dict[str, float], name: str) -> float:
        span = last[name] - first[name]
        return (point[name] - first[name]) / span if span > 0 else 0.0

    gain = [share(point, "quality") for point in points]
    cost = [share(point, "usd_per_1000") for point in points]
    balanced = max(range(len(points)), key=lambda i: gain[i] - cost[i])
    economy = max(i for i in range(balanced + 1) if cost[i] <= ECONOMY_COST)
    quality = next((i for i in range(balanced, len(points)) if gain[i] >= QUALITY_GAIN), len(points) - 1)
    return {"Quality": points[quality]["alpha"], "Balanced": points[balanced]["alpha"], "Economy": points[economy]["alpha"]}


def trade_off(traffic: Traffic, catalog: dict[str, Any], quality: dict[str, Any], candidates: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The curve and the profiles' points, for the card and the manifest."""
    points = curve(traffic, catalog, quality, candidates)
    shares = np.bincount(traffic.bucket, minlength=3) / len(traffic.bucket)
    return {"prompts": len(traffic.bucket), "buckets": [round(float(v), 3) for v in shares], "points": points, "profiles": choose_points(points)}


def trade_off_section(found: dict[str, Any], table: Any) -> str:
    """The model card's section."""
    names = {alpha: name for name, alpha in found["profiles"].items()}
    rows = [[f"{p['alpha']:.2f}", names.get(p["alpha"]), f"{p['quality']:.3f}", f"{p['usd_per_1000']:.2f}"] for p in found["points"]]
    return f"""## Default alpha

{found["prompts"]:,} held-out prompts ({found["buckets"][0]:.0%} cheap, {found["buckets"][1]:.0%} mid, {found["buckets"][2]:.0%} hard) through the default candidates, without those that need an Anthropic
credential: mean expected quality and dollars per 1,000 requests, as the tables expect them (not measured).

{table(["alpha", "", "expected quality", "USD per 1,000"], rows)}

The built-in profiles are points on it: **Balanced**, the default, has most quality for its cost, compared with mixing the two ends;
**Economy** is the largest alpha at no more than {ECONOMY_COST:.0%} of the extra cost; **Quality** the least with {QUALITY_GAIN:.0%} of the extra quality. Below Economy
the choice within a bucket hardly changes: there the thresholds are what saves.

"""
