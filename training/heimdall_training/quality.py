"""Builds `quality.json`: the expected share of tasks done well, per routing target and cluster.

Input: published scores (`model-quality/scores.csv`), costs (`costs.csv`), the catalog, the clusters. Output units:
`q` and `prior` are shares in 0..1, `n` counts effective graded results, `output_tokens` counts tokens.

The method
----------
1. *Scale of one benchmark.* A percentage becomes `y = logit(p)` (clipped to 3..97 %), an Elo rating becomes
   `y = (elo - 1300) / 173.7`, which is the natural logit of beating a 1300-rated model. Scores are compared within one
   benchmark only: each benchmark `b` has an intercept and a slope of its own.
2. *Abilities.* `y[t,b] = alpha[b] + s[b] * a[t,cat(b)]`, with
   `a[t,cat] = mu[model] + gamma[model,cat] + omega[effort,cat] + eps[model,effort]`.
   It is fitted by alternating weighted ridge regressions (each ridge is a pseudo-count of observations, `RIDGE`), with
   Huber weights so that a single broken run does not move a model. Names without an alias take part under their own
   name: a name that two sources share ties their benchmarks together. Slopes are scaled to a weighted geometric mean
   of 1, so a slope of 1 stands for a typical benchmark. That is empirical Bayes in the plain sense: a category with little
   evidence stays near the model's overall ability, an effort without evidence near its neighbours.
3. *Effort.* `omega` is shrunk towards a stated ladder (`EFFORT_LADDER`). Levels that no source measured get
   the model's ability plus `omega`.
4. *Order.* More effort is never rated worse than less within one model, and in `SIZE_LADDERS` a larger model of one
   generation is never rated worse than a smaller one at the same effort. Violations are pooled to their weighted mean
   (pool-adjacent-violators). This is a prior of ours that overrides some measurements: LiveBench, for one, has
   gpt-5.4-nano above gpt-5.4-mini in mathematics, which here becomes a tie.
5. *Difficulty of a cluster.* Its composition says which categories it asks for and which models made its `solve_rate`
   (`REFERENCE`). The difficulty `d[c]` solves `mean over those models of sigmoid(k * (A - d)) = solve rate`, `A` being the
   model's ability in the cluster's mix of categories and `k[c]` the discrimination: the fitted slope of the benchmarks
   nearest to the composition (`DISCRIMINATION`), 1 where there is none. Parts without outcomes enter with a stated guess (`DEFAULT_SOLVE`)
   for chat models of mid 2024.
6. *Quality.* `q = LAPSE_LOW + (1 - LAPSE_LOW - LAPSE_HIGH) * sigmoid(k[c] * (A[t,c] - d[c]))`: on easy clusters every decent
   model is near the ceiling, on hard ones the spread is wide. The lapse stands for broken tasks and wrong keys.
7. *Evidence.* A result of weight 1 counts as `RESULTS_PER_BENCHMARK` graded answers about the user's prompts, another
   effort of the same model as `SIBLING_SHARE` of that, other categories as `OTHER_CATEGORY_SHARE`; `n` is capped.

What it is not: a measurement on the clusters' prompts. It places models by what others published about them.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterable

from .aliases import ALIASES
from .catalog import EFFORTS, build_catalog, default_effort, levels, request_cost

CATEGORIES: tuple[str, ...] = ("code", "math", "reasoning", "knowledge", "chat", "instruction", "agentic", "long-context")

EFFORT_LADDER: dict[str, float] = {
    "none": -0.8, "minimal": -0.7, "low": -0.3, "medium": 0.0, "high": 0.2, "xhigh": 0.35, "max": 0.4,
}
"""Prior of the effort offsets in logits; the data move it (`RIDGE["omega"]` pseudo-observations hold it)."""

RIDGE: dict[str, float] = {"mu": 0.2, "gamma": 2.0, "omega": 6.0, "eps": 2.0, "slope": 2.0}
"""Pseudo-counts of the shrinkage: so many observations at the prior value."""

HUBER = 1.0
"""Residuals above this many logits lose weight."""

ROUNDS = 60

LAPSE_LOW, LAPSE_HIGH = 0.01, 0.02
RESULTS_PER_BENCHMARK = 10.0
SIBLING_SHARE = 0.3
OTHER_CATEGORY_SHARE = 0.1
MAX_N = 60.0

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

# ---------------------------------------------------------------------------------------------------- benchmarks

_BRACKET_EFFORT = re.compile(r" \[(none|minimal|low|medium|high|xhigh|max)\]$")

_WEIGHTS: tuple[tuple[str, float], ...] = (
    # (prefix of the benchmark, weight of one score). The first match counts; 0 leaves it out.
    (r"livebench-[\d_]+/[^/]+$", 1.0),
    (r"livebench-", 0.0),  # the tasks below a category: their mean is the row above
    (r"lmarena-text/long_user$", 0.0),  # long messages by users, not a test of long context
    (r"lmarena-text/full$", 0.5),
    (r"lmarena-text/", 0.35),  # the same votes, cut by topic: correlated, and preference rather than correctness
    (r"mmlu-pro/all$", 0.0),  # the mean of its domains
    (r"mmlu-pro/", 0.35),
    (r"modelsdev/Aider Polyglot", 0.0),  # a copy of aider-polyglot
    (r"modelsdev/", 0.5),  # reported by vendors; the category was guessed from the name
    (r"tau2-bench/", 0.6),
    (r"llmrouterbench-small/", 0.4),
    (r"evalplus/(humaneval|mbpp)$", 0.0),  # the base tests of the plus sets
    (r"ruler/(4k|8k|16k)$", 0.0),  # not long by today's measure
    (r"", 1.0),
)


@lru_cache(maxsize=None)
def _weight(benchmark: str) -> float:
    return next(weight for pattern, weight in _WEIGHTS if re.match(pattern, benchmark))


def _logit(p: float) -> float:
    return math.log(p / (1.0 - p))


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))


def _outcome(score: float, unit: str) -> float:
    """A score on the logit scale of its own benchmark."""
    if unit == "elo":
        return (score - 1300.0) * math.log(10) / 400.0
    return _logit(min(0.97, max(0.03, score / 100.0)))


def _normalised(name: str) -> str:
    """A spelling that two sources may share: no organisation, case, dates of hosting or separators."""
    name = name.split("/")[-1].lower().replace("_", "-").replace(" ", "-")
    return re.sub(r"^meta-|@.*$", "", name)


@dataclass(frozen=True)
class Observation:
    """One published score on the logit scale."""

    model: str
    """A catalog id, or `~name` for a name that stands for itself."""
    level: str | None
    category: str
    benchmark: str
    y: float
    weight: float
    score: float
    unit: str
    source: str


def read_observations(data_dir: Path) -> list[Observation]:
    """Every usable row of scores.csv, aliases resolved, in the file's order."""
    rows: list[Observation] = []
    with open(Path(data_dir) / "model-quality" / "scores.csv", newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            benchmark = row["benchmark"]
            weight = _weight(benchmark)
            if weight == 0.0:
                continue
            bracket = _BRACKET_EFFORT.search(benchmark)
            alias = ALIASES.get(row["model"])
            if alias:
                model = alias.model
                level: str | None = alias.effort or default_effort(model)
            else:
                model, level = "~" + _normalised(row["model"]), None
            if bracket:
                benchmark = benchmark[: bracket.start()]
                if alias:
                    level = bracket.group(1)
            score = float(row["score"])
            rows.append(Observation(model, level, row["category"], f"{benchmark} ({row['unit']})", _outcome(score, row["unit"]),
                                    weight, score, row["unit"], row["source"]))
    return rows


# ----------------------------------------------------------------------------------------------------------- fit


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

    def raw(self, model: str, level: str | None, category: str) -> float:
        """The ability before the order of efforts and sizes was applied."""
        value = self.mu[model] + self.gamma.get((model, category), 0.0) + self.eps.get((model, level), 0.0)
        return value + (self.omega[level, category] if level is not None else 0.0)


def fit_abilities(observations: list[Observation]) -> Fit:
    """Alternating ridge regressions; deterministic, pure Python, about a second."""
    fit = Fit(
        mu={o.model: 0.0 for o in observations},
        gamma={(o.model, o.category): 0.0 for o in observations},
        omega={(level, category): EFFORT_LADDER[level] for level in EFFORTS for category in CATEGORIES},
        eps={(o.model, o.level): 0.0 for o in observations if o.level is not None},
        alpha={o.benchmark: 0.0 for o in observations},
        slope={o.benchmark: 1.0 for o in observations},
        observations=observations,
    )
    groups: dict[str, dict[Any, list[int]]] = {kind: defaultdict(list) for kind in ("mu", "gamma", "omega", "eps", "bench")}
    for i, o in enumerate(observations):
        groups["mu"][o.model].append(i)
        groups["gamma"][o.model, o.category].append(i)
        groups["bench"][o.benchmark].append(i)
        if o.level is not None:
            groups["omega"][o.level, o.category].append(i)
            groups["eps"][o.model, o.level].append(i)
    weights = [o.weight for o in observations]
    for benchmark, members in groups["bench"].items():
        total = sum(weights[i] for i in members)
        fit.alpha[benchmark] = sum(weights[i] * observations[i].y for i in members) / total

    ability = [0.0] * len(observations)

    def refresh() -> None:
        for i, o in enumerate(observations):
            ability[i] = fit.raw(o.model, o.level, o.category)

    def update(table: dict[Any, float], members_of: dict[Any, list[int]], ridge: float, prior: Any) -> None:
        for key, members in members_of.items():
            old = table[key]
            top, bottom = ridge * prior(key), ridge
            for i in members:
                o = observations[i]
                s = fit.slope[o.benchmark]
                top += weights[i] * s * (o.y - fit.alpha[o.benchmark] - s * (ability[i] - old))
                bottom += weights[i] * s * s
            table[key] = top / bottom
            shift = table[key] - old
            for i in members:
                ability[i] += shift

    refresh()
    for _ in range(ROUNDS):
        update(fit.mu, groups["mu"], RIDGE["mu"], lambda _key: 0.0)
        update(fit.gamma, groups["gamma"], RIDGE["gamma"], lambda _key: 0.0)
        update(fit.omega, groups["omega"], RIDGE["omega"], lambda key: EFFORT_LADDER[key[0]])
        update(fit.eps, groups["eps"], RIDGE["eps"], lambda _key: 0.0)
        log_slope = total_weight = 0.0
        for benchmark, members in groups["bench"].items():
            total = sum(weights[i] for i in members)
            mean_y = sum(weights[i] * observations[i].y for i in members) / total
            mean_a = sum(weights[i] * ability[i] for i in members) / total
            cross = sum(weights[i] * (observations[i].y - mean_y) * (ability[i] - mean_a) for i in members)
            square = sum(weights[i] * (ability[i] - mean_a) ** 2 for i in members)
            slope = (RIDGE["slope"] + cross) / (RIDGE["slope"] + square)
            fit.slope[benchmark] = min(3.0, max(0.25, slope))
            fit.alpha[benchmark] = mean_y - fit.slope[benchmark] * mean_a
            log_slope += total * math.log(fit.slope[benchmark])
            total_weight += total
        scale = math.exp(log_slope / total_weight)
        for benchmark, members in groups["bench"].items():
            fit.slope[benchmark] /= scale
            total = sum(weights[i] for i in members)
            fit.alpha[benchmark] = sum(weights[i] * (observations[i].y - fit.slope[benchmark] * ability[i]) for i in members) / total
        for i, o in enumerate(observations):
            residual = abs(o.y - fit.alpha[o.benchmark] - fit.slope[o.benchmark] * ability[i])
            weights[i] = o.weight * min(1.0, HUBER / residual) if residual > 0 else o.weight
    _apply_orders(fit)
    return fit


def _pool(values: list[float], weights: list[float]) -> list[float]:
    """Pool-adjacent-violators: the nearest non-decreasing sequence (weighted least squares)."""
    blocks: list[list[float]] = []
    for value, weight in zip(values, weights):
        blocks.append([value, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            right, left = blocks.pop(), blocks.pop()
            total = left[1] + right[1]
            blocks.append([(left[0] * left[1] + right[0] * right[1]) / total, total, left[2] + right[2]])
    return [block[0] for block in blocks for _ in range(int(block[2]))]


def _all_levels(model: str) -> list[str]:
    """The levels that a model has rows for, the default's included, least effort first."""
    found = set(levels(model)) | {default_effort(model)}
    return [level for level in EFFORTS if level in found]


def _apply_orders(fit: Fit) -> None:
    """Makes abilities non-decreasing in effort and, within `SIZE_LADDERS`, in size. Alternates until both hold."""
    evidence: dict[tuple[str, str, str], float] = defaultdict(lambda: 0.2)
    for o in fit.observations:
        if o.level is not None:
            evidence[o.model, o.level, o.category] += o.weight
    catalog_models = sorted(model for model in fit.mu if not model.startswith("~"))
    state = {(m, level, c): fit.raw(m, level, c) for m in catalog_models for level in _all_levels(m) for c in CATEGORIES}
    chains: list[list[tuple[str, str, str]]] = []
    for category in CATEGORIES:
        chains += [[(m, level, category) for level in _all_levels(m)] for m in catalog_models]
        for ladder in SIZE_LADDERS:
            for level in EFFORTS:
                chains.append([(m, level, category) for m in ladder if (m, level, category) in state])
    for _ in range(200):
        moved = 0.0
        for chain in chains:
            if len(chain) < 2:
                continue
            pooled = _pool([state[key] for key in chain], [evidence[key] for key in chain])
            for key, value in zip(chain, pooled):
                moved = max(moved, abs(state[key] - value))
                state[key] = value
        if moved < 1e-9:
            break
    fit.pooled = state


# ------------------------------------------------------------------------------------------------------ clusters

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


def _default_solve(key: str) -> float:
    return next(value for pattern, value in DEFAULT_SOLVE if re.search(pattern, key.lower()))


@dataclass(frozen=True)
class ClusterNeed:
    """What a cluster asks for: shares of categories (`None` = overall), a difficulty in logits, a discrimination."""

    shares: tuple[tuple[str | None, float], ...]
    difficulty: float
    discrimination: float
    solve_rate: float


def _mixed(shares: Iterable[tuple[str | None, float]], ability_in: Any) -> float:
    return sum(share * ability_in(category) for category, share in shares)


def _overall(fit: Fit, model: str, level: str | None) -> float:
    """The ability over the categories that single-turn prompts ask for (agentic and long-context left out)."""
    core = CATEGORIES[:6]
    return sum(fit.ability(model, level, category) for category in core) / len(core)


def _ability_in(fit: Fit, model: str, level: str | None, category: str | None) -> float:
    return fit.ability(model, level, category) if category else _overall(fit, model, level)


def _populations(fit: Fit) -> dict[tuple[str, ...], list[tuple[str, str | None]]]:
    found: dict[tuple[str, ...], list[tuple[str, str | None]]] = {}
    for _pattern, prefixes in REFERENCE:
        if prefixes not in found:
            found[prefixes] = sorted({(o.model, o.level) for o in fit.observations
                                      if o.benchmark.startswith(prefixes) or o.model in prefixes},
                                     key=lambda pair: (pair[0], pair[1] or ""))
    return found


def cluster_needs(fit: Fit, clusters: dict[str, Any]) -> list[ClusterNeed]:
    """Categories and difficulty of every cluster, in the clusters' order."""
    populations = _populations(fit)
    needs = []
    for cluster in clusters["clusters"]:
        composition = cluster.get("composition") or {}
        total = sum(composition.values())
        parts = [(key, share / total) for key, share in sorted(composition.items()) if share > 0] if total > 0 else [("", 1.0)]
        by_category: dict[str | None, float] = defaultdict(float)
        reference: dict[tuple[str, ...], float] = defaultdict(float)
        guess = slope = 0.0
        for key, share in parts:
            by_category[category_of(key)] += share
            reference[next(prefixes for pattern, prefixes in REFERENCE if re.search(pattern, key.lower()))] += share
            guess += share * _default_solve(key)
            slope += share * _discrimination(fit, key)
        shares = tuple(sorted(by_category.items(), key=lambda item: (item[0] is None, item[0] or "")))
        measured, size = cluster.get("solve_rate"), cluster.get("size") or 0
        outcomes = cluster.get("outcomes") or 0
        if measured is None or outcomes == 0:
            rate = guess
        else:
            known = min(1.0, outcomes / size) if size else 1.0
            rate = known * measured + (1 - known) * guess
        rate = min(0.98, max(0.03, rate))
        people = []
        for prefixes, share in reference.items():
            members = populations[prefixes]
            people += [(_mixed(shares, lambda c, m=m, lv=lv: _ability_in(fit, m, lv, c)), share / len(members)) for m, lv in members]
        low, high = -12.0, 12.0
        for _ in range(60):
            middle = (low + high) / 2
            if sum(weight * _sigmoid(slope * (a - middle)) for a, weight in people) > rate:
                low = middle
            else:
                high = middle
        needs.append(ClusterNeed(shares, (low + high) / 2, slope, rate))
    return needs


def expected_quality(ability: float, need: ClusterNeed) -> float:
    """Share of a cluster's tasks done well, strictly inside 0..1."""
    return LAPSE_LOW + (1.0 - LAPSE_LOW - LAPSE_HIGH) * _sigmoid(need.discrimination * (ability - need.difficulty))


# -------------------------------------------------------------------------------------------------- output length

EFFORT_TOKENS: dict[str, float] = {"none": 0.25, "minimal": 0.3, "low": 0.55, "medium": 1.0, "high": 1.65, "xhigh": 2.6, "max": 3.2}
"""Length of an answer, reasoning included, relative to medium. low and high: dollars of gpt-5 on Aider's polyglot run
(10.4, 17.7, 29.1); none: non-thinking against thinking models in LLMRouterBench; minimal, xhigh and max: guesses."""

MEDIUM_TOKENS = 3000.0
"""Fallback at medium effort: what gpt-5 at medium wrote per task in LLMRouterBench, rounded."""

_LENGTH_TASKS = {"mmlu-pro": 3000, "arena-hard": 750, "gpqa": 198, "livecodebench": 1055}
"""LLMRouterBench runs that are one question, one answer (tasks per run)."""

_LENGTH_SIBLINGS: dict[str, str] = {
    "openai/gpt-5-mini": "openai/gpt-5", "openai/gpt-5-nano": "openai/gpt-5", "openai/gpt-5.1": "openai/gpt-5",
    "google/gemini-2.5-flash-lite": "google/gemini-2.5-flash",
}
_SAME_PRICE_AS_THEN = frozenset({"openai/gpt-5", "google/gemini-2.5-flash", "google/gemini-2.5-pro"})
"""Models whose list price has not changed since the run, so that dollars / price = tokens."""


def measured_lengths(data_dir: Path, catalog: dict[str, Any]) -> dict[tuple[str, str], float]:
    """(model, level) -> tokens per answer, from dollars per run: `dollars / tasks / output price`, geometric mean of runs.

    Input tokens are counted as if they were output, which overstates short answers by a few percent. output_length.csv
    (characters, about 4 to a token) holds no model of the catalog today.
    """
    prices = {model["id"]: model["price"] for model in catalog["models"]}
    logs: dict[tuple[str, str], list[float]] = defaultdict(list)
    with open(Path(data_dir) / "model-quality" / "costs.csv", newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            family, _, task = row["benchmark"].partition("/")
            alias = ALIASES.get(row["model"])
            if family != "llmrouterbench" or task not in _LENGTH_TASKS or not alias or alias.model not in _SAME_PRICE_AS_THEN:
                continue
            price = prices.get(alias.model)
            if price:
                tokens = float(row["cost"]) / _LENGTH_TASKS[task] / price["output_usd_per_mtok"] * 1e6
                logs[alias.model, alias.effort or default_effort(alias.model)].append(math.log(tokens))
    return {key: math.exp(sum(values) / len(values)) for key, values in logs.items()}


def output_tokens(model: str, level: str, lengths: dict[tuple[str, str], float]) -> int:
    """Expected tokens of an answer of this target, rounded to 10; measured, else a sibling's, else the fallback."""
    name = model if any(m == model for m, _ in lengths) else _LENGTH_SIBLINGS.get(model)
    for (measured, at), tokens in sorted(lengths.items()):
        if measured == name:
            return int(round(tokens * EFFORT_TOKENS[level] / EFFORT_TOKENS[at], -1))
    return int(round(MEDIUM_TOKENS * EFFORT_TOKENS[level], -1))


# --------------------------------------------------------------------------------------------------- quality.json

METHOD = (
    "Published scores on the logit scale of their own benchmark; ability = model + category + effort, fitted by "
    "alternating ridge regressions with Huber weights (pseudo-counts: model {mu}, category {gamma}, effort ladder {omega}, "
    "single level {eps}); abilities made non-decreasing in effort and in size within a generation; cluster difficulty solved "
    "from the cluster's solve rate and the models that made it; q = {lo} + {span} * sigmoid(discrimination * (ability - difficulty)). "
    "n: a full-weight score counts {per}, capped at {cap}; levels without a score of their own are derived and have a low n. "
    "See training/heimdall_training/quality.py."
).format(**RIDGE, lo=LAPSE_LOW, span=round(1 - LAPSE_LOW - LAPSE_HIGH, 2), per=int(RESULTS_PER_BENCHMARK), cap=int(MAX_N))


@lru_cache(maxsize=2)
def _fitted(data_dir: str) -> Fit:
    return fit_abilities(read_observations(Path(data_dir)))


def _evidence(fit: Fit) -> dict[str, dict[str, dict[str, float]]]:
    """model -> level -> category -> summed weight."""
    table: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
    for o in fit.observations:
        if o.level is not None:
            table[o.model][o.level][o.category] += o.weight
    return table


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


def _sources(fit: Fit, model: str, level: str, limit: int = 8) -> list[dict[str, Any]]:
    """The scores with most weight, at most two a category; another effort's are named as such."""
    def pick(observations: list[Observation], count: int, note: str) -> list[dict[str, Any]]:
        per_category: dict[str, int] = defaultdict(int)
        chosen: list[Observation] = []
        for o in sorted(observations, key=lambda o: (-o.weight, o.benchmark, o.score)):
            if per_category[o.category] < 2 and len(chosen) < count:
                per_category[o.category] += 1
                chosen.append(o)
        return [{"benchmark": o.benchmark.rsplit(" (", 1)[0] + note.format(o.level), "score": round(o.score, 2), "unit": o.unit,
                 "source": o.source} for o in chosen]

    own = [o for o in fit.observations if o.model == model and o.level == level]
    if own:
        return pick(own, limit, "")
    siblings = [o for o in fit.observations if o.model == model]
    return pick(siblings, 3, " (at effort {}; this level is derived)")


def build_quality(data_dir: Path, catalog: dict[str, Any], clusters: dict[str, Any]) -> dict[str, Any]:
    """The content of `quality.json`; the method is in the module's docstring.

    One row per (model, effort level) of a model with any published score, and one with `effort: null`, which repeats the
    vendor's default level (or is the only row of a model without levels). Models without evidence get no row.
    """
    fit = _fitted(str(data_dir))
    needs = cluster_needs(fit, clusters)
    sizes = [max(1, cluster.get("size") or 1) for cluster in clusters["clusters"]]
    evidence = _evidence(fit)
    lengths = measured_lengths(data_dir, catalog)
    targets = []
    for entry in catalog["models"]:
        model = entry["id"]
        if model not in evidence:
            continue
        rows: list[tuple[str | None, str]] = [(None, default_effort(model))]
        rows += [(level, level) for level in EFFORTS if level in levels(model)]
        for effort, level in rows:
            abilities = [_mixed(need.shares, lambda c: _ability_in(fit, model, level, c)) for need in needs]
            q = [round(expected_quality(a, need), 4) for a, need in zip(abilities, needs)]
            sources = _sources(fit, model, level)
            targets.append({
                "model": model,
                "effort": effort,
                "prior": round(sum(value * size for value, size in zip(q, sizes)) / sum(sizes), 4),
                "output_tokens": output_tokens(model, level, lengths),
                "q": q,
                "n": [round(effective_n(evidence[model], level, need.shares), 1) for need in needs],
                "sources": sources[:2] if effort is None and levels(model) and default_effort(model) in levels(model) else sources,
            })
    return {
        "updated": catalog["snapshot_date"],
        "unit": "expected share of tasks done well, 0..1",
        "method": METHOD,
        "targets": targets,
    }


# ------------------------------------------------------------------------------------------------ routing defaults

BUCKET_TRADE: dict[str, float] = {"cheap": 0.10, "mid": 0.06, "hard": 0.02}
"""Quality given up for a tenfold lower price when candidates of one group are ranked."""

BUCKET_INPUT_TOKENS = 1000.0

LONG_CONTEXT_TOKENS = 1_000_000


@dataclass(frozen=True)
class Slot:
    """Room for `count` models of one kind in a bucket."""

    name: str
    pattern: str
    count: int
    efforts: tuple[str | None, ...]


SLOTS: dict[str, tuple[Slot, ...]] = {
    "cheap": (
        Slot("DeepSeek", r"deepseek/", 2, (None,)),
        Slot("Qwen, not the coder", r"qwen/(?!.*coder)", 2, (None,)),
        Slot("OpenAI nano", r"openai/gpt-5[\d.]*-nano$", 1, ("none", "minimal", "low")),
        Slot("Gemini flash-lite", r"google/.*flash-lite$", 1, ("none", "minimal", "low", "medium")),
    ),
    "mid": (
        Slot("OpenAI, small", r"openai/gpt-5[\d.]*-mini$", 1, ("medium",)),
        Slot("OpenAI, full", r"openai/gpt-5[\d.]*$", 1, ("medium",)),
        Slot("Gemini flash", r"google/.*flash(-preview)?$", 1, ("medium",)),
        Slot("Gemini pro", r"google/.*pro(-preview)?$", 1, ("medium",)),
        Slot("Claude haiku", r"anthropic/claude-haiku", 1, ("medium",)),
        Slot("Claude sonnet", r"anthropic/claude-sonnet", 1, ("medium",)),
    ),
    "hard": (
        Slot("OpenAI", r"openai/gpt-5[\d.]*$", 3, ("high",)),
        Slot("Gemini", r"google/gemini-.*(pro|flash)(-preview)?$", 2, ("high",)),
        Slot("Claude sonnet", r"anthropic/claude-sonnet", 1, ("high",)),
        Slot("Claude opus", r"anthropic/claude-opus", 1, ("high",)),
    ),
}


def _bucket_quality(bucket: str, targets: list[dict[str, Any]], row: dict[str, Any]) -> float:
    """Mean quality over the clusters, weighted to those that the bucket will see: easy ones for cheap, hard ones for hard."""
    k = len(row["q"])
    median = [sorted(t["q"][c] for t in targets)[len(targets) // 2] for c in range(k)]
    weights = {"cheap": [m for m in median], "mid": [1.0] * k, "hard": [1.0 - m for m in median]}[bucket]
    return sum(w * q for w, q in zip(weights, row["q"])) / sum(weights)


def routing_defaults(catalog: dict[str, Any], quality: dict[str, Any]) -> dict[str, Any]:
    """Default candidates per bucket, chosen from the price/quality front of each kind of model.

    The kinds (`SLOTS`) follow from who holds which key, not from the data: cheap has DeepSeek and Qwen for OpenRouter and
    one nano and one flash-lite for callers with an OpenAI or Google key alone, and never Anthropic; mid and hard have OpenAI
    and Gemini at medium and high effort, and Claude for callers who bring an Anthropic credential. Within a kind the
    data choose: a target that another one of the kind beats on both price and quality is out, the rest are ranked by
    `quality - trade * log10(price)` with `BUCKET_TRADE`. Price is USD for 1,000 tokens in and the target's expected
    `output_tokens` out; quality is weighted to the clusters that the bucket will see. Every candidate has a
    price and a quality row; mid and hard are checked for a model with a context of a million tokens.
    """
    entries = {entry["id"]: entry for entry in catalog["models"]}
    targets = quality["targets"]
    candidates: dict[str, list[dict[str, Any]]] = {}
    for bucket, slots in SLOTS.items():
        chosen: list[dict[str, Any]] = []
        for slot in slots:
            pool = []
            for row in targets:
                entry = entries[row["model"]]
                cost = request_cost(entry, BUCKET_INPUT_TOKENS, row["output_tokens"])
                if cost is None or row["effort"] not in slot.efforts or not re.match(slot.pattern, row["model"]):
                    continue
                pool.append((_bucket_quality(bucket, targets, row), cost, row))
            front = [p for p in pool if not any(o[0] >= p[0] and o[1] <= p[1] and (o[0], o[1]) != (p[0], p[1]) for o in pool)]
            front.sort(key=lambda p: (-(p[0] - BUCKET_TRADE[bucket] * math.log10(p[1])), p[2]["model"]))
            models: list[str] = []
            for _quality, _cost, row in front:
                if row["model"] not in models and len(models) < slot.count:
                    models.append(row["model"])
                    chosen.append({"model": row["model"], "effort": row["effort"]})
        if bucket != "cheap" and not any(entries[c["model"]]["context_tokens"] >= LONG_CONTEXT_TOKENS for c in chosen):
            raise ValueError(f"no candidate of {bucket} has a context of {LONG_CONTEXT_TOKENS} tokens")
        candidates[bucket] = chosen
    return {"alpha": 0.6, "top_p": 3, "candidates": candidates}


# ------------------------------------------------------------------------------------------------------------ CLI

SYNTHETIC_CLUSTERS: dict[str, Any] = {
    "k": 8,
    "clusters": [
        {"id": 0, "label": "grade-school math", "size": 900, "composition": {"gsm8k-train": 0.8, "math-ladder/svamp": 0.2}, "solve_rate": 0.91, "outcomes": 400},
        {"id": 1, "label": "olympiad math", "size": 300, "composition": {"math-ladder/olympiadbench": 0.7, "math-l5": 0.3}, "solve_rate": 0.30, "outcomes": 90},
        {"id": 2, "label": "python functions", "size": 700, "composition": {"mbpp": 0.6, "humaneval": 0.1, "crux": 0.3}, "solve_rate": 0.66, "outcomes": 210},
        {"id": 3, "label": "physics and chemistry", "size": 1200, "composition": {"mmlu-pro/physics": 0.5, "mmlu-pro/chemistry": 0.5}, "solve_rate": 0.31, "outcomes": 1200},
        {"id": 4, "label": "history and law", "size": 1100, "composition": {"mmlu-pro/law": 0.5, "routellm-mmlu/high_school_us_history": 0.5}, "solve_rate": 0.50, "outcomes": 1100},
        {"id": 5, "label": "open chat", "size": 600, "composition": {"arena-hard": 0.6, "vicuna": 0.1, "awesome-prompts": 0.3}, "solve_rate": None, "outcomes": 0},
        {"id": 6, "label": "small instructions", "size": 500, "composition": {"self-instruct": 0.5, "ifeval": 0.5}, "solve_rate": None, "outcomes": 0},
        {"id": 7, "label": "something new", "size": 50, "composition": {"never-heard-of": 1.0}, "solve_rate": None, "outcomes": 0},
    ],
}
"""A made-up set of clusters for development, tests and `--explain` without an artifact."""


def explain(data_dir: Path, catalog: dict[str, Any], clusters: dict[str, Any], model: str, effort: str | None) -> str:
    """Where a target's numbers come from, as text."""
    fit = _fitted(str(data_dir))
    if model not in fit.mu:
        known = ", ".join(sorted(m for m in fit.mu if not m.startswith("~")))
        raise SystemExit(f"no published score supports {model}; models with one: {known}")
    level = effort or default_effort(model)
    if effort is not None and effort not in levels(model):
        raise SystemExit(f"{model} takes {', '.join(levels(model)) or 'no effort levels'}, not {effort}")
    evidence = _evidence(fit)[model]
    lines = [f"{model}, effort {effort or 'null'} (= {level})", "", "Ability in logits of a typical benchmark",
             f"  model {fit.mu[model]:+.2f}, this level on its own {fit.eps.get((model, level), 0.0):+.2f}", "",
             f"  {'category':14}{'category':>9}{'effort':>8}{'sum':>8}{'in order':>10}  weight of own scores"]
    for category in CATEGORIES:
        lines.append(f"  {category:14}{fit.gamma.get((model, category), 0.0):+9.2f}{fit.omega[level, category]:+8.2f}"
                     f"{fit.raw(model, level, category):+8.2f}{fit.ability(model, level, category):+10.2f}  {evidence.get(level, {}).get(category, 0.0):.2f}")
    own = sorted((o for o in fit.observations if o.model == model and o.level == level), key=lambda o: (o.category, o.benchmark))
    lines += ["", f"Scores at this level ({len(own)}; expected = what the fit gives back)"]
    for o in own:
        back = fit.alpha[o.benchmark] + fit.slope[o.benchmark] * fit.raw(model, level, o.category)
        expected = 1300 + back * 400 / math.log(10) if o.unit == "elo" else 100 * _sigmoid(back)
        lines.append(f"  {o.category:13}{o.benchmark:60}{o.score:9.2f}  expected {expected:8.2f}  weight {o.weight:.2f}  {o.source}")
    if not own:
        lines.append("  none: the level is derived from the model's other levels and the effort offsets")
    row = next(t for t in build_quality(data_dir, catalog, clusters)["targets"] if t["model"] == model and t["effort"] == effort)
    lines += ["", f"Clusters (prior {row['prior']}, expected answer {row['output_tokens']} tokens)"]
    for cluster, need, q, n in zip(clusters["clusters"], cluster_needs(fit, clusters), row["q"], row["n"]):
        mix = ", ".join(f"{category or 'overall'} {share:.0%}" for category, share in need.shares)
        lines.append(f"  {cluster['id']:>3} {str(cluster.get('label', ''))[:28]:28} solve rate {need.solve_rate:.2f}  difficulty {need.difficulty:+.2f} x {need.discrimination:.2f}  q {q:.3f}  n {n:<5} {mix}")
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """`python -m heimdall_training.quality --explain MODEL [--effort LEVEL] --data DIR [--clusters FILE]`."""
    parser = argparse.ArgumentParser(prog="python -m heimdall_training.quality", description="Explains the quality table.")
    parser.add_argument("--explain", metavar="MODEL", help="a catalog id, e.g. openai/gpt-5.4; without it the defaults of routing are printed")
    parser.add_argument("--effort", choices=EFFORTS, help="an effort level; without it the vendor's default")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds model-quality/ and model-prices/")
    parser.add_argument("--clusters", type=Path, help="an artifact's clusters.json; without it a small made-up set")
    args = parser.parse_args(argv)
    clusters = json.loads(args.clusters.read_text(encoding="utf-8")) if args.clusters else SYNTHETIC_CLUSTERS
    catalog = build_catalog(args.data)
    if args.explain:
        print(explain(args.data, catalog, clusters, args.explain, args.effort))
        return 0
    quality = build_quality(args.data, catalog, clusters)
    rows = {(t["model"], t["effort"]): t for t in quality["targets"]}
    entries = {entry["id"]: entry for entry in catalog["models"]}
    for bucket, chosen in routing_defaults(catalog, quality)["candidates"].items():
        print(bucket)
        for candidate in chosen:
            row, price = rows[candidate["model"], candidate["effort"]], entries[candidate["model"]]["price"]
            cost = request_cost(entries[candidate["model"]], BUCKET_INPUT_TOKENS, row["output_tokens"]) or 0.0
            print(f"  {candidate['model']:36}{str(candidate['effort']):8} ${price['input_usd_per_mtok']:<7}${price['output_usd_per_mtok']:<7}"
                  f"{row['output_tokens']:>6} tokens  ${cost * 1000:8.2f} per 1,000 requests  mean q {row['prior']:.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
