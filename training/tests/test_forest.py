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
    weight = rng.uniform(0.2, 1, len(x))
    gain = np.clip(x[:, 0] - np.abs(x[:, 5]), -1, 1)
    return x, y, triage.Model(triage.fit(x, y, weight, rounds=12), triage.fit_gain(x, gain, weight, rounds=12))


def test_float32_thresholds_are_rounded_down():
    for value in (0.1, -0.1, 1 / 3, 1e-40, -1e-40, 1.0, 123456.789):
        rounded = forest.floor_float32(value)
        assert float(rounded) <= value
        assert float(np.nextafter(rounded, np.float32(np.inf))) > value


def test_walked_scores_equal_lightgbm(trained, tmp_path):
    x, _, model = trained
    forest.save(tmp_path, model, np.ones(3), np.zeros(3), x.shape[1])
    walked = forest.Forest(tmp_path).raw(x)
    assert np.abs(walked - model.raw(x)).max() < 1e-6


def test_rows_on_a_threshold_go_where_lightgbm_sends_them(trained, tmp_path):
    x, _, model = trained
    forest.save(tmp_path, model, np.ones(3), np.zeros(3), x.shape[1])
    walker = forest.Forest(tmp_path)
    rows = np.repeat(x[:1], len(walker.threshold) * 2, 0)
    for i, (feature, threshold) in enumerate(zip(walker.split_feature, walker.threshold, strict=True)):
        if abs(threshold) < 1e-30:  # LightGBM reads values within 1e-35 of zero as zero
            continue
        rows[2 * i, feature] = threshold
        rows[2 * i + 1, feature] = np.nextafter(threshold, np.float32(np.inf))
    assert np.abs(walker.raw(rows) - model.raw(rows)).max() < 1e-6


def test_children_come_after_their_parent(trained):
    sections = forest.flatten(trained[2])
    for side in ("left", "right"):
        inner = sections[side] >= 0
        assert (sections[side][inner] > np.flatnonzero(inner)).all()


def test_covers_are_those_of_the_contributions(trained, tmp_path):
    x, _, model = trained
    forest.save(tmp_path, model, np.ones(3), np.zeros(3), x.shape[1])
    f = forest.Forest(tmp_path)
    base = np.zeros(4)

    def cover(node):
        return f.node_cover[node] if node >= 0 else f.leaf_cover[~node]

    def expected(node):
        if node < 0:
            return f.leaf_value[~node]
        left, right = f.left[node], f.right[node]
        return (cover(left) * expected(left) + cover(right) * expected(right)) / (cover(left) + cover(right))

    for i, root in enumerate(f.tree_root):
        base[i % 4] += expected(root)
    contributions = model.contributions(x[:2])
    assert np.abs(contributions[0, :, -1] - base).max() < 1e-6
    assert np.abs(contributions.sum(2) - model.raw(x[:2])).max() < 1e-6


def test_training_is_deterministic(trained):
    x, y, _ = trained
    weight = np.random.default_rng(7).uniform(0.2, 1, len(x))
    one, two = (triage.fit(x, y, weight, rounds=4).model_to_string() for _ in range(2))
    assert one == two


def test_outputs_need_the_same_number_of_trees(trained):
    x, y, model = trained
    short = triage.fit_gain(x, y[:, 0], np.ones(len(x)), rounds=11)
    with pytest.raises(ValueError, match="36 for three classes, 11 for the gain"):
        forest.flatten(triage.Model(model.classes, short))


def test_a_saved_model_is_the_same(trained, tmp_path):
    x, _, model = trained
    model.save(tmp_path)
    assert np.array_equal(triage.Model.load(tmp_path).raw(x), model.raw(x))
