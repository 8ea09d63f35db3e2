"""Scales: how a published score becomes a number that can be compared within its own benchmark.

A percentage becomes `logit(p)` (clipped to 3..97 %, where a benchmark says little), an Elo rating the natural logit of
beating a model rated 1300: `(elo - 1300) * ln(10) / 400`, which is what Elo's definition says.
"""

from __future__ import annotations

import math

CATEGORIES: tuple[str, ...] = ("code", "math", "reasoning", "knowledge", "chat", "instruction", "agentic", "long-context")
SINGLE_TURN = CATEGORIES[:6]
"""What one question asks for; agentic runs and long contexts are left out of a model's overall ability."""

ELO_ZERO = 1300.0
LEAST, MOST = 0.03, 0.97


def logit(p: float) -> float:
    return math.log(p / (1.0 - p))


def sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))


def outcome(score: float, unit: str) -> float:
    """A score on the logit scale of its own benchmark."""
    if unit == "elo":
        return (score - ELO_ZERO) * math.log(10) / 400.0
    return logit(min(MOST, max(LEAST, score / 100.0)))


def published(y: float, unit: str) -> float:
    """The inverse of `outcome`: a logit as its benchmark would print it."""
    return ELO_ZERO + y * 400.0 / math.log(10) if unit == "elo" else 100.0 * sigmoid(y)
