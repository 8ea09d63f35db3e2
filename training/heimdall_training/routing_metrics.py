"""Strong/weak routing curves (APGR, CPT) over a ranking score, as RouteLLM defines them, and classifier metrics."""

from __future__ import annotations

import numpy as np


def curve(score: np.ndarray, weak: np.ndarray, strong: np.ndarray) -> np.ndarray:
    """Share of the gap recovered when the i prompts with the highest score go to the strong model, i = 0..n.
    Ties share their gain evenly, so that a constant score is a random order."""
    order = np.argsort(-score, kind="stable")
    gain = (strong - weak)[order].astype(float)
    ranked = score[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    sizes = np.diff(np.r_[starts, len(gain)])
    gain = np.repeat(np.add.reduceat(gain, starts) / sizes, sizes)
    return np.r_[0.0, np.cumsum(gain)] / gain.sum()


def routing(score: np.ndarray, weak: np.ndarray, strong: np.ndarray) -> dict:
    """apgr: mean recovered gap over all shares of strong calls; cptX: percent of strong calls to recover X percent."""
    recovered = curve(score, weak, strong)
    shares = np.linspace(0, 1, len(recovered))

    def calls(level: float) -> float:
        return round(float(shares[np.argmax(recovered >= level)]) * 100, 2)

    apgr = float(((recovered[1:] + recovered[:-1]) / 2).mean())
    return {"n": len(score), "weak_accuracy": round(float(weak.mean()), 4), "strong_accuracy": round(float(strong.mean()), 4), "apgr": round(apgr, 4), "cpt50": calls(0.5), "cpt80": calls(0.8), "random": 0.5}


def auc(score: np.ndarray, positive: np.ndarray, weight: np.ndarray) -> float:
    """Weighted area under the ROC curve with soft positives in 0..1; ties count half."""
    order = np.argsort(score, kind="stable")
    score, pos, neg = score[order], (positive * weight)[order], ((1 - positive) * weight)[order]
    starts = np.flatnonzero(np.r_[True, score[1:] != score[:-1]])
    pos, neg = np.add.reduceat(pos, starts), np.add.reduceat(neg, starts)
    below = np.cumsum(neg) - neg
    return float((pos * (below + neg / 2)).sum() / (pos.sum() * neg.sum()))


def expected_calibration_error(p: np.ndarray, y: np.ndarray, weight: np.ndarray, bins: int = 15) -> float:
    which = np.minimum((p * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        held = which == b
        if held.any():
            total += weight[held].sum() * abs(np.average(p[held], weights=weight[held]) - np.average(y[held], weights=weight[held]))
    return float(total / weight.sum())


def classification(p: np.ndarray, y: np.ndarray, weight: np.ndarray) -> dict:
    """`y` are soft targets. Accuracy is the expected one: the target's share of the predicted class."""
    share = np.average(y, axis=0, weights=weight)
    # Hardened labels, to compare with classifiers trained on one label a row: most weak models right, else most strong ones.
    label = np.where(y[:, 0] >= 0.5, 0, np.where(y[:, 1] >= y[:, 2], 1, 2))
    hardened = {name: auc(p[:, i], (label == i).astype(float), weight) if (label == i).any() and (label != i).any() else None for i, name in enumerate(("cheap", "mid", "hard"))}
    chosen = p.argmax(1)
    return {
        "n": len(p),
        "class_share": [round(float(v), 4) for v in share],
        "auc": {name: round(auc(p[:, i], y[:, i], weight), 4) for i, name in enumerate(("cheap", "mid", "hard"))},
        "auc_hard_labels": {name: None if value is None else round(value, 4) for name, value in hardened.items()},
        "log_loss": round(float(-np.average((y * np.log(np.clip(p, 1e-9, 1))).sum(1), weights=weight)), 4),
        "log_loss_prior": round(float(-(share * np.log(np.clip(share, 1e-9, 1))).sum()), 4),
        "ece_hard": round(expected_calibration_error(p[:, 2], y[:, 2], weight), 4),
        "ece_cheap": round(expected_calibration_error(p[:, 0], y[:, 0], weight), 4),
        "accuracy": round(float(np.average(y[np.arange(len(y)), chosen], weights=weight)), 4),
        "majority": round(float(share.max()), 4),
    }
