"""How many tokens a target writes for a prompt of a cluster, reasoning included: the cost side of the score.

Dollars per task do not follow the price per token: in LLMRouterBench Gemini 2.5 Pro cost 768 and GPT-5 416 dollars for the
same runs at the same list price. So lengths are modelled, in the logarithm of tokens, apart for answers with and without
thinking:

`log T = intercept + vendor + model + slope * min(difficulty, HARDEST) + kind + effort (thinking only) + task`

The difficulty is that of the quality table (`needs.py`, the same scale as abilities), the kind is what is asked for
(`KINDS`), the task term takes up what is special about one benchmark and is left out of predictions. All but intercepts and
slopes are ridge terms with pseudo-counts (`RIDGE`), efforts around `EFFORT_LADDER`. A model that was never measured gets
its vendor's mean, and a vendor that was never measured that of all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ..catalog import EFFORTS
from .abilities import Fit
from .length_rows import LengthRow, read_lengths
from .needs import ClusterNeed
from .order import all_levels, fitted

EFFORT_LADDER: dict[str, float] = {"minimal": 0.35, "low": 0.55, "medium": 1.0, "high": 1.65, "xhigh": 2.6, "max": 3.2}
"""Length relative to medium. low and high: dollars of gpt-5 on Aider's polyglot run; minimal, xhigh and max: guesses."""

RIDGE: dict[str, float] = {"intercept": 0.01, "slope": 0.01, "vendor": 2.0, "model": 1.0, "kind": 0.5, "effort": 3.0, "task": 2.0, "own": 0.01}
"""Pseudo-counts of rows at the prior value."""

HARDEST = 0.0
"""Difficulty (logits) beyond which answers grow no longer: models give up, or the budget ends."""

UNSCALED_WEIGHT = 0.25

KINDS: tuple[tuple[str, str], ...] = (
    # (pattern on the lower-case benchmark or composition key, kind); the first match counts.
    (r"simpleqa|trivia|natural_qa|opentdb|qanta|nq$", "recall"),
    (r"gsm|math-ladder|math-l5|svamp|mawps|aime|livemath|mgsm|/math$|algebra|olympiad", "math"),
    (r"mbpp|human[-_]?eval|exercism|live.?code|aider|own-prompts/(small-)?code", "code"),
    (r"arena-hard|vicuna|awesome|self-instruct|own-prompts|ifeval|commongen", "writing"),
    (r"", "exam"),
)


def kind_of(key: str) -> str:
    """What kind of answer a benchmark or a part of a cluster asks for."""
    return next(kind for pattern, kind in KINDS if re.search(pattern, key.lower()))


def _vendor(model: str) -> str:
    """The vendor of a catalog id; of another name what it begins with."""
    families = {"gpt": "openai", "o3": "openai", "claude": "anthropic", "gemini": "google", "deepseek": "deepseek",
                "qwen": "qwen", "kimi": "moonshotai", "grok": "x-ai"}
    if not model.startswith("~"):
        return model.split("/")[0]
    return next((vendor for name, vendor in families.items() if model[1:].startswith(name)), "other")


@dataclass(frozen=True)
class Lengths:
    """The fitted terms, in natural logarithms of tokens, by name: `vendor:openai:thinks`, `effort:high`, …"""

    terms: dict[str, float]
    rows: tuple[LengthRow, ...]

    def parts(self, model: str, level: str) -> dict[str, float]:
        """The terms of a target: together the length of its answer to a typical question of difficulty 0."""
        mode = _mode(level)
        names = [f"intercept:{mode}", f"vendor:{_vendor(model)}:{mode}", f"model:{model}:{mode}"]
        parts = {name: self.terms.get(name, 0.0) for name in names}
        if mode == "thinks":
            parts[f"effort:{level}"] = self.terms.get(f"effort:{level}", math.log(EFFORT_LADDER[level]))
        return parts

    def tokens(self, model: str, level: str, difficulty: float, kinds: dict[str, float]) -> int:
        """Expected tokens for a mix of kinds (shares that sum to 1) of a difficulty, to two digits."""
        mode = _mode(level)
        value = sum(self.parts(model, level).values()) + self.terms[f"slope:{mode}"] * min(difficulty, HARDEST)
        value += sum(share * self.terms.get(f"kind:{kind}:{mode}", 0.0) for kind, share in kinds.items())
        tokens = math.exp(value)
        return max(1, int(round(tokens, 1 - int(math.floor(math.log10(tokens))))))


