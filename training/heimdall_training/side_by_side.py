"""What the embedder is worth to triage: the same trees on the clusters of static-384, of MiniLM, and on none.

Five folds, like `five fold` of the model card: each fold's prompts are scored by trees that did not see them. Both
embedders read the prompt as its data set has it, and multiple-choice questions are asked in that layout only, so that the
figures stand beside each other and not beside the card's others.
"""

from __future__ import annotations

import numpy as np

from . import SEED, clusters, triage
from .data import FOLDS, Row
from .examples import PAIRED, Examples
from .forest import softmax
from .routing_metrics import classification
from .triage import Model
from .triage_training import Table, pairs

#: How each line of the table gets its cluster columns: (embedder that trains the trees, embedder that is served).
LINES = {
    "static-384": ("static", "static"),
    "MiniLM, clusters and trees of static-384 (`embedder: minilm`)": ("static", "minilm"),
    "MiniLM, clusters and trees of its own": ("minilm", "minilm"),
    "no clusters": (None, None),
}


def measure(rows: list[Row], table: Table, e: Examples, embeddings: dict[str, np.ndarray], centroids: np.ndarray) -> dict[str, dict]:
    """`embeddings`: of every data row's prompt, float32 (rows, 384), by "static" and "minilm". `centroids`: those that ship.

    Returns for each of `LINES` the AUC and log loss over graded rows, and APGR of the expected gain on RouteLLM's pairs."""
    e = _data_rows_only(e)
    own = clusters.spherical_kmeans(embeddings["minilm"][clusters.sample(rows)], len(centroids), SEED)[0]
    # By the clusters that the trees know and the embedder that is compared with them.
    cosines = {("static", name): x @ centroids.T for name, x in embeddings.items()} | {("minilm", "minilm"): embeddings["minilm"] @ own.T}
    cluster = table.group("cluster")
    probabilities = {name: np.zeros_like(e.y) for name in LINES}
    gains: dict[str, dict[int, float]] = {name: {} for name in LINES}
    for fold in range(FOLDS):
        train, test = e.fold != fold, e.fold == fold
        seen = table.for_trees(e, train)[e.index]
        for trained_on in dict.fromkeys(trained for trained, _ in LINES.values()):
            x = seen[:, : cluster.start] if trained_on is None else np.hstack([seen[:, : cluster.start], cosines[trained_on, trained_on][e.row]])
            handicap = slice(cluster.start, x.shape[1])
            model = Model(triage.fit(x[train], e.y[train], e.weight[train]), triage.fit_gain(x[train], e.gain[train], e.gain_weight[train], handicap=handicap))
            for name, (trained, served) in LINES.items():
                if trained != trained_on:
                    continue
                shown = x[test].copy()
                if served is not None:
                    shown[:, cluster.start :] = cosines[trained, served][e.row[test]]
                raw = model.raw(shown)
                probabilities[name][test] = softmax(raw[:, :3])
                gains[name] |= {int(row): gain for row, gain in zip(e.row[test], raw[:, 3], strict=True)}
        print(f"  side by side: fold {fold} done", flush=True)
    return {name: _figures(rows, e, probabilities[name], gains[name]) for name in LINES}


def _data_rows_only(e: Examples) -> Examples:
    """Without the other layouts of multiple-choice questions, which the teacher was not asked about."""
    kept = e.row >= 0
    return Examples(**{name: values[kept] for name, values in vars(e).items()})


def _figures(rows: list[Row], e: Examples, p: np.ndarray, gain: dict[int, float]) -> dict:
    graded = classification(p[e.outcome], e.y[e.outcome], e.weight[e.outcome])
    routed = {dataset: pairs(rows, gain, dataset, False, set(range(FOLDS))) for dataset in PAIRED}
    return {"auc": graded["auc"], "log_loss": graded["log_loss"], "apgr": {dataset: entry["apgr"] for dataset, entry in routed.items() if entry}}
