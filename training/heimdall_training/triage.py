"""The three-class triage forest: LightGBM on soft targets, vector scaling, thresholds."""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
from scipy.optimize import minimize

from . import SEED
from .forest import softmax

ROUNDS = 150
PARAMETERS = {
    "num_class": 3,
    "learning_rate": 0.06,
    "num_leaves": 15,
    "min_data_in_leaf": 60,
    "min_sum_hessian_in_leaf": 4.0,
    "lambda_l2": 10.0,
    "feature_fraction": 0.25,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_bin": 63,
    "deterministic": True,
    "force_row_wise": True,
    "seed": SEED,
    "num_threads": 1,  # two threads that wait for each other are slower than one on a busy machine
    "verbose": -1,
}


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray, rounds: int = ROUNDS, **overrides) -> lgb.Booster:
    """`y` are soft targets (n, 3). The objective is weighted cross-entropy against them."""

    def objective(scores: np.ndarray, _: lgb.Dataset) -> tuple[np.ndarray, np.ndarray]:
        p = softmax(scores)
        return (p - y) * weight[:, None], 1.5 * p * (1 - p) * weight[:, None]

    return lgb.train({**PARAMETERS, **overrides, "objective": objective}, lgb.Dataset(x, label=np.zeros(len(x)), free_raw_data=False), num_boost_round=rounds)


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
