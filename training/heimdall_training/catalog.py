"""Builds `catalog.json`: the models that the router knows, what they cost and what they can do.

Units: prices are USD per million tokens, contexts and limits are tokens, dates are ISO days.

Which record wins. A price belongs to a seller, so the first source is the record of the provider that the model's first
offer names:

1. models.dev, record of that provider (`openai/gpt-5.4`, `google/...`, `anthropic/...`, `deepseek/...`);
2. the OpenRouter model list (`/api/v1/models`, kept in the models.dev repository) for what is bought there;
3. LiteLLM's price file.

A models.dev record of a vendor that we have no offer for (Alibaba's own API, say) is never used for a price: the call
goes through OpenRouter and costs what OpenRouter asks. Limits and capabilities may be filled from the next source when
the first is silent. A model that has no price in any of them is `price: null` (unpriced), which is not the same as free.

What no price source states is written down here with its reason: which models we list, the effort levels and thinking
budgets that a model takes (`EFFORT_RULES`).
"""

from __future__ import annotations

import datetime
import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EFFORTS: tuple[str, ...] = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""Effort levels, least to most (the same list as in the decision schema)."""

PROVIDER_ORDER: tuple[str, ...] = ("openai", "google", "anthropic", "deepseek", "openrouter")


@dataclass(frozen=True)
class Spec:
    """One model of the catalog and where its records are found.

    `direct` is (provider, upstream id) of the vendor's own API, `None` when we reach it through OpenRouter only.
    `openrouter` is False when the OpenRouter list that we hold is older than the model: an offer that was not seen
    listed is not promised.
    """

    id: str
    direct: tuple[str, str] | None = None
    openrouter: bool = True
    limits_hint: str | None = None
    """A models.dev record (any vendor) that may fill limits that OpenRouter leaves empty, never a price."""


SPECS: tuple[Spec, ...] = (
    # OpenAI
    Spec("openai/gpt-5", ("openai", "gpt-5")),
    Spec("openai/gpt-5-mini", ("openai", "gpt-5-mini")),
    Spec("openai/gpt-5-nano", ("openai", "gpt-5-nano")),
    Spec("openai/gpt-5.1", ("openai", "gpt-5.1")),
    Spec("openai/gpt-5.2", ("openai", "gpt-5.2")),
    Spec("openai/gpt-5.3-codex", ("openai", "gpt-5.3-codex")),
    Spec("openai/gpt-5.4", ("openai", "gpt-5.4")),
    Spec("openai/gpt-5.4-mini", ("openai", "gpt-5.4-mini")),
    Spec("openai/gpt-5.4-nano", ("openai", "gpt-5.4-nano")),
    Spec("openai/gpt-5.5", ("openai", "gpt-5.5")),
    Spec("openai/gpt-oss-120b", limits_hint="groq/openai/gpt-oss-120b"),
    Spec("openai/gpt-oss-20b"),
    # Google, through its OpenAI-compatible surface
    Spec("google/gemini-2.5-flash-lite", ("google", "gemini-2.5-flash-lite")),
    Spec("google/gemini-2.5-flash", ("google", "gemini-2.5-flash")),
    Spec("google/gemini-2.5-pro", ("google", "gemini-2.5-pro")),
    Spec("google/gemini-3-flash-preview", ("google", "gemini-3-flash-preview")),
    Spec("google/gemini-3.1-flash-lite", ("google", "gemini-3.1-flash-lite")),
    Spec("google/gemini-3.1-pro-preview", ("google", "gemini-3.1-pro-preview")),
    Spec("google/gemini-3.5-flash", ("google", "gemini-3.5-flash"), openrouter=False),
    # Anthropic
    Spec("anthropic/claude-haiku-4.5", ("anthropic", "claude-haiku-4-5")),
    Spec("anthropic/claude-sonnet-4.5", ("anthropic", "claude-sonnet-4-5")),
    Spec("anthropic/claude-sonnet-4.6", ("anthropic", "claude-sonnet-4-6")),
    Spec("anthropic/claude-sonnet-5", ("anthropic", "claude-sonnet-5"), openrouter=False),
    Spec("anthropic/claude-opus-4.5", ("anthropic", "claude-opus-4-5")),
    Spec("anthropic/claude-opus-4.6", ("anthropic", "claude-opus-4-6")),
    Spec("anthropic/claude-opus-4.7", ("anthropic", "claude-opus-4-7")),
    Spec("anthropic/claude-opus-4.8", ("anthropic", "claude-opus-4-8"), openrouter=False),
    # DeepSeek. V3.2 is no longer what DeepSeek's own API serves, so it has an OpenRouter offer only.
    Spec("deepseek/deepseek-v3.2"),
    Spec("deepseek/deepseek-v4-flash", ("deepseek", "deepseek-v4-flash")),
    Spec("deepseek/deepseek-v4-pro", ("deepseek", "deepseek-v4-pro")),
    # Qwen
    Spec("qwen/qwen3-235b-a22b-2507"),
    Spec("qwen/qwen3-235b-a22b-thinking-2507", limits_hint="alibaba/qwen3-235b-a22b"),
    Spec("qwen/qwen3-coder"),
    Spec("qwen/qwen3.5-397b-a17b"),
    Spec("qwen/qwen3.6-27b"),
    Spec("qwen/qwen3.6-flash"),
    Spec("qwen/qwen3.6-plus"),
    # Others with enough published results
    Spec("x-ai/grok-4.1-fast"),
    Spec("x-ai/grok-4.3", limits_hint="xai/grok-4.3"),
    Spec("meta-llama/llama-3.3-70b-instruct"),
    Spec("meta-llama/llama-4-maverick"),
    Spec("mistralai/mistral-large-2512", limits_hint="mistral/mistral-large-2512"),
    Spec("mistralai/devstral-2512", limits_hint="mistral/devstral-2512"),
    Spec("moonshotai/kimi-k2.6"),
    Spec("z-ai/glm-5.1", limits_hint="zai/glm-5.1"),
)


@dataclass(frozen=True)
class EffortRule:
    """The effort levels of a model.

    `efforts` are the levels that a routing target may name. `budget` (tokens) is set where the vendor takes a thinking
    budget instead of a level; the provider adapter then turns the level into a budget within it. `default` is the level
    that the vendor uses when none is sent, in the same words (`none` = does not think).
    """

    efforts: tuple[str, ...] | None
    default: str
    budget: tuple[int, int] | None = None
    reason: str = ""


_GPT5 = EffortRule(("minimal", "low", "medium", "high"), "medium",
                   reason="OpenAI API reference: models before gpt-5.1 default to medium and do not take none")
_GPT51 = EffortRule(("none", "low", "medium", "high"), "none",
                    reason="OpenAI API reference: gpt-5.1 takes none, low, medium, high; default none")
_GPT52 = EffortRule(("none", "low", "medium", "high", "xhigh"), "none",
                    reason="OpenAI API reference: xhigh after gpt-5.1-codex-max; minimal is rejected; default none")
_CODEX = EffortRule(("low", "medium", "high", "xhigh"), "medium",
                    reason="OpenAI model page: the codex models always reason")
_OSS = EffortRule(("low", "medium", "high"), "medium", reason="gpt-oss model card: three reasoning levels")
_GEMINI3_FLASH = EffortRule(("minimal", "low", "medium", "high"), "high",
                            reason="Gemini API: thinking_level minimal to high on the flash models")
_CLAUDE_BUDGET_64K = EffortRule(("low", "medium", "high"), "none", (1024, 63_999),
                                "Anthropic API: thinking.budget_tokens from 1,024 to below max_tokens (64,000); off by default")
_CLAUDE_ADAPTIVE_MAX = EffortRule(("low", "medium", "high", "max"), "medium",
                                  reason="Anthropic API: adaptive thinking with an effort level (also LiteLLM: supports_max_reasoning_effort); "
                                         "thinking has to be asked for, so the default is taken as medium")
_CLAUDE_ADAPTIVE_XHIGH = EffortRule(("low", "medium", "high", "xhigh", "max"), "medium",
                                    reason="as before, and LiteLLM: supports_xhigh_reasoning_effort")
_THINKS = EffortRule(None, "high", reason="thinks by default; no levels that we could verify")
_NEVER = EffortRule(None, "none", reason="does not reason")

EFFORT_RULES: dict[str, EffortRule] = {
    "openai/gpt-5": _GPT5, "openai/gpt-5-mini": _GPT5, "openai/gpt-5-nano": _GPT5,
    "openai/gpt-5.1": _GPT51,
    "openai/gpt-5.2": _GPT52, "openai/gpt-5.4": _GPT52, "openai/gpt-5.4-mini": _GPT52, "openai/gpt-5.4-nano": _GPT52,
    "openai/gpt-5.5": EffortRule(_GPT52.efforts, "medium", reason="levels as gpt-5.4; the default was not verified, taken as medium"),
    "openai/gpt-5.3-codex": _CODEX,
    "openai/gpt-oss-120b": _OSS, "openai/gpt-oss-20b": _OSS,
    "google/gemini-2.5-flash-lite": EffortRule(("none", "low", "medium", "high"), "none", (512, 24_576),
                                               "Gemini API: thinkingBudget 512 to 24,576, 0 = off (default)"),
    "google/gemini-2.5-flash": EffortRule(("none", "low", "medium", "high"), "medium", (1, 24_576),
                                          "Gemini API: thinkingBudget 0 to 24,576; dynamic by default"),
    "google/gemini-2.5-pro": EffortRule(("low", "medium", "high"), "medium", (128, 32_768),
                                        "Gemini API: thinkingBudget 128 to 32,768, cannot be off; dynamic by default"),
    "google/gemini-3-flash-preview": _GEMINI3_FLASH,
    "google/gemini-3.1-flash-lite": EffortRule(_GEMINI3_FLASH.efforts, "minimal",
                                               reason="Gemini API: four thinking levels; flash-lite starts at minimal"),
    "google/gemini-3.5-flash": EffortRule(_GEMINI3_FLASH.efforts, "medium",
                                          reason="levels as Gemini 3 Flash; the default was not verified, taken as medium"),
    "google/gemini-3.1-pro-preview": EffortRule(("low", "medium", "high"), "high", reason="Gemini API: thinking_level low, medium, high"),
    "anthropic/claude-haiku-4.5": _CLAUDE_BUDGET_64K,
    "anthropic/claude-sonnet-4.5": _CLAUDE_BUDGET_64K,
    "anthropic/claude-opus-4.5": EffortRule(("low", "medium", "high"), "none", (1024, 63_999),
                                            "Anthropic API: takes effort and thinking.budget_tokens; no thinking unless asked"),
    "anthropic/claude-sonnet-4.6": _CLAUDE_ADAPTIVE_MAX,
    "anthropic/claude-opus-4.6": _CLAUDE_ADAPTIVE_MAX,
    "anthropic/claude-sonnet-5": _CLAUDE_ADAPTIVE_XHIGH,
    "anthropic/claude-opus-4.7": _CLAUDE_ADAPTIVE_XHIGH,
    "anthropic/claude-opus-4.8": _CLAUDE_ADAPTIVE_XHIGH,
    "deepseek/deepseek-v3.2": EffortRule(("none", "high"), "none", reason="OpenRouter: reasoning off by default, any effort switches it on"),
    "deepseek/deepseek-v4-flash": EffortRule(("high", "max"), "high", reason="DeepSeek API: reasoning_effort high (default) or max"),
    "deepseek/deepseek-v4-pro": EffortRule(("high", "max"), "high", reason="DeepSeek API: reasoning_effort high (default) or max"),
    "qwen/qwen3-235b-a22b-2507": _NEVER,
    "qwen/qwen3-235b-a22b-thinking-2507": _THINKS,
    "qwen/qwen3-coder": _NEVER,
    "qwen/qwen3.5-397b-a17b": _THINKS,
    "qwen/qwen3.6-27b": _THINKS, "qwen/qwen3.6-flash": _THINKS, "qwen/qwen3.6-plus": _THINKS,
    "x-ai/grok-4.1-fast": EffortRule(("none", "high"), "none",
                                     reason="OpenRouter: reasoning can be switched; the default was not verified, taken as off"),
    "x-ai/grok-4.3": _THINKS,
    "meta-llama/llama-3.3-70b-instruct": _NEVER, "meta-llama/llama-4-maverick": _NEVER,
    "mistralai/mistral-large-2512": _NEVER, "mistralai/devstral-2512": _NEVER,
    "moonshotai/kimi-k2.6": _THINKS, "z-ai/glm-5.1": _THINKS,
}


def default_effort(model: str) -> str:
    """The effort that `effort: null` stands for; `none` when the model does not reason."""
    return EFFORT_RULES[model].default


def levels(model: str) -> tuple[str, ...]:
    """The effort levels a target of this model may name (empty: only `null`)."""
    return EFFORT_RULES[model].efforts or ()


@dataclass(frozen=True)
class _Source:
    name: str
    reference: str
    date: str


def _read_gz(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        return json.load(handle)


def _source_notes(prices: Path) -> dict[str, tuple[str, str]]:
    """`owner/name` -> (short commit, ISO date) from the data set's SOURCE.md."""
    text = (prices / "SOURCE.md").read_text(encoding="utf-8")
    found = re.findall(r"github\.com/([\w.-]+/[\w.-]+) @ ([0-9a-f]{12})[0-9a-f]* \((\d{4}-\d\d-\d\d)\)", text)
    return {repo: (commit, date) for repo, commit, date in found}


