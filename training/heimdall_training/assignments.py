"""Cluster of every prompt of the last run: `load(out_dir)` -> [{dataset, id, cluster}]. A working file, never shipped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from .data import Row


def _path(out_dir: Path) -> Path:
    return Path(__file__).resolve().parent.parent / ".work" / f"assignments-{Path(out_dir).name}.json"


def save(out_dir: Path, rows: list[Row], cluster: np.ndarray) -> None:
    path = _path(out_dir)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([{"dataset": row.dataset, "id": row.id, "cluster": int(c)} for row, c in zip(rows, cluster, strict=True)]))


def load(out_dir: Path) -> list[dict]:
    return json.loads(_path(out_dir).read_text())
