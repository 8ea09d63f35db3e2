"""Reads how long answers are: tokens by model, effort and task, each with its source.

- `training/data/aider_polyglot_tokens.csv`: tokens as counted, up to two attempts a task.
- LLMRouterBench's dollars per run (`costs.csv`), for the tasks that are one question and one answer:
  `tokens = (dollars / tasks - input tokens * input price) / output price`. Models whose price then is known give a length,
  the others are left out.
- `output_length.csv`: characters of visible answers of models up to 2024, four to a token. They are terser than today's
  models and say only how length changes from task to task.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from ..aliases import ALIASES
from ..catalog import default_effort
from ..sources import source_notes
from .observations import normalised_name

AIDER = Path(__file__).resolve().parents[2] / "data" / "aider_polyglot_tokens.csv"
CHARACTERS_PER_TOKEN = 4.0


@dataclass(frozen=True)
class LengthRow:
    """Mean tokens of an answer, reasoning included."""

    model: str
    """A catalog id, or `~name`."""
    level: str
    """The effort; `none` when the model did not think."""
    benchmark: str
    tokens: float
    scaled: bool
    """False when only the change from task to task is to be believed."""
    source: str
    date: str


RUNS: dict[str, tuple[int, int]] = {
    # benchmark of LLMRouterBench: (questions in a run, input tokens of a question: our count where we hold the prompts)
    "aime": (60, 150), "livemathbench": (121, 150), "mmlu-pro": (3000, 250), "gpqa": (198, 250), "livecodebench": (1055, 500),
    "hle": (2158, 250), "simpleqa": (4326, 40), "arena-hard": (750, 250),
}

PRICES_THEN: dict[str, tuple[float, float, str, str]] = {
    # name: (USD per million tokens in, out, level, reason)
    "gpt-5-medium": (1.25, 10.0, "medium", "list price"),
    "gpt-5-chat": (1.25, 10.0, "none", "list price"),
    "gemini-2.5-flash": (0.3, 2.5, "medium", "list price; dynamic thinking is the default"),
    "gemini-2.5-pro": (1.25, 10.0, "medium", "list price; dynamic thinking is the default"),
    "claude-sonnet-4": (3.0, 15.0, "none", "list price; thinking is off by default"),
    "deepseek-r1-0528": (0.5, 2.15, "high", "OpenRouter and DeepSeek asked nearly the same"),
    "deepseek-v3-0324": (0.2, 0.77, "none", "OpenRouter"),
    "deepseek-v3.1-terminus": (0.27, 0.95, "none", "OpenRouter"),
    "kimi-k2-0905": (0.6, 2.5, "none", "list price, the same at OpenRouter"),
    "qwen3-235b-a22b-2507": (0.2, 0.6, "none", "hosts asked 0.1 to 0.88: the middle of those in the price data"),
    "qwen3-235b-a22b-thinking-2507": (0.15, 1.495, "high", "hosts asked 0.88 to 3: the middle of those in the price data"),
}
"""glm-4.6 and intern-s1 are left out: their dollars vary between tasks as if thinking was on in some and off in others."""

HIDES_THINKING = ("o1-mini", "o1-preview")
"""Names of output_length.csv whose visible answer is not what was paid for."""

_AIDER_LEVELS: tuple[tuple[str, str], ...] = (
    (r"\(low\)", "low"), (r"\(medium\)", "medium"), (r"\(high\)|(24k|32k) think|\(32k thinking\)|r1 |reasoner|grok-4", "high"),
    (r"default think|^o3$", "medium"),
)
"""How Aider's names say the effort; a name that matches none did not think."""


def _aider() -> list[LengthRow]:
    rows = []
    with open(AIDER, newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            name = row["model"]
            alias = ALIASES.get(name)
            level = next((level for pattern, level in _AIDER_LEVELS if re.search(pattern, name.lower())), "none")
            if alias:
                model, level = alias.model, alias.effort or default_effort(alias.model)
            else:
                model = "~" + re.sub(r"-?\(.*$", "", normalised_name(name)).strip("-")
            tokens = float(row["completion_tokens"]) / float(row["tasks"])
            rows.append(LengthRow(model, level, "aider-polyglot", tokens, True, row["source"], "2026-05-22"))
    return rows


def _llmrouterbench(folder: Path) -> list[LengthRow]:
    notes = source_notes(folder)
    rows = []
    with open(folder / "costs.csv", newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            suite, _, task = row["benchmark"].partition("/")
            if suite != "llmrouterbench" or task not in RUNS or row["model"] not in PRICES_THEN:
                continue
            (tasks, input_tokens), (price_in, price_out, level, _) = RUNS[task], PRICES_THEN[row["model"]]
            dollars = float(row["cost"]) / tasks
            tokens = max(dollars * 1e6 - input_tokens * price_in, 0.25 * dollars * 1e6) / price_out
            alias = ALIASES.get(row["model"])
            model = alias.model if alias else "~" + normalised_name(row["model"])
            date = notes.get(row["source"].split("@")[0], ("", ""))[1]
            rows.append(LengthRow(model, level, row["benchmark"], tokens, True, row["source"], date))
    return rows


def _visible(folder: Path) -> list[LengthRow]:
    rows = []
    with open(folder / "output_length.csv", newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            if row["model"].startswith(HIDES_THINKING):
                continue
            zeroeval = row["benchmark"].startswith("zeroeval-")
            benchmark = row["benchmark"].replace("-", "/", 1) if zeroeval else f"{row['benchmark']}/{row['domain']}"
            source = "WildEval/ZeroEval" if zeroeval else "TIGER-AI-Lab/MMLU-Pro"
            commit, date = source_notes(folder).get(source, ("", ""))
            tokens = float(row["mean_output_chars"]) / CHARACTERS_PER_TOKEN
            model = "~" + normalised_name(row["model"])
            rows.append(LengthRow(model, "none", benchmark, tokens, False, f"{source}@{commit}:output_length.csv", date))
    return rows


def read_lengths(data_dir: Path) -> list[LengthRow]:
    """All rows, in a fixed order."""
    folder = Path(data_dir) / "model-quality"
    return [row for row in _aider() + _llmrouterbench(folder) + _visible(folder) if row.tokens > 0]
