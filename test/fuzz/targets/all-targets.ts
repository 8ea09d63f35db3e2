import type { FuzzTarget } from '../fuzz-target.ts';
import { answerTargets } from './answer-targets.ts';
import { fileTargets } from './file-targets.ts';
import { headerTargets } from './header-targets.ts';
import { requestTargets } from './request-targets.ts';
import { textTargets } from './text-targets.ts';

/** Every parser that sees bytes from outside. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  ...requestTargets,
  ...answerTargets,
  ...headerTargets,
  ...fileTargets,
  ...textTargets,
];
