"""The catalog against its sources: shape, spot-checked prices, offers."""

from __future__ import annotations

import gzip
import json

import pytest
from conftest import DATA

from heimdall_training.catalog import EFFORT_RULES, EFFORTS, PROVIDER_ORDER, SPECS, build_catalog, request_cost
from heimdall_training.catalog.prices import choose
from heimdall_training.catalog.records import Quote, Source

pytestmark = pytest.mark.skipif(not (DATA / "model-prices").is_dir(), reason="set HEIMDALL_DATA to the folder with model-prices/")


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


def test_a_price_names_its_record_and_has_the_day_of_its_list(catalog):
    days = {source["name"]: source["date"] for source in catalog["sources"]}
    for model in catalog["models"]:
        name, record = model["price"]["source"].split(": ")
        assert model["price"]["date"] == days[name]
        assert record.split("/")[0] in {model["offers"][0]["provider"], model["author"]}
    newest = sum(model["price"]["date"] == max(days.values()) for model in catalog["models"])
    assert newest > 0.9 * len(catalog["models"])


def test_a_direct_price_equals_the_newest_lists_record(catalog):
    records = {p["id"]: {m["id"]: m for m in p["models"]} for p in _raw("genai_prices_slim.json.gz")}
    price = next(m for m in catalog["models"] if m["id"] == "anthropic/claude-opus-4.5")["price"]
    listed = records["anthropic"]["claude-opus-4-5"]["prices"]
    assert (price["input_usd_per_mtok"], price["output_usd_per_mtok"]) == (listed["input_mtok"], listed["output_mtok"])
    assert (price["cache_read_usd_per_mtok"], price["cache_write_usd_per_mtok"]) == (listed["cache_read_mtok"], listed["cache_write_mtok"])


def test_long_prompts_have_their_tier(catalog):
    price = next(m for m in catalog["models"] if m["id"] == "google/gemini-2.5-pro")["price"]
    assert [(t["above_input_tokens"], t["input_usd_per_mtok"], t["output_usd_per_mtok"]) for t in price["tiers"]] == [(200_000, 2.5, 15.0)]


def test_an_announced_price_is_taken(catalog):
    price = next(m for m in catalog["models"] if m["id"] == "anthropic/claude-sonnet-5")["price"]
    assert (price["input_usd_per_mtok"], price["output_usd_per_mtok"]) == (3.0, 15.0)  # from 2026-09-01; 2 and 10 before


def quote(name: str, date: str, read: float, write: float) -> Quote:
    rates = {"input_usd_per_mtok": read, "output_usd_per_mtok": write, "cache_read_usd_per_mtok": None, "cache_write_usd_per_mtok": None}
    return Quote(Source(name, f"a/{name}@0123456:x", date), "record", rates)


def test_the_newest_price_that_another_list_bears_out_wins():
    slip, newer, older = quote("a", "2026-08-21", 0.1, 0.1), quote("b", "2026-07-24", 1, 4.5), quote("c", "2026-07-02", 1, 4)
    assert choose([slip, newer, older]) is newer
    assert choose([newer, older]) is newer


def test_without_agreement_the_sellers_own_list_wins_and_a_lone_price_is_taken():
    new, own = quote("a", "2026-08-21", 0.1, 0.1), quote("openrouter", "2026-05-12", 1, 4)
    assert choose([new, own]) is own
    assert choose([new]) is new
    assert choose([]) is None


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
