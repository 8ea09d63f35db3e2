"""The catalog against its sources: shape, spot-checked prices, offers."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from heimdall_training.catalog import EFFORT_RULES, EFFORTS, PROVIDER_ORDER, SPECS, build_catalog, request_cost

DATA = Path(os.environ.get("HEIMDALL_DATA", Path(__file__).parents[1] / "data"))
pytestmark = pytest.mark.skipif(not (DATA / "model-prices").is_dir(), reason="set HEIMDALL_DATA to the folder with model-prices/")


@pytest.fixture(scope="module")
def catalog() -> dict:
    return build_catalog(DATA)


def _raw(name: str):
    with gzip.open(DATA / "model-prices" / name, "rt", encoding="utf-8") as handle:
        return json.load(handle)


def test_ids_are_unique_and_have_an_effort_rule(catalog):
    ids = [model["id"] for model in catalog["models"]]
    assert len(ids) == len(set(ids)) == len(SPECS)
    assert set(ids) == set(EFFORT_RULES)
    assert 30 <= len(ids) <= 50


def test_every_model_has_the_documented_shape(catalog):
    for model in catalog["models"]:
        assert set(model) == {"id", "name", "author", "released", "context_tokens", "max_output_tokens", "capabilities", "price", "offers"}
        assert model["author"] == model["id"].split("/")[0]
        assert len(model["released"]) == 10
        assert 0 < model["max_output_tokens"] <= model["context_tokens"]
        capabilities = model["capabilities"]
        assert set(capabilities) == {"tools", "vision", "json_schema", "efforts", "thinking_budget"}
        if capabilities["efforts"] is not None:
            order = [EFFORTS.index(level) for level in capabilities["efforts"]]
            assert order == sorted(set(order)) and order
        if capabilities["thinking_budget"] is not None:
            assert 0 < capabilities["thinking_budget"]["min"] < capabilities["thinking_budget"]["max"] < model["context_tokens"]
        assert model["price"] is None or (model["price"]["input_usd_per_mtok"] > 0 and model["price"]["output_usd_per_mtok"] > 0)


def test_offers_are_known_providers_in_order_of_preference(catalog):
    for model in catalog["models"]:
        order = [PROVIDER_ORDER.index(offer["provider"]) for offer in model["offers"]]
        assert order and order == sorted(set(order))


def test_openrouter_offers_are_listed_there(catalog):
    listed = {row["id"] for row in _raw("openrouter_models.json.gz")["data"]}
    for model in catalog["models"]:
        for offer in model["offers"]:
            if offer["provider"] == "openrouter":
                assert offer["upstream_id"] in listed


def test_direct_offers_are_models_dev_records(catalog):
    records = _raw("modelsdev_main_providers.json.gz")
    for model in catalog["models"]:
        for offer in model["offers"]:
            if offer["provider"] != "openrouter":
                assert f"{offer['provider']}/{offer['upstream_id']}" in records


@pytest.mark.parametrize("model, record", [
    ("openai/gpt-5.4", "openai/gpt-5.4"),
    ("anthropic/claude-opus-4.5", "anthropic/claude-opus-4-5"),
    ("google/gemini-3.1-pro-preview", "google/gemini-3.1-pro-preview"),
])
def test_direct_prices_equal_models_dev(catalog, model, record):
    entry = next(m for m in catalog["models"] if m["id"] == model)
    cost = _raw("modelsdev_main_providers.json.gz")[record]["cost"]
    assert entry["price"]["input_usd_per_mtok"] == cost["input"]
    assert entry["price"]["output_usd_per_mtok"] == cost["output"]
    assert entry["price"]["cache_read_usd_per_mtok"] == cost["cache_read"]
    assert entry["price"]["source"].startswith("models.dev ") and record in entry["price"]["source"]


def test_openrouter_only_price_is_openrouters_per_million(catalog):
    entry = next(m for m in catalog["models"] if m["id"] == "qwen/qwen3.6-plus")
    row = next(r for r in _raw("openrouter_models.json.gz")["data"] if r["id"] == "qwen/qwen3.6-plus")
    assert entry["price"]["input_usd_per_mtok"] == pytest.approx(float(row["pricing"]["prompt"]) * 1e6)
    assert entry["price"]["output_usd_per_mtok"] == pytest.approx(float(row["pricing"]["completion"]) * 1e6)
    assert entry["price"]["source"].startswith("openrouter ")


def test_known_price_figures(catalog):
    prices = {m["id"]: m["price"] for m in catalog["models"]}
    assert (prices["openai/gpt-5.4"]["input_usd_per_mtok"], prices["openai/gpt-5.4"]["output_usd_per_mtok"]) == (2.5, 15.0)
    assert (prices["deepseek/deepseek-v4-flash"]["input_usd_per_mtok"], prices["deepseek/deepseek-v4-flash"]["output_usd_per_mtok"]) == (0.14, 0.28)


def test_snapshot_date_is_the_newest_source(catalog):
    assert catalog["snapshot_date"] == max(source["date"] for source in catalog["sources"])


def test_request_cost():
    price = {"input_usd_per_mtok": 2.0, "output_usd_per_mtok": 10.0}
    assert request_cost({"price": price}, 1000, 500) == pytest.approx(0.007)
    assert request_cost({"price": None}, 1000, 500) is None


def test_is_deterministic(catalog):
    assert json.dumps(build_catalog(DATA)) == json.dumps(catalog)
