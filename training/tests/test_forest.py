"""The exported forest decides exactly as LightGBM does."""

import lightgbm as lgb
import numpy as np
import pytest

from heimdall_training import forest, triage


@pytest.fixture(scope="module")
def trained():
    rng = np.random.default_rng(7)
    x = rng.normal(size=(3000, 12)).astype(np.float32)
    x[:, 3] = np.round(x[:, 3])  # many ties
    y = forest.softmax(np.stack([x[:, 0] + x[:, 3], x[:, 1] * x[:, 2], np.abs(x[:, 4])], 1))
    return x, y, triage.fit(x, y, rng.uniform(0.2, 1, len(x)), rounds=12)


def test_float32_thresholds_are_rounded_down():
    for value in (0.1, -0.1, 1 / 3, 1e-40, -1e-40, 1.0, 123456.789):
        rounded = forest.floor_float32(value)
        assert float(rounded) <= value
        assert float(np.nextafter(rounded, np.float32(np.inf))) > value


def test_walked_scores_equal_lightgbm(trained, tmp_path):
    x, _, booster = trained
    forest.save(tmp_path, booster, np.ones(3), np.zeros(3))
    walked = forest.Forest(tmp_path).raw(x)
    assert np.abs(walked - booster.predict(x, raw_score=True)).max() < 1e-6


def test_rows_on_a_threshold_go_where_lightgbm_sends_them(trained, tmp_path):
    x, _, booster = trained
    forest.save(tmp_path, booster, np.ones(3), np.zeros(3))
    walker = forest.Forest(tmp_path)
    rows = np.repeat(x[:1], len(walker.threshold) * 2, 0)
    for i, (feature, threshold) in enumerate(zip(walker.split_feature, walker.threshold, strict=True)):
        if abs(threshold) < 1e-30:  # LightGBM reads values within 1e-35 of zero as zero
            continue
        rows[2 * i, feature] = threshold
        rows[2 * i + 1, feature] = np.nextafter(threshold, np.float32(np.inf))
    assert np.abs(walker.raw(rows) - booster.predict(rows, raw_score=True)).max() < 1e-6


def test_children_come_after_their_parent(trained):
    sections = forest.flatten(trained[2])
    for side in ("left", "right"):
        inner = sections[side] >= 0
        assert (sections[side][inner] > np.flatnonzero(inner)).all()


def test_covers_are_those_of_the_contributions(trained, tmp_path):
    x, _, booster = trained
    forest.save(tmp_path, booster, np.ones(3), np.zeros(3))
    f = forest.Forest(tmp_path)
    base = np.zeros(3)

    def cover(node):
        return f.node_cover[node] if node >= 0 else f.leaf_cover[~node]

    def expected(node):
        if node < 0:
            return f.leaf_value[~node]
        left, right = f.left[node], f.right[node]
        return (cover(left) * expected(left) + cover(right) * expected(right)) / (cover(left) + cover(right))

    for i, root in enumerate(f.tree_root):
        base[i % 3] += expected(root)
    contributions = booster.predict(x[:2], pred_contrib=True).reshape(2, 3, -1)
    assert np.abs(contributions[0, :, -1] - base).max() < 1e-6
    assert np.abs(contributions.sum(2) - booster.predict(x[:2], raw_score=True)).max() < 1e-6


def test_training_is_deterministic(trained):
    x, y, booster = trained
    weight = np.random.default_rng(7).uniform(0.2, 1, len(x))
    one, two = (triage.fit(x, y, weight, rounds=4).model_to_string() for _ in range(2))
    assert one == two
