"""Default candidates of the buckets, chosen from the price/quality front of each kind of model."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from ..catalog import request_cost

BUCKETS = ("cheap", "mid", "hard")

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
    return {"top_p": 3, "candidates": candidates}
