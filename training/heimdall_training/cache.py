"""Keeps teacher embeddings between runs. Keyed by the texts: a changed text is embedded anew, the others are reused.

Stored and returned in half precision, far below the error of any student, so that a first run and a later one agree.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from .teacher import HIDDEN, Teacher


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


def embed_cached(work: Path, name: str, texts: list[str], teacher: Teacher) -> np.ndarray:
    path = work / f"teacher-{name}.npz"
    known: dict[bytes, np.ndarray] = {}
    if path.exists():
        stored = np.load(path)
        known = {key.tobytes(): row for key, row in zip(stored["keys"], stored["rows"], strict=True)}
    keys = [_digest(text) for text in texts]
    missing = sorted({text for text, key in zip(texts, keys, strict=True) if key not in known})
    if missing:
        print(f"teacher: {len(missing)} texts of {name}", flush=True)
        for text, row in zip(missing, teacher.embed(missing, progress=True), strict=True):
            known[_digest(text)] = row
        np.savez(path, keys=np.array([np.frombuffer(k, np.uint8) for k in known]), rows=np.array(list(known.values()), np.float16))
    return np.array([known[key] for key in keys]).astype(np.float16).astype(np.float32).reshape(-1, HIDDEN)
