"""Which catalog model, at which effort, a source's model name means.

The sources (scores, costs, output lengths) write names as they please, often with the effort inside. This table is the
only bridge from those names to catalog ids: a name that is not here supports no catalog model (it may still tie two
benchmarks together in the fit, see `quality.py`). Where a mapping is a judgement, the third field says why.

`effort` is the level in the decision schema's words; `None` means that the source ran the vendor's default.
"""

from __future__ import annotations

from typing import NamedTuple


class Alias(NamedTuple):
    """A source's model name, the catalog id and effort that it stands for, and why if that is a judgement."""

    name: str
    model: str
    effort: str | None
    reason: str = ""


_THINK_HIGH = "a thinking budget of 16k to 64k tokens is read as high"
_OFF = "the run without thinking"
_MODELSDEV = "models.dev names no effort in the model name; an effort in the benchmark's brackets wins over this default"
_PREVIEW = "a dated preview of the same model"

TABLE: tuple[Alias, ...] = (
    # --- OpenAI gpt-5
    Alias("gpt-5 (low)", "openai/gpt-5", "low"),
    Alias("gpt-5 (medium)", "openai/gpt-5", "medium"),
    Alias("gpt-5 (high)", "openai/gpt-5", "high"),
    Alias("gpt-5-medium", "openai/gpt-5", "medium"),
    Alias("gpt-5-high", "openai/gpt-5", "high"),
    Alias("GPT-5-medium", "openai/gpt-5", "medium"),
    Alias("openai/gpt-5-medium", "openai/gpt-5", "medium"),
    Alias("GPT-5 (2025-08-07) (medium reasoning)", "openai/gpt-5", "medium"),
    Alias("openai/gpt-5", "openai/gpt-5", None, _MODELSDEV),
    Alias("gpt-5-mini", "openai/gpt-5-mini", "medium", "beside minimal, low and high rows: the default level"),
    Alias("gpt-5-mini-minimal", "openai/gpt-5-mini", "minimal"),
    Alias("gpt-5-mini-low", "openai/gpt-5-mini", "low"),
    Alias("gpt-5-mini-high", "openai/gpt-5-mini", "high"),
    Alias("GPT-5 mini (2025-08-07) (medium reasoning)", "openai/gpt-5-mini", "medium"),
    Alias("gpt-5-nano", "openai/gpt-5-nano", "medium", "beside low and high rows: the default level"),
    Alias("gpt-5-nano-low", "openai/gpt-5-nano", "low"),
    Alias("gpt-5-nano-high", "openai/gpt-5-nano", "high"),
    Alias("GPT-5 nano (2025-08-07) (medium reasoning)", "openai/gpt-5-nano", "medium"),
    # --- gpt-5.1 and 5.2
    Alias("gpt-5.1", "openai/gpt-5.1", "none", "LMArena lists gpt-5.1 beside gpt-5.1-high; the API default is none"),
    Alias("gpt-5.1-high", "openai/gpt-5.1", "high"),
    Alias("gpt-5.1-2025-11-13-nothinking", "openai/gpt-5.1", "none"),
    Alias("gpt-5.1-2025-11-13-low", "openai/gpt-5.1", "low"),
    Alias("gpt-5.1-2025-11-13-medium", "openai/gpt-5.1", "medium"),
    Alias("gpt-5.1-2025-11-13-high", "openai/gpt-5.1", "high"),
    Alias("GPT-5.1 (2025-11-13) (medium reasoning)", "openai/gpt-5.1", "medium"),
    Alias("gpt-5.2-2025-12-11-nothinking", "openai/gpt-5.2", "none"),
    Alias("gpt-5.2-2025-12-11-low", "openai/gpt-5.2", "low"),
    Alias("gpt-5.2-2025-12-11-medium", "openai/gpt-5.2", "medium"),
    Alias("gpt-5.2-2025-12-11-high", "openai/gpt-5.2", "high"),
    Alias("GPT-5.2 (none)", "openai/gpt-5.2", "none"),
    Alias("GPT-5.2 (high)", "openai/gpt-5.2", "high"),
    Alias("openai/gpt-5.2", "openai/gpt-5.2", "high", _MODELSDEV + "; vendors publish their best effort, read as high"),
    # --- gpt-5.3 codex
    Alias("gpt-5.3-codex-high", "openai/gpt-5.3-codex", "high"),
    Alias("gpt-5.3-codex-xhigh", "openai/gpt-5.3-codex", "xhigh"),
    Alias("openai/gpt-5.3-codex", "openai/gpt-5.3-codex", "high", _MODELSDEV + "; vendors publish their best effort, read as high"),
    # --- gpt-5.4
    Alias("gpt-5.4-high", "openai/gpt-5.4", "high"),
    Alias("gpt-5.4-xhigh", "openai/gpt-5.4", "xhigh"),
    Alias("GPT-5.4 (xhigh)", "openai/gpt-5.4", "xhigh"),
    Alias("openai/gpt-5.4", "openai/gpt-5.4", "high", _MODELSDEV + "; vendors publish their best effort, read as high"),
    Alias("gpt-5.4-mini", "openai/gpt-5.4-mini", "none", "beside low to xhigh rows: the default, which is none"),
    Alias("gpt-5.4-mini-low", "openai/gpt-5.4-mini", "low"),
    Alias("gpt-5.4-mini-medium", "openai/gpt-5.4-mini", "medium"),
    Alias("gpt-5.4-mini-high", "openai/gpt-5.4-mini", "high"),
    Alias("gpt-5.4-mini-xhigh", "openai/gpt-5.4-mini", "xhigh"),
    Alias("gpt-5.4-nano", "openai/gpt-5.4-nano", "none", "beside low to xhigh rows: the default, which is none"),
    Alias("gpt-5.4-nano-low", "openai/gpt-5.4-nano", "low"),
    Alias("gpt-5.4-nano-medium", "openai/gpt-5.4-nano", "medium"),
    Alias("gpt-5.4-nano-high", "openai/gpt-5.4-nano", "high"),
    Alias("gpt-5.4-nano-xhigh", "openai/gpt-5.4-nano", "xhigh"),
    # --- gpt-5.5
    Alias("gpt-5.5-medium", "openai/gpt-5.5", "medium"),
    Alias("gpt-5.5-high", "openai/gpt-5.5", "high"),
    Alias("gpt-5.5-xhigh", "openai/gpt-5.5", "xhigh"),
    Alias("GPT-5.5 (xhigh)", "openai/gpt-5.5", "xhigh"),
    Alias("openai/gpt-5.5", "openai/gpt-5.5", "high", _MODELSDEV + "; vendors publish their best effort, read as high"),
    # --- gpt-oss
    Alias("gpt-oss-120b", "openai/gpt-oss-120b", "medium", "no level named: the model card's default"),
    Alias("gpt-oss-120b (high)", "openai/gpt-oss-120b", "high"),
    Alias("gpt-oss-20b", "openai/gpt-oss-20b", "medium", "no level named: the model card's default"),
    # --- Gemini 2.5
    Alias("gemini-2.5-flash-lite-highthinking", "google/gemini-2.5-flash-lite", "high"),
    Alias("gemini-2.5-flash-lite-preview-09-2025-highthinking", "google/gemini-2.5-flash-lite", "high", _PREVIEW),
    Alias("gemini-2.5-flash-lite-preview-06-17-thinking", "google/gemini-2.5-flash-lite", "medium", _PREVIEW + "; budget not stated"),
    Alias("gemini-2.5-flash-lite-preview-09-2025-no-thinking", "google/gemini-2.5-flash-lite", "none", _PREVIEW),
    Alias("google/gemini-2.5-flash-lite", "google/gemini-2.5-flash-lite", None, _MODELSDEV),
    Alias("gemini-2.5-flash", "google/gemini-2.5-flash", None),
    Alias("Gemini-2.5-flash", "google/gemini-2.5-flash", None),
    Alias("google/gemini-2.5-flash", "google/gemini-2.5-flash", None, _MODELSDEV),
    Alias("Gemini 2.5 Flash (2025-04-17)", "google/gemini-2.5-flash", None, _PREVIEW),
    Alias("Gemini-2.5-Flash-Preview", "google/gemini-2.5-flash", None, _PREVIEW),
    Alias("gemini-2.5-flash-preview-04-17 (default)", "google/gemini-2.5-flash", None, _PREVIEW),
    Alias("gemini-2.5-flash-preview-05-20 (24k think)", "google/gemini-2.5-flash", "high", _PREVIEW + "; " + _THINK_HIGH),
    Alias("gemini-2.5-flash-preview-05-20 (no think)", "google/gemini-2.5-flash", "none", _PREVIEW),
    Alias("gemini-2.5-flash-preview-09-2025", "google/gemini-2.5-flash", None, _PREVIEW),
    Alias("gemini-2.5-flash-06-05-highthinking", "google/gemini-2.5-flash", "high", _PREVIEW),
    Alias("gemini-2.5-flash-preview-09-2025-highthinking", "google/gemini-2.5-flash", "high", _PREVIEW),
    Alias("gemini-2.5-pro", "google/gemini-2.5-pro", None),
    Alias("Gemini-2.5-pro", "google/gemini-2.5-pro", None),
    Alias("Gemini-2.5-Pro", "google/gemini-2.5-pro", None),
    Alias("gemini-2.5", "google/gemini-2.5-pro", None, "Arena-Hard's table has gemini-2.5-flash beside it"),
    Alias("google/gemini-2.5-pro", "google/gemini-2.5-pro", None, _MODELSDEV),
    Alias("Gemini 2.5 Pro (high)", "google/gemini-2.5-pro", "high"),
    Alias("Gemini 2.5 Pro (2025-05-06)", "google/gemini-2.5-pro", None, _PREVIEW),
    Alias("Gemini 2.5 Pro Preview 03-25", "google/gemini-2.5-pro", None, _PREVIEW),
    Alias("Gemini 2.5 Pro Preview 05-06", "google/gemini-2.5-pro", None, _PREVIEW),
    Alias("gemini-2.5-pro-preview-06-05 (default think)", "google/gemini-2.5-pro", None, _PREVIEW),
    Alias("gemini-2.5-pro-preview-06-05 (32k think)", "google/gemini-2.5-pro", "high", _PREVIEW + "; " + _THINK_HIGH),
    Alias("gemini-2.5-pro-06-05-highthinking", "google/gemini-2.5-pro", "high", _PREVIEW),
    # --- Gemini 3
    Alias("gemini-3-flash", "google/gemini-3-flash-preview", None, "LMArena drops the word preview"),
    Alias("gemini-3-flash-preview-high", "google/gemini-3-flash-preview", "high"),
    Alias("gemini-3-flash-preview-minimal", "google/gemini-3-flash-preview", "minimal"),
    Alias("Gemini 3 Flash (high)", "google/gemini-3-flash-preview", "high"),
    Alias("google/gemini-3-flash-preview", "google/gemini-3-flash-preview", None, _MODELSDEV),
    Alias("gemini-3.1-flash-lite-preview-high", "google/gemini-3.1-flash-lite", "high", _PREVIEW),
    Alias("gemini-3.1-pro-preview-high", "google/gemini-3.1-pro-preview", "high"),
    Alias("Gemini 3.1 Pro Preview (high)", "google/gemini-3.1-pro-preview", "high"),
    Alias("google/gemini-3.1-pro-preview", "google/gemini-3.1-pro-preview", "high", _MODELSDEV),
    Alias("gemini-3.5-flash-high", "google/gemini-3.5-flash", "high"),
    # --- Claude 4.5
    Alias("claude-haiku-4-5-20251001", "anthropic/claude-haiku-4.5", None, _OFF),
    Alias("claude-haiku-4-5-20251001-thinking-64k", "anthropic/claude-haiku-4.5", "high", _THINK_HIGH),
    Alias("anthropic/claude-haiku-4-5", "anthropic/claude-haiku-4.5", None, _MODELSDEV),
    Alias("claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4.5", None, _OFF),
    Alias("claude-sonnet-4-5-20250929-thinking-32k", "anthropic/claude-sonnet-4.5", "high", _THINK_HIGH),
    Alias("claude-sonnet-4-5-20250929-thinking-64k", "anthropic/claude-sonnet-4.5", "high", _THINK_HIGH),
    Alias("Claude 4.5 Sonnet (20250929)", "anthropic/claude-sonnet-4.5", None, _OFF),
    Alias("Claude Sonnet 4.5 (enabled)", "anthropic/claude-sonnet-4.5", "high", "thinking enabled, budget not stated"),
    Alias("anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4.5", None, _MODELSDEV),
    Alias("claude-opus-4-5-20251101", "anthropic/claude-opus-4.5", None, _OFF),
    Alias("claude-opus-4-5-20251101-high-effort", "anthropic/claude-opus-4.5", None, _OFF + "; high is the default effort"),
    Alias("claude-opus-4-5-20251101-thinking-32k", "anthropic/claude-opus-4.5", "high", _THINK_HIGH),
    Alias("claude-opus-4-5-20251101-thinking-64k-low-effort", "anthropic/claude-opus-4.5", "low"),
    Alias("claude-opus-4-5-20251101-thinking-64k-medium-effort", "anthropic/claude-opus-4.5", "medium"),
    Alias("claude-opus-4-5-20251101-thinking-64k-high-effort", "anthropic/claude-opus-4.5", "high"),
    Alias("Claude 4.5 Opus medium (20251101)", "anthropic/claude-opus-4.5", "medium"),
    Alias("Claude Opus 4.5 (high)", "anthropic/claude-opus-4.5", "high"),
    Alias("anthropic/claude-opus-4-5-20251101", "anthropic/claude-opus-4.5", "high", _MODELSDEV + "; vendors publish their best effort, read as high"),
    # --- Claude 4.6 and later
    Alias("claude-sonnet-4-6-thinking-auto-low-effort", "anthropic/claude-sonnet-4.6", "low"),
    Alias("claude-sonnet-4-6-thinking-auto-medium-effort", "anthropic/claude-sonnet-4.6", "medium"),
    Alias("claude-sonnet-4-6-thinking-auto-high-effort", "anthropic/claude-sonnet-4.6", "high"),
    Alias("anthropic/claude-sonnet-4-6", "anthropic/claude-sonnet-4.6", "high", _MODELSDEV + "; read as high"),
    Alias("claude-sonnet-5-xhigh-effort", "anthropic/claude-sonnet-5", "xhigh"),
    Alias("claude-opus-4-6-thinking-auto-high-effort", "anthropic/claude-opus-4.6", "high"),
    Alias("Claude Opus 4.6 (max)", "anthropic/claude-opus-4.6", "max"),
    Alias("anthropic/claude-opus-4-6", "anthropic/claude-opus-4.6", "high", _MODELSDEV + "; read as high"),
    Alias("claude-opus-4-7-low-effort", "anthropic/claude-opus-4.7", "low"),
    Alias("claude-opus-4-7-medium-effort", "anthropic/claude-opus-4.7", "medium"),
    Alias("claude-opus-4-7-high-effort", "anthropic/claude-opus-4.7", "high"),
    Alias("claude-opus-4-7-xhigh-effort", "anthropic/claude-opus-4.7", "xhigh"),
    Alias("Claude Opus 4.7 (max)", "anthropic/claude-opus-4.7", "max"),
    Alias("anthropic/claude-opus-4-7", "anthropic/claude-opus-4.7", "high", _MODELSDEV + "; read as high"),
    Alias("claude-opus-4-8-low-effort", "anthropic/claude-opus-4.8", "low"),
    Alias("claude-opus-4-8-medium-effort", "anthropic/claude-opus-4.8", "medium"),
    Alias("claude-opus-4-8-high-effort", "anthropic/claude-opus-4.8", "high"),
    Alias("claude-opus-4-8-xhigh-effort", "anthropic/claude-opus-4.8", "xhigh"),
    Alias("Claude Opus 4.8 (max)", "anthropic/claude-opus-4.8", "max"),
    Alias("anthropic/claude-opus-4-8", "anthropic/claude-opus-4.8", "high", _MODELSDEV + "; read as high"),
    # --- DeepSeek
    Alias("deepseek-v3.2", "deepseek/deepseek-v3.2", "none", "LiveBench and LMArena list it beside a -thinking row"),
    Alias("deepseek-v3.2-thinking", "deepseek/deepseek-v3.2", "high"),
    Alias("deepseek-v3.2-exp", "deepseek/deepseek-v3.2", "none", "the experimental release of the same model two months earlier"),
    Alias("deepseek-v3.2-exp-thinking", "deepseek/deepseek-v3.2", "high", "the experimental release of the same model two months earlier"),
    Alias("DeepSeek-V3.2-Exp (Chat)", "deepseek/deepseek-v3.2", "none", "the experimental release of the same model two months earlier"),
    Alias("DeepSeek-V3.2-Exp (Reasoner)", "deepseek/deepseek-v3.2", "high", "the experimental release of the same model two months earlier"),
    Alias("DeepSeek V3.2 Reasoner", "deepseek/deepseek-v3.2", "high"),
    Alias("deepseek-v4-flash", "deepseek/deepseek-v4-flash", "high", "no level named: the API's default, thinking at high"),
    Alias("deepseek/deepseek-v4-flash", "deepseek/deepseek-v4-flash", None, _MODELSDEV),
    Alias("deepseek-v4-pro", "deepseek/deepseek-v4-pro", "high", "no level named: the API's default, thinking at high"),
    Alias("deepseek/deepseek-v4-pro", "deepseek/deepseek-v4-pro", None, _MODELSDEV),
    # --- Qwen
    Alias("qwen3-235b-a22b-2507", "qwen/qwen3-235b-a22b-2507", None),
    Alias("qwen/qwen3-235b-a22b-2507", "qwen/qwen3-235b-a22b-2507", None),
    Alias("qwen3-235b-a22b-instruct-2507", "qwen/qwen3-235b-a22b-2507", None, "the instruct model, which OpenRouter lists without the word"),
    Alias("Qwen3", "qwen/qwen3-235b-a22b-2507", None, "AvengersPro's cost table; its score table names the 2507 model"),
    Alias("qwen3-235b-a22b-thinking-2507", "qwen/qwen3-235b-a22b-thinking-2507", None),
    Alias("qwen/qwen3-235b-a22b-thinking-2507", "qwen/qwen3-235b-a22b-thinking-2507", None),
    Alias("Qwen3-thinking", "qwen/qwen3-235b-a22b-thinking-2507", None, "AvengersPro's cost table; its score table names the 2507 model"),
    Alias("qwen3-coder-480b-a35b-instruct", "qwen/qwen3-coder", None, "OpenRouter's qwen3-coder is the 480B model"),
    Alias("Qwen3-Coder 480B/A35B Instruct", "qwen/qwen3-coder", None, "OpenRouter's qwen3-coder is the 480B model"),
    Alias("alibaba/qwen3-coder-480b-a35b-instruct", "qwen/qwen3-coder", None, "OpenRouter's qwen3-coder is the 480B model"),
    Alias("Qwen3.5-397B-A17B (enabled)", "qwen/qwen3.5-397b-a17b", None, "thinking enabled, which is the default"),
    Alias("alibaba/qwen3.5-397b-a17b", "qwen/qwen3.5-397b-a17b", None, _MODELSDEV),
    Alias("qwen3.6-27b", "qwen/qwen3.6-27b", None),
    Alias("alibaba/qwen3.6-27b", "qwen/qwen3.6-27b", None, _MODELSDEV),
    Alias("qwen3.6-flash", "qwen/qwen3.6-flash", None),
    Alias("qwen3.6-plus", "qwen/qwen3.6-plus", None),
    # --- xAI, Meta, Mistral, Moonshot, Z.ai
    Alias("grok-4-1-fast-non-reasoning", "x-ai/grok-4.1-fast", "none"),
    Alias("grok-4-1-fast-reasoning", "x-ai/grok-4.1-fast", "high", "reasoning on"),
    Alias("Grok 4.1 fast (high)", "x-ai/grok-4.1-fast", "high"),
    Alias("grok-4.3", "x-ai/grok-4.3", None),
    Alias("llama-3.3-70b-instruct", "meta-llama/llama-3.3-70b-instruct", None),
    Alias("meta/llama-3.3-70b-instruct", "meta-llama/llama-3.3-70b-instruct", None),
    Alias("llama-4-maverick-17b-128e-instruct", "meta-llama/llama-4-maverick", None),
    Alias("meta/llama-4-maverick-17b-instruct", "meta-llama/llama-4-maverick", None),
    Alias("llama4-maverick-instruct-basic", "meta-llama/llama-4-maverick", None, "Arena-Hard's name of the hosted instruct model"),
    Alias("Llama 4 Maverick", "meta-llama/llama-4-maverick", None),
    Alias("Llama 4 Maverick Instruct", "meta-llama/llama-4-maverick", None),
    Alias("mistral-large-3", "mistralai/mistral-large-2512", None, "Mistral Large 3 is the 2512 release"),
    Alias("mistral/mistral-large-2512", "mistralai/mistral-large-2512", None),
    Alias("devstral-2512", "mistralai/devstral-2512", None),
    Alias("Devstral (2512)", "mistralai/devstral-2512", None),
    Alias("mistral/devstral-2512", "mistralai/devstral-2512", None),
    Alias("kimi-k2.6-thinking", "moonshotai/kimi-k2.6", None, "thinking is the default"),
    Alias("moonshotai/kimi-k2.6", "moonshotai/kimi-k2.6", None),
    Alias("glm-5.1", "z-ai/glm-5.1", None),
    Alias("zhipuai/glm-5.1", "z-ai/glm-5.1", None),
)

ALIASES: dict[str, Alias] = {alias.name: alias for alias in TABLE}
"""The table by name. `test_quality.py` holds that no name occurs twice."""
