"""Order: more effort is never rated worse than less within one model, nor, within `SIZE_LADDERS`, a larger model of one
generation than a smaller one at the same effort. Violations are pooled to their weighted mean.

This is a prior of ours that overrides some measurements: LiveBench, for one, has gpt-5.4-nano above gpt-5.4-mini in
mathematics, which here becomes a tie.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from ..catalog import EFFORTS, default_effort, levels
from .abilities import Fit, fit_abilities
from .observations import read_observations
from .scales import CATEGORIES

SIZE_LADDERS: tuple[tuple[str, ...], ...] = (
    ("openai/gpt-5-nano", "openai/gpt-5-mini", "openai/gpt-5"),
    ("openai/gpt-5.4-nano", "openai/gpt-5.4-mini", "openai/gpt-5.4"),
    ("openai/gpt-oss-20b", "openai/gpt-oss-120b"),
    ("google/gemini-2.5-flash-lite", "google/gemini-2.5-flash", "google/gemini-2.5-pro"),
    ("anthropic/claude-haiku-4.5", "anthropic/claude-sonnet-4.5", "anthropic/claude-opus-4.5"),
    ("deepseek/deepseek-v4-flash", "deepseek/deepseek-v4-pro"),
    ("qwen/qwen3.6-flash", "qwen/qwen3.6-plus"),
)
"""Sizes of one generation by one vendor, smallest first."""


def pool(values: list[float], weights: list[float]) -> list[float]:
    """Pool-adjacent-violators: the nearest non-decreasing sequence (weighted least squares)."""
    blocks: list[list[float]] = []
    for value, weight in zip(values, weights):
        blocks.append([value, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            right, left = blocks.pop(), blocks.pop()
            total = left[1] + right[1]
            blocks.append([(left[0] * left[1] + right[0] * right[1]) / total, total, left[2] + right[2]])
    return [block[0] for block in blocks for _ in range(int(block[2]))]


def all_levels(model: str) -> list[str]:
    """The levels that a model has rows for, the default's included, least effort first."""
    found = set(levels(model)) | {default_effort(model)}
    return [level for level in EFFORTS if level in found]


def apply_orders(fit: Fit) -> None:
    """Makes abilities non-decreasing in effort and, within `SIZE_LADDERS`, in size. Alternates until both hold."""
    evidence: dict[tuple[str, str, str], float] = defaultdict(lambda: 0.2)
    for o in fit.observations:
        if o.level is not None:
            evidence[o.model, o.level, o.category] += o.weight
    catalog_models = sorted(model for model in fit.mu if not model.startswith("~"))
    state = {(m, level, c): fit.raw(m, level, c) for m in catalog_models for level in all_levels(m) for c in CATEGORIES}
    chains: list[list[tuple[str, str, str]]] = []
    for category in CATEGORIES:
        chains += [[(m, level, category) for level in all_levels(m)] for m in catalog_models]
        for ladder in SIZE_LADDERS:
            for level in EFFORTS:
                chains.append([(m, level, category) for m in ladder if (m, level, category) in state])
    for _ in range(200):
        moved = 0.0
        for chain in chains:
            if len(chain) < 2:
                continue
            pooled = pool([state[key] for key in chain], [evidence[key] for key in chain])
            for key, value in zip(chain, pooled):
                moved = max(moved, abs(state[key] - value))
                state[key] = value
        if moved < 1e-9:
            break
    fit.pooled = state


@lru_cache(maxsize=2)
def fitted(data_dir: str) -> Fit:
    """The fit of a data folder's scores, in order."""
    fit = fit_abilities(read_observations(Path(data_dir)))
    apply_orders(fit)
    return fit
