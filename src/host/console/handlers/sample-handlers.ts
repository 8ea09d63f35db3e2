import type { ConsoleParts, Handlers } from './handlers.ts';

/** The built-in sample traffic. */
export function sampleHandlers({ sample, log, hub }: ConsoleParts): Pick<Handlers, 'sample.play' | 'sample.clear'> {
  return {
    'sample.play': () => ({ started: sample.play() }),
    'sample.clear': () => {
      sample.stop();
      const removed = log.clear('sample');
      hub.removed('sample');
      return { removed };
    },
  };
}
