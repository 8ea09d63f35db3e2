"""The same cases as src/core/features/without-wrapper.test.ts."""

import pytest

from heimdall_training.wrapper import without_wrapper


@pytest.mark.parametrize(
    ("wrapped", "own"),
    [
        ("Question: Why is the sky blue?\nAnswer:", "Why is the sky blue?"),
        ("Q: Why is the sky blue?\nA:", "Why is the sky blue?"),
        ("User: Hi!\nAssistant:", "Hi!"),
        ("Human: Hi!\n\nAssistant: ", "Hi!"),
        ("### Instruction:\nSort this list.\n\n### Response:\n", "Sort this list."),
        ("Which one?\nA. this\nB. that\nAnswer:", "Which one?\nA. this\nB. that"),
        ("Hi!\n", "Hi!"),
    ],
)
def test_the_words_around_a_prompt_go(wrapped, own):
    assert without_wrapper(wrapped) == own


@pytest.mark.parametrize("text", ["My question: why is the sky blue?", "What is the answer: yes or no?", "The answer:", "Task", "Answer:", "Question: ", "", "  indented code"])
def test_other_prompts_stay(text):
    assert without_wrapper(text) == text
