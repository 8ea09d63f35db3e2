"""Expected lengths of answers: what is read, what follows from it."""

from __future__ import annotations

import math

import pytest
from conftest import DATA, GRADE_SCHOOL, OLYMPIAD, needs_data

from heimdall_training.quality.length_rows import LengthRow, read_lengths
from heimdall_training.quality.lengths import EFFORT_LADDER, fit_lengths, fitted_lengths, kind_of, kind_shares


def made_up(model: str, level: str, benchmark: str, tokens: float, scaled: bool = True) -> LengthRow:
    return LengthRow(model, level, benchmark, tokens, scaled, "a/b@0123456:c", "2026-01-01")


def test_a_talkative_model_is_expected_to_write_more_and_an_unknown_one_its_vendors_mean():
    rows = [made_up(model, "medium", f"exam-{i}", tokens * (1 + i)) for model, tokens in (("acme/short", 500), ("acme/long", 4000)) for i in range(6)]
    lengths = fit_lengths(rows, lambda benchmark: 0.0)
    short, long, unknown = (lengths.tokens(f"acme/{name}", "medium", 0.0, {"exam": 1.0}) for name in ("short", "long", "new"))
    assert short < unknown < long


def test_effort_without_data_follows_the_ladder():
    lengths = fit_lengths([made_up("acme/one", "medium", "exam", 1000.0)], lambda benchmark: 0.0)
    medium, most = (lengths.tokens("acme/one", level, 0.0, {}) for level in ("medium", "max"))
    assert most / medium == pytest.approx(EFFORT_LADDER["max"], rel=0.1)


def test_answers_of_unknown_scale_do_not_move_the_level():
    known = [made_up("acme/one", "none", "exam", 1000.0)]
    terse = [made_up(f"~old-{i}", "none", "exam", 20.0, scaled=False) for i in range(50)]
    alone, beside = (fit_lengths(rows, lambda benchmark: 0.0).tokens("acme/one", "none", 0.0, {"exam": 1.0}) for rows in (known, known + terse))
    assert beside == pytest.approx(alone, rel=0.1)


@pytest.mark.parametrize("key, kind", [
    ("llmrouterbench/simpleqa", "recall"), ("llmrouter/trivia_qa", "recall"), ("gsm8k-train", "math"), ("mmlu-pro/math", "math"),
    ("mbpp", "code"), ("own-prompts/small-code", "code"), ("own-prompts/greeting", "writing"), ("ifeval", "writing"), ("mmlu-pro/law", "exam"),
])
def test_kinds(key, kind):
    assert kind_of(key) == kind


def test_kind_shares_sum_to_one():
    assert kind_shares({"composition": {"mbpp": 0.2, "humaneval": 0.2, "ifeval": 0.1}}) == pytest.approx({"code": 0.8, "writing": 0.2})
    assert kind_shares({"composition": {}}) == {"exam": 1.0}


@needs_data
def test_measured_lengths_are_read_with_effort_and_source():
    rows = {(row.model, row.level, row.benchmark): row for row in read_lengths(DATA)}
    assert rows["openai/gpt-5", "high", "aider-polyglot"].tokens == pytest.approx(2_623_429 / 225)
    gpt, gemini = (rows[model, "medium", "llmrouterbench/mmlu-pro"].tokens for model in ("openai/gpt-5", "google/gemini-2.5-pro"))
    assert gpt == pytest.approx((36.17 / 3000 * 1e6 - 250 * 1.25) / 10)
    assert gemini > 3 * gpt
    assert all(row.date and "@" in row.source and row.tokens > 0 for row in rows.values())


@needs_data
def test_thinking_costs_many_times_more_and_hard_clusters_more_than_easy_ones(rows):
    high, none = rows["openai/gpt-5.4", "high"]["tokens"], rows["openai/gpt-5.4", "none"]["tokens"]
    assert all(a > 3 * b for a, b in zip(high, none))
    assert high[OLYMPIAD] > 1.3 * high[GRADE_SCHOOL]
    assert rows["google/gemini-2.5-pro", "medium"]["output_tokens"] > 1.5 * rows["openai/gpt-5", "medium"]["output_tokens"]


@needs_data
def test_terms_add_up_to_the_length():
    lengths = fitted_lengths(str(DATA))
    terms = lengths.parts("openai/gpt-5", "high")
    assert lengths.tokens("openai/gpt-5", "high", 0.0, {}) == pytest.approx(math.exp(sum(terms.values())), rel=0.06)
