import { describe, expect, it } from 'vitest';
import { withoutWrapper } from './without-wrapper.ts';

describe('withoutWrapper', () => {
  it.each([
    ['Question: Why is the sky blue?\nAnswer:', 'Why is the sky blue?'],
    ['Q: Why is the sky blue?\nA:', 'Why is the sky blue?'],
    ['User: Hi!\nAssistant:', 'Hi!'],
    ['Human: Hi!\n\nAssistant: ', 'Hi!'],
    ['### Instruction:\nSort this list.\n\n### Response:\n', 'Sort this list.'],
    ['Which one?\nA. this\nB. that\nAnswer:', 'Which one?\nA. this\nB. that'],
    ['Hi!\n', 'Hi!'],
  ])('takes the words around %j away', (wrapped, own) => {
    expect(withoutWrapper(wrapped)).toBe(own);
  });

  it.each([
    'My question: why is the sky blue?',
    'What is the answer: yes or no?',
    'The answer:',
    'Task',
    'Answer:',
    'Question: ',
    '',
    '  indented code',
  ])('leaves %j as it is', (text) => {
    expect(withoutWrapper(text)).toBe(text);
  });
});
