import { ResponseCache } from '../../gateway/gateway.ts';
import { Breakpoints } from '../breakpoints/breakpoints.ts';
import { ConsolePresence } from '../breakpoints/console-presence.ts';
import type { LocalEmbedders } from '../embeddings/local-embedders.ts';
import { Explorer } from '../exploration/explorer.ts';
import { Shadow } from '../shadow/shadow.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import type { Foundation } from './open-foundation.ts';

/** What looks at a request, or steps in, between its decision and its answer. */
export interface Interventions {
  readonly responseCache: ResponseCache;
  readonly shadow: Shadow;
  readonly explorer: Explorer;
  readonly breakpoints: Breakpoints;
  /** Whether anybody is there to let a held request go. */
  readonly consoles: ConsolePresence;
}

export function createInterventions(
  { options, clock, logger, hub, routing, settings }: Foundation,
  { log, embedders }: { readonly log: DecisionLog; readonly embedders: LocalEmbedders },
): Interventions {
  const consoles = new ConsolePresence();
  return {
    consoles,
    responseCache: new ResponseCache({ settings, clock, logger, embedders: () => embedders.all }),
    shadow: new Shadow({ routing, log, clock, logger, onChange: () => hub.changed('shadow') }),
    breakpoints: new Breakpoints({
      consoles,
      promptPolicy: () => settings().storage.prompts,
      clock,
      logger,
      onChange: () => hub.changed('breakpoints'),
    }),
    explorer: new Explorer({
      dataFolder: options.dataFolder,
      settings,
      routing,
      now: () => clock.now(),
      logger,
      onChange: () => hub.changed('learning'),
    }),
  };
}