class _Records:
    """The three price sources, and a note of which of them were used."""

    def __init__(self, prices: Path) -> None:
        notes = _source_notes(prices)
        self.modelsdev: dict[str, Any] = _read_gz(prices / "modelsdev_main_providers.json.gz")
        listing = _read_gz(prices / "openrouter_models.json.gz")["data"]
        self.openrouter: dict[str, Any] = {row["id"]: row for row in listing}
        self.litellm: dict[str, Any] = _read_gz(prices / "litellm_model_prices.json.gz")
        commit, date = notes["anomalyco/models.dev"]
        listed = datetime.datetime.fromtimestamp(max(row["created"] for row in listing), datetime.timezone.utc).date().isoformat()
        lite_commit, lite_date = notes["RoCry/llm-api-price"]
        self.sources = {
            "models.dev": _Source("models.dev", f"anomalyco/models.dev@{commit}:providers/*/models/*.toml", date),
            "openrouter": _Source("openrouter", f"anomalyco/models.dev@{commit}:models.json (OpenRouter /api/v1/models)", listed),
            "litellm": _Source("litellm", f"RoCry/llm-api-price@{lite_commit}:model_prices_and_context_window.json (mirror of BerriAI/litellm)", lite_date),
        }
        self.used: set[str] = set()

    def price_label(self, source: str, key: str) -> str:
        self.used.add(source)
        record = self.sources[source]
        return f"{source} {record.date}: {key}"


