"""Feature rows, computed by the runtime itself (`heimdall features`), so that training and serving cannot drift."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path

import numpy as np

from .data import stem_key

REPOSITORY = Path(__file__).resolve().parents[2]


def rows_of(prompts: list[str], artifact: Path, work: Path) -> tuple[np.ndarray, list[dict]]:
    """float32 (prompts, columns) and the description of the columns, in the runtime's order."""
    source, target = (work / "features.jsonl").resolve(), (work / "features.f32").resolve()
    with open(source, "w", encoding="utf-8") as handle:
        for prompt in prompts:
            handle.write(json.dumps({"prompt": prompt}, ensure_ascii=True) + "\n")
    command = ["npm", "run", "-s", "heimdall", "--", "features", "--artifact", str(artifact.resolve()), "--input", str(source), "--output", str(target)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    for _ in range(4):
        if done.returncode == 0:
            break
        time.sleep(20)  # the command-line tool may just be being rebuilt
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"heimdall features failed: {done.stderr[-2000:]}")
    printed = json.loads(done.stdout.strip().splitlines()[-1])
    matrix = np.fromfile(target, "<f4").reshape(printed["rows"], printed["columns"])
    if len(matrix) != len(prompts) or len(printed["features"]) != printed["columns"]:
        raise ValueError("the runtime returned another number of rows or columns than asked")
    if not np.isfinite(matrix).all():
        raise ValueError("the runtime returned a value that is not finite")
    return matrix, printed["features"]


def bare_stem(prompt: str) -> str | None:
    """A multiple-choice question without its options and closing line: the same question as a user would ask it."""
    from .data import _OPTIONS

    match = _OPTIONS.search(prompt)
    if not match or match.start() < 30:
        return None
    stem = prompt[: match.start()].strip()
    return stem if stem and stem_key(stem) == stem_key(prompt) else None


_LETTER = re.compile(r"^(\s*)\(?([A-J])[.):](?=\s)", re.MULTILINE)


def numbered(prompt: str) -> str | None:
    """A multiple-choice question with `1.` for `A.` and so on; None where it has no lettered options."""
    from .data import _OPTIONS

    match = _OPTIONS.search(prompt)
    if not match:
        return None
    options = _LETTER.sub(lambda found: f"{found[1]}{ord(found[2]) - ord('A') + 1}.", prompt[match.start() :])
    return prompt[: match.start()] + options
