"""Reads the published scores: names resolved by the alias table, each with its weight, its source and its date."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..aliases import ALIASES
from ..catalog import default_effort
from ..sources import source_dates
from .scales import outcome

_BRACKET_EFFORT = re.compile(r" \[(none|minimal|low|medium|high|xhigh|max)\]$")

_WEIGHTS: tuple[tuple[str, float], ...] = (
    # (prefix of the benchmark, weight of one score). The first match counts; 0 leaves it out.
    (r"livebench-[\d_]+/[^/]+$", 1.0),
    (r"livebench-", 0.0),  # the tasks below a category: their mean is the row above
    (r"lmarena-text/long_user$", 0.0),  # long messages by users, not a test of long context
    (r"lmarena-text/full$", 0.5),
    (r"lmarena-text/", 0.35),  # the same votes, cut by topic: correlated, and preference rather than correctness
    (r"mmlu-pro/all$", 0.0),  # the mean of its domains
    (r"mmlu-pro/", 0.35),
    (r"modelsdev/Aider Polyglot", 0.0),  # a copy of aider-polyglot
    (r"modelsdev/", 0.5),  # reported by vendors; the category was guessed from the name
    (r"tau2-bench/", 0.6),
    (r"llmrouterbench-small/", 0.4),
    (r"evalplus/(humaneval|mbpp)$", 0.0),  # the base tests of the plus sets
    (r"ruler/(4k|8k|16k)$", 0.0),  # not long by today's measure
    (r"", 1.0),
)


@lru_cache(maxsize=None)
def _weight(benchmark: str) -> float:
    return next(weight for pattern, weight in _WEIGHTS if re.match(pattern, benchmark))


def normalised_name(name: str) -> str:
    """A spelling that two sources may share: no organisation, case, dates of hosting or separators."""
    name = name.split("/")[-1].lower().replace("_", "-").replace(" ", "-")
    return re.sub(r"^meta-|@.*$", "", name)


@dataclass(frozen=True)
class Observation:
    """One published score on the logit scale."""

    model: str
    """A catalog id, or `~name` for a name that stands for itself."""
    level: str | None
    category: str
    benchmark: str
    """The source's name of it, with its unit: scores are compared within one of these only."""
    y: float
    weight: float
    score: float
    unit: str
    source: str
    """`owner/repository@commit:path`, all on GitHub."""
    date: str
    """ISO day of the source's snapshot."""
    name: str
    """The model as the source writes it."""

    @property
    def in_catalog(self) -> bool:
        return not self.model.startswith("~")


def read_observations(data_dir: Path) -> list[Observation]:
    """Every usable row of scores.csv, aliases resolved, in the file's order."""
    folder = Path(data_dir) / "model-quality"
    dates = source_dates(folder)
    rows: list[Observation] = []
    with open(folder / "scores.csv", newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            benchmark = row["benchmark"]
            weight = _weight(benchmark)
            if weight == 0.0:
                continue
            bracket = _BRACKET_EFFORT.search(benchmark)
            alias = ALIASES.get(row["model"])
            if alias:
                model = alias.model
                level: str | None = alias.effort or default_effort(model)
            else:
                model, level = "~" + normalised_name(row["model"]), None
            if bracket:
                benchmark = benchmark[: bracket.start()]
                if alias:
                    level = bracket.group(1)
            score, unit, source = float(row["score"]), row["unit"], row["source"]
            rows.append(Observation(model, level, row["category"], f"{benchmark} ({unit})", outcome(score, unit), weight,
                                    score, unit, source, dates.get(source.split("@")[0], ""), row["model"]))
    return rows
