"""The forest: three classes of difficulty on soft targets, and the expected gain of a strong model; vector scaling.

Trees see surface features, word scores and cluster cosines, not the embedding itself: its 384 dimensions made every
measure worse (training/EXPERIMENTS.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import lightgbm as lgb
import numpy as np
from scipy.optimize import minimize

from . import SEED
from .forest import softmax

#: Trees of each output. The runtime keeps the outputs side by side, so all have the same number.
ROUNDS = 100
COMMON = {
    "learning_rate": 0.06,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_bin": 63,
    "deterministic": True,
    "force_row_wise": True,
    "seed": SEED,
    "num_threads": 1,  # two threads that wait for each other are slower than one on a busy machine
    "verbose": -1,
}
CLASS_PARAMETERS = {**COMMON, "num_class": 3, "num_leaves": 15, "min_sum_hessian_in_leaf": 4.0, "lambda_l2": 10.0}
#: The gain is one noisy answer minus another: small trees.
GAIN_PARAMETERS = {**COMMON, "objective": "l2", "learning_rate": 0.05, "num_leaves": 6, "lambda_l2": 20.0}


@dataclass
class Model:
    """The boosters behind one forest."""

    classes: lgb.Booster
    gain: lgb.Booster

    def save(self, folder: Path) -> None:
        self.classes.save_model(str(folder / "triage-classes.lgb.txt"))
        self.gain.save_model(str(folder / "triage-gain.lgb.txt"))

    @classmethod
    def load(cls, folder: Path) -> Model:
        return cls(*(lgb.Booster(model_file=str(folder / f"triage-{name}.lgb.txt")) for name in ("classes", "gain")))

    def raw(self, x: np.ndarray) -> np.ndarray:
        """(n, 4): raw scores of cheap, mid and hard, and the expected gain."""
        used = x[:, : self.classes.num_feature()]
        return np.c_[self.classes.predict(used, raw_score=True), self.gain.predict(used)]

    def contributions(self, x: np.ndarray) -> np.ndarray:
        """(n, 4, features + 1): SHAP values, the expected value last."""
        used = x[:, : self.classes.num_feature()]
        classes = self.classes.predict(used, pred_contrib=True).reshape(len(x), 3, -1)
        return np.concatenate([classes, self.gain.predict(used, pred_contrib=True)[:, None]], 1)


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray, rounds: int = ROUNDS) -> lgb.Booster:
    """`y` are soft targets (n, 3). The objective is weighted cross-entropy against them."""

    def objective(scores: np.ndarray, _: lgb.Dataset) -> tuple[np.ndarray, np.ndarray]:
        p = softmax(scores)
        return (p - y) * weight[:, None], 1.5 * p * (1 - p) * weight[:, None]

    return lgb.train({**CLASS_PARAMETERS, "objective": objective}, lgb.Dataset(x, label=np.zeros(len(x)), free_raw_data=False), num_boost_round=rounds)


def fit_gain(x: np.ndarray, gain: np.ndarray, weight: np.ndarray, rounds: int = ROUNDS, handicap: slice = slice(0, 0)) -> lgb.Booster:
    """Weighted least squares on strong minus weak; the prediction is the expected gain itself.

    `handicap`: columns whose splits count half, so that they are used where they tell more than the others."""
    worth = np.ones(x.shape[1])
    worth[handicap] = 0.5
    return lgb.train({**GAIN_PARAMETERS, "feature_contri": worth.tolist()}, lgb.Dataset(x, label=gain, weight=weight), num_boost_round=rounds)


def vector_scaling(raw: np.ndarray, y: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """softmax(scale * s + bias) with the least weighted cross-entropy; scales are kept near 1 by a small penalty."""
    weight = weight / weight.sum()

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        scale, bias = parameters[:3], parameters[3:]
        p = softmax(raw * scale + bias)
        value = -(weight * (y * np.log(np.clip(p, 1e-12, 1))).sum(1)).sum() + 1e-3 * ((scale - 1) ** 2).sum() + 1e-3 * (bias**2).sum()
        slope = weight[:, None] * (p - y)
        return value, np.r_[(slope * raw).sum(0) + 2e-3 * (scale - 1), slope.sum(0) + 2e-3 * bias]

    found = minimize(loss, np.r_[np.ones(3), np.zeros(3)], jac=True, method="L-BFGS-B").x
    return found[:3].round(6), found[3:].round(6)
