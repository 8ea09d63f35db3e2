import numpy as np

from heimdall_training import routing_metrics as rm
from heimdall_training.triage import vector_scaling
from heimdall_training.forest import softmax


def test_a_constant_score_is_a_random_order():
    weak, strong = np.array([1, 0, 0, 1.0]), np.array([1, 1, 0, 1.0])
    assert abs(rm.routing(np.zeros(4), weak, strong)["apgr"] - 0.5) < 1e-9


def test_a_perfect_order_recovers_the_gap_first():
    weak, strong = np.array([1, 0, 1, 1, 1.0]), np.ones(5)
    found = rm.routing(np.array([0, 1, 0.0, 0, 0]), weak, strong)
    assert found["apgr"] == 0.9 and found["cpt80"] == 20


def test_auc_of_soft_targets():
    assert rm.auc(np.array([0.1, 0.9]), np.array([0.0, 1.0]), np.ones(2)) == 1
    assert rm.auc(np.array([0.5, 0.5]), np.array([0.0, 1.0]), np.ones(2)) == 0.5


def test_vector_scaling_finds_the_distortion():
    rng = np.random.default_rng(1)
    truth = rng.normal(size=(20_000, 3))
    y = softmax(truth)
    scale, bias = vector_scaling(truth / 2 - np.array([0.3, 0, 0]), y, np.ones(len(y)))
    p = softmax((truth / 2 - np.array([0.3, 0, 0])) * scale + bias)
    assert np.abs(p - y).max() < 0.02
