"""What a data folder says of where its tables are from."""

from __future__ import annotations

import re
from pathlib import Path

_LINE = re.compile(r"github\.com/([\w.-]+/[\w.-]+) @ ([0-9a-f]{12})[0-9a-f]* \((\d{4}-\d\d-\d\d)\)")


def source_notes(folder: Path) -> dict[str, tuple[str, str]]:
    """`owner/name` -> (short commit, ISO day of the snapshot), from the folder's SOURCE.md; empty without one."""
    notes = Path(folder) / "SOURCE.md"
    if not notes.exists():
        return {}
    return {repo: (commit, date) for repo, commit, date in _LINE.findall(notes.read_text(encoding="utf-8"))}


def source_dates(folder: Path) -> dict[str, str]:
    """`owner/name` -> ISO day of the snapshot."""
    return {repo: date for repo, (_commit, date) in source_notes(folder).items()}
