"""What a cluster of prompts asks for: its mix of categories, its difficulty and how well it tells models apart.

All of it follows from the cluster's composition (shares of data sets and domains) and from its solve rate: the difficulty
`d` solves `mean over the models that made the solve rate of sigmoid(k * (A - d)) = solve rate`, `A` being a model's
ability in the cluster's mix of categories (`REFERENCE` says which models those are) and `k` the discrimination, the fitted
slope of the benchmarks nearest to the composition (`DISCRIMINATION`), 1 where there is none. Parts without outcomes enter
with a stated guess (`DEFAULT_SOLVE`) for chat models of mid 2024.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from .abilities import Fit
from .scales import sigmoid

_CATEGORY_PATTERNS: tuple[tuple[str, str], ...] = (
    # (pattern on the lower-case composition key, category); the first match counts.
    (r"logicgrid|superglue|chess", "reasoning"),
    (r"gsm|math-ladder|math-l5|svamp|mawps|olympiad|aime|asdiv|aqua", "math"),
    (r"crux|mbpp|human[-_]?eval|exercism|live.?code|code|programming", "code"),
    (r"ifeval", "instruction"),
    (r"swe-bench|tau2?-?bench|agent|tool", "agentic"),
    (r"ruler|repoqa|needle|long.?context", "long-context"),
    (r"own-prompts|mt-bench|vicuna|arena-hard|alpaca|awesome-prompts|chat|translation|wmt|summar|emory|meld", "chat"),
    (r"self-instruct|commongen", "instruction"),
    (r"/.*computer", "code"),
    (r"/.*(math|algebra|statistic|econometrics|finqa|tabmwp)", "math"),
    (r"/.*(physics|chemistry|engineering|logic|bbh|zebra|knights|kor|reasoning|navigation|drop|winogrande|hellaswag|piqa|strategy)", "reasoning"),
    (r"mmlu|llmrouter|routerarena|gpqa|simpleqa|triviaqa|nq|hle|arc|med", "knowledge"),
)


def category_of(key: str) -> str | None:
    """The category that a composition key asks for; `None` when unknown (then the overall ability is used)."""
    low = key.lower()
    return next((category for pattern, category in _CATEGORY_PATTERNS if re.search(pattern, low)), None)


_ZEROEVAL = ("zeroeval/",)
_LLMROUTER = ("~codegemma-7b", "~gemma-2-9b-it", "~llama-3.1-8b-instruct", "~llama-3.1-nemotron-51b-instruct",
              "~llama-3.3-nemotron-49b-super-v1", "~mistral-7b-instruct-v0.3", "~qwen2.5-7b-instruct")
"""The seven models of LLMRouter's outcomes as the score sources spell them (its two ChatQA models are left out)."""
REFERENCE: tuple[tuple[str, tuple[str, ...]], ...] = (
    # (pattern on the composition key, prefixes of the benchmarks whose models made the outcomes, or the models by name)
    (r"^mmlu-pro", ("mmlu-pro/",)),
    (r"^(zeroeval|crux|math-l5|gsm$)", _ZEROEVAL),
    (r"^routellm", ("routellm/",)),  # one strong and one weak model of 2023
    (r"^llmrouter", _LLMROUTER),
    (r"", _ZEROEVAL),
)
"""Whose answers a `solve_rate` is about. Chat models of mid 2024 where a data set has no outcomes of its own."""

DEFAULT_SOLVE: tuple[tuple[str, float], ...] = (
    # (pattern on the composition key, share that chat models of mid 2024 do well). Measured where zeroeval has the like.
    (r"olympiad", 0.25), (r"aime", 0.15), (r"math-l5|competition", 0.42),
    (r"svamp|mawps|asdiv|addsub|singleeq|multiarith", 0.93), (r"gsm", 0.88), (r"math-ladder", 0.55),
    (r"crux", 0.66), (r"human[-_]?eval", 0.80), (r"mbpp", 0.75), (r"exercism", 0.60),
    (r"ifeval", 0.75), (r"own-prompts", 0.75), (r"arena-hard", 0.40), (r"vicuna|mt-bench", 0.80), (r"self-instruct", 0.88), (r"awesome-prompts", 0.80),
    (r"routellm|mmlu/", 0.72), (r"mmlu-pro", 0.50), (r"llmrouter|routerarena", 0.60),
    (r"", 0.65),
)
"""Guesses for prompts without outcomes, for the mid-2024 reference; the only numbers here that no source states."""


