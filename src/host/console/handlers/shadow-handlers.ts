import type { ConsoleParts, Handlers } from './handlers.ts';

/** Live traffic decided a second time. */
export function shadowHandlers({ shadow }: ConsoleParts): Pick<Handlers, Extract<keyof Handlers, `shadow.${string}`>> {
  return {
    'shadow.status': () => shadow.status(),
    'shadow.differences': ({ limit }) => shadow.differences(limit),
    'shadow.start': (input) => shadow.start(input),
    'shadow.stop': () => shadow.stop(),
  };
}
