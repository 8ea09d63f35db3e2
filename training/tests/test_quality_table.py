"""The quality table: aliases, orders that must hold, ranges, routing defaults."""

from __future__ import annotations

import csv
import json

import pytest
from conftest import DATA, GRADE_SCHOOL, OLYMPIAD, PYTHON, SYNTHETIC_CLUSTERS, needs_data

from heimdall_training.aliases import ALIASES, TABLE
from heimdall_training.catalog import EFFORTS, SPECS, default_effort, levels
from heimdall_training.quality import build_quality, routing_defaults
from heimdall_training.quality.needs import category_of, cluster_needs, populations
from heimdall_training.quality.observations import read_observations
from heimdall_training.quality.order import fitted, pool
from heimdall_training.quality.scales import outcome, published, sigmoid
from heimdall_training.quality.uncertainty import MAX_N


# -------------------------------------------------------------------------------------------------- alias table


def test_no_name_maps_twice():
    assert len(ALIASES) == len(TABLE)


def test_every_alias_resolves_to_a_catalog_model_and_a_level_it_has():
    known = {spec.id for spec in SPECS}
    for alias in TABLE:
        assert alias.model in known, alias
        assert alias.effort is None or alias.effort in levels(alias.model) or alias.effort == default_effort(alias.model), alias


@needs_data
def test_every_alias_is_a_name_that_a_source_uses():
    used = set()
    for name in ("scores", "costs", "output_length"):
        with open(DATA / "model-quality" / f"{name}.csv", newline="", encoding="utf-8") as handle:
            used |= {row["model"] for row in csv.DictReader(handle)}
    assert set(ALIASES) <= used


# ------------------------------------------------------------------------------------------------ parts of the fit


def test_pool_adjacent_violators():
    assert pool([1, 2, 3], [1, 1, 1]) == [1, 2, 3]
    assert pool([3, 1], [1, 3]) == [1.5, 1.5]
    assert pool([1, 4, 2, 3], [1, 1, 1, 1]) == [1, 3, 3, 3]


@pytest.mark.parametrize("key, category", [
    ("gsm8k-train", "math"), ("math-ladder/olympiadbench", "math"), ("math-l5", "math"), ("mmlu-pro/math", "math"),
    ("routellm-mmlu/abstract_algebra", "math"), ("mbpp", "code"), ("crux", "code"), ("exercism-python", "code"),
    ("mmlu-pro/computer science", "code"), ("mmlu-pro/physics", "reasoning"), ("mmlu-pro/law", "knowledge"),
    ("routellm-mmlu/us_foreign_policy", "knowledge"), ("arena-hard", "chat"), ("vicuna-bench", "chat"), ("awesome-prompts", "chat"),
    ("own-prompts", "chat"), ("llmrouter/human_eval", "code"), ("llmrouter/agentverse-logicgrid", "reasoning"),
    ("routellm-mmlu/security_studies", "knowledge"), ("zeroeval-crux/code-execution", "code"), ("self-instruct", "instruction"), ("ifeval", "instruction"), ("never-heard-of", None),
])
def test_composition_keys_have_a_category(key, category):
    assert category_of(key) == category


def test_bracketed_effort_wins_over_the_alias(tmp_path):
    folder = tmp_path / "model-quality"
    folder.mkdir()
    (folder / "scores.csv").write_text("model,benchmark,category,score,unit,source\n"
                                       "openai/gpt-5.4,modelsdev/Terminal-Bench [medium],agentic,60,pass@1,x\n"
                                       "openai/gpt-5.4,modelsdev/SWE-Bench Pro [public],agentic,60,pass@1,x\n")
    first, second = read_observations(tmp_path)
    assert (first.level, first.benchmark) == ("medium", "modelsdev/Terminal-Bench (pass@1)")
    assert (second.level, second.benchmark) == ("high", "modelsdev/SWE-Bench Pro [public] (pass@1)")


# --------------------------------------------------------------------------------------------------- quality.json


