"""Reads the public data sets of the data folder. Rows never leave this process: only weights and tables are written.

``Row.fold`` is the split. It comes from the sha256 of the question's stem (the prompt without its answer options, in
lower case, spaces collapsed), so that a question that occurs in several sets (MMLU and MMLU-Pro, RouteLLM's and
ZeroEval's GSM8K) is on the same side everywhere. Fold 0 of 5 is the validation split. No weight is fitted to it, but
choices are made on it: the distillation's early stop, k, the calibration and the thresholds. The model card says so.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDS = 5
VALIDATION_FOLD = 0

#: name -> (file below the data folder, licence)
DATASETS: dict[str, tuple[str, str]] = {
    "arena-hard": ("arena-hard/prompts.jsonl.gz", "Apache-2.0"),
    "awesome-prompts": ("awesome-prompts/prompts.jsonl.gz", "CC0-1.0"),
    "exercism-python": ("exercism-python/prompts.jsonl.gz", "MIT"),
    "gsm8k-train": ("gsm8k-train/prompts.jsonl.gz", "MIT"),
    "humaneval": ("humaneval/prompts.jsonl.gz", "MIT"),
    "ifeval": ("ifeval/prompts.jsonl.gz", "Apache-2.0"),
    "llmrouter": ("llmrouter/llmrouter.jsonl.gz", "MIT (questions: MIT, CC-BY-4.0, CC-BY-SA, Apache-2.0)"),
    "math-ladder": ("math-ladder/prompts.jsonl.gz", "MIT, Apache-2.0"),
    "mbpp": ("mbpp/prompts.jsonl.gz", "CC-BY-4.0"),
    "mmlu-pro": ("mmlu-pro/mmlu_pro.jsonl.gz", "Apache-2.0, MIT"),
    "routellm-gsm8k": ("routellm/gsm8k.jsonl.gz", "Apache-2.0, MIT"),
    "routellm-mmlu": ("routellm/mmlu.jsonl.gz", "Apache-2.0, MIT"),
    "routerarena": ("routerarena/routerarena.jsonl.gz", "Apache-2.0 (questions mixed)"),
    "self-instruct": ("self-instruct/prompts.jsonl.gz", "Apache-2.0"),
    "vicuna-bench": ("vicuna-bench/prompts.jsonl.gz", "Apache-2.0"),
    "zeroeval-crux": ("zeroeval/crux.jsonl.gz", "Apache-2.0, MIT"),
    "zeroeval-gsm": ("zeroeval/gsm.jsonl.gz", "Apache-2.0, MIT"),
    "zeroeval-math-l5": ("zeroeval/math-l5.jsonl.gz", "Apache-2.0, MIT"),
}

OWN_PROMPTS = Path(__file__).resolve().parent.parent / "data" / "own_prompts.jsonl"

_OPTIONS = re.compile(r"\n\s*\(?A[.):]\s")


@dataclass
class Row:
    dataset: str
    id: str
    prompt: str
    fold: int
    meta: dict = field(default_factory=dict)


def stem_key(prompt: str) -> str:
    match = _OPTIONS.search(prompt)
    stem = prompt[: match.start()] if match and match.start() > 20 else prompt
    return " ".join(stem.lower().split())


def fold_of(prompt: str) -> int:
    return int.from_bytes(hashlib.sha256(stem_key(prompt).encode()).digest()[:8], "big") % FOLDS


def sha256_file(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as handle:
        for block in iter(lambda: handle.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def load(data_dir: Path) -> list[Row]:
    """All rows of all sets, in a fixed order. Prompts are the exact text of the source."""
    rows: list[Row] = []
    for name, (relative, _) in DATASETS.items():
        with gzip.open(data_dir / relative, "rt", encoding="utf-8") as handle:
            for line in handle:
                record = json.loads(line)
                prompt = record.pop("prompt").encode("utf-8", "replace").decode("utf-8")
                rows.append(Row(name, str(record.pop("id")), prompt, fold_of(prompt), record))
    with open(OWN_PROMPTS, encoding="utf-8") as handle:
        for line in handle:
            record = json.loads(line)
            prompt = record.pop("prompt")
            rows.append(Row("own-prompts", str(record.pop("id")), prompt, fold_of(prompt), record))
    return rows


def describe(data_dir: Path, rows: list[Row]) -> list[dict]:
    """Digests of what was read, for the manifest."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.dataset] = counts.get(row.dataset, 0) + 1
    described = [
        {"name": name, "sha256": sha256_file(data_dir / relative), "rows": counts[name], "licence": licence}
        for name, (relative, licence) in DATASETS.items()
    ]
    described.append({"name": "own-prompts", "sha256": sha256_file(OWN_PROMPTS), "rows": counts["own-prompts"], "licence": "MIT"})
    return described
