"""Golden prompts: what an artifact must say of them is in the artifact itself, and checked whenever one is loaded."""

from __future__ import annotations

from pathlib import Path

from . import features, forest, static

#: Prompts of golden.json; their texts are in none of the training sets.
GOLDEN_PROMPTS = (
    "Hello! Nice to meet you.",
    "What is the capital of Iceland?",
    "Write a Python function that reverses a string.",
    "Rewrite this politely: I need the numbers today.",
    "Explain the trade-offs between optimistic and pessimistic locking in PostgreSQL, with one example of each.",
    "Prove that there are infinitely many primes p such that p + 2 has at most two prime factors.",
    "Bitte fasse mir die wichtigsten Punkte dieses Vertrags zusammen.",
    "```ts\nexport function add(a: number, b: number) {\n  return a - b;\n}\n```\nWhy does the test fail?",
)


def golden_answers(out: Path, work: Path, embedder: static.StaticEmbedder) -> list[dict]:
    """Each golden prompt with its embedding, raw scores and probabilities, by this package's own reading of the files."""
    x, _ = features.rows_of(list(GOLDEN_PROMPTS), out, work)
    walker = forest.Forest(out / "triage")
    raw, p, e = walker.raw(x), walker.probabilities(x), embedder.embed(list(GOLDEN_PROMPTS))
    return [
        {"prompt": text, "embedding": [round(float(v), 7) for v in e[i]], "raw_scores": [round(float(v), 9) for v in raw[i]], "probabilities": [round(float(v), 9) for v in p[i]]}
        for i, text in enumerate(GOLDEN_PROMPTS)
    ]
