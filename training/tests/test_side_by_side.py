import numpy as np

from heimdall_training import side_by_side, triage_training, words
from heimdall_training.data import Row
from heimdall_training.examples import examples, prompts_of
from heimdall_training.static import normalise


def test_an_embedder_that_tells_the_outcome_is_seen_to_and_noise_is_not():
    rng = np.random.default_rng(4)
    weak_right = rng.integers(0, 2, 1200)
    rows = [
        Row("routellm-mmlu", str(i), f"Which statement about number {i} is true, and why is it so?\nA. one\nB. two\nAnswer:", i % 5, {"strong_correct": int(i % 9 > 0), "weak_correct": int(right)})
        for i, right in enumerate(weak_right)
    ]
    prompts = prompts_of(rows)
    groups = ["surface", "words", "words", "words", "cluster", "cluster", "embedding"]
    x = np.zeros((len(prompts), len(groups)), np.float32)
    ids = [[ord(c) for c in prompt] for prompt in prompts]
    table = triage_training.Table(x, [{"name": g, "group": g} for g in groups], words.feature_matrix(ids, 256, 64))
    noise = normalise(rng.normal(size=(len(rows), 4)).astype(np.float32))
    telling = normalise(np.eye(4, dtype=np.float32)[weak_right] + 0.1 * noise)

    found = side_by_side.measure(rows, table, examples(rows, prompts), {"static": noise, "minilm": telling}, np.eye(2, 4, dtype=np.float32))

    static, served, own, without = found.values()
    assert list(found) == list(side_by_side.LINES)
    assert own["auc"]["cheap"] > 0.95 and own["apgr"]["routellm-mmlu"] > 0.7
    for line in (static, served, without):
        assert 0.35 < line["auc"]["cheap"] < 0.65
    assert own["log_loss"] < without["log_loss"]
