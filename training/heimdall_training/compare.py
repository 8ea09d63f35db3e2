"""Are two artifacts the same? By the digests of their files; where these differ, by what they decide.

`training/train.sh --compare A B` ends with 0 for the same files or, in the limits below, the same decisions, and with 1
otherwise. Left out are the manifest's `created` and what `npm run eval -- --write` puts into the model card.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import data, features
from .forest import Forest
from .golden import GOLDEN_PROMPTS
from .triage_training import buckets

#: Rounding on another processor may move a probability of a golden prompt by so much, and its bucket never ...
GOLDEN_LIMIT = 0.02
#: ... and may send so large a share of our own prompts to another bucket.
OWN_LIMIT = 0.01

CARD, MANIFEST = "MODEL_CARD.md", "manifest.json"
#: The section that `npm run eval -- --write` puts before the card's limits.
_EVALUATION = re.compile(r"## Measured on the artifact as shipped\n.*?(?=## Limits\n)", re.DOTALL)


def differing_files(one: Path, other: Path) -> list[str]:
    """Paths that only one artifact has, or that differ in more than the time of training and the evaluation's tables."""
    paths = {file.relative_to(folder).as_posix() for folder in (one, other) for file in folder.rglob("*") if file.is_file()}
    return sorted(path for path in paths if _content(one / path) != _content(other / path))


def _content(path: Path) -> object:
    if not path.exists():
        return None
    if path.name == CARD:
        return _EVALUATION.sub("", path.read_text(encoding="utf-8"))
    if path.name == MANIFEST:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest.pop("created")
        return manifest | {"files": [entry for entry in manifest["files"] if entry["path"] != CARD]}
    return data.sha256_file(path)


@dataclass
class Decisions:
    """Of one artifact on some prompts."""

    probabilities: np.ndarray  # (prompts, 3)
    bucket: np.ndarray


def decisions(artifact: Path, prompts: list[str]) -> Decisions:
    with tempfile.TemporaryDirectory() as work:
        x, _ = features.rows_of(prompts, artifact, Path(work))
    p = Forest(artifact / "triage").probabilities(x)
    thresholds = json.loads((artifact / MANIFEST).read_text(encoding="utf-8"))["thresholds"]
    return Decisions(p, buckets(p, thresholds["cheap"], thresholds["hard"]))


def within_limits(one: Decisions, other: Decisions, golden: int) -> bool:
    """Prints how far two artifacts' decisions are apart. The first `golden` prompts are the golden ones, the rest our own."""
    apart = np.abs(one.probabilities - other.probabilities).max(1)
    moved = one.bucket != other.bucket
    for name, part in (("golden prompts", slice(0, golden)), ("our own prompts", slice(golden, None))):
        print(f"{name}: {moved[part].sum()} of {len(moved[part])} in another bucket, probabilities apart by {apart[part].mean():.4f}, at most {apart[part].max():.4f}")
    return bool(not moved[:golden].any() and apart[:golden].max() <= GOLDEN_LIMIT and moved[golden:].mean() <= OWN_LIMIT)


def run(one: Path, other: Path) -> int:
    differing = differing_files(one, other)
    if not differing:
        print("the same files")
        return 0
    print("differ:", *differing, sep="\n  ")
    own = [json.loads(line)["prompt"] for line in data.OWN_PROMPTS.read_text(encoding="utf-8").splitlines()]
    same = within_limits(*(decisions(artifact, [*GOLDEN_PROMPTS, *own]) for artifact in (one, other)), golden=len(GOLDEN_PROMPTS))
    print("the same decisions, within the limits" if same else "other decisions")
    return 0 if same else 1
