"""The price lists of the data folder, each with its date and a way to read one model's price out of it.

Units: USD per million tokens. A list's date is the day of its snapshot: on that day it still said so.
"""

from __future__ import annotations

import datetime
import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..sources import source_notes
from .specs import Spec

Rates = dict[str, float | None]

_CLOCK = ("start_time", "end_time")


@dataclass(frozen=True)
class Source:
    """A list of prices: its name, where it is from and the ISO day of its snapshot."""

    name: str
    reference: str
    date: str


@dataclass(frozen=True)
class Quote:
    """What one source asks for a model, and the record that says so."""

    source: Source
    record: str
    rates: Rates
    tiers: tuple[dict[str, Any], ...] = ()


def _read_gz(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        return json.load(handle)


def money(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)


def _rates(read: Any, write: Any, cached: Any, cache_write: Any) -> Rates | None:
    """None unless input and output have a price: an unpriced model, which is not a free one. Negative is "it depends".

    A cache price of nothing beside a priced input says that there is no surcharge, so it is left out: input is paid.
    """
    if read is None or write is None or float(read) < 0 or float(write) < 0:
        return None
    return {"input_usd_per_mtok": money(read), "output_usd_per_mtok": money(write),
            "cache_read_usd_per_mtok": money(cached or None), "cache_write_usd_per_mtok": money(cache_write or None)}


class Records:
    """The lists, and one reader for each."""

    def __init__(self, prices: Path) -> None:
        notes = source_notes(prices)
        self.modelsdev: dict[str, Any] = _read_gz(prices / "modelsdev_main_providers.json.gz")
        listing = _read_gz(prices / "openrouter_models.json.gz")["data"]
        self.openrouter: dict[str, Any] = {row["id"]: row for row in listing}
        self.litellm: dict[str, Any] = _read_gz(prices / "litellm_model_prices.json.gz")
        self.genai = {p["id"]: {m["id"]: m for m in p["models"]} for p in _read_gz(prices / "genai_prices_slim.json.gz")}
        vendors = json.loads((prices / "simonw_llm_prices.json").read_text(encoding="utf-8")).values()
        self.simonw = {f"{v['vendor']}/{m['id'].replace('.', '-')}": m["price_history"] for v in vendors for m in v["models"]}
        listed = datetime.datetime.fromtimestamp(max(row["created"] for row in listing), datetime.timezone.utc).date().isoformat()

        def source(name: str, repository: str, path: str, date: str | None = None) -> Source:
            commit, snapshot = notes[repository]
            return Source(name, f"{repository}@{commit}:{path}", date or snapshot)

        self.sources = {
            "genai-prices": source("genai-prices", "pydantic/genai-prices", "prices/data_slim.json"),
            "llm-prices": source("llm-prices", "simonw/llm-prices", "data/*.json"),
            "litellm": source("litellm", "RoCry/llm-api-price", "model_prices_and_context_window.json (mirror of BerriAI/litellm)"),
            "models.dev": source("models.dev", "anomalyco/models.dev", "providers/*/models/*.toml"),
            "openrouter": source("openrouter", "anomalyco/models.dev", "models.json (OpenRouter /api/v1/models)", listed),
        }

    def quotes(self, spec: Spec) -> list[Quote]:
        """What every list says of the seller that the model's first offer names, newest list first."""
        seller, upstream = spec.direct or ("openrouter", spec.id)
        found = [
            self._genai(seller, upstream),
            self._llm_prices(seller, upstream),
            self._litellm(litellm_keys(spec)[0]),
            self._modelsdev(seller, upstream),
            self._openrouter(spec.id) if seller == "openrouter" else None,
        ]
        return sorted((quote for quote in found if quote), key=lambda quote: quote.source.date, reverse=True)

    def _quote(self, source: str, record: str, rates: Rates | None, tiers: tuple[dict[str, Any], ...] = ()) -> Quote | None:
        return Quote(self.sources[source], record, rates, tiers) if rates else None

    def _genai(self, seller: str, upstream: str) -> Quote | None:
        record = self.genai.get(seller, {}).get(upstream)
        if record is None:
            return None
        prices = record["prices"]
        if isinstance(prices, list):  # changes by date, the last announced one in force; prices by the hour are not read
            if any(name in (entry.get("constraint") or {}) for entry in prices for name in _CLOCK):
                return None
            prices = prices[-1]["prices"]
        fields = ("input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok")

        def at(name: str, tokens: int) -> Any:
            value = prices.get(name)
            if not isinstance(value, dict):
                return value
            return next((tier["price"] for tier in reversed(value["tiers"]) if tier["start"] <= tokens), value["base"])

        starts = sorted({tier["start"] for name in fields if isinstance(prices.get(name), dict) for tier in prices[name]["tiers"]})
        tiers = tuple({"above_input_tokens": start, **(_rates(*(at(name, start) for name in fields)) or {})} for start in starts)
        return self._quote("genai-prices", f"{seller}/{upstream}", _rates(*(at(name, 0) for name in fields)), tiers)

    def _llm_prices(self, seller: str, upstream: str) -> Quote | None:
        key = f"{seller}/{upstream.replace('.', '-')}"
        history = self.simonw.get(key)
        if not history:
            return None
        now, above = history[0], [(name, rows[0]) for name, rows in self.simonw.items() if re.fullmatch(re.escape(key) + r"-\d+k", name)]
        rates = lambda row: _rates(row["input"], row["output"], row["input_cached"], None)  # noqa: E731
        tiers = tuple({"above_input_tokens": int(name.rsplit("-", 1)[1][:-1]) * 1000, **(rates(row) or {})} for name, row in above)
        return self._quote("llm-prices", key, rates(now), tiers)

    def _litellm(self, key: str) -> Quote | None:
        record = self.litellm.get(key)
        if record is None:
            return None

        def mtok(name: str, suffix: str = "") -> float | None:
            value = record.get(name + suffix)
            return None if value is None else value * 1e6

        fields = ("input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost", "cache_creation_input_token_cost")
        starts = sorted({int(m[1]) for name in record if (m := re.fullmatch(r"input_cost_per_token_above_(\d+)k_tokens", name))})
        tiers = tuple({"above_input_tokens": start * 1000, **(_rates(*(mtok(name, f"_above_{start}k_tokens") for name in fields)) or {})} for start in starts)
        return self._quote("litellm", key, _rates(*(mtok(name) for name in fields)), tiers)

    def _modelsdev(self, seller: str, upstream: str) -> Quote | None:
        cost = self.modelsdev.get(f"{seller}/{upstream}", {}).get("cost") or {}

        def rates(row: dict[str, Any]) -> Rates | None:
            return _rates(row.get("input"), row.get("output"), row.get("cache_read"), row.get("cache_write"))

        tiers = tuple({"above_input_tokens": tier["tier"]["size"], **(rates(tier) or {})} for tier in cost.get("tiers", ()))
        return self._quote("models.dev", f"{seller}/{upstream}", rates(cost), tiers)

    def _openrouter(self, model: str) -> Quote | None:
        pricing = self.openrouter.get(model, {}).get("pricing")
        if pricing is None:
            return None
        per_mtok = [float(pricing[name]) * 1e6 if pricing.get(name) is not None else None
                    for name in ("prompt", "completion", "input_cache_read", "input_cache_write")]
        return self._quote("openrouter", model, _rates(*per_mtok))


def litellm_keys(spec: Spec) -> list[str]:
    """LiteLLM's names of a model, the seller's first."""
    keys = []
    if spec.direct:
        provider, upstream = spec.direct
        keys.append({"openai": "", "anthropic": "", "google": "gemini/", "deepseek": "deepseek/"}[provider] + upstream)
    return [*keys, f"openrouter/{spec.id}"]
