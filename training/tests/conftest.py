"""What tests share: the data folder, the catalog made of it, and a made-up set of clusters."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

DATA = Path(os.environ.get("HEIMDALL_DATA", Path(__file__).parents[1] / "data"))
needs_data = pytest.mark.skipif(not (DATA / "model-quality").is_dir(), reason="set HEIMDALL_DATA to the folder with model-quality/")

SYNTHETIC_CLUSTERS: dict[str, Any] = {
    "k": 8,
    "clusters": [
        {"id": 0, "label": "grade-school math", "size": 900, "composition": {"gsm8k-train": 0.8, "math-ladder/svamp": 0.2}, "solve_rate": 0.91, "outcomes": 400},
        {"id": 1, "label": "olympiad math", "size": 300, "composition": {"math-ladder/olympiadbench": 0.7, "math-l5": 0.3}, "solve_rate": 0.30, "outcomes": 90},
        {"id": 2, "label": "python functions", "size": 700, "composition": {"mbpp": 0.6, "humaneval": 0.1, "crux": 0.3}, "solve_rate": 0.66, "outcomes": 210},
        {"id": 3, "label": "physics and chemistry", "size": 1200, "composition": {"mmlu-pro/physics": 0.5, "mmlu-pro/chemistry": 0.5}, "solve_rate": 0.31, "outcomes": 1200},
        {"id": 4, "label": "history and law", "size": 1100, "composition": {"mmlu-pro/law": 0.5, "routellm-mmlu/high_school_us_history": 0.5}, "solve_rate": 0.50, "outcomes": 1100},
        {"id": 5, "label": "open chat", "size": 600, "composition": {"arena-hard": 0.6, "vicuna": 0.1, "awesome-prompts": 0.3}, "solve_rate": None, "outcomes": 0},
        {"id": 6, "label": "small instructions", "size": 500, "composition": {"self-instruct": 0.5, "ifeval": 0.5}, "solve_rate": None, "outcomes": 0},
        {"id": 7, "label": "something new", "size": 50, "composition": {"never-heard-of": 1.0}, "solve_rate": None, "outcomes": 0},
    ],
}
OLYMPIAD, PYTHON, GRADE_SCHOOL = 1, 2, 0


@pytest.fixture(scope="session")
def catalog() -> dict[str, Any]:
    from heimdall_training.catalog import build_catalog

    return build_catalog(DATA)


@pytest.fixture(scope="session")
def quality(catalog: dict[str, Any]) -> dict[str, Any]:
    from heimdall_training.quality import build_quality

    return build_quality(DATA, catalog, SYNTHETIC_CLUSTERS)


@pytest.fixture(scope="session")
def rows(quality: dict[str, Any]) -> dict[tuple[str, str | None], Any]:
    return {(t["model"], t["effort"]): t for t in quality["targets"]}
