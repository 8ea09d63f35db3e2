"""Word scores: the hash, the features, the fit and its cross-fitting, and the files."""

import numpy as np
import pytest

from heimdall_training import words

VOCABULARY = 50


def head(index, target, fold, name="gain"):
    return words.Head(name, np.asarray(index), np.asarray(target, float), np.ones(len(index)), np.asarray(fold))


def test_pair_bucket_is_the_runtimes_hash():
    # From `pairBucket` of word-scores.ts.
    found = words.pair_bucket(np.array([0, 1, 2003, 30521]), np.array([0, 2, 1996, 30521]), 65536)
    assert found.tolist() == [0, 41003, 41034, 60425]


def test_features_are_distinct_and_scaled_by_their_number():
    matrix = words.feature_matrix([[3, 3, 4], [], [7]], VOCABULARY, 16)
    assert matrix[0].nnz == 4  # tokens 3 and 4, pairs (3, 3) and (3, 4)
    assert np.allclose(matrix[0].data, 4**-words.POWER)
    assert matrix[1].nnz == 0
    assert matrix[2].data.tolist() == [1.0]


@pytest.fixture(scope="module")
def texts():
    rng = np.random.default_rng(3)
    ids = [rng.integers(0, VOCABULARY, rng.integers(3, 20)).tolist() for _ in range(600)]
    target = np.array([float(7 in tokens) for tokens in ids])
    return ids, target, np.arange(600) % 5


def test_fit_finds_the_word_that_matters(texts):
    ids, target, fold = texts
    matrix = words.feature_matrix(ids, VOCABULARY, 64)
    weights, bias = words.fit(matrix, head(np.arange(600), target, fold), np.ones(600, bool))
    assert weights[:VOCABULARY].argmax() == 7
    assert bias == pytest.approx(target.mean())


def test_cross_fitted_scores_know_nothing_of_their_own_fold():
    rng = np.random.default_rng(5)
    ids = [rng.integers(0, VOCABULARY, 8).tolist() for _ in range(500)]
    noise, fold = rng.integers(0, 2, 500).astype(float), np.arange(500) % 5
    matrix = words.feature_matrix(ids, VOCABULARY, 256)
    everything = np.ones(500, bool)
    one = head(np.arange(500), noise, fold)
    weights, bias = words.fit(matrix, one, everything)
    assert np.corrcoef(matrix @ weights + bias, noise)[0, 1] > 0.4
    assert abs(np.corrcoef(words.cross_fitted(matrix, [one], [everything])[:, 0], noise)[0, 1]) < 0.2


def test_saved_scores_are_the_fitted_ones(texts, tmp_path):
    ids, target, fold = texts
    matrix = words.feature_matrix(ids, VOCABULARY, 64)
    heads = [head(np.arange(600), target, fold), head(np.arange(600), 1 - target, fold, "fail")]
    fitted = [words.fit(matrix, one, np.ones(600, bool)) for one in heads]
    words.save(tmp_path, heads, fitted, VOCABULARY)
    read = words.WordScores(tmp_path)
    assert read.meta["heads"] == ["gain", "fail"]
    expected = np.stack([matrix @ w + b for w, b in fitted], 1)
    assert np.abs(read.score(ids) - expected).max() < 1e-3
