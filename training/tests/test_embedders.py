import numpy as np

from heimdall_training import static, teacher
from heimdall_training.data import fold_of, stem_key


def test_the_graph_equals_the_plain_network(tmp_path):
    teacher.export_onnx(tmp_path / "m.onnx")
    network = teacher.Teacher(tmp_path / "m.onnx")
    texts = ["How do I sort a list?", "Sorting a list", "It rains in Paris."]
    e = network.embed(texts)
    for i, text in enumerate(texts):
        reference = teacher.numpy_forward(network.tokenizer.encode(text).ids).mean(0)
        assert np.abs(reference / np.linalg.norm(reference) - e[i]).max() < 1e-5
    assert e[0] @ e[1] > 0.7 > 0.3 > e[0] @ e[2]


def test_long_texts_keep_both_ends():
    tokenizer = teacher.load_tokenizer()
    (ids,) = static.token_ids(tokenizer, [" ".join(["one"] * 300 + ["two"] * 100 + ["three"] * 300)])
    one, three = (tokenizer.token_to_id(word) for word in ("one", "three"))
    assert ids == [one] * 256 + [three] * 256


def test_quantised_rows_stay_close():
    rows = np.random.default_rng(0).normal(size=(50, 384)).astype(np.float32)
    table, scales = static.quantise(rows)
    assert np.abs(table * scales[:, None] - rows).max() <= scales.max() * 0.51


def test_an_empty_text_has_the_zero_vector():
    counts = static.count_matrix([[], [1, 1]], 3)
    assert counts[1, 1] == 2
    assert not static.normalise(counts @ np.eye(3, 384, dtype=np.float32))[0].any()


def test_a_question_is_on_one_side_in_every_set():
    question = "Which planet of the solar system is the closest to the sun?"
    variants = [question, f"{question}\nA. Mars\nB. Venus\nAnswer:", f" {question} \n(A) Mars"]
    assert len({stem_key(v) for v in variants}) == 1 and len({fold_of(v) for v in variants}) == 1
