"""Fits triage on the runtime's feature rows, measures it, chooses the thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from . import CLASSES, triage, words
from .data import FOLDS, Row, VALIDATION_FOLD
from .examples import PAIRED, Examples, examples, word_heads
from .forest import softmax
from .routing_metrics import classification, routing
from .triage import Model
from .wrapper import without_wrapper

#: What a wrong bucket costs, by true class (rows) and bucket (columns): a failed task is 1, wasted money is less.
REGRET = np.array([[0.0, 0.50, 0.80], [1.0, 0.0, 0.30], [1.0, 0.45, 0.0]])

#: Regrets up to so many times the least one are as good as it.
NEARLY = 1.01
#: Below this, p_cheap is too unsure: small changes of a prompt then move it from cheap to hard.
LEAST_CHEAP = 0.62


@dataclass
class Table:
    """Feature rows of all prompts, and what the word scores in them are fitted on."""

    x: np.ndarray  # (prompts, columns), as the runtime computes it
    columns: list[dict]  # name, unit and group of each column
    words: sparse.csr_matrix  # (prompts, word features)

    def group(self, name: str) -> slice:
        """The columns of a group; they are side by side."""
        inside = [i for i, column in enumerate(self.columns) if column["group"] == name]
        return slice(inside[0], inside[-1] + 1)

    def for_trees(self, e: Examples, mask: np.ndarray) -> np.ndarray:
        """What trees may see that train on the examples under `mask`: cross-fitted word scores, no embedding."""
        seen = self.x[:, : self.group("embedding").start].copy()
        heads = word_heads(e)
        seen[:, self.group("words")] = words.cross_fitted(self.words, heads, [mask & (head.weight > 0) for head in heads])
        return seen


def fit(table: Table, e: Examples, mask: np.ndarray) -> tuple[Model, np.ndarray]:
    """The forest of the examples under `mask`, and the rows to score with it."""
    x = table.for_trees(e, mask)
    inside = x[e.index[mask]]
    model = Model(triage.fit(inside, e.y[mask], e.weight[mask]), triage.fit_gain(inside, e.gain[mask], e.gain_weight[mask], handicap=table.group("cluster")))
    return model, x


def pairs(rows: list[Row], score_of: dict[int, float], dataset: str, suspect: bool, folds: set[int]) -> dict | None:
    chosen = [i for i, row in enumerate(rows) if row.dataset == dataset and i in score_of and row.fold in folds and (suspect or not row.meta.get("suspect"))]
    if not chosen:
        return None
    weak = np.array([float(rows[i].meta["weak_correct"]) for i in chosen])
    strong = np.array([float(rows[i].meta["strong_correct"]) for i in chosen])
    return routing(np.array([score_of[i] for i in chosen]), weak, strong)


@dataclass
class Demand:
    """A kind of everyday prompt and how many of it must go where it belongs."""

    kind: str
    mask: np.ndarray  # over the validation rows
    bucket: int
    aim: float  # share


def everyday_demands(rows: list[Row], e: Examples, valid_rows: np.ndarray) -> list[Demand]:
    """Of our own prompts: easy code and the rest of the cheap ones to cheap, proofs to hard."""
    metas = [rows[i].meta if rows[i].dataset == "own-prompts" else {} for i in e.row[valid_rows]]
    of = lambda test: np.array([bool(meta) and test(meta) for meta in metas])  # noqa: E731
    return [
        Demand("easy code", of(lambda meta: meta["kind"] == "small-code"), 0, 0.7),
        Demand("small talk, edits, lookups", of(lambda meta: meta["label"] == "cheap" and meta["kind"] != "small-code"), 0, 0.9),
        Demand("proofs", of(lambda meta: meta["kind"] == "proof"), 2, 0.8),
    ]


def choose_thresholds(p: np.ndarray, y: np.ndarray, weight: np.ndarray, demands: list[Demand]) -> tuple[float, float, list[dict]]:
    """The thresholds of the validation split, on a grid of 0.02: of the pairs with nearly the least mean regret, the one
    that passes the aims of the demands by most, counting the worst; ties go to the least regret.

    The regret is flat and its exact minimum is chance. Everyday prompts are few in it and are what users notice."""
    expected = y @ REGRET  # regret of each bucket, per row
    everyone = np.arange(len(p))
    grid = []
    for hard in np.arange(0.30, 0.81, 0.02):
        for cheap in np.arange(LEAST_CHEAP, 0.91, 0.02):
            bucket = buckets(p, cheap, hard)
            regret = float(np.average(expected[everyone, bucket], weights=weight))
            slack = min((float((bucket[d.mask] == d.bucket).mean()) - d.aim for d in demands if d.mask.any()), default=0.0)
            grid.append({"cheap": round(float(cheap), 2), "hard": round(float(hard), 2), "regret": regret, "slack": slack})
    limit = min(g["regret"] for g in grid) * NEARLY
    best = max((g for g in grid if g["regret"] <= limit), key=lambda g: (g["slack"], -g["regret"]))
    return best["cheap"], best["hard"], grid


def buckets(p: np.ndarray, cheap: float, hard: float) -> np.ndarray:
    return np.where(p[:, 2] > hard, 2, np.where(p[:, 0] > cheap, 0, 1))


def cross_fitted(raw: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Probabilities of each half of the rows, calibrated on the other half, so that metrics see no row twice."""
    p = np.zeros_like(y)
    half = np.arange(len(raw)) % 2 == 0
    for fitted in (half, ~half):
        scale, bias = triage.vector_scaling(raw[fitted], y[fitted], weight[fitted])
        p[~fitted] = softmax(raw[~fitted] * scale + bias)
    return p


