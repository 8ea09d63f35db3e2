"""Builds `catalog.json`: the models that the router knows, what they cost and what they can do.

Units: prices are USD per million tokens, contexts and limits are tokens, dates are ISO days. `prices.py` says which price
is taken. Limits and capabilities are the vendor's record in models.dev, then OpenRouter's list, then LiteLLM's.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from .efforts import EFFORT_RULES
from .prices import all_quotes, price_of
from .records import Records, litellm_keys
from .specs import SPECS, Spec


def _positive(value: Any) -> int | None:
    return int(value) if isinstance(value, (int, float)) and value > 0 else None


def _display_name(spec: Spec, dev: dict[str, Any], row: dict[str, Any]) -> str:
    if row.get("name"):
        return str(row["name"]).split(": ", 1)[-1]
    return str(dev.get("name") or spec.id.split("/", 1)[1]).removesuffix(" (latest)")


def _first(what: str, spec: Spec, *candidates: int | None) -> int:
    value = next((candidate for candidate in candidates if candidate is not None), None)
    if value is None:
        raise ValueError(f"{spec.id}: no source states {what}")
    return value


def _offers(spec: Spec, listed: bool) -> list[dict[str, str]]:
    offers = []
    if spec.direct:
        offers.append({"provider": spec.direct[0], "upstream_id": spec.direct[1]})
    if listed:
        offers.append({"provider": "openrouter", "upstream_id": spec.id})
    return offers


def _entry(spec: Spec, records: Records) -> dict[str, Any]:
    dev = records.modelsdev.get("/".join(spec.direct), {}) if spec.direct else {}
    row = (records.openrouter.get(spec.id) or {}) if spec.openrouter else {}
    lite = next((records.litellm[key] for key in litellm_keys(spec) if key in records.litellm), {})
    hint = records.modelsdev.get(spec.limits_hint or "", {})
    if not dev and not row:
        raise ValueError(f"no source holds a record of {spec.id}")
    limits, top = dev.get("limit", {}), row.get("top_provider", {})
    context = _first("a context window", spec, _positive(limits.get("context")), _positive(row.get("context_length")))
    output = _first("an output limit", spec, _positive(limits.get("output")), _positive(top.get("max_completion_tokens")),
                    _positive(hint.get("limit", {}).get("output")), _positive(lite.get("max_output_tokens")))
    parameters = set(row.get("supported_parameters", ()))
    modalities = set(dev.get("modalities", {}).get("input", ())) | set(row.get("architecture", {}).get("input_modalities", ()))
    json_schema = bool(dev.get("structured_output")) or "structured_outputs" in parameters or bool(not row and lite.get("supports_response_schema"))
    released = dev.get("release_date") or datetime.datetime.fromtimestamp(row["created"], datetime.timezone.utc).date().isoformat()
    rule = EFFORT_RULES[spec.id]
    return {
        "id": spec.id,
        "name": _display_name(spec, dev, row),
        "author": spec.id.split("/", 1)[0],
        "released": released,
        "context_tokens": context,
        "max_output_tokens": min(output, context),
        "capabilities": {
            "tools": bool(dev.get("tool_call")) or "tools" in parameters,
            "vision": "image" in modalities,
            "json_schema": json_schema,
            "efforts": list(rule.efforts) if rule.efforts else None,
            "thinking_budget": {"min": rule.budget[0], "max": rule.budget[1]} if rule.budget else None,
        },
        "price": price_of(spec, records),
        "offers": _offers(spec, bool(row)),
    }


def build_catalog(data_dir: Path) -> dict[str, Any]:
    """The content of `catalog.json` from `data_dir`/model-prices.

    Deterministic: the same data give the same bytes. `snapshot_date` is the date of the newest source; every price names
    its source and record and has that source's date.
    """
    records = Records(Path(data_dir) / "model-prices")
    sources = list(records.sources.values())
    return {
        "snapshot_date": max(source.date for source in sources),
        "sources": [{"name": source.name, "reference": source.reference, "date": source.date} for source in sources],
        "models": [_entry(spec, records) for spec in SPECS],
    }


def build_prices(data_dir: Path) -> dict[str, list[dict[str, Any]]]:
    """What every price list says of every model, for `provenance.json`."""
    return all_quotes(Records(Path(data_dir) / "model-prices"))


def request_cost(entry: dict[str, Any], input_tokens: float, output_tokens: float) -> float | None:
    """USD for one request at list price without cache reads or tiers; `None` for an unpriced model."""
    price = entry["price"]
    if price is None:
        return None
    return (input_tokens * price["input_usd_per_mtok"] + output_tokens * price["output_usd_per_mtok"]) / 1e6
