import numpy as np

from heimdall_training import distil, make_static, static, teacher
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


def test_a_row_counts_once_and_an_empty_text_has_the_zero_vector():
    phrases = np.array([[1, 2]], np.uint16)
    matrix = static.row_matrix([[], [1, 1, 2, 1, 2], [2, 1], [1, 0, 2]], 3, phrases).toarray()
    assert matrix.tolist() == [[0, 0, 0, 0], [0, 1, 1, 1], [0, 1, 1, 0], [1, 1, 1, 0]]
    assert not static.normalise(matrix @ np.eye(4, 384, dtype=np.float32))[0].any()


def test_neighbours_across_two_texts_are_no_phrase():
    matrix = static.row_matrix([[0, 1], [2, 0]], 3, np.array([[1, 2]], np.uint16)).toarray()
    assert not matrix[:, 3].any()


def test_phrases_are_the_pairs_in_most_texts():
    ids = [[1, 2, 1, 2, 1, 2], [5, 6], [5, 6], [5, 6, 1, 2], [7, 8]]
    assert static.choose_phrases(ids, 2).tolist() == [[1, 2], [5, 6]]
    assert static.choose_phrases(ids, 1).tolist() == [[5, 6]]


def test_the_saved_embedder_is_the_trained_one(tmp_path):
    tokenizer = teacher.load_tokenizer()
    (ids,) = static.token_ids(tokenizer, ["prime number"])
    rows = np.random.default_rng(1).normal(size=(tokenizer.get_vocab_size() + 1, 384)).astype(np.float32)
    static.save(tmp_path, *static.quantise(rows), np.array([ids], np.uint16))
    embedder = static.StaticEmbedder(tmp_path, tokenizer)
    one, other = embedder.embed(["prime number", "number prime"])
    together = rows[ids].sum(0)
    assert np.abs(one - static.normalise((together + rows[-1])[None])[0]).max() < 1e-3
    assert np.abs(other - static.normalise(together[None])[0]).max() < 1e-3


def test_training_brings_the_rows_to_the_teacher():
    rng = np.random.default_rng(2)
    ids = [list(rng.choice(30, 5, replace=False)) for _ in range(600)]
    truth = static.normalise(rng.normal(size=(30, 384)).astype(np.float32))
    matrix = static.row_matrix(ids, 30, np.zeros((0, 2), np.uint16))
    targets = static.normalise(matrix @ truth)
    start = rng.normal(size=truth.shape).astype(np.float32) * 0.1
    trained = distil.train(start, [(matrix[:500], targets[:500])], distil.Pass(epochs=60, batch=100, rate=0.02))
    before, after = (distil.fidelity(matrix[500:], rows, targets[500:]) for rows in (start, trained))
    assert before["mean_cosine"] < 0.2 and before["pair_spearman"] < 0.9 and before["neighbours_10"] < 0.7
    assert after["mean_cosine"] > 0.99 and after["pair_spearman"] > 0.98 and after["neighbours_10"] > 0.85


def test_segments_are_sentences_of_the_prompts_each_once():
    made = make_static.segments(["Ann has three apples. How many has Ben?\nToo short", "Ann has three apples. And so on and on?"], 9)
    assert sorted(made) == ["And so on and on?", "Ann has three apples.", "How many has Ben?"]
    assert make_static.segments(["Ann has three apples. How many has Ben?"], 1) in (["Ann has three apples."], ["How many has Ben?"])


def test_a_question_is_on_one_side_in_every_set():
    question = "Which planet of the solar system is the closest to the sun?"
    variants = [question, f"{question}\nA. Mars\nB. Venus\nAnswer:", f" {question} \n(A) Mars"]
    assert len({stem_key(v) for v in variants}) == 1 and len({fold_of(v) for v in variants}) == 1