DISCRIMINATION: tuple[tuple[str, tuple[str, ...]], ...] = (
    # (pattern on the composition key, prefixes of the benchmarks whose mean fitted slope stands for it)
    (r"olympiad|math-l5|competition|aime|math-ladder/math", ("zeroeval/math-l5",)),
    (r"gsm|svamp|mawps|math-ladder", ("zeroeval/gsm",)),
    (r"crux", ("zeroeval/crux",)),
    (r"human[-_]?eval|mbpp", ("evalplus/",)),
    (r"exercism", ("aider-polyglot",)),
    (r"ifeval", ("livebench-2026_01_08/IF",)),
    (r"arena-hard", ("arena-hard-",)),
    (r"mmlu-pro", ("mmlu-pro/",)),
    (r"mmlu", ("zeroeval/mmlu-redux", "simple-evals/mmlu")),
)


def _discrimination(fit: Fit, key: str) -> float:
    if f"{key} (percent)" in fit.slope:
        return fit.slope[f"{key} (percent)"]
    prefixes = next((found for pattern, found in DISCRIMINATION if re.search(pattern, key.lower())), None)
    slopes = [slope for benchmark, slope in sorted(fit.slope.items()) if prefixes and benchmark.startswith(prefixes)]
    return sum(slopes) / len(slopes) if slopes else 1.0


def default_solve(key: str) -> float:
    return next(value for pattern, value in DEFAULT_SOLVE if re.search(pattern, key.lower()))


@dataclass(frozen=True)
class ClusterNeed:
    """What a cluster asks for: shares of categories (`None` = overall), a difficulty in logits, a discrimination."""

    shares: tuple[tuple[str | None, float], ...]
    difficulty: float
    discrimination: float
    solve_rate: float


def populations(fit: Fit) -> dict[tuple[str, ...], list[tuple[str, str | None]]]:
    """For each entry of `REFERENCE` the models, with their levels, that made the outcomes."""
    found: dict[tuple[str, ...], list[tuple[str, str | None]]] = {}
    for _pattern, prefixes in REFERENCE:
        if prefixes not in found:
            found[prefixes] = sorted({(o.model, o.level) for o in fit.observations
                                      if o.benchmark.startswith(prefixes) or o.model in prefixes},
                                     key=lambda pair: (pair[0], pair[1] or ""))
    return found


def _parts(cluster: dict[str, Any]) -> list[tuple[str, float]]:
    """The composition's keys with their shares, which sum to 1; one unknown part where there is no composition."""
    composition = cluster.get("composition") or {}
    total = sum(composition.values())
    return [(key, share / total) for key, share in sorted(composition.items()) if share > 0] if total > 0 else [("", 1.0)]


def _solve_rate(cluster: dict[str, Any], guess: float) -> float:
    """The measured rate, and the guess for the share of prompts that nobody graded; kept off 0 and 1."""
    measured, size, outcomes = cluster.get("solve_rate"), cluster.get("size") or 0, cluster.get("outcomes") or 0
    if measured is None or outcomes == 0:
        rate = guess
    else:
        known = min(1.0, outcomes / size) if size else 1.0
        rate = known * measured + (1 - known) * guess
    return min(0.98, max(0.03, rate))


def _difficulty(people: list[tuple[float, float]], slope: float, rate: float) -> float:
    """The `d` at which people of (ability, weight) solve `rate`; bisection."""
    low, high = -12.0, 12.0
    for _ in range(60):
        middle = (low + high) / 2
        if sum(weight * sigmoid(slope * (ability - middle)) for ability, weight in people) > rate:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def cluster_needs(fit: Fit, clusters: dict[str, Any]) -> list[ClusterNeed]:
    """Categories and difficulty of every cluster, in the clusters' order."""
    members_of = populations(fit)
    needs = []
    for cluster in clusters["clusters"]:
        by_category: dict[str | None, float] = defaultdict(float)
        reference: dict[tuple[str, ...], float] = defaultdict(float)
        guess = slope = 0.0
        for key, share in _parts(cluster):
            by_category[category_of(key)] += share
            reference[next(prefixes for pattern, prefixes in REFERENCE if re.search(pattern, key.lower()))] += share
            guess += share * default_solve(key)
            slope += share * _discrimination(fit, key)
        shares = tuple(sorted(by_category.items(), key=lambda item: (item[0] is None, item[0] or "")))
        people = [(fit.mixed(model, level, shares), share / len(members_of[prefixes]))
                  for prefixes, share in reference.items() for model, level in members_of[prefixes]]
        rate = _solve_rate(cluster, guess)
        needs.append(ClusterNeed(shares, _difficulty(people, slope, rate), slope, rate))
    return needs


LAPSE_LOW, LAPSE_HIGH = 0.01, 0.02
"""Shares of tasks that go well or badly whatever the model: guesses that hit, broken tasks, wrong keys."""


def expected_quality(ability: float, need: ClusterNeed) -> float:
    """Share of a cluster's tasks done well, strictly inside 0..1.

    On easy clusters every decent model is near the ceiling, on hard ones the spread is wide.
    """
    return LAPSE_LOW + (1.0 - LAPSE_LOW - LAPSE_HIGH) * sigmoid(need.discrimination * (ability - need.difficulty))