@needs_data
def test_shape_and_ranges(quality, catalog):
    k = SYNTHETIC_CLUSTERS["k"]
    known = {model["id"]: model for model in catalog["models"]}
    seen = set()
    for target in quality["targets"]:
        assert set(target) == {"model", "effort", "prior", "output_tokens", "q", "sd", "n", "tokens", "updated", "sources"}
        assert (target["model"], target["effort"]) not in seen
        seen.add((target["model"], target["effort"]))
        efforts = known[target["model"]]["capabilities"]["efforts"] or []
        assert target["effort"] is None or target["effort"] in efforts
        assert len(target["q"]) == len(target["sd"]) == len(target["n"]) == len(target["tokens"]) == k
        assert all(0 < sd < 0.3 for sd in target["sd"])
        assert "2025-06-01" < target["updated"] <= "2026-12-31"
        assert all(0 < q < 1 for q in target["q"]) and 0 < target["prior"] < 1
        assert all(0 <= n <= MAX_N for n in target["n"])
        assert isinstance(target["output_tokens"], int) and target["output_tokens"] > 0
        assert 1 <= len(target["sources"]) <= 8
        for source in target["sources"]:
            assert set(source) == {"benchmark", "score", "unit", "source", "date"}


@needs_data
def test_table_stays_small_at_the_size_of_a_real_artifact(catalog):
    many = {"k": 96, "clusters": [dict(SYNTHETIC_CLUSTERS["clusters"][i % 8], id=i) for i in range(96)]}
    assert len(json.dumps(build_quality(DATA, catalog, many))) < 900_000


@needs_data
@pytest.mark.parametrize("effort", ["low", "medium", "high"])
def test_sizes_of_gpt_5_4_are_in_order_on_hard_math(rows, effort):
    q = [rows[f"openai/gpt-5.4{size}", effort]["q"][OLYMPIAD] for size in ("-nano", "-mini", "")]
    assert q == sorted(q)
    assert q[2] > q[0]


@needs_data
@pytest.mark.parametrize("effort", [None, "medium", "high"])
def test_opus_is_not_below_haiku_on_code(rows, effort):
    assert rows["anthropic/claude-opus-4.5", effort]["q"][PYTHON] > rows["anthropic/claude-haiku-4.5", effort]["q"][PYTHON]


@needs_data
def test_more_effort_is_never_worse(rows, catalog):
    for model in catalog["models"]:
        chain = [rows[model["id"], level] for level in EFFORTS if (model["id"], level) in rows]
        for less, more in zip(chain, chain[1:]):
            assert all(a <= b + 1e-9 for a, b in zip(less["q"], more["q"])), (model["id"], more["effort"])
            assert all(a <= b for a, b in zip(less["tokens"], more["tokens"])), (model["id"], more["effort"])


@needs_data
def test_null_effort_is_the_default_level(rows):
    assert rows["openai/gpt-5.4", None]["q"] == rows["openai/gpt-5.4", "none"]["q"]
    assert rows["deepseek/deepseek-v4-flash", None]["q"] == rows["deepseek/deepseek-v4-flash", "high"]["q"]