def _money(value: float) -> float:
    return round(float(value), 6)


def _positive(value: Any) -> int | None:
    return int(value) if isinstance(value, (int, float)) and value > 0 else None


def _litellm_keys(spec: Spec) -> list[str]:
    keys = []
    if spec.direct:
        provider, upstream = spec.direct
        keys += {"openai": [upstream], "anthropic": [upstream], "google": [f"gemini/{upstream}"], "deepseek": [f"deepseek/{upstream}"]}[provider]
    keys.append(f"openrouter/{spec.id}")
    return keys


def _price(spec: Spec, records: _Records) -> dict[str, Any] | None:
    if spec.direct:
        key = "/".join(spec.direct)
        cost = records.modelsdev.get(key, {}).get("cost") or {}
        if cost.get("input") is not None and cost.get("output") is not None:
            return {
                "input_usd_per_mtok": _money(cost["input"]),
                "output_usd_per_mtok": _money(cost["output"]),
                "cache_read_usd_per_mtok": _money(cost["cache_read"]) if cost.get("cache_read") is not None else None,
                "cache_write_usd_per_mtok": _money(cost["cache_write"]) if cost.get("cache_write") is not None else None,
                "source": records.price_label("models.dev", key),
            }
    row = records.openrouter.get(spec.id)
    if row:
        pricing = row["pricing"]

        def per_mtok(name: str) -> float | None:
            return _money(float(pricing[name]) * 1e6) if pricing.get(name) is not None else None

        read_price, write_price = per_mtok("prompt"), per_mtok("completion")
        if read_price is not None and write_price is not None and read_price >= 0 and write_price >= 0:
            return {
                "input_usd_per_mtok": read_price,
                "output_usd_per_mtok": write_price,
                "cache_read_usd_per_mtok": per_mtok("input_cache_read"),
                "cache_write_usd_per_mtok": per_mtok("input_cache_write"),
                "source": records.price_label("openrouter", spec.id),
            }
    for key in _litellm_keys(spec):
        lite = records.litellm.get(key)
        if lite and lite.get("input_cost_per_token") is not None and lite.get("output_cost_per_token") is not None:
            def lite_mtok(name: str, lite: dict[str, Any] = lite) -> float | None:
                return _money(lite[name] * 1e6) if lite.get(name) is not None else None

            return {
                "input_usd_per_mtok": lite_mtok("input_cost_per_token"),
                "output_usd_per_mtok": lite_mtok("output_cost_per_token"),
                "cache_read_usd_per_mtok": lite_mtok("cache_read_input_token_cost"),
                "cache_write_usd_per_mtok": lite_mtok("cache_creation_input_token_cost"),
                "source": records.price_label("litellm", key),
            }
    return None


