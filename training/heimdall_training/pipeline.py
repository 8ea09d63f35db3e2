"""One run from data to artifact."""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import shutil
import sys
import time
from pathlib import Path

import numpy as np
from scipy import sparse

from . import CLASSES, SEED, assignments, cache, card, clusters, compare, data, examples, features, fixtures, forest, make_static, side_by_side, static, teacher, trade_off, triage_training, words
from .data import VALIDATION_FOLD
from .golden import golden_answers


class Clock:
    def __init__(self) -> None:
        self.start = self.last = time.monotonic()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self.laps[name] = round(now - self.last, 1)
        print(f"[{now - self.start:6.0f} s] {name}: {self.laps[name]} s", flush=True)
        self.last = now


def make_teacher(out: Path, work: Path) -> teacher.Teacher:
    fp32 = work / teacher.FP32
    if not fp32.exists():
        teacher.export_onnx(fp32)
    network = teacher.Teacher(fp32)
    for text in ("How do I sort a list?", "The weather is rainy."):
        ids = network.tokenizer.encode(text).ids
        reference = teacher.numpy_forward(ids).mean(0)
        cosine = float(reference / np.linalg.norm(reference) @ network.embed([text])[0])
        if cosine < 0.99999:
            raise ValueError(f"the exported graph disagrees with the reference network: cosine {cosine}")
    folder = out / "embedders" / "minilm"
    teacher.copy_companions(folder)
    teacher.quantise(fp32, out / teacher.SHIPPED)
    return network


def minilm_fidelity(rows: list[data.Row], network: teacher.Teacher, out: Path, work: Path) -> dict:
    valid = sorted({row.prompt for row in rows if row.fold == VALIDATION_FOLD})[::20]
    reference = cache.embed_cached(work, "prompts", valid, network)
    small = teacher.Teacher(out / teacher.SHIPPED)
    cosine = (np.vstack([small.embed([text]) for text in valid]) * reference).sum(1)
    return {"prompts": len(valid), "cosine_int8_fp32_mean": round(float(cosine.mean()), 5), "cosine_int8_fp32_min": round(float(cosine.min()), 5)}


def fit_words(rows: list[data.Row], prompts: list[str], ids: list[list[int]], vocabulary: int, out: Path) -> sparse.csr_matrix:
    """Writes the word scores that ship, fitted on the training folds; returns their features."""
    matrix = words.feature_matrix(ids, vocabulary)
    heads = examples.word_heads(examples.examples(rows, prompts))
    words.save(out, heads, [words.fit(matrix, head, (head.fold != VALIDATION_FOLD) & (head.weight > 0)) for head in heads], vocabulary)
    return matrix


ROLES = {
    "MODEL_CARD.md": "model-card",
    "NOTICE.md": "notice",
    "embedders/static-384/vocab.txt": "static-vocab",
    "embedders/static-384/table.i8.bin": "static-table",
    "embedders/static-384/scales.f32.bin": "static-scales",
    "embedders/static-384/phrases.u16.bin": "static-phrases",
    "triage/triage.json": "triage-meta",
    "triage/forest.bin": "triage-forest",
    "triage/words.json": "words-meta",
    "triage/words.i16.bin": "words-table",
    "clusters/clusters.json": "clusters-meta",
    "clusters/centroids.f32.bin": "clusters-centroids",
    "clusters/projection.f32.bin": "clusters-projection",
    "quality.json": "quality",
    "provenance.json": "provenance",
    "catalog.json": "catalog",
    "golden.json": "golden",
}


def write_json(path: Path, value: object, indent: int | None = 1) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=indent) + "\n", encoding="utf-8")


