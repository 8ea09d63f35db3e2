"""Gains, examples and what the trees may see of them."""

import numpy as np
import pytest

from heimdall_training import triage_training, words
from heimdall_training.data import Row
from heimdall_training.examples import examples, prompts_of, word_heads
from heimdall_training.outcomes import gain

OPTIONS = "\nA. one\nB. two\nC. three\nD. four\nAnswer:"


def pair(number: int, strong: int, weak: int, **meta) -> Row:
    prompt = f"Which of these statements about the number {number} is the true one?{OPTIONS}"
    return Row("routellm-mmlu", str(number), prompt, number % 5, {"strong_correct": strong, "weak_correct": weak, **meta})


def test_gain_of_a_pair_is_the_difference():
    assert gain(pair(1, 1, 0)) == (1.0, 1.0)
    assert gain(pair(1, 0, 1)) == (-1.0, 1.0)


def test_gain_of_a_table_is_the_difference_of_the_groups():
    row = Row("mmlu-pro", "1", "q", 0, {"correct": {"Meta-Llama-3-8B": 0, "mathstral-7B": 1, "gemini-1.5-pro-002": 1}})
    value, weight = gain(row)
    assert value == pytest.approx(0.5)
    assert 0 < weight < 0.5


def test_gain_by_hand_is_the_share_of_mid():
    row = Row("own-prompts", "1", "Hi!", 0, {"label": "cheap"})
    assert gain(row)[0] == pytest.approx(0.035)


def test_bare_stems_are_examples_of_the_same_fold_and_broken_rows_are_none():
    rows = [pair(1, 1, 0), pair(2, 1, 1, suspect=True), pair(3, 0, 0, contaminated=True)]
    prompts = prompts_of(rows)
    e = examples(rows, prompts)
    assert e.row.tolist() == [0, -1]
    assert e.fold.tolist() == [1, 1]
    assert "A. one" not in prompts[e.index[1]]
    assert e.gain_weight[1] < e.gain_weight[0] == 1


def test_the_gain_head_learns_from_pairs_and_hand_given_kinds_but_not_from_other_models():
    table = Row("zeroeval-gsm", "1", "q", 2, {"correct": {"gemma-2-9b-it": 0, "gpt-4o-2024-05-13": 1}})
    rows = [pair(1, 1, 0), Row("self-instruct", "x", "Write a poem about the sea and its ships.", 2, {}), table]
    head = word_heads(examples(rows, prompts_of(rows)))[0]
    assert head.name == "gain"
    assert (head.weight > 0).tolist() == [True, True, True, False]


def test_trees_see_cross_fitted_word_scores_and_no_embedding():
    rows = [pair(number, number % 2, 0) for number in range(60)]
    prompts = prompts_of(rows)
    e = examples(rows, prompts)
    ids = [[ord(c) for c in prompt] for prompt in prompts]
    groups = ["surface", "words", "words", "words", "cluster", "embedding", "embedding"]
    x = np.full((len(prompts), len(groups)), 9.0, np.float32)
    table = triage_training.Table(x, [{"name": g, "group": g} for g in groups], words.feature_matrix(ids, 256, 64))
    seen = table.for_trees(e, e.fold != 0)
    assert seen.shape == (len(prompts), 5)
    assert (seen[:, 1:4] != 9.0).all()
    assert (seen[:, [0, 4]] == 9.0).all() and (x == 9.0).all()