def _display_name(spec: Spec, dev: dict[str, Any], row: dict[str, Any]) -> str:
    if row.get("name"):
        return str(row["name"]).split(": ", 1)[-1]
    return str(dev.get("name") or spec.id.split("/", 1)[1]).removesuffix(" (latest)")


def _entry(spec: Spec, records: _Records) -> dict[str, Any]:
    dev = records.modelsdev.get("/".join(spec.direct), {}) if spec.direct else {}
    row = (records.openrouter.get(spec.id) or {}) if spec.openrouter else {}
    lite_key = next((key for key in _litellm_keys(spec) if key in records.litellm), None)
    lite = records.litellm.get(lite_key, {}) if lite_key else {}
    hint = records.modelsdev.get(spec.limits_hint or "", {})
    if not dev and not row:
        raise ValueError(f"no source holds a record of {spec.id}")
    price = _price(spec, records)

    def first(*candidates: tuple[str, int | None]) -> int | None:
        for source, value in candidates:
            if value is not None:
                records.used.add(source)
                return value
        return None

    top = row.get("top_provider", {})
    context = first(("models.dev", _positive(dev.get("limit", {}).get("context"))), ("openrouter", _positive(row.get("context_length"))))
    if context is None:
        raise ValueError(f"{spec.id}: no source states a context window")
    output = first(
        ("models.dev", _positive(dev.get("limit", {}).get("output"))),
        ("openrouter", _positive(top.get("max_completion_tokens"))),
        ("models.dev", _positive(hint.get("limit", {}).get("output"))),
        ("litellm", _positive(lite.get("max_output_tokens"))),
    )
    if output is None:
        raise ValueError(f"{spec.id}: no source states an output limit")
    parameters = set(row.get("supported_parameters", ()))
    modalities = set(dev.get("modalities", {}).get("input", ())) | set(row.get("architecture", {}).get("input_modalities", ()))
    json_schema = bool(dev.get("structured_output")) or "structured_outputs" in parameters
    if not json_schema and not row and lite.get("supports_response_schema"):
        records.used.add("litellm")
        json_schema = True
    released = dev.get("release_date")
    if not released:
        released = datetime.datetime.fromtimestamp(row["created"], datetime.timezone.utc).date().isoformat()
        records.used.add("openrouter")
    rule = EFFORT_RULES[spec.id]
    offers = []
    if spec.direct:
        offers.append({"provider": spec.direct[0], "upstream_id": spec.direct[1]})
    if row:
        offers.append({"provider": "openrouter", "upstream_id": spec.id})
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
        "price": price,
        "offers": offers,
    }


def build_catalog(data_dir: Path) -> dict[str, Any]:
    """The content of `catalog.json` from `data_dir`/model-prices.

    Deterministic: the same data give the same bytes. `snapshot_date` is the date of the newest source that supplied at
    least one value; every price names its source, that source's date and the record in it.
    """
    records = _Records(Path(data_dir) / "model-prices")
    models = [_entry(spec, records) for spec in SPECS]
    used = [records.sources[name] for name in ("models.dev", "openrouter", "litellm") if name in records.used]
    return {
        "snapshot_date": max(source.date for source in used),
        "sources": [{"name": source.name, "reference": source.reference, "date": source.date} for source in used],
        "models": models,
    }


def request_cost(entry: dict[str, Any], input_tokens: float, output_tokens: float) -> float | None:
    """USD for one request at list price without cache reads; `None` for an unpriced model."""
    price = entry["price"]
    if price is None:
        return None
    return (input_tokens * price["input_usd_per_mtok"] + output_tokens * price["output_usd_per_mtok"]) / 1e6
