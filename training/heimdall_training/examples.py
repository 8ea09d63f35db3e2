"""The rows that triage is trained and measured on: prompts with soft targets, gains, weights and folds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from .data import Row
from .features import bare_stem, numbered
from .outcomes import gain, target
from .words import Head
from .wrapper import without_wrapper

#: Weight of a multiple-choice question asked again in another layout.
LAYOUT_WEIGHT = 0.35
#: One question in so many is also asked with numbers before its options instead of letters.
NUMBERED_EVERY = 4
#: The pairs of models that the gain is measured with: RouteLLM's.
PAIRED = ("routellm-mmlu", "routellm-gsm8k")
MULTIPLE_CHOICE = ("routellm-mmlu", "mmlu-pro")


@dataclass
class Examples:
    """One entry an example; a data row gives one, or more when it is also asked in another layout."""

    index: np.ndarray  # row of the feature matrix
    y: np.ndarray  # (n, 3) soft target: cheap, mid, hard
    weight: np.ndarray
    gain: np.ndarray  # strong minus weak, -1..1
    gain_weight: np.ndarray
    fold: np.ndarray
    dataset: np.ndarray
    outcome: np.ndarray  # graded answers stand behind it
    row: np.ndarray  # index of the data row; -1 for another layout

    @property
    def paired(self) -> np.ndarray:
        return np.isin(self.dataset, PAIRED)


def prompts_of(rows: list[Row]) -> list[str]:
    """Every prompt once, as the runtime reads it, and the other layouts of multiple-choice questions."""
    return sorted({text for row in rows for text in (without_wrapper(row.prompt), *layouts(row))})


def layouts(row: Row) -> list[str]:
    """The same question without its options, and for some with numbered ones, so that triage doesn't hang on letters."""
    if row.dataset not in MULTIPLE_CHOICE:
        return []
    asked = without_wrapper(row.prompt)
    renumbered = numbered(asked) if hashlib.sha256(row.prompt.encode()).digest()[0] % NUMBERED_EVERY == 0 else None
    return [text for text in (bare_stem(asked), renumbered) if text]


def examples(rows: list[Row], prompts: list[str]) -> Examples:
    place = {prompt: i for i, prompt in enumerate(prompts)}
    table = []
    for number, row in enumerate(rows):
        labelled = target(row)
        if labelled is None:
            continue
        y, weight, kind = labelled
        more, more_weight = gain(row)
        entry = (row.fold, row.dataset, kind == "outcome")
        table.append((place[without_wrapper(row.prompt)], y, weight, more, more_weight, *entry, number))
        table.extend((place[text], y, weight * LAYOUT_WEIGHT, more, more_weight * LAYOUT_WEIGHT, *entry, -1) for text in layouts(row))
    return Examples(*(np.array(column) for column in zip(*table, strict=True)))


def word_heads(e: Examples) -> list[Head]:
    """What words tell: the gain of the measured pairs and of open-ended kinds, that weak models fail, that strong ones fail too."""
    capped = np.minimum(e.weight, 1.0)
    gain_weight = np.where(e.paired | ~e.outcome, e.gain_weight, 0.0)
    return [
        Head("gain", e.index, e.gain, gain_weight, e.fold),
        Head("fail", e.index, 1 - e.y[:, 0], capped, e.fold),
        Head("hard", e.index, e.y[:, 2], capped, e.fold),
    ]
