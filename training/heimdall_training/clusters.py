"""Spherical k-means on static embeddings, labels by tf-idf, composition, solve rates and the fixed map projection."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from pathlib import Path

import numpy as np

from . import EMBEDDING_DIM, SEED
from .data import Row
from .outcomes import solve_rate

K_CHOICES = (24, 28, 32, 36, 40, 44, 48)
#: A set that is large and narrow must not own the map: at most this many prompts of one set and domain are clustered.
CAP = 700
WORD = re.compile(r"(?<![\\a-zA-Z])[a-zA-Z][a-zA-Z'-]{2,}")  # not LaTeX commands
STOP = frozenset(
    """the and for are was were that this with from have has had not but his her their they them she him you your yours our its
    which what when where who whom whose why how each every all any both some more most much many than then there here
    these those into onto out over under after before between during about above below can could will would shall should
    may might must does did done doing been being one two three four five six seven eight nine ten also such only very
    other another same own per via use used using following answer question questions correct options none choose letter choice
    statement statements true false please provide give given write make find let get got just like want need because while
    according based best most likely if it is in on of to as at by an be or do so no we he me my up us go i'm don't it's
    first second third time times number numbers total many them way example context task tasks
    boxed within feedback explanation sentences keep following read reading complete python function pass nbsp self str int
    return def list words word said came didn't back iii mathrm frac sqrt left right text real value calculate act request help least refers
    multiple-choice year-old common sentence response unsimplified literal assertion big lot took wants decides named john mary bought say says see new old good take takes took left day days week weeks year years""".split()
)
KEEP = frozenset({"python", "function", "return", "list", "words", "word"})


def domain_of(row: Row) -> str:
    """`data set` or `data set/domain`, as in the compositions."""
    domain = row.meta.get("domain") or row.meta.get("source") or row.meta.get("kind")
    return f"{row.dataset}/{domain}" if domain else row.dataset


def spherical_kmeans(x: np.ndarray, k: int, seed: int, rounds: int = 60) -> tuple[np.ndarray, np.ndarray, float]:
    rng = np.random.default_rng(seed)
    # k-means++ with cosine distance
    centres = [x[rng.integers(len(x))]]
    nearest = 1 - x @ centres[0]
    for _ in range(1, k):
        weight = np.maximum(nearest, 0)
        centres.append(x[rng.choice(len(x), p=weight / weight.sum())])
        nearest = np.minimum(nearest, 1 - x @ centres[-1])
    c = np.array(centres)
    assigned = np.full(len(x), -1)
    for _ in range(rounds):
        similarity = x @ c.T
        now = similarity.argmax(1)
        if (now == assigned).all():
            break
        assigned = now
        for j in range(k):
            members = x[assigned == j]
            # An empty cluster takes the point that is served worst.
            centre = members.sum(0) if len(members) else x[similarity.max(1).argmin()]
            c[j] = centre / np.linalg.norm(centre)
    return c.astype(np.float32), assigned, float((x * c[assigned]).sum(1).mean())


def sample(rows: list[Row]) -> list[int]:
    """At most CAP training rows for each set and domain group, by their order in the file; every prompt once."""
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    chosen = []
    for index, row in enumerate(rows):
        group = row.dataset if row.dataset == "routellm-mmlu" else domain_of(row)
        cap = CAP * 3 if group == "routellm-mmlu" else CAP
        if row.fold == 0 or row.prompt in seen or counts[group] >= cap:
            continue
        seen.add(row.prompt)
        counts[group] += 1
        chosen.append(index)
    return chosen


def choose_k(x: np.ndarray, rows: list[Row], chosen: list[int]) -> tuple[int, list[dict]]:
    """How well the clusters tell the solve rate of unseen prompts, by k. The smallest k within 1 % of the best wins."""
    fit = np.array(chosen)
    known = np.array([i for i, row in enumerate(rows) if solve_rate(row) is not None])
    rate = np.array([solve_rate(rows[i]) for i in known])
    train = np.array([rows[i].fold != 0 for i in known])
    table = []
    for k in K_CHOICES:
        c, _, cosine = spherical_kmeans(x[fit], k, SEED)
        near = (x[known] @ c.T).argmax(1)
        mean = rate[train].mean()
        level = np.array([(rate[train][near[train] == j].sum() + 5 * mean) / ((near[train] == j).sum() + 5) for j in range(k)])
        error = ((rate[~train] - level[near[~train]]) ** 2).sum() / ((rate[~train] - mean) ** 2).sum()
        table.append({"k": k, "mean_cosine": round(cosine, 4), "solve_rate_r2": round(float(1 - error), 4)})
        print("  clusters:", table[-1], flush=True)
    best = max(entry["solve_rate_r2"] for entry in table)
    return next(entry["k"] for entry in table if entry["solve_rate_r2"] >= 0.99 * best), table


def terms_of(rows: list[Row], assigned: np.ndarray, k: int) -> list[list[str]]:
    """Terms that are frequent in a cluster and rare in the others, by the share of prompts that hold them."""
    held = [Counter() for _ in range(k)]
    sizes = np.bincount(assigned, minlength=k)
    for row, cluster in zip(rows, assigned, strict=True):
        held[cluster].update({word for word in (w.lower().strip("'-") for w in WORD.findall(row.prompt[:2000])) if word not in STOP or word in KEEP})
    overall: Counter[str] = Counter()
    for counter in held:
        overall.update(counter)
    everything = sizes.sum()
    result = []
    for cluster in range(k):
        scored = []
        for word, count in held[cluster].items():
            share, rest = count / max(sizes[cluster], 1), (overall[word] - count) / max(everything - sizes[cluster], 1)
            if count >= 3:
                scored.append((share * math.log((share + 1e-3) / (rest + 1e-3)), word))
        chosen: list[str] = []
        for _, word in sorted(scored, key=lambda entry: (-entry[0], entry[1])):
            if not any(word.rstrip("s") == other.rstrip("s") for other in chosen):
                chosen.append(word)
            if len(chosen) == 10:
                break
        result.append(chosen)
    return result


def pca(x: np.ndarray) -> tuple[np.ndarray, list[float]]:
    mean = x.mean(0)
    values, vectors = np.linalg.eigh(np.cov((x - mean).T.astype(np.float64)))
    axes = vectors[:, ::-1][:, :2].T
    axes *= np.sign(axes[np.arange(2), np.abs(axes).argmax(1)])[:, None]
    share = values[::-1][:2] / values.sum()
    return np.vstack([mean, axes]).astype(np.float32), [round(float(v), 4) for v in share]


def build(rows: list[Row], x: np.ndarray, out: Path) -> tuple[dict, np.ndarray, np.ndarray]:
    """Writes `clusters/` and returns (clusters.json, cluster of every row, centroids)."""
    chosen = sample(rows)
    k, table = choose_k(x, rows, chosen)
    centroids, _, _ = spherical_kmeans(x[chosen], k, SEED)
    # Order by size of the fitted sample, so that ids are stable to read.
    order = np.argsort(-np.bincount((x[chosen] @ centroids.T).argmax(1), minlength=k), kind="stable")
    centroids = np.ascontiguousarray(centroids[order])
    assigned = (x @ centroids.T).argmax(1)
    projection, variance = pca(x[chosen])
    terms = terms_of([rows[i] for i in chosen], assigned[chosen], k)
    clusters = []
    labels = _labels(terms)
    for cluster in range(k):
        members = [i for i in chosen if assigned[i] == cluster]
        composition = Counter(domain_of(rows[i]) for i in members)
        rates = [rate for i in np.flatnonzero(assigned == cluster) if (rate := solve_rate(rows[i])) is not None]
        xy = (centroids[cluster] - projection[0]) @ projection[1:].T
        clusters.append(
            {
                "id": cluster,
                "label": labels[cluster],
                "terms": terms[cluster],
                "size": int((assigned == cluster).sum()),
                "xy": [round(float(v), 5) for v in xy],
                "composition": {name: round(count / len(members), 4) for name, count in composition.most_common(12)},
                "solve_rate": round(float(np.mean(rates)), 4) if len(rates) >= 20 else None,
                "outcomes": len(rates),
            }
        )
    document = {"k": k, "dim": x.shape[1], "projection": {"method": "pca", "explained_variance": variance}, "clusters": clusters}
    out.mkdir(parents=True, exist_ok=True)
    (out / "centroids.f32.bin").write_bytes(centroids.astype("<f4").tobytes())
    (out / "projection.f32.bin").write_bytes(projection.astype("<f4").tobytes())
    (out / "clusters.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    return {**document, "choice": table}, assigned, centroids


def read_centroids(folder: Path) -> np.ndarray:
    """float32 (k, 384), unit length."""
    return np.fromfile(folder / "centroids.f32.bin", "<f4").reshape(-1, EMBEDDING_DIM)


def _labels(terms: list[list[str]]) -> list[str]:
    labels: list[str] = []
    for words in terms:
        label = ", ".join(words[:3]) or "mixed"
        labels.append(label if label not in labels else ", ".join(words[:4]))
    return labels
