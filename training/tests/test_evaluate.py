"""Leave-one-out of the quality table: the rank correlation, and that nothing of what is held out is used."""

from __future__ import annotations

import random

import pytest

from heimdall_training.quality.abilities import fit_abilities
from heimdall_training.quality.evaluate import family, leave_out, ranks, spearman
from heimdall_training.quality.observations import Observation
from heimdall_training.quality.scales import sigmoid
from heimdall_training.quality.uncertainty import posteriors


def test_ranks_share_ties_and_spearman_is_that_of_ranks():
    assert ranks([10.0, 30.0, 20.0, 20.0]) == [1.0, 4.0, 2.5, 2.5]
    assert spearman([1, 2, 3, 4], [1, 8, 27, 64]) == pytest.approx(1)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert spearman([1, 1, 1], [3, 2, 1]) == 0
    # 1 - 6 * sum(d^2) / (n (n^2 - 1)) with one swap of neighbours in five: 1 - 12 / 120
    assert spearman([1, 2, 3, 4, 5], [2, 1, 3, 4, 5]) == pytest.approx(0.9)


def test_families():
    assert family("livebench-2026_01_08/Coding (percent)") == "livebench-2026_01_08"
    assert family("arena-hard-v2.0/hard-prompt (percent_win_rate)") == family("arena-hard-v0.1 (percent_win_rate)")


def observation(model: str, benchmark: str, y: float) -> Observation:
    return Observation(model, None, "code", benchmark, y, 1.0, 100 * sigmoid(y), "percent", "a/b@0123456:c", "2026-01-01", model)


def scores(benchmarks: int, models: int, seed: int) -> list[Observation]:
    draw = random.Random(seed)
    ability = {f"~m{i}": draw.gauss(0, 1) for i in range(models)}
    return [observation(m, f"b{b}/x (percent)", a + 0.2 * b + draw.gauss(0, 0.1)) for b in range(benchmarks) for m, a in ability.items()]


def test_a_held_out_benchmark_is_ranked_by_the_others_alone():
    rows = scores(4, 12, 7)
    honest = leave_out(rows, fit_abilities(rows), lambda benchmark: benchmark)
    assert len(honest) == 4
    assert all(result["spearman"] > 0.9 for result in honest)
    # A benchmark that disagrees with all others must be ranked wrongly by them: its own scores are not used.
    turned = [observation(o.model, o.benchmark, -o.y) if o.benchmark.startswith("b3") else o for o in rows]
    results = {r["benchmark"]: r for r in leave_out(turned, fit_abilities(turned), lambda benchmark: benchmark)}
    assert results["b3/x (percent)"]["spearman"] < -0.9


def test_more_scores_narrow_the_spread():
    few, many = (posteriors(fit_abilities(scores(n, 12, 7)))["~m0"].ability_sd(None, (("code", 1.0),)) for n in (2, 8))
    assert many < few
