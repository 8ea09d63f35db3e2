"""From graded answers to soft targets for triage.

One definition for every set that has outcomes: draw one weak and one strong model of the set's own table.
The weak one is right: `cheap`. Else the strong one is right: `mid`. Else: `hard`. With w and s the shares of the weak
and of the strong models that are right, the target is (w, (1 - w) s, (1 - w)(1 - s)); for RouteLLM's pairs w and s are
0 or 1. Sets without outcomes get a hand-given target with a low weight.
"""

from __future__ import annotations

import re

from .data import Row

WEAK = {
    "mmlu-pro": ["Mixtral-8x7B-Instruct-v0.1", "Meta-Llama-3_1-8B-Instruct", "Phi-3-mini-4k-instruct", "mathstral-7B-v0.1", "mathstral-7B", "Meta-Llama-3-8B"],
    "zeroeval": [
        "Mixtral-8x7B-Instruct-v0.1", "Meta-Llama-3-8B-Instruct", "Meta-Llama-3.1-8B-Instruct", "Phi-3-mini-4k-instruct", "Phi-3.5-mini-instruct",
        "gemma-2-9b-it", "gpt-3.5-turbo-0125", "claude-3-haiku-20240307", "Qwen2.5-7B-Instruct", "Yi-1.5-9B-Chat",
    ],
    "llmrouter": ["codegemma-7b", "gemma-2-9b-it", "llama-3.1-8b-instruct", "mistral-7b-instruct-v0.3", "qwen2.5-7b-instruct"],
}  # fmt: skip
STRONG = {
    "mmlu-pro": ["gemini-1.5-pro-002", "gemini-1.5-flash-002", "Meta-Llama-3_1-70B-Instruct", "DeepSeek-Coder-V2"],
    "zeroeval": [
        "gpt-4o-2024-05-13", "gpt-4o-2024-08-06", "gpt-4-turbo-2024-04-09", "claude-3-5-sonnet-20240620", "claude-3-5-sonnet-20241022",
        "o1-mini-2024-09-12", "o1-preview-2024-09-12", "gemini-1.5-pro", "gemini-1.5-pro-exp-0827", "Llama-3.1-405B-Inst@sambanova",
        "Meta-Llama-3.1-405B-Instruct@hyperbolic", "Qwen2.5-72B-Instruct", "deepseek-v2.5-0908",
    ],
    "llmrouter": ["llama-3.1-nemotron-51b-instruct", "llama-3.3-nemotron-super-49b-v1"],
}  # fmt: skip

#: LLMRouter tasks whose string match fails right answers: their outcomes say as much about format as about difficulty.
STRING_MATCH = {"trivia_qa": 0.15, "natural_qa": 0.15, "commongen": 0.15, "agentverse-mgsm": 0.3}
CHATQA = ("llama3-chatqa-1.5-70b", "llama3-chatqa-1.5-8b")

VICUNA_EASY = {"generic", "knowledge", "roleplay", "common-sense", "writing", "counterfactual"}


def family(row: Row) -> str:
    return "zeroeval" if row.dataset.startswith("zeroeval") else row.dataset


def graded(row: Row) -> dict[str, float]:
    """Outcome per model, 0..1, for the sets that have one; the two ChatQA models are left out."""
    table = row.meta.get("correct") or row.meta.get("score") or {}
    return {model: float(value) for model, value in table.items() if model not in CHATQA}


def solve_rate(row: Row) -> float | None:
    """Mean outcome over the models of the set; None where there is none or where it is known to be broken."""
    if row.meta.get("suspect"):
        return None
    if "strong_correct" in row.meta:
        return (row.meta["strong_correct"] + row.meta["weak_correct"]) / 2
    if row.dataset == "llmrouter" and row.meta["domain"] in ("trivia_qa", "natural_qa", "commongen"):
        return None
    table = graded(row)
    return sum(table.values()) / len(table) if table else None