def _mode(level: str) -> str:
    return "plain" if level == "none" else "thinks"


def _names(row: LengthRow) -> list[str]:
    mode = _mode(row.level)
    names = [f"kind:{kind_of(row.benchmark)}:{mode}", f"task:{row.benchmark}:{mode}"]
    if not row.scaled:
        return [f"own:{row.model}", *names]
    names += [f"intercept:{mode}", f"vendor:{_vendor(row.model)}:{mode}", f"model:{row.model}:{mode}"]
    if mode == "thinks" and row.level != "medium":
        names.append(f"effort:{row.level}")
    return names


def _prior(name: str, rows: list[LengthRow]) -> float:
    """Where a term stays without data; that of a model of unknown scale is its own mean, so that it pulls on nothing else."""
    term, _, of = name.partition(":")
    if term == "own":
        logs = [math.log(row.tokens) for row in rows if row.model == of and not row.scaled]
        return sum(logs) / len(logs)
    return math.log(EFFORT_LADDER[of]) if term == "effort" else 0.0


def fit_lengths(rows: list[LengthRow], difficulty: Callable[[str], float]) -> Lengths:
    """Weighted ridge regression; deterministic. `difficulty` gives that of a benchmark, in logits."""
    columns: dict[str, int] = {}
    for row in rows:
        for name in (*_names(row), f"slope:{_mode(row.level)}"):
            columns.setdefault(name, len(columns))
    x = np.zeros((len(rows), len(columns)))
    y = np.array([math.log(row.tokens) for row in rows])
    weights = np.array([1.0 if row.scaled else UNSCALED_WEIGHT for row in rows])
    for i, row in enumerate(rows):
        for name in _names(row):
            x[i, columns[name]] = 1.0
        x[i, columns[f"slope:{_mode(row.level)}"]] = min(difficulty(row.benchmark), HARDEST)
    ridge = np.array([RIDGE[name.split(":")[0]] for name in columns])
    prior = np.array([_prior(name, rows) for name in columns])
    solved = np.linalg.solve(x.T @ (weights[:, None] * x) + np.diag(ridge), x.T @ (weights * y) + ridge * prior)
    return Lengths(dict(zip(columns, (float(v) for v in solved))), tuple(rows))


def benchmark_difficulty(fit: Fit) -> Callable[[str], float]:
    """The ability at which a benchmark is half solved, in logits; 0 for one without scores."""

    def of(benchmark: str) -> float:
        key = f"{benchmark} (percent)"
        return -fit.alpha[key] / fit.slope[key] if key in fit.alpha else 0.0

    return of


@lru_cache(maxsize=2)
def fitted_lengths(data_dir: str) -> Lengths:
    """The model of a data folder's lengths."""
    return fit_lengths(read_lengths(Path(data_dir)), benchmark_difficulty(fitted(data_dir)))


def kind_shares(cluster: dict[str, Any]) -> dict[str, float]:
    """Shares of the kinds in a cluster's composition; they sum to 1."""
    composition = cluster.get("composition") or {"": 1.0}
    total = sum(composition.values())
    shares: dict[str, float] = {}
    for key, share in sorted(composition.items()):
        shares[kind_of(key)] = shares.get(kind_of(key), 0.0) + share / total
    return shares


def cluster_tokens(lengths: Lengths, model: str, level: str, clusters: dict[str, Any], needs: list[ClusterNeed]) -> list[int]:
    """Expected tokens of a target in every cluster, in the clusters' order; never fewer than at less effort."""
    upto = [each for each in all_levels(model) if EFFORTS.index(each) <= EFFORTS.index(level)]
    return [max(lengths.tokens(model, each, need.difficulty, kind_shares(cluster)) for each in upto)
            for cluster, need in zip(clusters["clusters"], needs)]