@needs_data
def test_easy_clusters_are_near_the_ceiling_and_hard_ones_spread(quality):
    def spread(cluster: int) -> float:
        values = sorted(t["q"][cluster] for t in quality["targets"])
        return values[-len(values) // 10] - values[len(values) // 10]

    assert min(t["q"][GRADE_SCHOOL] for t in quality["targets"]) > 0.8
    assert spread(OLYMPIAD) > 3 * spread(GRADE_SCHOOL)


@needs_data
def test_harder_cluster_lowers_every_model(catalog):
    base = SYNTHETIC_CLUSTERS["clusters"][3]
    pair = {"k": 2, "clusters": [dict(base, solve_rate=0.7), dict(base, solve_rate=0.2)]}
    for target in build_quality(DATA, catalog, pair)["targets"]:
        assert target["q"][0] > target["q"][1]


@needs_data
def test_unknown_and_empty_compositions_fall_back(catalog):
    odd = {"k": 2, "clusters": [{"id": 0, "label": "x", "size": 1, "composition": {}, "solve_rate": None, "outcomes": 0},
                                {"id": 1, "label": "y", "size": 0, "composition": {"zzz": 1.0}, "solve_rate": 0.5, "outcomes": 3}]}
    for target in build_quality(DATA, catalog, odd)["targets"]:
        assert all(0 < q < 1 for q in target["q"])


@needs_data
def test_derived_levels_have_less_evidence_than_measured_ones(rows):
    assert rows["openai/gpt-5.4", "medium"]["n"][OLYMPIAD] < rows["openai/gpt-5.4", "high"]["n"][OLYMPIAD]
    assert "derived" in rows["anthropic/claude-haiku-4.5", "low"]["sources"][0]["benchmark"]


@needs_data
def test_reference_models_solve_what_the_cluster_says(catalog):
    fit = fitted(str(DATA))
    cluster = dict(SYNTHETIC_CLUSTERS["clusters"][3], composition={"mmlu-pro/physics": 1.0}, solve_rate=0.4)
    need = cluster_needs(fit, {"k": 1, "clusters": [cluster]})[0]
    people = populations(fit)[("mmlu-pro/",)]
    share = sum(sigmoid(need.discrimination * (fit.ability(m, lv, "reasoning") - need.difficulty)) for m, lv in people) / len(people)
    assert share == pytest.approx(0.4, abs=1e-6)


@needs_data
def test_is_deterministic(catalog, quality):
    fitted.cache_clear()
    assert json.dumps(build_quality(DATA, catalog, SYNTHETIC_CLUSTERS)) == json.dumps(quality)


# ------------------------------------------------------------------------------------------------ routing defaults


@needs_data
def test_routing_candidates(catalog, quality, rows):
    defaults = routing_defaults(catalog, quality)
    entries = {model["id"]: model for model in catalog["models"]}
    assert defaults["top_p"] == 3
    assert list(defaults["candidates"]) == ["cheap", "mid", "hard"]
    for bucket, chosen in defaults["candidates"].items():
        assert 4 <= len(chosen) <= 7
        assert len({(c["model"], c["effort"]) for c in chosen}) == len(chosen)
        for candidate in chosen:
            entry = entries[candidate["model"]]
            assert entry["price"] is not None
            assert (candidate["model"], candidate["effort"]) in rows
            assert candidate["effort"] is None or candidate["effort"] in entry["capabilities"]["efforts"]
            assert bucket == "cheap" or candidate["effort"] == {"mid": "medium", "hard": "high"}[bucket]
        authors = {c["model"].split("/")[0] for c in chosen}
        assert ("anthropic" in authors) == (bucket != "cheap")
        assert {"openai", "google"} <= authors
        if bucket != "cheap":
            assert any(entries[c["model"]]["context_tokens"] >= 1_000_000 for c in chosen)
    assert {"deepseek", "qwen"} <= {c["model"].split("/")[0] for c in defaults["candidates"]["cheap"]}


@needs_data
def test_buckets_rise_in_quality_and_cost(catalog, quality, rows):
    def mean(bucket: str, field: str) -> float:
        chosen = routing_defaults(catalog, quality)["candidates"][bucket]
        return sum(rows[c["model"], c["effort"]][field] for c in chosen) / len(chosen)

    assert mean("cheap", "prior") < mean("mid", "prior") < mean("hard", "prior")


@pytest.mark.parametrize("unit, score", [("percent", 42.0), ("elo", 1410.0)])
def test_a_published_score_survives_the_way_to_logits_and_back(unit, score):
    assert published(outcome(score, unit), unit) == pytest.approx(score)


@needs_data
def test_thin_evidence_has_a_wider_spread(rows):
    measured, derived = rows["openai/gpt-5.4", "high"], rows["openai/gpt-5.4", "low"]
    assert derived["sd"][OLYMPIAD] > measured["sd"][OLYMPIAD]
