"""Fits triage on the runtime's feature rows, measures it, chooses the thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np

from . import triage
from .data import FOLDS, Row, VALIDATION_FOLD
from .features import bare_stem
from .forest import softmax
from .outcomes import target
from .routing_metrics import classification, routing

#: Weight of a multiple-choice question asked again without its options.
STEM_WEIGHT = 0.35
#: The ranking score for strong/weak routing is p_mid + RANK_HARD * p_hard; chosen on the training folds (see `choose_rank`).
RANK_CHOICES = (0.0, 0.25, 0.5, 0.75, 1.0)
#: What a wrong bucket costs, by true class (rows) and bucket (columns): a failed task is 1, wasted money is less.
REGRET = np.array([[0.0, 0.50, 0.80], [1.0, 0.0, 0.30], [1.0, 0.45, 0.0]])


@dataclass
class Examples:
    """Rows of the feature matrix with their soft targets."""

    index: np.ndarray
    y: np.ndarray
    weight: np.ndarray
    fold: np.ndarray
    dataset: np.ndarray
    outcome: np.ndarray
    row: np.ndarray  # index of the data row; -1 for a bare stem


def prompts_of(rows: list[Row]) -> list[str]:
    """Every prompt once, and the bare stems of multiple-choice questions."""
    found = {row.prompt for row in rows}
    for row in rows:
        if row.dataset in ("routellm-mmlu", "mmlu-pro") and (stem := bare_stem(row.prompt)):
            found.add(stem)
    return sorted(found)


def examples(rows: list[Row], prompts: list[str]) -> Examples:
    place = {prompt: i for i, prompt in enumerate(prompts)}
    table = []
    for number, row in enumerate(rows):
        labelled = target(row)
        if labelled is None:
            continue
        y, weight, kind = labelled
        table.append((place[row.prompt], y, weight, row.fold, row.dataset, kind == "outcome", number))
        if row.dataset in ("routellm-mmlu", "mmlu-pro") and (stem := bare_stem(row.prompt)):
            table.append((place[stem], y, weight * STEM_WEIGHT, row.fold, row.dataset, kind == "outcome", -1))
    columns = list(zip(*table, strict=True))
    return Examples(
        np.array(columns[0]), np.array(columns[1]), np.array(columns[2]), np.array(columns[3]),
        np.array(columns[4]), np.array(columns[5]), np.array(columns[6]),
    )  # fmt: skip


def _fit(x: np.ndarray, e: Examples, mask: np.ndarray, rounds: int = triage.ROUNDS) -> lgb.Booster:
    return triage.fit(x[e.index[mask]], e.y[mask], e.weight[mask], rounds)


def rank_score(p: np.ndarray, hard: float) -> np.ndarray:
    return p[:, 1] + hard * p[:, 2]


def pairs(rows: list[Row], p_of: dict[int, np.ndarray], dataset: str, suspect: bool, folds: set[int], hard: float) -> dict | None:
    chosen = [i for i, row in enumerate(rows) if row.dataset == dataset and i in p_of and row.fold in folds and (suspect or not row.meta.get("suspect"))]
    if not chosen:
        return None
    p = np.array([p_of[i] for i in chosen])
    weak = np.array([float(rows[i].meta["weak_correct"]) for i in chosen])
    strong = np.array([float(rows[i].meta["strong_correct"]) for i in chosen])
    return routing(rank_score(p, hard), weak, strong)


def choose_thresholds(p: np.ndarray, y: np.ndarray, weight: np.ndarray) -> tuple[float, float, list[dict]]:
    """The pair with the least mean regret on the validation split, on a grid of 0.02; ties go to the larger values."""
    expected = y @ REGRET  # regret of each bucket, per row
    best, table = (9.0, 0.0, 0.0), []
    for hard in np.arange(0.30, 0.81, 0.02):
        for cheap in np.arange(0.40, 0.91, 0.02):
            bucket = np.where(p[:, 2] > hard, 2, np.where(p[:, 0] > cheap, 0, 1))
            regret = float(np.average(expected[np.arange(len(p)), bucket], weights=weight))
            table.append({"cheap": round(float(cheap), 2), "hard": round(float(hard), 2), "regret": regret})
            if regret <= best[0] + 1e-9:
                best = (regret, float(cheap), float(hard))
    return round(best[1], 2), round(best[2], 2), table


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


def run(rows: list[Row], x: np.ndarray, prompts: list[str], full: bool = True) -> dict:
    """Returns {booster, scale, bias, thresholds, metrics, ...}. `full=False` leaves out cross-validation and leave-one-out."""
    e = examples(rows, prompts)
    place = {prompt: i for i, prompt in enumerate(prompts)}
    train, valid = e.fold != VALIDATION_FOLD, e.fold == VALIDATION_FOLD
    booster = _fit(x, e, train)
    valid_rows = valid & (e.row >= 0)
    raw_valid = booster.predict(x[e.index[valid_rows]], raw_score=True)
    y, weight = e.y[valid_rows], e.weight[valid_rows]
    scale, bias = triage.vector_scaling(raw_valid, y, weight)
    calibrated = softmax(raw_valid * scale + bias)
    crossed = cross_fitted(raw_valid, y, weight)
    outcome = e.outcome[valid_rows]
    cheap, hard, grid = choose_thresholds(calibrated, y, weight)
    chosen = buckets(calibrated, cheap, hard)
    metrics: dict = {
        "examples": {"train": int(train.sum()), "validation": int(valid_rows.sum()), "validation_with_outcomes": int((valid_rows & e.outcome).sum())},
        "all": classification(crossed, y, weight),
        "outcomes_only": classification(crossed[outcome], y[outcome], weight[outcome]),
        "by_dataset": {},
        "buckets": {
            name: {
                "share": round(float(np.average(chosen == b, weights=weight)), 4),
                "target_mean": [round(float(v), 4) for v in np.average(y[chosen == b], axis=0, weights=weight[chosen == b])] if (chosen == b).any() else None,
            }
            for b, name in enumerate(("cheap", "mid", "hard"))
        },
        "regret": {
            "chosen": min(grid, key=lambda g: g["regret"])["regret"],
            "always_cheap": float(np.average((y @ REGRET)[:, 0], weights=weight)),
            "always_mid": float(np.average((y @ REGRET)[:, 1], weights=weight)),
            "always_hard": float(np.average((y @ REGRET)[:, 2], weights=weight)),
        },
    }
    metrics["regret"] = {key: round(value, 4) for key, value in metrics["regret"].items()}
    for name in sorted(set(e.dataset[valid_rows])):
        held = e.dataset[valid_rows] == name
        if held.sum() >= 40 and e.outcome[valid_rows][held].any():
            metrics["by_dataset"][name] = classification(crossed[held], y[held], weight[held])

    # RouteLLM's pairs: every row is scored, also the contaminated and suspect ones that were not trained on.
    paired = [i for i, row in enumerate(rows) if "strong_correct" in row.meta]
    px = x[[place[rows[i].prompt] for i in paired]]
    held_out = softmax(booster.predict(px, raw_score=True) * scale + bias)
    p_valid = {i: held_out[n] for n, i in enumerate(paired) if rows[i].fold == VALIDATION_FOLD}
    rank_hard, sources = 0.5, {"validation": (p_valid, {VALIDATION_FOLD})}
    if full:
        # The same forest settings, five times, so that small sets are measured on all their rows.
        p_cross: dict[int, np.ndarray] = {}
        for fold in range(FOLDS):
            fitted = booster if fold == VALIDATION_FOLD else _fit(x, e, e.fold != fold)
            members = [n for n, i in enumerate(paired) if rows[i].fold == fold]
            p = softmax(fitted.predict(px[members], raw_score=True) * scale + bias)
            p_cross |= {paired[n]: p[m] for m, n in enumerate(members)}
            print(f"  triage: fold {fold} done", flush=True)
        training_folds = set(range(FOLDS)) - {VALIDATION_FOLD}
        scores = {
            c: np.mean([pairs(rows, p_cross, "routellm-mmlu", False, training_folds, c)["apgr"], pairs(rows, p_cross, "routellm-gsm8k", True, training_folds, c)["apgr"]])
            for c in RANK_CHOICES
        }
        rank_hard = max(scores, key=lambda c: scores[c])
        metrics["rank_score"] = {"formula": f"p_mid + {rank_hard} * p_hard" if rank_hard else "p_mid", "apgr_on_training_folds": {str(c): round(float(v), 4) for c, v in scores.items()}}
        sources["five_fold"] = (p_cross, set(range(FOLDS)))
    metrics["routellm"] = {}
    for name, (p_of, folds) in sources.items():
        for label, c in (("rank_score", rank_hard), ("p_mid_plus_p_hard", 1.0)):
            metrics["routellm"].setdefault(name, {})[label] = {
                "mmlu": pairs(rows, p_of, "routellm-mmlu", True, folds, c),
                "mmlu_no_suspect": pairs(rows, p_of, "routellm-mmlu", False, folds, c),
                "gsm8k": pairs(rows, p_of, "routellm-gsm8k", True, folds, c),
            }
    if full:
        metrics["leave_one_out"] = leave_one_out(rows, x, e, place, rank_hard)
    return {"booster": booster, "scale": scale, "bias": bias, "thresholds": {"cheap": cheap, "hard": hard}, "metrics": metrics, "grid": grid, "rank_hard": rank_hard}


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


def leave_one_out(rows: list[Row], x: np.ndarray, e: Examples, place: dict[str, int], rank_hard: float) -> dict:
    """Each group of sets scored by a forest that saw none of it (calibrated on the other sets' validation rows)."""
    result = {}
    for name, group in GROUPS.items():
        inside = np.isin(e.dataset, group)
        questions = {e.index[i] for i in np.flatnonzero(inside)}
        clean = ~inside & ~np.isin(e.index, list(questions))
        fitted = _fit(x, e, clean & (e.fold != VALIDATION_FOLD), triage.ROUNDS)
        fit_on = clean & (e.fold == VALIDATION_FOLD)
        scale, bias = triage.vector_scaling(fitted.predict(x[e.index[fit_on]], raw_score=True), e.y[fit_on], e.weight[fit_on])
        scored = inside & (e.row >= 0)
        p = softmax(fitted.predict(x[e.index[scored]], raw_score=True) * scale + bias)
        entry = classification(p, e.y[scored], e.weight[scored])
        entry["left_out"] = list(group)
        for dataset in ("routellm-mmlu", "routellm-gsm8k"):
            if dataset in group:
                members = [i for i, row in enumerate(rows) if row.dataset == dataset]
                q = softmax(fitted.predict(x[[place[rows[i].prompt] for i in members]], raw_score=True) * scale + bias)
                p_of = dict(zip(members, q, strict=True))
                entry["routing_no_suspect"] = pairs(rows, p_of, dataset, False, set(range(FOLDS)), rank_hard)
        result[name] = entry
        print(f"  triage: without {name}: AUC {entry['auc']}", flush=True)
    return result


CLASS_NAMES = ("cheap", "mid", "hard")

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
        print(f"  {CLASS_NAMES[bucket]:5} {probabilities.round(3)} {text[:70]!r}")
    wrong = [text for text, bucket in zip(SANITY, found, strict=True) if bucket not in SANITY[text]]
    if wrong:
        raise ValueError(f"sanity: wrong bucket for {wrong}")
    return {text: int(bucket) for text, bucket in zip(SANITY, found, strict=True)}