def run(rows: list[Row], table: Table, prompts: list[str], full: bool = True) -> dict:
    """Returns {model, scale, bias, thresholds, metrics, grid}. `full=False` leaves out cross-validation and leave-one-out."""
    e = examples(rows, prompts)
    place = {prompt: i for i, prompt in enumerate(prompts)}
    train, valid = e.fold != VALIDATION_FOLD, e.fold == VALIDATION_FOLD
    model, x = fit(table, e, train)
    valid_rows = valid & (e.row >= 0)
    raw_valid = model.raw(x[e.index[valid_rows]])
    y, weight = e.y[valid_rows], e.weight[valid_rows]
    scale, bias = triage.vector_scaling(raw_valid[:, :3], y, weight)
    calibrated = softmax(raw_valid[:, :3] * scale + bias)
    crossed = cross_fitted(raw_valid[:, :3], y, weight)
    outcome = e.outcome[valid_rows]
    cheap, hard, grid = choose_thresholds(calibrated, y, weight, everyday_demands(rows, e, valid_rows))
    metrics: dict = {
        "examples": {"train": int(train.sum()), "validation": int(valid_rows.sum()), "validation_with_outcomes": int((valid_rows & e.outcome).sum())},
        "all": classification(crossed, y, weight),
        "outcomes_only": classification(crossed[outcome], y[outcome], weight[outcome]),
        "by_dataset": {},
        "buckets": bucket_shares(buckets(calibrated, cheap, hard), y, weight),
        "regret": regret_table(y, weight, next(g for g in grid if (g["cheap"], g["hard"]) == (cheap, hard))),
        "gain": gain_calibration(raw_valid[:, 3], e, valid_rows),
    }
    for name in sorted(set(e.dataset[valid_rows])):
        held = e.dataset[valid_rows] == name
        if held.sum() >= 40 and e.outcome[valid_rows][held].any():
            metrics["by_dataset"][name] = classification(crossed[held], y[held], weight[held])

    # RouteLLM's pairs: every row is scored, also the contaminated and suspect ones that were not trained on.
    paired = [i for i, row in enumerate(rows) if "strong_correct" in row.meta]

    def scores(fitted: Model, seen: np.ndarray, folds: set[int]) -> dict[str, dict[int, float]]:
        """By both ways to rank, the score of the pairs' rows in these folds."""
        members = [i for i in paired if rows[i].fold in folds]
        raw = fitted.raw(seen[[place[without_wrapper(rows[i].prompt)] for i in members]])
        mid = softmax(raw[:, :3] * scale + bias)[:, 1]
        return {"rank_score": dict(zip(members, raw[:, 3], strict=True)), "p_mid": dict(zip(members, mid, strict=True))}

    sources = {"validation": (scores(model, x, {VALIDATION_FOLD}), {VALIDATION_FOLD})}
    if full:
        # The same settings, five times, so that small sets are measured on all their rows.
        crossed_scores: dict[str, dict[int, float]] = {"rank_score": {}, "p_mid": {}}
        for fold in range(FOLDS):
            fitted, seen = (model, x) if fold == VALIDATION_FOLD else fit(table, e, e.fold != fold)
            for name, found in scores(fitted, seen, {fold}).items():
                crossed_scores[name] |= found
            print(f"  triage: fold {fold} done", flush=True)
        sources["five_fold"] = (crossed_scores, set(range(FOLDS)))
    metrics["routellm"] = {
        split: {
            name: {
                "mmlu": pairs(rows, score_of, "routellm-mmlu", True, folds),
                "mmlu_no_suspect": pairs(rows, score_of, "routellm-mmlu", False, folds),
                "gsm8k": pairs(rows, score_of, "routellm-gsm8k", True, folds),
            }
            for name, score_of in by_name.items()
        }
        for split, (by_name, folds) in sources.items()
    }
    if full:
        metrics["leave_one_out"] = leave_one_out(rows, table, e, place)
    return {"model": model, "scale": scale, "bias": bias, "thresholds": {"cheap": cheap, "hard": hard}, "metrics": metrics, "grid": grid}


