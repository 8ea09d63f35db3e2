import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { DecisionLog } from '../../storage/decision-log.ts';
import { TuningPreview } from '../preview-tuning.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Decisions re-scored in one turn: about 7 ms. */
const PREVIEW_CHUNK = 1_000;

/** Settings that change choices, and what they would have changed. */
export function tuningHandlers(parts: ConsoleParts): Pick<Handlers, 'tuning.get' | 'tuning.preview' | 'tuning.apply'> {
  const { config, log, routing } = parts;
  const tuning = (): ConsoleOutput<'tuning.get'> => {
    const { router } = config.current().settings;
    return { alpha: router.alpha, thresholds: router.thresholds ?? routing.artifact.manifest.thresholds };
  };
  return {
    'tuning.get': tuning,
    'tuning.preview': ({ alpha, last }) => preview(log, alpha, last),
    'tuning.apply': async ({ alpha }) => {
      await config.applyAlpha(alpha);
      return tuning();
    },
  };
}

async function preview(log: DecisionLog, alpha: number, last: number): Promise<ConsoleOutput<'tuning.preview'>> {
  const result = new TuningPreview(alpha);
  let before = log.lastSeq + 1;
  for (let left = last; left > 0; left -= PREVIEW_CHUNK) {
    const wanted = Math.min(PREVIEW_CHUNK, left);
    const entries = log.scoring(before, wanted);
    result.add(entries);
    const oldest = entries.at(-1);
    if (oldest === undefined || entries.length < wanted) break;
    before = oldest.seq;
    await nextTurn();
  }
  return result.result();
}
