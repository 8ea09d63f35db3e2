"""static-384: a table of token vectors, distilled from the teacher's sentence embeddings.

The student is ``e = normalise(sum of F[token])`` with the token's weight folded into its row F[t]. Rows start as in
Model2Vec (each vocabulary entry through the teacher, times a SIF weight) and are then trained on real text: 1 - cosine
to the teacher, plus the squared error of the similarities within a batch, with sparse Adam and a pull to the start.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.stats import spearmanr
from tokenizers import Tokenizer

from . import EMBEDDING_DIM, SEED
from .teacher import MAX_TOKENS

HEAD_TOKENS = TAIL_TOKENS = 256
SEGMENT = re.compile(r"(?<=[.!?。])\s+|\n+")


def token_ids(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    """WordPiece ids without special tokens; of more than 512 the first and the last 256."""
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    return [e.ids if len(e.ids) <= HEAD_TOKENS + TAIL_TOKENS else e.ids[:HEAD_TOKENS] + e.ids[-TAIL_TOKENS:] for e in encoded]


def count_matrix(ids: list[list[int]], vocabulary: int) -> sparse.csr_matrix:
    lengths = np.array([len(x) for x in ids])
    columns = np.concatenate([np.array(x, np.int32) for x in ids]) if lengths.sum() else np.zeros(0, np.int32)
    rows = np.repeat(np.arange(len(ids)), lengths)
    matrix = sparse.csr_matrix((np.ones(len(columns), np.float32), (rows, columns)), shape=(len(ids), vocabulary))
    matrix.sum_duplicates()
    return matrix


def normalise(x: np.ndarray) -> np.ndarray:
    norm = np.linalg.norm(x, axis=1, keepdims=True)
    return np.divide(x, norm, out=np.zeros_like(x), where=norm > 0)


def segments(prompts: list[str], limit: int) -> list[str]:
    """Sentences and lines of the prompts, so that short texts are seen too. The choice depends on their hash only."""
    found = {part.strip() for prompt in prompts for part in SEGMENT.split(prompt)}
    found = {part for part in found if 12 <= len(part) <= 400}
    return sorted(found, key=lambda part: hashlib.sha256(part.encode()).digest())[:limit]


def initial_rows(token_vectors: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """`token_vectors`: the teacher on each vocabulary entry alone. `counts`: occurrences in the training text."""
    probability = (counts + 1.0) / (counts.sum() + len(counts))
    weight = 1e-3 / (1e-3 + probability)
    centred = token_vectors - token_vectors.mean(0)
    return (centred * weight[:, None]).astype(np.float32)


def train(
    start: np.ndarray,
    train_counts: sparse.csr_matrix,
    train_targets: np.ndarray,
    valid_counts: sparse.csr_matrix,
    valid_targets: np.ndarray,
    epochs: int = 24,
    batch: int = 512,
    rate: float = 4e-3,
    pull: float = 2e-3,
    pair_weight: float = 6.0,
    dropout: float = 0.1,
    patience: int = 3,
) -> tuple[np.ndarray, list[dict]]:
    rng = np.random.default_rng(SEED)
    rows = start.copy()
    first, second = np.zeros_like(rows), np.zeros_like(rows)
    updates = np.zeros(len(rows), np.int32)
    best, best_score, waited, history = rows.copy(), -1.0, 0, []
    steps = int(np.ceil(train_counts.shape[0] / batch)) * epochs
    step = 0
    for epoch in range(epochs):
        order = rng.permutation(train_counts.shape[0])
        for begin in range(0, len(order), batch):
            step += 1
            lr = rate * 0.5 * (1 + np.cos(np.pi * step / steps)) * min(1.0, step / 100)
            picked = order[begin : begin + batch]
            counts, target = train_counts[picked], train_targets[picked]
            if dropout:
                counts = counts.copy()
                counts.data = counts.data * (rng.random(len(counts.data)) >= dropout)
            used = np.unique(counts.indices)
            local = counts[:, used]
            v = local @ rows[used]
            norm = np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-6)
            e = v / norm
            n = len(picked)
            difference = e @ e.T - target @ target.T
            np.fill_diagonal(difference, 0)
            gradient = -target / n + pair_weight * 4 * (difference @ e) / (n * n)
            gradient = (gradient - (gradient * e).sum(1, keepdims=True) * e) / norm
            g = local.T @ gradient * n / 64 + pull / n * (rows[used] - start[used])
            updates[used] += 1
            t = updates[used][:, None]
            m = first[used] = 0.9 * first[used] + 0.1 * g
            s = second[used] = 0.99 * second[used] + 0.01 * g * g
            rows[used] -= lr * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.99**t)) + 1e-6)
        scores = fidelity(valid_counts, rows, valid_targets, pairs=60_000)
        history.append({"epoch": epoch + 1, **scores})
        print(f"  static: epoch {epoch + 1} {scores}", flush=True)
        score = scores["mean_cosine"] + scores["pair_spearman"]
        if score > best_score + 1e-4:
            best, best_score, waited = rows.copy(), score, 0
        else:
            waited += 1
            if waited >= patience:
                break
    return best, history


def fidelity(counts: sparse.csr_matrix, rows: np.ndarray, targets: np.ndarray, pairs: int = 200_000) -> dict:
    e = normalise(counts @ rows)
    rng = np.random.default_rng(SEED + 1)
    a, b = rng.integers(0, len(e), (2, pairs))
    keep = a != b
    a, b = a[keep], b[keep]
    ours, theirs = (e[a] * e[b]).sum(1), (targets[a] * targets[b]).sum(1)
    return {
        "mean_cosine": round(float((e * targets).sum(1).mean()), 4),
        "pair_spearman": round(float(spearmanr(ours, theirs).statistic), 4),
        "pair_pearson": round(float(np.corrcoef(ours, theirs)[0, 1]), 4),
    }


def quantise(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    step = np.abs(rows).max(1) / 127.0
    step[step == 0] = 1e-12
    table = np.clip(np.rint(rows / step[:, None]), -127, 127).astype(np.int8)
    return table, step.astype(np.float32)


def save(out: Path, table: np.ndarray, scales: np.ndarray) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "table.i8.bin").write_bytes(np.ascontiguousarray(table).tobytes())
    (out / "scales.f32.bin").write_bytes(scales.astype("<f4").tobytes())


class StaticEmbedder:
    """Reads the shipped int8 files; what the runtime computes, in double precision sums."""

    def __init__(self, folder: Path, tokenizer: Tokenizer) -> None:
        self.scales = np.frombuffer((folder / "scales.f32.bin").read_bytes(), "<f4")
        self.table = np.frombuffer((folder / "table.i8.bin").read_bytes(), np.int8).reshape(-1, EMBEDDING_DIM)
        self.rows = self.table.astype(np.float32) * self.scales[:, None]
        self.tokenizer = tokenizer

    def embed(self, texts: list[str]) -> np.ndarray:
        return normalise(count_matrix(token_ids(self.tokenizer, texts), len(self.rows)) @ self.rows)


def teacher_view(ids: list[list[int]]) -> list[list[int]]:
    """The tokens that the teacher saw: it stops at 256 with [CLS] and [SEP]."""
    return [x[: MAX_TOKENS - 2] for x in ids]
