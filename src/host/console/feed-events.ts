import {
  type ConsoleEvent,
  type ConsoleEventName,
  type ConsoleService,
  events,
} from '../../shared/console-contract.ts';

/** Someone who gets the console's events, and may take them more slowly than they come. */
export interface EventReader {
  /** True while it has not taken what it was sent: it gets nothing more then. */
  isBehind(): boolean;
  write<N extends ConsoleEventName>(name: N, event: ConsoleEvent<N>): void;
}

/** What a reader is told to look at again when it may have missed that it changed. */
const MISSABLE = ['app', 'tuning', 'breakpoints', 'updates', 'profiler'] as const;

/**
 * Sends the console's events to one reader. What it loses while it is behind: `decisions` batches, which are counted in
 * `dropped` of the next one that it gets; `metrics`, which the next replaces; and `changed`, for which it is told of all.
 *
 * @returns a function that ends it.
 */
export function feedEvents(service: ConsoleService, reader: EventReader): () => void {
  let lost = 0;
  let missedChange = false;

  function send<N extends ConsoleEventName>(name: N, event: ConsoleEvent<N>): void {
    if (reader.isBehind()) {
      if (name === 'decisions') lost += countRecords(event as ConsoleEvent<'decisions'>);
      if (name === 'changed') missedChange = true;
      return;
    }
    if (missedChange) {
      missedChange = false;
      for (const what of MISSABLE) reader.write('changed', { what });
    }
    if (name === 'decisions' && lost > 0) {
      const batch = event as ConsoleEvent<'decisions'>;
      reader.write('decisions', { ...batch, dropped: batch.dropped + lost });
      lost = 0;
    } else reader.write(name, event);
  }

  const names = Object.keys(events) as ConsoleEventName[];
  const unsubscribe = names.map((name) => service.subscribe(name, (event) => send(name, event)));
  return () => {
    for (const end of unsubscribe) end();
  };
}

function countRecords(batch: ConsoleEvent<'decisions'>): number {
  return batch.added.length + batch.updated.length + batch.dropped;
}
