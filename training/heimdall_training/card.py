"""MODEL_CARD.md and NOTICE.md."""

from __future__ import annotations

from .card_quality import quality_section
from .trade_off import trade_off_section

LICENCES = [
    {"part": "embedders/minilm", "spdx": "Apache-2.0", "notice": "sentence-transformers/all-MiniLM-L6-v2, quantised to int8; see NOTICE.md"},
    {"part": "embedders/static-384", "spdx": "Apache-2.0", "notice": "distilled from all-MiniLM-L6-v2; vocabulary of bert-base-uncased (Apache-2.0)"},
    {"part": "triage", "spdx": "MIT", "notice": "trained on graded outcomes of public evaluation sets; see NOTICE.md"},
    {"part": "clusters", "spdx": "MIT", "notice": "centroids, terms and shares; no rows of the data sets"},
    {"part": "quality.json", "spdx": "MIT", "notice": "estimates from published scores; each row names its sources"},
    {"part": "catalog.json", "spdx": "MIT", "notice": "public prices and limits; each price names its source"},
    {"part": "provenance.json", "spdx": "MIT", "notice": "published scores of the catalog's models, each with its source; see NOTICE.md"},
    {"part": "golden.json", "spdx": "MIT", "notice": "prompts written for this project"},
]


def table(head: list[str], rows: list[list]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join("-" if v is None else str(v) for v in row) + " |" for row in rows])


def _class_row(name: str, m: dict) -> list:
    auc = m["auc"]
    return [name, m["n"], " / ".join(f"{v:.2f}" for v in m["class_share"]), *(f"{auc[c]:.3f} ({m['auc_hard_labels'][c] or float('nan'):.3f})" for c in ("cheap", "mid", "hard")),
            f"{m['log_loss']:.3f} ({m['log_loss_prior']:.3f})", f"{m['ece_hard']:.3f}", f"{m['accuracy']:.3f} ({m['majority']:.3f})"]  # fmt: skip


CLASS_HEAD = ["rows", "n", "share cheap / mid / hard", "AUC cheap (hardened labels)", "AUC mid", "AUC hard", "log loss (prior alone)", "ECE hard", "accuracy (majority)"]
ROUTE_HEAD = ["set", "split", "score", "n", "weak", "strong", "APGR", "CPT50 %", "CPT80 %"]


FIDELITY = (
    ("validation", "validation"),
    ("validation, cut to what the teacher reads", "validation_teacher_view"),
    ("validation, before training", "before_training"),
    ("training", "train"),
)