def bucket_shares(chosen: np.ndarray, y: np.ndarray, weight: np.ndarray) -> dict:
    return {
        name: {
            "share": round(float(np.average(chosen == b, weights=weight)), 4),
            "target_mean": [round(float(v), 4) for v in np.average(y[chosen == b], axis=0, weights=weight[chosen == b])] if (chosen == b).any() else None,
        }
        for b, name in enumerate(CLASSES)
    }


def regret_table(y: np.ndarray, weight: np.ndarray, chosen: dict) -> dict:
    always = np.average(y @ REGRET, axis=0, weights=weight)
    regrets = {"chosen": chosen["regret"]} | {f"always_{name}": float(r) for name, r in zip(CLASSES, always, strict=True)}
    return {name: round(value, 4) for name, value in regrets.items()}


def gain_calibration(expected: np.ndarray, e: Examples, mask: np.ndarray, groups: int = 5) -> list[dict]:
    """Expected against true gain of the validation pairs, in groups of equal size from the least expected gain up."""
    held = e.paired[mask]
    expected, true = expected[held], e.gain[mask][held]
    parts = np.array_split(np.argsort(expected, kind="stable"), groups)
    return [{"n": len(part), "expected": round(float(expected[part].mean()), 4), "true": round(float(true[part].mean()), 4)} for part in parts]


#: Sets that share questions are left out together.
GROUPS = {
    "routellm-mmlu": ("routellm-mmlu",),
    "mmlu-pro": ("mmlu-pro",),
    "mmlu, mmlu-pro": ("routellm-mmlu", "mmlu-pro"),
    "gsm8k (routellm, zeroeval)": ("routellm-gsm8k", "zeroeval-gsm"),
    "zeroeval-math-l5": ("zeroeval-math-l5",),
    "zeroeval-crux": ("zeroeval-crux",),
    "llmrouter": ("llmrouter",),
}


def leave_one_out(rows: list[Row], table: Table, e: Examples, place: dict[str, int]) -> dict:
    """Each group of sets scored by a forest that saw none of it (calibrated on the other sets' validation rows)."""
    result = {}
    for name, group in GROUPS.items():
        inside = np.isin(e.dataset, group)
        clean = ~inside & ~np.isin(e.index, e.index[inside])
        fitted, x = fit(table, e, clean & (e.fold != VALIDATION_FOLD))
        fit_on = clean & (e.fold == VALIDATION_FOLD)
        scale, bias = triage.vector_scaling(fitted.raw(x[e.index[fit_on]])[:, :3], e.y[fit_on], e.weight[fit_on])
        scored = inside & (e.row >= 0)
        raw = fitted.raw(x[e.index[scored]])
        entry = classification(softmax(raw[:, :3] * scale + bias), e.y[scored], e.weight[scored])
        entry["left_out"] = list(group)
        for dataset in PAIRED:
            if dataset in group:
                members = [i for i, row in enumerate(rows) if row.dataset == dataset]
                gain = fitted.raw(x[[place[without_wrapper(rows[i].prompt)] for i in members]])[:, 3]
                entry["routing_no_suspect"] = pairs(rows, dict(zip(members, gain, strict=True)), dataset, False, set(range(FOLDS)))
        result[name] = entry
        print(f"  triage: without {name}: AUC {entry['auc']}", flush=True)
    return result


#: What must hold on prompts that no training set has: bucket(s) that are right.
SANITY = {
    "Hello! Nice to meet you.": {0},
    "hey, how are you doing?": {0},
    "What is the capital of Iceland?": {0},
    "Write a Python function that reverses a string": {0, 1},
    "Write a Python function that reverses a string.": {0, 1},
    "Translate to Italian: See you tomorrow.": {0},
    "Prove that there are infinitely many primes p such that p+2 has at most two prime factors": {2},
    "Prove that there are infinitely many primes p such that p + 2 has at most two prime factors.": {2},
}


def sanity(out, work, thresholds: dict) -> dict[str, int]:
    """Buckets of the prompts above; raises when one is wrong."""
    from . import features
    from .forest import Forest

    x, _ = features.rows_of(list(SANITY), out, work)
    p = Forest(out / "triage").probabilities(x)
    found = buckets(p, thresholds["cheap"], thresholds["hard"])
    for text, bucket, probabilities in zip(SANITY, found, p, strict=True):
        print(f"  {CLASSES[bucket]:5} {probabilities.round(3)} {text[:70]!r}")
    wrong = [text for text, bucket in zip(SANITY, found, strict=True) if bucket not in SANITY[text]]
    if wrong:
        raise ValueError(f"sanity: wrong bucket for {wrong}")
    return {text: int(bucket) for text, bucket in zip(SANITY, found, strict=True)}
