"""provenance.json: every cell can be computed again from it."""

from __future__ import annotations

import math

import pytest
from conftest import DATA, SYNTHETIC_CLUSTERS, needs_data

from heimdall_training.quality import build_provenance
from heimdall_training.quality.scales import SINGLE_TURN


@pytest.fixture(scope="module")
def provenance(catalog) -> dict:
    return build_provenance(DATA, catalog, SYNTHETIC_CLUSTERS)


@needs_data
def test_cells_follow_from_abilities_and_clusters(provenance, rows):
    low, high = provenance["quality"]["lapse"]
    checked = 0
    for model in provenance["models"]:
        for level in model["levels"]:
            row = rows.get((model["model"], level["level"]))
            if row is None:
                continue
            for cluster, q in zip(provenance["clusters"], row["q"]):
                of = lambda c: sum(level["abilities"][each] for each in SINGLE_TURN) / 6 if c == "overall" else level["abilities"][c]  # noqa: B023, E731
                ability = sum(share * of(category) for category, share in cluster["shares"].items())
                p = 1 / (1 + math.exp(-cluster["discrimination"] * (ability - cluster["difficulty"])))
                assert low + (1 - low - high) * p == pytest.approx(q, abs=3e-4)
                checked += 1
    assert checked > 500


@needs_data
def test_lists_the_scores_of_the_catalogs_models_and_counts_the_others(provenance, catalog):
    listed = sum(len(model["scores"]) for model in provenance["models"])
    assert listed == provenance["scores"]["of_catalog"] < provenance["scores"]["all"] / 4
    assert {model["model"] for model in provenance["models"]} <= {model["id"] for model in catalog["models"]}
    for model in provenance["models"]:
        for score in model["scores"]:
            benchmark, source = provenance["benchmarks"][score["benchmark"]], provenance["sources"][score["source"]]
            assert benchmark["scores"] >= benchmark["of_catalog"] >= 1
            assert "@" in source["reference"] and source["date"] > "2024"


@needs_data
def test_every_price_has_its_alternatives_and_one_is_chosen(provenance, catalog):
    for model in catalog["models"]:
        quotes = provenance["prices"][model["id"]]
        chosen = [quote for quote in quotes if quote["chosen"]]
        assert [quote["date"] for quote in chosen] == ([model["price"]["date"]] if model["price"] else [])
        assert quotes[0]["chosen"]
