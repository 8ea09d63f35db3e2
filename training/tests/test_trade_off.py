"""The curve of expected quality over cost, and the profiles' points on it."""

from __future__ import annotations

import numpy as np
import pytest

from heimdall_training.trade_off import Traffic, choose_points, curve

CATALOG = {"models": [{"id": m, "price": {"input_usd_per_mtok": 0.0, "output_usd_per_mtok": p}} for m, p in (("a/small", 1.0), ("a/large", 10.0), ("anthropic/best", 10.0))]}
QUALITY = {"targets": [{"model": m, "effort": None, "q": [q, q], "tokens": [100, 300]} for m, q in (("a/small", 0.5), ("a/large", 0.9), ("anthropic/best", 0.99))]}
CANDIDATES = {"cheap": [{"model": "a/small", "effort": None}], "mid": [{"model": m, "effort": None} for m in ("a/small", "a/large", "anthropic/best")], "hard": [{"model": "a/large", "effort": None}]}


def test_the_choice_flips_where_the_formula_says():
    traffic = Traffic(np.array([0, 1]), np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([10.0, 10.0]))
    points = curve(traffic, CATALOG, QUALITY, CANDIDATES)
    # In mid: 0.9 a - (1 - a) against 0.5 a, equal at a = 1 / 1.4 = 0.714. Cheap has one candidate: 100 tokens at 1 dollar.
    below, above = points[14], points[15]
    assert (below["quality"], below["usd_per_1000"]) == (0.5, pytest.approx((0.1 + 0.2) / 2))
    assert (above["quality"], above["usd_per_1000"]) == (0.7, pytest.approx((0.1 + 2.0) / 2))


def test_profiles_are_the_knee_and_points_on_both_sides_of_it():
    points = [{"alpha": a, "quality": q, "usd_per_1000": c} for a, q, c in (
        (0.0, 0.50, 1.0), (0.2, 0.52, 1.1), (0.4, 0.60, 1.9), (0.6, 0.80, 4.0), (0.8, 0.98, 9.0), (1.0, 1.0, 11.0))]
    assert choose_points(points) == {"Quality": 0.8, "Balanced": 0.6, "Economy": 0.4}


def test_a_flat_curve_has_points_too():
    points = [{"alpha": a, "quality": 0.5, "usd_per_1000": 1.0} for a in (0.0, 0.5)]
    assert choose_points(points) == {"Quality": 0.5, "Balanced": 0.0, "Economy": 0.0}