def target(row: Row) -> tuple[tuple[float, float, float], float, str] | None:
    """(cheap, mid, hard), weight, kind: `outcome` or `weak`. None: not used for triage."""
    meta = row.meta
    if "strong_correct" in meta:
        if meta.get("suspect") or meta.get("contaminated"):
            return None
        w, s = float(meta["weak_correct"]), float(meta["strong_correct"])
        return _drawn(w, s), 1.0, "outcome"
    name = family(row)
    if name in WEAK:
        table = graded(row)
        weak, strong = ([table[m] for m in group[name] if m in table] for group in (WEAK, STRONG))
        if not weak or not strong:
            return None
        weight = STRING_MATCH.get(meta.get("domain"), 0.6) if name == "llmrouter" else 1.0
        return _drawn(sum(weak) / len(weak), sum(strong) / len(strong)), weight, "outcome"
    if name == "routerarena":
        table = graded(row)
        w = sum(table.values()) / len(table)
        return (w, (1 - w) / 2, (1 - w) / 2), 0.3, "weak"
    return _weak(row)


#: Weight of a gain from many-model tables and of one given by hand, where one of RouteLLM's pairs weighs 1. The first are
#: other pairs of models, with larger gaps; the second is the only thing known about open-ended prompts.
TABLE_GAIN_WEIGHT, HAND_GAIN_WEIGHT, OWN_GAIN_WEIGHT = 0.1, 0.1, 0.4
#: What a stronger model adds to open-ended kinds of prompt, by hand: much where an answer can be wrong, little where it is a
#: matter of taste. Kinds of our own prompts and categories of Vicuna's.
HAND_GAIN = {
    "creative": 0.06, "writing": 0.08, "roleplay": 0.06, "explain": 0.07, "generic": 0.06, "knowledge": 0.07, "common-sense": 0.08,
    "counterfactual": 0.08, "extraction": 0.2, "reasoning": 0.35, "fermi": 0.3, "math": 0.35, "code": 0.35, "coding": 0.35, "design": 0.3, "proof": 0.25,
}  # fmt: skip


def gain(row: Row) -> tuple[float, float]:
    """How much likelier a strong model is right than a weak one, and the weight of knowing it.

    Of a row that `target` labels. Measured where there are graded answers; else the share of `mid` in the label."""
    meta = row.meta
    if "strong_correct" in meta:
        return float(meta["strong_correct"]) - float(meta["weak_correct"]), 1.0
    y, weight, kind = target(row)
    name = family(row)
    if kind == "outcome":
        table = graded(row)
        weak, strong = ([table[m] for m in group[name] if m in table] for group in (WEAK, STRONG))
        return sum(strong) / len(strong) - sum(weak) / len(weak), TABLE_GAIN_WEIGHT * weight
    if name == "own-prompts" or name == "vicuna-bench":
        return HAND_GAIN.get(meta.get("kind", meta.get("category")), y[1]), OWN_GAIN_WEIGHT
    if name == "arena-hard" and meta.get("category") == "creative_writing/creative_writing":
        return HAND_GAIN["creative"], HAND_GAIN_WEIGHT
    return y[1], HAND_GAIN_WEIGHT * min(weight, 1.0)


def _drawn(w: float, s: float) -> tuple[float, float, float]:
    return w, (1 - w) * s, (1 - w) * (1 - s)


def _weak(row: Row) -> tuple[tuple[float, float, float], float, str] | None:
    meta, name = row.meta, row.dataset
    if name == "own-prompts":
        poles = {"cheap": (0.96, 0.035, 0.005), "mid": (0.3, 0.6, 0.1), "hard": (0.02, 0.18, 0.8)}
        return poles[meta["label"]], 5.0, "weak"
    if name == "self-instruct":
        return (0.85, 0.13, 0.02), 0.6, "weak"
    if name == "awesome-prompts":
        return (0.6, 0.35, 0.05), 0.3, "weak"
    if name == "vicuna-bench":
        return ((0.8, 0.18, 0.02) if meta["category"] in VICUNA_EASY else (0.35, 0.5, 0.15)), 0.8, "weak"
    if name == "math-ladder":
        return ((0.02, 0.18, 0.8), 0.6, "weak") if meta["source"] == "olympiadbench" else ((0.92, 0.07, 0.01), 0.08, "weak")
    if name == "mbpp":
        return (0.8, 0.18, 0.02), 0.25, "weak"
    if name == "exercism-python":
        d = (int(meta["difficulty"]) - 1) / 9
        return (0.9 - 0.7 * d, 0.09 + 0.46 * d, 0.01 + 0.24 * d), 0.8, "weak"
    if name == "arena-hard":
        easy = re.search("creative", str(meta.get("category", "")), re.I)
        return ((0.3, 0.55, 0.15) if easy else (0.08, 0.47, 0.45)), 0.5, "weak"
    if name == "ifeval":
        return (0.55, 0.4, 0.05), 0.2, "weak"
    return None
