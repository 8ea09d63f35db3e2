"""The model card's section on the quality table, answer lengths and prices."""

from __future__ import annotations

from typing import Any

HEAD = ["category", "one benchmark out: benchmarks", "Spearman (overall alone)", "whole source out: benchmarks", "Spearman (overall alone)", "of these with today's models", "Spearman (overall alone)"]


def _cells(rows: list[dict[str, Any]], category: str) -> list[Any]:
    row = next((r for r in rows if r["category"] == category), None)
    return [row["benchmarks"], f"{row['spearman']:.2f} ({row['overall']:.2f})"] if row else [None, None]


def quality_section(quality: dict[str, Any], catalog: dict[str, Any], table: Any) -> str:
    """Markdown, from what `quality.evaluate` measured; `table` writes one."""
    parts = [quality[name] for name in ("one_benchmark_out", "whole_source_out", "whole_source_out_catalog")]
    rows = [[r["category"], *(cell for part in parts for cell in _cells(part, r["category"]))] for r in parts[0]]
    ages: dict[str, int] = {}
    for model in catalog["models"]:
        if model["price"]:
            key = f"{model['price']['source'].split(':')[0]} of {model['price']['date']}"
            ages[key] = ages.get(key, 0) + 1
    lengths, spread = quality["lengths"], quality["transfer_sd"]
    return f"""## Quality table

{quality["scores"]:,} published scores of {quality["benchmarks"]} benchmarks, {quality["of_catalog"]:,} of them of the catalog's models, become abilities by model, category and
effort, and these the expected share of tasks done well in every cluster (`training/heimdall_training/quality/`). How well does
it rank models on a benchmark that it has not seen? Mean Spearman correlation over held-out benchmarks, the fit made without
them; in brackets what one number per model and effort would reach:

{table(HEAD, rows)}

Read it so: models' overall abilities carry over from benchmark to benchmark, differences between categories hardly do, so they
are shrunk hard; clusters differ mostly in difficulty. Agentic benchmarks agree least with each other. Within 80 % intervals
(`sd` with a transfer term of {spread["used"]} logits; held-out residuals measure {spread["measured"]}) lie {quality["inside_80"]:.0%} of the held-out scores.

**Length of answers.** Cost is price times expected tokens, thinking included, by model, effort and cluster. Left-out tasks
({lengths["rows"]} runs of {lengths["tasks"]} tasks): expected and measured tokens differ by a factor of {lengths["factor"]} (root mean square), against {lengths["factor_constant"]} for one number
per model and effort; with the one task of short factual questions, of which nothing is known when it is left out, {lengths["all_factor"]} against
{lengths["all_factor_constant"]}. So a cost is an order of magnitude, good enough to rank, not a quotation.

**Prices** are those of the newest list that another one bears out: {"; ".join(f"{count} from {name}" for name, count in sorted(ages.items(), key=lambda item: -item[1]))}. A list's day is
that of its snapshot. The catalog is refreshed at run time from live lists.

`heimdall models --why MODEL` prints the scores, weights, intervals and prices behind any of these numbers, from `provenance.json`.

"""
