"""static-384: the format, and what the runtime computes from it (docs/artifact-format.md). `distil.py` trains it.

``e = normalise(sum of scale[r] * table[r])`` over the rows of the distinct tokens of a text and of its distinct phrases:
pairs of neighbouring tokens that were frequent enough in the training text to get a row of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from scipy import sparse
from tokenizers import Tokenizer

from . import EMBEDDING_DIM
from .teacher import MAX_TOKENS

HEAD_TOKENS = TAIL_TOKENS = 256
#: A phrase's key is its first token times this, plus its second.
KEY_BASE = 1 << 16


def token_ids(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    """WordPiece ids without special tokens; of more than 512 the first and the last 256."""
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    return [e.ids if len(e.ids) <= HEAD_TOKENS + TAIL_TOKENS else e.ids[:HEAD_TOKENS] + e.ids[-TAIL_TOKENS:] for e in encoded]


def teacher_view(ids: list[list[int]]) -> list[list[int]]:
    """The tokens that the teacher saw: it stops at 256 with [CLS] and [SEP]."""
    return [x[: MAX_TOKENS - 2] for x in ids]


def _flat(ids: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """All tokens in a row, and the number of the text of each."""
    lengths = np.array([len(x) for x in ids], np.int64)
    tokens = np.fromiter((t for x in ids for t in x), np.int64, lengths.sum())
    return tokens, np.repeat(np.arange(len(ids)), lengths)


def _pairs(tokens: np.ndarray, text: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Keys of the neighbouring tokens of each text, and the number of the text of each."""
    together = text[1:] == text[:-1]
    return (tokens[:-1] * KEY_BASE + tokens[1:])[together], text[1:][together]


def choose_phrases(ids: list[list[int]], limit: int) -> np.ndarray:
    """uint16 (limit, 2), ascending: the pairs of neighbouring tokens that occur in the most texts."""
    keys, text = _pairs(*_flat(ids))
    once = np.unique(text << 32 | keys) & 0xFFFFFFFF  # each key once a text
    found, texts = np.unique(once, return_counts=True)
    kept = np.sort(found[np.argsort(-texts, kind="stable")[:limit]])
    return np.stack([kept // KEY_BASE, kept % KEY_BASE], 1).astype(np.uint16)


def row_matrix(ids: list[list[int]], vocabulary: int, phrases: np.ndarray) -> sparse.csr_matrix:
    """float32 (texts, vocabulary + phrases): 1 where a text has that token or phrase, however often."""
    tokens, text = _flat(ids)
    keys, pair_text = _pairs(tokens, text)
    known = phrases[:, 0].astype(np.int64) * KEY_BASE + phrases[:, 1]
    place = np.searchsorted(known, keys)
    hit = np.zeros(len(keys), bool)
    inside = place < len(known)
    hit[inside] = known[place[inside]] == keys[inside]
    rows, columns = np.concatenate([text, pair_text[hit]]), np.concatenate([tokens, vocabulary + place[hit]])
    matrix = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(ids), vocabulary + len(phrases)))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def normalise(x: np.ndarray) -> np.ndarray:
    norm = np.linalg.norm(x, axis=1, keepdims=True)
    return np.divide(x, norm, out=np.zeros_like(x), where=norm > 0)


def quantise(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    step = np.abs(rows).max(1) / 127.0
    step[step == 0] = 1e-12
    table = np.clip(np.rint(rows / step[:, None]), -127, 127).astype(np.int8)
    return table, step.astype(np.float32)


def save(out: Path, table: np.ndarray, scales: np.ndarray, phrases: np.ndarray) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "table.i8.bin").write_bytes(np.ascontiguousarray(table).tobytes())
    (out / "scales.f32.bin").write_bytes(scales.astype("<f4").tobytes())
    (out / "phrases.u16.bin").write_bytes(phrases.astype("<u2").tobytes())


class StaticEmbedder:
    """Reads the shipped int8 files; what the runtime computes, in float32."""

    def __init__(self, folder: Path, tokenizer: Tokenizer) -> None:
        scales = np.frombuffer((folder / "scales.f32.bin").read_bytes(), "<f4")
        table = np.frombuffer((folder / "table.i8.bin").read_bytes(), np.int8).reshape(-1, EMBEDDING_DIM)
        self.rows = table.astype(np.float32) * scales[:, None]
        self.phrases = np.frombuffer((folder / "phrases.u16.bin").read_bytes(), "<u2").reshape(-1, 2)
        self.tokenizer = tokenizer

    def embed(self, texts: Iterable[str]) -> np.ndarray:
        """float32 (texts, 384), unit length; zero for a text without tokens."""
        ids = token_ids(self.tokenizer, list(texts))
        return normalise(row_matrix(ids, len(self.rows) - len(self.phrases), self.phrases) @ self.rows)