def model_card(version: str, state: dict, described: list[dict], catalog: dict) -> str:
    t, s, m, c = state["triage"], state["static"], state["minilm"], state["clusters"]
    thresholds = state["thresholds"]
    classes = [_class_row("validation, all labelled", t["all"]), _class_row("validation, graded outcomes only", t["outcomes_only"])]
    classes += [_class_row(name, entry) for name, entry in t["by_dataset"].items()]
    routes = []
    for split, by_score in t["routellm"].items():
        for label, sets in by_score.items():
            for name, r in sets.items():
                if r:
                    routes.append([name, split.replace("_", " "), label, r["n"], r["weak_accuracy"], r["strong_accuracy"], f"{r['apgr']:.3f}", r["cpt50"], r["cpt80"]])
    loo = []
    for name, entry in t.get("leave_one_out", {}).items():
        routed = entry.get("routing_no_suspect")
        loo.append([*_class_row(name, entry), f"{routed['apgr']:.3f}" if routed else None])
    bucket_rows = [[name, f"{b['share']:.3f}", " / ".join(f"{v:.2f}" for v in b["target_mean"]) if b["target_mean"] else None] for name, b in t["buckets"].items()]
    sanity = [[f"`{text}`", bucket] for text, bucket in state["sanity"].items()]
    gains = [[g["n"], f"{g['expected']:+.3f}", f"{g['true']:+.3f}"] for g in t["gain"]]
    return f"""# Model card: Heimdall artifact {version}

What a routing decision is computed from: two text embedders, a map of prompt clusters, a triage forest that tells cheap
from mid from hard prompts, and tables of model quality and prices. `training/` in the repository makes this folder.

## Intended use

Choosing a model for a prompt on a developer's machine. It is not a measure of people or of their work, and a bucket is a
forecast about models, not a verdict on a question. The text it was trained on is English exam text with a few
hundred everyday prompts; expect less of other languages, of long agent sessions and of tool output.

## Parts

**static-384** is a table of vectors for tokens and for {s["phrases"]:,} phrases (pairs of tokens), distilled from all-MiniLM-L6-v2 on
{s["texts"]["prompts"]:,} prompts, {s["texts"]["segments"]:,} of their sentences and {s["texts"]["wordnet"]:,} dictionary texts. How like the teacher it is,
as shipped in int8 (Spearman and Pearson: of the similarities of 200,000 random pairs; neighbours: share of the teacher's ten nearest
prompts among its own ten):

{table(["prompts", "mean cosine", "Spearman", "Pearson", "neighbours"], [[label, *s[key].values()] for label, key in FIDELITY])}

{s["texts"]["validation_prompts"]:,} validation prompts, to which no weight was fitted. The teacher reads 256 tokens, the table up to 512; beyond two tokens it knows no word order.

**minilm** is the teacher itself in int8: cosine to fp32 on {m["prompts"]} validation prompts {m["cosine_int8_fp32_mean"]} (least {m["cosine_int8_fp32_min"]}).

**Clusters**: spherical k-means on static-384 embeddings, k = {c["k"]}, the smallest of {[e["k"] for e in c["choice"]]} within 1 % of the best
share of explained variance of unseen solve rates:

{table(["k", "mean cosine", "explained variance of solve rates"], [[e["k"], e["mean_cosine"], e["solve_rate_r2"]] for e in c["choice"]])}

The map is the first two principal components ({c["explained_variance"][0]:.1%} and {c["explained_variance"][1]:.1%} of the variance): near means alike, far
means little.

**Word scores**: three sparse ridge regressions over token ids and hashed pairs of neighbouring tokens (2^16 slots): the gain of RouteLLM's
strong over its weak model, that weak models fail, and that strong ones fail too. The trees train on scores that are cross-fitted over
the folds, so that no prompt's own outcome is in its features.

**Triage**: LightGBM on surface features, word scores and cluster cosines, soft targets, {t["examples"]["train"]:,} training examples. One definition for every graded set: draw one weak and one strong
model of the set's own table; the weak one is right: cheap; else the strong one is right: mid; else: hard. With w and s the
shares of weak and strong models that are right, the target is (w, (1-w)s, (1-w)(1-s)). "Weak" are models of
about 7 to 9 billion parameters, Mixtral 8x7B, GPT-3.5 and Claude 3 Haiku, "strong" the best of 2024: today's cheap models
are better than either, so read the classes as an order of difficulty. Sets without outcomes have a hand-given target with a
low weight (see `training/heimdall_training/outcomes.py`); prompts written for the project stand for everyday
traffic. Multiple-choice questions are also trained on without their options.

## Triage on held-out prompts

The split is by the sha256 of the question's stem, one fifth for validation ({t["examples"]["validation"]:,} examples, {t["examples"]["validation_with_outcomes"]:,} with graded
outcomes). Calibration (vector scaling) is fitted on one half of it and measured on the other, and the other way round. Targets are
soft, so accuracy is the expected one and an AUC of 1 is out of reach; in brackets the AUC against one label a row (cheap if
at least half of the weak models are right, else the larger of mid and hard).

{table(CLASS_HEAD, classes)}

Choices made on this split, so that its figures are a little kind: the distillation's early stop, k, the calibration (`five fold` below uses
the shipped one) and the thresholds with their regret. Leaving whole sets out is the honest measure of new kinds of prompt.

The poles can be told apart, the middle hardly; accuracy is little better than the majority class. Use the probabilities and
thresholds, not the argmax.

### Strong/weak routing (RouteLLM's pairs: gpt-4-1106-preview and mixtral-8x7b-instruct)

The ranking score is the forest's fourth output, the **expected gain**: strong minus weak, fitted by least squares on RouteLLM's pairs
(weight 1), on the many-model tables (0.1) and on the hand-given labels (at most 0.1). `p_mid` is the probability of mid, for scale.
What was tried is in `training/EXPERIMENTS.md`.
APGR of a random order is 0.5. **MMLU and GSM8K are in-distribution**: the forest was trained on other questions of the same sets.
`mmlu` includes the 270 questions of high_school_mathematics whose grades are broken (never trained on), `mmlu_no_suspect` leaves
them out. `five fold` scores every row with a forest that did not see its fold. The validation part of GSM8K is small: its
standard deviation is about 0.06 (0.018 for the MMLU part).

{table(ROUTE_HEAD, routes)}

The expected gain is a difference of probabilities. On the validation pairs (both sets, without suspect rows), in fifths from the
least expected gain up:

{table(["n", "expected gain", "true gain"], gains)}

### Leaving whole sets out

Each line: none of the named sets in training or calibration; the routing column is APGR without suspect rows.

{table([*CLASS_HEAD, "APGR"], loo) if loo else "Not run (`--quick`)."}

## Thresholds

p_hard > **{thresholds["hard"]}** is hard; else p_cheap > **{thresholds["cheap"]}** is cheap; else mid. Chosen on the validation split: of
all pairs (p_cheap from 0.62) within 1 % of the least mean regret, the one that is furthest above
our aims on our own held-out prompts (70 % of easy code and 90 % of the other easy ones to cheap, 80 % of proofs to hard, counting the worst). In the regret, a task that fails for want of a stronger model costs 1, one that gets mid where hard was right 0.45, and wasted
money 0.50 (mid for cheap), 0.80 (hard for cheap) and 0.30 (hard for mid). Regret: {t["regret"]["chosen"]}, against {t["regret"]["always_cheap"]} for always
cheap, {t["regret"]["always_mid"]} for always mid, {t["regret"]["always_hard"]} for always hard. The costs are a judgement: set `router.thresholds` if yours
differ. On the validation split they give:

{table(["bucket", "share", "mean target cheap / mid / hard"], bucket_rows)}

Prompts that are in no training set, and where they go:

{table(["prompt", "bucket"], sanity)}

{trade_off_section(state["trade_off"], table)}{quality_section(state["quality"], catalog, table)}## Limits

- Exam text dominates the graded data; the everyday pole is weakly labelled by hand.
- The vocabulary is English. Other scripts fall into single characters or unknown tokens and get a poor embedding.
- One sampled answer a model is noise: in 5 % of MMLU and 7 % of GSM8K rows the weak model is right and the strong one wrong.
- Quality estimates come from published scores of many benchmarks and get old; `quality.json` says how many results are behind each number.

## Data

{table(["set", "rows", "licence", "sha256"], [[d["name"], d["rows"], d["licence"], f"`{d['sha256'][:16]}`"] for d in described])}

Origins, commits and files: `training/README.md`. No rows of these sets are in this folder.
"""