def list_files(out: Path) -> list[dict]:
    listed = []
    for path in sorted(p for p in out.rglob("*") if p.is_file() and p.name != "manifest.json"):
        relative = path.relative_to(out).as_posix()
        role = ROLES.get(relative) or ("minilm" if relative.startswith("embedders/minilm/") else None)
        if role is None:
            raise ValueError(f"a file that the format does not know: {relative}")
        listed.append({"path": relative, "role": role, "bytes": path.stat().st_size, "sha256": data.sha256_file(path)})
    return listed


def created() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else datetime.datetime.now(datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def run(arguments: argparse.Namespace) -> None:
    clock = Clock()
    data_dir, work, final = Path(arguments.data), Path(arguments.work), Path(arguments.out)
    work.mkdir(parents=True, exist_ok=True)
    out = work / "artifact"  # made aside and moved into place when it is complete
    state_path = work / "state.json"
    state: dict = json.loads(state_path.read_text()) if state_path.exists() else {}
    stages = arguments.stages.split(",") if arguments.stages else ["embedders", "clusters", "triage", "tables"]
    if "embedders" in stages:
        shutil.rmtree(out, ignore_errors=True)
    out.mkdir(exist_ok=True)
    rows = data.load(data_dir)
    clock.lap("data")

    if "embedders" in stages:
        network = make_teacher(out, work)
        clock.lap("teacher")
        state["static"] = make_static.run(rows, network, out, work)
        clock.lap("static-384")
        state["minilm"] = minilm_fidelity(rows, network, out, work)
        clock.lap("minilm check")
    tokenizer = teacher.load_tokenizer()
    embedder = static.StaticEmbedder(out / "embedders" / "static-384", tokenizer)

    if "clusters" in stages:
        x = embedder.embed([row.prompt for row in rows])
        document, assigned, _ = clusters.build(rows, x, out / "clusters")
        state["clusters"] = {"k": document["k"], "choice": document.pop("choice"), "explained_variance": document["projection"]["explained_variance"]}
        assignments.save(final, rows, assigned)
        clock.lap("clusters")

    if "triage" in stages:
        prompts = examples.prompts_of(rows)
        ids = static.token_ids(tokenizer, prompts)
        matrix = fit_words(rows, prompts, ids, tokenizer.get_vocab_size(), out / "triage")
        clock.lap("word scores")
        x, columns = features.rows_of(prompts, out, work)
        clock.lap("feature rows")
        table = triage_training.Table(x, columns, matrix)
        # Of texts over 8,192 units the runtime tokenises the ends alone, so a word at the cut may differ.
        short = np.array([len(prompt) < 8_000 for prompt in prompts])
        apart = float(np.abs(words.WordScores(out / "triage").score(ids) - x[:, table.group("words")])[short].max())
        print(f"  largest difference between the runtime's word scores and ours: {apart:.1e}")
        if apart > 1e-4:
            raise ValueError("the runtime computes other word scores than training")
        ours = embedder.embed(prompts[::97])
        drift = float((ours * x[::97, -ours.shape[1] :]).sum(1).min())
        print(f"  least cosine between the runtime's embedding and ours: {drift:.6f}")
        trained = triage_training.run(rows, table, prompts, full=not arguments.quick)
        forest.save(out / "triage", trained["model"], trained["scale"], trained["bias"], len(columns))
        trained["model"].save(work)
        state |= {"features": columns, "thresholds": trained["thresholds"], "triage": trained["metrics"]}
        clock.lap("triage")
        if not arguments.quick or "side_by_side" not in state:
            prompts_as_they_are = [row.prompt for row in rows]
            minilm = cache.embed_cached(work, "prompts", prompts_as_they_are, teacher.Teacher(work / teacher.FP32))
            embeddings = {"static": embedder.embed(prompts_as_they_are), "minilm": minilm}
            state["side_by_side"] = side_by_side.measure(rows, table, examples.examples(rows, prompts), embeddings, clusters.read_centroids(out / "clusters"))
            clock.lap("side by side")

    if "tables" in stages:
        from .catalog import build_catalog
        from .quality import build_provenance, build_quality, evaluate, routing_defaults

        cluster_document = json.loads((out / "clusters" / "clusters.json").read_text())
        catalog = build_catalog(data_dir)
        quality = build_quality(data_dir, catalog, cluster_document)
        write_json(out / "catalog.json", catalog)
        write_json(out / "quality.json", quality, indent=None)
        write_json(out / "provenance.json", build_provenance(data_dir, catalog, cluster_document), indent=None)
        defaults = routing_defaults(catalog, quality)
        traffic = trade_off.held_out_traffic(rows, out, work, state["features"], state["thresholds"], clusters.read_centroids(out / "clusters"))
        state["trade_off"] = trade_off.trade_off(traffic, catalog, quality, defaults["candidates"])
        state["routing"] = {"alpha": state["trade_off"]["profiles"]["Balanced"], **defaults}
        if not arguments.quick or "quality" not in state:
            state["quality"] = evaluate(data_dir)
        clock.lap("catalog and quality")
    state_path.write_text(json.dumps(state))
    if not all((out / name).exists() for name in ("triage", "clusters", "quality.json")):
        print("stopped: not all stages have run yet")
        return

    write_json(out / "golden.json", {"prompts": golden_answers(out, work, embedder)}, indent=None)
    sanity = {text: CLASSES[b] for text, b in triage_training.sanity(out, work, state["thresholds"]).items()}
    state["sanity"] = sanity
    described = data.describe(data_dir, rows)
    (out / "MODEL_CARD.md").write_text(card.model_card(arguments.version, state, described, json.loads((out / "catalog.json").read_text())), encoding="utf-8")
    (out / "NOTICE.md").write_text(card.notice(), encoding="utf-8")
    manifest = {
        "schema_version": 3,
        "artifact_version": arguments.version,
        "created": created(),
        "training": {"seed": SEED, "data": described},
        "files": list_files(out),
        "features": state["features"],
        "thresholds": state["thresholds"],
        "routing": state["routing"],
        "metrics": {"validation": {name: state[name] for name in ("static", "minilm", "clusters", "triage", "side_by_side", "quality", "trade_off", "sanity")}},
        "licences": card.LICENCES,
    }
    write_json(out / "manifest.json", manifest)
    total = sum(entry["bytes"] for entry in manifest["files"])
    print(f"artifact: {total / 1e6:.1f} MB, {hashlib.sha256((out / 'manifest.json').read_bytes()).hexdigest()[:12]}")
    if total > 45e6:
        raise ValueError("the artifact is larger than 45 MB")
    shutil.rmtree(final, ignore_errors=True)
    shutil.copytree(out, final)
    if not arguments.no_fixtures:
        fixtures.write(features.REPOSITORY / "test" / "fixtures" / "golden", out, work, embedder)
    clock.lap("golden, manifest, fixtures")


def main(argv: list[str] | None = None) -> None:
    here = Path(__file__).resolve().parents[1]
    parser = argparse.ArgumentParser(prog="train.sh", description=__doc__)
    parser.add_argument("--data", help="folder with the public data sets, laid out as in training/README.md")
    parser.add_argument("--out", default=str(here.parent / "artifacts"), help="artifact folder to (re)place")
    parser.add_argument("--work", default=str(here / ".work"), help="folder for intermediate files")
    parser.add_argument("--version", default="2026.11.8")
    parser.add_argument("--stages", help="only these, of embedders,clusters,triage,tables (the rest is taken from the last run)")
    parser.add_argument("--quick", action="store_true", help="leave out cross-validation and leave-one-out")
    parser.add_argument("--no-fixtures", action="store_true", help="don't write test/fixtures/golden")
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("A", "B"), help="train nothing; say whether two artifacts are the same")
    arguments = parser.parse_args(argv)
    if arguments.compare:
        sys.exit(compare.run(*arguments.compare))
    if not arguments.data:
        parser.error("--data is needed: the folder with the public data sets")
    run(arguments)
