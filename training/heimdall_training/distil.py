"""Trains the rows of static-384 on the teacher's sentence embeddings.

Rows start as in Model2Vec (each vocabulary entry through the teacher, times a SIF weight; phrases at zero). Two passes
follow: a broad one over all texts, then one over whole prompts alone, because the similarities of prompts are what the
table is for. A batch's loss is the mean of 1 - cosine to the teacher plus, over all its pairs of texts, the squared
error of the similarities after ``tanh((s - MIDDLE) / WIDTH)``: most pairs of prompts lie within two widths of the middle,
and their order is what a rank correlation sees. The optimiser is Adam with one second moment for each row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.stats import spearmanr

from . import SEED
from .static import normalise

#: The middle and the width of the teacher's similarities of two prompts drawn at random (median 0.065, deviation 0.118).
MIDDLE, WIDTH = 0.08, 0.12
MOMENTUM, MEMORY = np.float32(0.9), np.float32(0.99)


@dataclass(frozen=True)
class Pass:
    """How a pass goes over its texts. `rate` falls to zero along a cosine, after 100 steps of warming up."""

    epochs: int
    batch: int
    rate: float
    pair_weight: float = 6.0
    dropout: float = 0.1


BROAD = Pass(epochs=2, batch=512, rate=4e-3)
PROMPTS = Pass(epochs=4, batch=1024, rate=2e-3)


def initial_rows(token_vectors: np.ndarray, texts_with: np.ndarray) -> np.ndarray:
    """`token_vectors`: the teacher on each vocabulary entry alone. `texts_with`: how many texts have the token."""
    probability = (texts_with + 1.0) / (texts_with.sum() + len(texts_with))
    weight = 1e-3 / (1e-3 + probability)
    centred = token_vectors - token_vectors.mean(0)
    return (centred * weight[:, None]).astype(np.float32)


def _gradient(e: np.ndarray, norm: np.ndarray, target: np.ndarray, pair_weight: float) -> np.ndarray:
    """Of the batch's loss, with respect to the sums before they were normalised to `e`."""
    n = len(e)
    warped = np.tanh((e @ e.T - MIDDLE) / WIDTH)
    error = (warped - np.tanh((target @ target.T - MIDDLE) / WIDTH)) * (1 - warped**2) * WIDTH
    np.fill_diagonal(error, 0)
    gradient = -target / n + pair_weight * 4 * (error @ e) / (n * n)
    return (gradient - (gradient * e).sum(1, keepdims=True) * e) / norm


def train(rows: np.ndarray, groups: list[tuple[sparse.csr_matrix, np.ndarray]], how: Pass) -> np.ndarray:
    """New rows. Each group is a matrix of texts and their teacher embeddings; a batch is from one group."""
    rng = np.random.default_rng(SEED)
    rows = rows.copy()
    first, second = np.zeros_like(rows), np.zeros(len(rows), np.float32)
    updates = np.zeros(len(rows), np.int32)
    steps = how.epochs * sum(-(-len(target) // how.batch) for _, target in groups)
    step = 0
    for _ in range(how.epochs):
        batches = []
        for group, (_, target) in enumerate(groups):
            order = rng.permutation(len(target))
            batches += [(group, order[begin : begin + how.batch]) for begin in range(0, len(order), how.batch)]
        for b in rng.permutation(len(batches)):
            group, picked = batches[b]
            matrix, target = groups[group]
            step += 1
            rate = how.rate * 0.5 * (1 + np.cos(np.pi * step / steps)) * min(1.0, step / 100)
            present = matrix[picked]
            present.data *= rng.random(len(present.data)) >= how.dropout
            used, place = np.unique(present.indices, return_inverse=True)
            local = sparse.csr_matrix((present.data, place.astype(np.int32), present.indptr), shape=(len(picked), len(used)))
            v = local @ rows[used]
            norm = np.maximum(np.linalg.norm(v, axis=1, keepdims=True), np.float32(1e-6))
            g = local.T @ _gradient(v / norm, norm, target[picked], how.pair_weight) * np.float32(len(picked) / 64)
            updates[used] += 1
            age = updates[used]
            m = first[used] = MOMENTUM * first[used] + (1 - MOMENTUM) * g
            s = second[used] = MEMORY * second[used] + (1 - MEMORY) * np.einsum("ij,ij->i", g, g) / g.shape[1]
            pace = rate / (1 - MOMENTUM**age) / (np.sqrt(s / (1 - MEMORY**age)) + 1e-6)
            rows[used] -= m * pace.astype(np.float32)[:, None]
    return rows


def fidelity(matrix: sparse.csr_matrix, rows: np.ndarray, targets: np.ndarray, pairs: int = 200_000) -> dict:
    """How like the teacher: mean cosine; correlations of the similarities of random pairs; shared nearest neighbours."""
    return agreement(normalise(matrix @ rows), targets, pairs)


def agreement(e: np.ndarray, targets: np.ndarray, pairs: int = 200_000) -> dict:
    rng = np.random.default_rng(SEED + 1)
    a, b = rng.integers(0, len(e), (2, pairs))
    a, b = a[a != b], b[a != b]
    ours, theirs = (e[a] * e[b]).sum(1), (targets[a] * targets[b]).sum(1)
    return {
        "mean_cosine": round(float((e * targets).sum(1).mean()), 4),
        "pair_spearman": round(float(spearmanr(ours, theirs).statistic), 4),
        "pair_pearson": round(float(np.corrcoef(ours, theirs)[0, 1]), 4),
        "neighbours_10": round(neighbour_overlap(e, targets), 4),
    }


def neighbour_overlap(e: np.ndarray, targets: np.ndarray, k: int = 10, every: int = 4) -> float:
    """Mean share of the k nearest texts by `targets` that are among the k nearest by `e`, over every fourth text."""
    asked = np.arange(0, len(e), every)

    def nearest(x: np.ndarray) -> np.ndarray:
        similarity = x[asked] @ x.T
        similarity[np.arange(len(asked)), asked] = -np.inf
        return np.argpartition(-similarity, k, axis=1)[:, :k]

    return float(np.mean([len(np.intersect1d(x, y)) / k for x, y in zip(nearest(e), nearest(targets), strict=True)]))