def notice() -> str:
    return """# Notices

Heimdall's artifact is under the MIT licence (see the repository), except for the parts named here.

## all-MiniLM-L6-v2 (embedders/minilm; teacher of embedders/static-384)

Copyright the sentence-transformers authors (UKP Lab, TU Darmstadt, and Hugging Face). Licensed under the Apache License,
Version 2.0; you may obtain a copy at https://www.apache.org/licenses/LICENSE-2.0.
Based on nreimers/MiniLM-L6-H384-uncased, from microsoft/MiniLM-L12-H384-uncased (MIT, copyright Microsoft Corporation), with
the vocabulary of google-research/bert (bert-base-uncased, Apache-2.0, copyright Google LLC).
Changes: exported to ONNX and quantised to int8; for static-384, distilled into a table of token vectors.

## Data that weights and tables were computed from (no rows are included)

- RouteLLM (lm-sys), Apache-2.0; MMLU (Hendrycks et al.), MIT; GSM8K (OpenAI), MIT
- MMLU-Pro (TIGER-AI-Lab), Apache-2.0 / MIT
- ZeroEval (WildEval), Apache-2.0; MATH (Hendrycks et al.), MIT; CRUXEval (Meta), MIT
- LLMRouter (ulab-uiuc), MIT; ARC (CC-BY-SA), Natural Questions (CC-BY-SA-3.0), TriviaQA (Apache-2.0), CommonsenseQA,
  OpenBookQA, CommonGen, MGSM
- MBPP (Google Research), CC-BY-4.0; HumanEval (OpenAI), MIT
- RouterArena (RouteWorks), Apache-2.0
- IFEval (Google), Apache-2.0; Arena-Hard (LMArena), Apache-2.0; Self-Instruct, Apache-2.0; Vicuna-Bench (FastChat), Apache-2.0
- Exercism Python track, MIT; SVAMP and MAWPS, MIT; OlympiadBench, Apache-2.0; Awesome ChatGPT Prompts, CC0-1.0
- WordNet 3.1 definitions: "WordNet 3.1 Copyright 2011 by Princeton University. All rights reserved." Used under the WordNet
  licence, which permits use, copying, modification and distribution for any purpose with this notice.
- Prices and limits: genai-prices (MIT), llm-prices, models.dev (MIT), LiteLLM (MIT), OpenRouter's model list. Lengths: Aider
  (Apache-2.0), LLMRouterBench. Scores: the sources named in
  `provenance.json`.
"""
