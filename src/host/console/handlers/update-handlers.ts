import type { ConsoleParts, Handlers } from './handlers.ts';

/** Whether there is a newer version. */
export function updateHandlers({ updates }: ConsoleParts): Pick<Handlers, 'updates.status' | 'updates.check'> {
  return {
    'updates.status': () => updates.status(),
    'updates.check': () => updates.check(),
  };
}
