"""LightGBM's model as `forest.bin` + `triage.json` (see docs/artifact-format.md), and a walker to check it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from . import OUTPUTS

if TYPE_CHECKING:
    from .triage import Model


def floor_float32(value: float) -> np.float32:
    """The largest float32 that is not above `value`, so that `x <= t` holds for the same float32 x."""
    rounded = np.float32(value)
    return np.nextafter(rounded, np.float32(-np.inf)) if float(rounded) > value else rounded


def trees(model: Model) -> list[dict]:
    """LightGBM's trees in the order of the file: tree i adds to output i mod 4."""
    classes, gain = ([tree["tree_structure"] for tree in booster.dump_model()["tree_info"]] for booster in (model.classes, model.gain))
    if len(classes) != 3 * len(gain):
        raise ValueError(f"outputs differ in their number of trees: {len(classes)} for three classes, {len(gain)} for the gain")
    return [tree for i, last in enumerate(gain) for tree in (*classes[3 * i : 3 * i + 3], last)]


def flatten(model: Model) -> dict[str, np.ndarray]:
    nodes: dict[str, list] = {name: [] for name in ("split_feature", "threshold", "left", "right", "node_cover")}
    leaf_value, leaf_cover, roots = [], [], []

    def visit(tree: dict) -> int:
        if "split_feature" not in tree:
            leaf_value.append(tree["leaf_value"])
            leaf_cover.append(tree.get("leaf_count", 0))
            return ~(len(leaf_value) - 1)
        if tree["decision_type"] != "<=":
            raise ValueError(f"unsupported split: {tree['decision_type']}")
        index = len(nodes["split_feature"])
        nodes["split_feature"].append(tree["split_feature"])
        nodes["threshold"].append(floor_float32(tree["threshold"]))
        nodes["node_cover"].append(tree["internal_count"])
        nodes["left"].append(0)
        nodes["right"].append(0)
        nodes["left"][index] = visit(tree["left_child"])
        nodes["right"][index] = visit(tree["right_child"])
        return index

    for tree in trees(model):
        roots.append(visit(tree))
    kinds = {"split_feature": "<i4", "threshold": "<f4", "left": "<i4", "right": "<i4", "node_cover": "<f4"}
    sections = {"tree_root": np.array(roots, "<i4")}
    sections |= {name: np.array(nodes[name], kind) for name, kind in kinds.items()}
    return sections | {"leaf_value": np.array(leaf_value, "<f8"), "leaf_cover": np.array(leaf_cover, "<f4")}


def save(out: Path, model: Model, scale: np.ndarray, bias: np.ndarray, features: int) -> dict:
    """`features`: columns of a feature row; the trees may use fewer, from the left."""
    sections = flatten(model)
    blob, described = bytearray(), {}
    for name, values in sections.items():
        blob.extend(b"\0" * (-len(blob) % 8))
        described[name] = {"dtype": {"i4": "int32", "f4": "float32", "f8": "float64"}[values.dtype.str[1:]], "offset": len(blob), "length": len(values)}
        blob.extend(values.tobytes())
    meta = {
        "format": "heimdall-forest/2",
        "outputs": list(OUTPUTS),
        "feature_count": features,
        "tree_count": len(sections["tree_root"]),
        "node_count": len(sections["left"]),
        "leaf_count": len(sections["leaf_value"]),
        "sections": described,
        "calibration": {"method": "vector-scaling", "scale": [float(v) for v in scale], "bias": [float(v) for v in bias]},
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "forest.bin").write_bytes(bytes(blob))
    (out / "triage.json").write_text(json.dumps(meta, indent=1) + "\n")
    return meta


class Forest:
    """Walks the shipped files."""

    def __init__(self, folder: Path) -> None:
        self.meta = json.loads((folder / "triage.json").read_text())
        blob = (folder / "forest.bin").read_bytes()
        kinds = {"int32": "<i4", "float32": "<f4", "float64": "<f8"}
        for name, s in self.meta["sections"].items():
            setattr(self, name, np.frombuffer(blob, kinds[s["dtype"]], s["length"], s["offset"]))

    def raw(self, rows: np.ndarray) -> np.ndarray:
        rows = np.asarray(rows, np.float32)
        scores = np.zeros((len(rows), len(self.meta["outputs"])))
        everyone = np.arange(len(rows))
        for index, root in enumerate(self.tree_root):
            at = np.full(len(rows), root, np.int64)
            while (inner := at >= 0).any():
                node = at[inner]
                left = rows[everyone[inner], self.split_feature[node]] <= self.threshold[node]
                at[inner] = np.where(left, self.left[node], self.right[node])
            scores[:, index % scores.shape[1]] += self.leaf_value[~at]
        return scores

    def probabilities(self, rows: np.ndarray) -> np.ndarray:
        calibration = self.meta["calibration"]
        return softmax(self.raw(rows)[:, :3] * np.array(calibration["scale"]) + np.array(calibration["bias"]))


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
