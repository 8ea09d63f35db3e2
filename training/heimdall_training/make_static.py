"""Makes embedders/static-384: gathers the texts, asks the teacher, trains, quantises and measures."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
from scipy import sparse

from . import EMBEDDING_DIM, cache, distil, static, teacher, wordnet
from .data import Row, VALIDATION_FOLD

#: Most texts of each kind, and how many phrases get a row (6.3 MB).
SEGMENTS, GLOSSES, PHRASES = 60_000, 80_000, 16_384
BREAK = re.compile(r"(?<=[.!?。])\s+|\n+")


def run(rows: list[Row], network: teacher.Teacher, out: Path, work: Path) -> dict:
    """Writes the files and returns the figures of the model card."""
    vocabulary = (teacher.model_dir() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    valid = sorted({row.prompt for row in rows if row.fold == VALIDATION_FOLD})
    texts = _texts(rows, work)
    targets = {name: cache.embed_cached(work, name, members, network) for name, members in texts.items()}
    tokenizer = teacher.load_tokenizer()
    ids = {name: static.teacher_view(static.token_ids(tokenizer, members)) for name, members in texts.items()}
    phrases = static.choose_phrases([x for members in ids.values() for x in members], PHRASES)
    matrices = {name: static.row_matrix(members, len(vocabulary), phrases) for name, members in ids.items()}

    valid_ids = static.token_ids(tokenizer, valid)
    valid_matrix = static.row_matrix(valid_ids, len(vocabulary), phrases)
    valid_view = static.row_matrix(static.teacher_view(valid_ids), len(vocabulary), phrases)
    valid_targets = cache.embed_cached(work, "prompts", valid, network)
    figures = {}

    def measure(name: str, rows: np.ndarray, matrix: sparse.csr_matrix = valid_matrix, against: np.ndarray = valid_targets) -> None:
        figures[name] = distil.fidelity(matrix, rows, against)
        print(f"  static: {name} {figures[name]}", flush=True)

    start = np.zeros((len(vocabulary) + len(phrases), EMBEDDING_DIM), np.float32)
    texts_with = sum(np.asarray(matrix.sum(0)).ravel() for matrix in matrices.values())[: len(vocabulary)]
    start[: len(vocabulary)] = distil.initial_rows(_alone(len(vocabulary), network, work), texts_with)
    measure("before_training", start)
    groups = {name: (matrices[name], targets[name]) for name in texts}
    broad = distil.train(start, list(groups.values()), distil.BROAD)
    measure("after_broad_pass", broad)
    trained = distil.train(broad, [groups["prompts"]], distil.PROMPTS)

    table, scales = static.quantise(trained)
    folder = out / "embedders" / "static-384"
    static.save(folder, table, scales, phrases)
    teacher.copy_vocab(folder / "vocab.txt")
    shipped = table.astype(np.float32) * scales[:, None]
    measure("validation", shipped)
    measure("validation_teacher_view", shipped, valid_view)
    measure("train", shipped, *groups["prompts"])
    return {
        "texts": {name: len(members) for name, members in texts.items()} | {"validation_prompts": len(valid)},
        "phrases": len(phrases),
        **figures,
    }


def _texts(rows: list[Row], work: Path) -> dict[str, list[str]]:
    prompts = sorted({row.prompt for row in rows if row.fold != VALIDATION_FOLD})
    return {"prompts": prompts, "segments": segments(prompts, SEGMENTS), "wordnet": wordnet.texts(work, GLOSSES)}


def segments(prompts: list[str], limit: int) -> list[str]:
    """Sentences and lines of the prompts, so that short texts are seen too. The choice depends on their hash only."""
    found = {part.strip() for prompt in prompts for part in BREAK.split(prompt)}
    found = {part for part in found if 12 <= len(part) <= 400}
    return sorted(found, key=lambda part: hashlib.sha256(part.encode()).digest())[:limit]


def _alone(vocabulary: int, network: teacher.Teacher, work: Path) -> np.ndarray:
    """The teacher on every vocabulary entry alone, between [CLS] and [SEP]."""
    path = work / "teacher-vocabulary.npy"
    if not path.exists():
        np.save(path, network.embed_ids([[101, i, 102] for i in range(vocabulary)]))
    return np.load(path)
