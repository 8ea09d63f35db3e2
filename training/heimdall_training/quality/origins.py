"""Where the data sets of a cluster's composition are published: the first part of a composition key -> repository @ commit."""

from __future__ import annotations

ORIGINS: dict[str, str] = {
    "arena-hard": "lmarena/arena-hard-auto@196f6b826783",
    "awesome-prompts": "f/awesome-chatgpt-prompts@eb5aaf35fd94",
    "exercism-python": "exercism/python@9eb657d4507d",
    "gsm8k-train": "lm-sys/RouteLLM@0b64fdafe049",
    "humaneval": "openai/human-eval@6d43fb980f9f",
    "ifeval": "josejg/instruction_following_eval@0c495b2f9515",
    "llmrouter": "ulab-uiuc/LLMRouter@4e7a796942ce",
    "math-ladder": "QwenLM/Qwen2.5-Math@a45202bd16f1",
    "mbpp": "zeyuyuyu/router-skills-evolve@eb66624b9e1d",
    "mmlu-pro": "TIGER-AI-Lab/MMLU-Pro@f418b116db00",
    "routellm-gsm8k": "lm-sys/RouteLLM@0b64fdafe049",
    "routellm-mmlu": "lm-sys/RouteLLM@0b64fdafe049",
    "routerarena": "RouteWorks/RouterArena@4714a9ad73e8",
    "self-instruct": "yizhongw/self-instruct@0b26ccaa4159",
    "vicuna-bench": "lm-sys/FastChat@0e6d3e4beaab",
    "zeroeval-crux": "WildEval/ZeroEval@8c1485edf12c",
    "zeroeval-gsm": "WildEval/ZeroEval@8c1485edf12c",
    "zeroeval-math-l5": "WildEval/ZeroEval@8c1485edf12c",
}
"""The same as the table of training/README.md; the project's own prompts have no repository of their own."""
