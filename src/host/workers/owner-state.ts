import type { Routing } from '../routing/routing.ts';
import type { FollowedState } from './messages.ts';

/** What changes it, to notice cheaply that it has changed. */
export function versionOf(routing: Routing, delegateAll: boolean): readonly unknown[] {
  return [routing.catalog.live(), routing.feedback.published, routing.router().latency(), delegateAll];
}

export function stateOf({ catalog, feedback, router }: Routing, delegateAll: boolean): FollowedState {
  const live = catalog.live();
  const latency = router().latency();
  return {
    catalog:
      live.catalog === undefined
        ? null
        : {
            snapshotDate: live.catalog.snapshotDate,
            models: live.catalog.models,
            version: live.catalogVersion,
            disabled: [...live.disabledModels],
            discovered: live.discovered,
          },
    feedback: { ratings: feedback.current(), revision: feedback.published.revision },
    latency: { revision: latency.revision, variations: latency.variations ?? new Map() },
    delegateAll,
  };
}
