"""What programs put around a question, taken away as the runtime does it (`src/core/features/without-wrapper.ts`)."""

from __future__ import annotations

import re

_OPENING = re.compile(r"\A[\s#]{0,8}(?:question|q|user|human|prompt|task|instructions?|problem)\s{0,2}:\s{1,8}", re.IGNORECASE)
_CLOSING = re.compile(r"(?:\A|\n)[\s#]{0,8}(?:answer|a|assistant|ai|response|output|solution)\s{0,2}:\Z", re.IGNORECASE)
_CLOSING_CHARACTERS = 32


def without_wrapper(text: str) -> str:
    """The text itself when nothing would be left of it."""
    opened = _OPENING.sub("", text).rstrip()
    head, tail = opened[:-_CLOSING_CHARACTERS], opened[-_CLOSING_CHARACTERS:]
    closing = _CLOSING.search(tail)
    own = opened if closing is None else (head + tail[: closing.start()]).rstrip()
    return own or text
