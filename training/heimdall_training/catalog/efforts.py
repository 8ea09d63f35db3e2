"""Effort levels and thinking budgets that a model takes: what no price source states, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

EFFORTS: tuple[str, ...] = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""Effort levels, least to most (the same list as in the decision schema)."""


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
