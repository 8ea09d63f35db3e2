"""Which models the catalog lists, and where their records are found."""

from __future__ import annotations

from dataclasses import dataclass

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
