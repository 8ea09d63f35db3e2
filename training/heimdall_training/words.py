"""Linear scores of a prompt's words: sparse ridge regressions over token ids and hashed pairs of neighbouring tokens.

The runtime (`src/core/features/words/word-scores.ts`) sums one table row for each distinct feature of the tokens that the
static embedder reads anyway. Exam text is full of turns of phrase that no embedding keeps and that tell which model
answers rightly, so these scores are the strongest features that the trees get.

A score of a prompt that it was fitted on is too good to be true; trees that trained on it would trust it too much.
`cross_fitted` gives the trees scores of every prompt from weights that never saw the prompt's fold.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, cg

FORMAT = "heimdall-words/1"
#: Slots for pairs of tokens. More than 2**16 gains nothing (training/EXPERIMENTS.md).
BUCKETS = 1 << 16
#: A score is the sum over the n distinct features divided by n ** POWER: between a sum (0) and a mean (1).
POWER = 0.75
#: Ridge penalty, for feature rows of mean squared length 1.
PENALTY = 10.0


@dataclass
class Head:
    """One score to fit: which examples, towards what, how much each counts."""

    name: str
    index: np.ndarray  # prompt of each example
    target: np.ndarray
    weight: np.ndarray
    fold: np.ndarray


def pair_bucket(first: np.ndarray, second: np.ndarray, buckets: int = BUCKETS) -> np.ndarray:
    """`pairBucket` of the runtime, on uint32 arrays."""
    mixed = first.astype(np.uint32) * np.uint32(0x9E3779B1) + second.astype(np.uint32)
    mixed = mixed ^ (mixed >> np.uint32(15))
    mixed = mixed * np.uint32(0x85EBCA6B)
    mixed = mixed ^ (mixed >> np.uint32(13))
    return (mixed & np.uint32(buckets - 1)).astype(np.int64)


def feature_matrix(ids: list[list[int]], vocabulary: int, buckets: int = BUCKETS) -> sparse.csr_matrix:
    """(texts, vocabulary + buckets): 1 / n ** POWER at each of a text's n distinct tokens and pairs."""
    columns, lengths = [], []
    for tokens in ids:
        token = np.asarray(tokens, np.int64)
        pairs = vocabulary + pair_bucket(token[:-1], token[1:], buckets) if len(token) > 1 else np.zeros(0, np.int64)
        distinct = np.unique(np.r_[token, pairs])
        columns.append(distinct)
        lengths.append(len(distinct))
    sizes = np.array(lengths)
    values = np.repeat(np.maximum(sizes, 1) ** -POWER, sizes)
    starts = np.r_[0, np.cumsum(sizes)]
    return sparse.csr_matrix((values, np.concatenate(columns), starts), shape=(len(ids), vocabulary + buckets))


def fit(matrix: sparse.csr_matrix, head: Head, mask: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights of the features and the bias that fit the head's examples under `mask`.

    Rare features are penalised less, as in TF-IDF: each column is scaled by its inverse document frequency first."""
    used = matrix[head.index[mask]]
    y, weight = head.target[mask], head.weight[mask]
    seen = np.bincount(used.indices, minlength=matrix.shape[1])
    scale = (np.log((used.shape[0] + 1) / (seen + 1)) + 1) * (seen > 0)
    scaled = used @ sparse.diags(scale)
    length = np.sqrt(scaled.multiply(scaled).sum() / max(1, scaled.shape[0]))
    scaled, scale = scaled / length, scale / length
    bias = float(np.average(y, weights=weight))
    normal = LinearOperator((matrix.shape[1],) * 2, matvec=lambda v: scaled.T @ (weight * (scaled @ v)) + PENALTY * v, dtype=np.float64)
    solution, _ = cg(normal, scaled.T @ (weight * (y - bias)), rtol=3e-3, maxiter=60)
    return scale * solution, bias


def cross_fitted(matrix: sparse.csr_matrix, heads: list[Head], masks: list[np.ndarray]) -> np.ndarray:
    """(prompts, heads): scores by the weights of all examples under the masks, but of a prompt under a mask by the weights
    of the other folds. A prompt has one fold, by the hash of its stem."""
    scores = np.zeros((matrix.shape[0], len(heads)))
    for column, (head, mask) in enumerate(zip(heads, masks, strict=True)):
        weights, bias = fit(matrix, head, mask)
        scores[:, column] = matrix @ weights + bias
        for fold in np.unique(head.fold[mask]):
            inside = np.unique(head.index[mask & (head.fold == fold)])
            weights, bias = fit(matrix, head, mask & (head.fold != fold))
            scores[inside, column] = matrix[inside] @ weights + bias
    return scores


def save(out: Path, heads: list[Head], fitted: list[tuple[np.ndarray, float]], vocabulary: int) -> None:
    """`words.json` and `words.i16.bin`: one row of int16 a feature, one column a head."""
    weights = np.stack([w for w, _ in fitted], 1)
    step = np.maximum(np.abs(weights).max(0) / 32767, 1e-12)
    table = np.clip(np.rint(weights / step), -32767, 32767).astype("<i2")
    meta = {
        "format": FORMAT,
        "heads": [head.name for head in heads],
        "vocabulary": vocabulary,
        "buckets": weights.shape[0] - vocabulary,
        "power": POWER,
        "scale": step.tolist(),
        "bias": [round(bias, 9) for _, bias in fitted],
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "words.i16.bin").write_bytes(np.ascontiguousarray(table).tobytes())
    (out / "words.json").write_text(json.dumps(meta, indent=1) + "\n")


class WordScores:
    """Reads the shipped files; what the runtime computes."""

    def __init__(self, folder: Path) -> None:
        self.meta = json.loads((folder / "words.json").read_text())
        table = np.frombuffer((folder / "words.i16.bin").read_bytes(), "<i2").reshape(-1, len(self.meta["heads"]))
        self.weights = table * np.array(self.meta["scale"])

    def score(self, ids: list[list[int]]) -> np.ndarray:
        return feature_matrix(ids, self.meta["vocabulary"], self.meta["buckets"]) @ self.weights + np.array(self.meta["bias"])
