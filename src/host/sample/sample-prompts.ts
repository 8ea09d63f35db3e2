import { CODE_PROMPTS } from './prompts-code.ts';
import { EVERYDAY_PROMPTS } from './prompts-everyday.ts';
import { LONG_PROMPTS } from './prompts-long.ts';
import { THINKING_PROMPTS } from './prompts-thinking.ts';
import type { SamplePrompt } from './sample-prompt.ts';

export type { SamplePrompt } from './sample-prompt.ts';

/** The built-in sample traffic, in no particular order. */
export const SAMPLE_PROMPTS: readonly SamplePrompt[] = [
  ...EVERYDAY_PROMPTS,
  ...CODE_PROMPTS,
  ...THINKING_PROMPTS,
  ...LONG_PROMPTS,
];
