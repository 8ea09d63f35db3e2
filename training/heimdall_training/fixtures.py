"""Golden vectors for the runtime's parity tests. Own texts only."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from . import features, forest, static, teacher, triage, words

TEXTS = (
    "",
    " ",
    "\n\t\r\n  ",
    "hello",
    "Hello, World!",
    "Write a Python function that reverses a string.",
    "don't you think it's the users' fault?",
    "Café déjà vu, naïve façade, Ångström, Łódź, straße, İstanbul, Ǆemal, œuvre",
    "cafe\u0301 with a combining accent, e\u0323\u0302 stacked, \u0301alone",
    "emoji: 👍🏽 👨‍👩‍👧‍👦 🇨🇭 ☕️ 🤖, done",
    "日本語のテキストです。漢字とひらがな、カタカナ。",
    "中文字符,没有空格的句子。混合 English words 在里面",
    "안녕하세요 세계 한국어 텍스트",
    "مرحبا بالعالم، كيف حالك؟ هَذَا نَصٌّ مُشَكَّل",
    "שלום עולם",
    "नमस्ते दुनिया, यह हिन्दी है",
    "สวัสดีชาวโลก",
    "Привет, мир! Ёлка и йод.",
    "Ελληνικά: Καλημέρα κόσμε, ΌΣΟΣ",
    "null\u0000byte, bell\u0007, delete\u007f, replacement\ufffd, bom\ufeff, nel\u0085line, soft\u00adhyphen",
    "zero\u200bwidth \u200djoiner\u200c non\u00a0breaking\u2003em\u3000ideographic\u2028line\u2029para",
    "[brackets] {braces} (parentheses) <angles>",
    "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "x" * 99 + " " + "y" * 100 + " " + "z" * 101 + " " + "aB1" * 80,
    "price: $1,299.00 + 7.7% (VAT) = €1’399,02; see §3.2 № 5 ½ ²³ ™ ©",
    "a+b=c, x^2 - 3*y/7 >= 0 && !(p || q) <> {[()]} ~`@#$%^&*_-+=|\\:;\"'<>,.?/",
    "∀ε>0 ∃δ>0: |x−a|<δ ⇒ |f(x)−f(a)|<ε, ∑∫√∞ ≤≥≠≈ ℝ ℵ₀ 𝔸 𝒷",
    "def f(xs: list[int]) -> int:\n    return sum(x ** 2 for x in xs if x % 2 == 0)\n\nassert f([1, 2, 3]) == 4",
    "```ts\nexport const add = (a: number, b: number): number => a + b;\n```\nconst snake_case_name = camelCaseName?.prop ?? 'x';",
    "SELECT c.name, COUNT(*) FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY 1 HAVING COUNT(*) > 10;",
    '{"id": 7, "tags": ["a", "b"], "nested": {"ok": true, "n": null}}',
    "https://example.org/path/to?q=1&r=%20two#frag user@example.org ../a/b.txt C:\\Temp\\x",
    "ALL CAPS SHOUTING!!! MiXeD cAsE iPhone eBay",
    "ﬁne ﬂow ﬀ Ⅷ ① Ａｂｃ ｶﾀｶﾅ",
    "dž ǅ ŉ ẞ ΐ İI ıi K Å",
    "0123456789 3.14159265358979 1e-10 0xDEADBEEF 1_000_000 12:34:56 2026-11-23",
    "Tôi muốn đặt một bàn cho hai người vào tối thứ bảy",
    "𠜎𠜱𠝹𠱓 rare ideographs, 豈更車 compatibility, 〇 zero, 々 repeat",
    "… – — ‘quotes’ “double” «guillemets» ¿qué? ¡sí! ・ 「」",
)  # fmt: skip
LONG = "The quick brown fox number {i} jumps over the lazy dog while {i} developers argue about tabs and spaces. "
MINILM_TEXTS = ("How do I sort a list in Python?", "The weather in Lisbon is sunny today.", "Beweise den Satz des Pythagoras.")


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def write(folder: Path, artifact: Path, work: Path, embedder: static.StaticEmbedder) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = embedder.tokenizer
    texts = [*TEXTS, "".join(LONG.format(i=i) for i in range(40))]
    ids = [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
    _write(folder / "wordpiece.json", [{"text": t, "ids": i} for t, i in zip(texts, ids, strict=True)])

    vectors = embedder.embed(texts)
    _write(
        folder / "static-embedding.json",
        [{"text": t, "tokens": len(i), "embedding": [round(float(v), 7) for v in e]} for t, i, e in zip(texts, ids, vectors, strict=True)],
    )

    chosen = [t for t in texts if t.strip()][2:13:2] + [texts[23], texts[27], texts[28], texts[-1], "Prove that the square root of 3 is irrational.", "hi"]
    rows, _ = features.rows_of(chosen, artifact, work)
    model = triage.Model.load(work)
    used = model.contributions(rows)
    contributions = np.zeros((*used.shape[:2], rows.shape[1] + 1))  # trees use the first columns only; the last is the base
    contributions[:, :, : used.shape[2] - 1], contributions[:, :, -1] = used[:, :, :-1], used[:, :, -1]
    walker = forest.Forest(artifact / "triage")
    _write(
        folder / "forest.json",
        {
            "rows": [[float(v) for v in row] for row in rows],
            "raw_scores": model.raw(rows).tolist(),
            "probabilities": walker.probabilities(rows).tolist(),
            "contributions": [[[round(float(v), 10) for v in c] for c in row] for row in contributions],
        },
    )

    scores = words.WordScores(artifact / "triage").score(static.token_ids(tokenizer, texts))
    _write(folder / "word-scores.json", [{"text": t, "scores": [round(float(v), 7) for v in s]} for t, s in zip(texts, scores, strict=True)])

    network = teacher.Teacher(work / teacher.FP32)
    _write(folder / "minilm.json", [{"text": t, "embedding": [round(float(v), 7) for v in e]} for t, e in zip(MINILM_TEXTS, network.embed(list(MINILM_TEXTS)), strict=True)])


