import { join } from 'node:path';
import { type Artifact, exploreDecision, type Logger, mayExplore, type Routing } from '../../core/index.ts';
import type { DecidedLive } from '../../gateway/gateway.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import type { FeedbackStore } from '../feedback/feedback-store.ts';
import { ExplorationLedger } from './exploration-ledger.ts';

export interface ExplorerOptions {
  readonly dataFolder: string;
  readonly settings: () => Pick<Settings, 'enable_exploration' | 'exploration'>;
  /** In force: what is believed of models. */
  readonly routing: { readonly artifact: Artifact; readonly feedback: FeedbackStore };
  readonly now: () => number;
  readonly logger: Logger;
  /** Called when something was explored. */
  readonly onChange: () => void;
}

/** Lets some live requests try another candidate, within the budget of the settings. */
export class Explorer {
  readonly #options: ExplorerOptions;
  readonly #ledger: ExplorationLedger;

  constructor(options: ExplorerOptions) {
    const { dataFolder, now, logger } = options;
    this.#options = options;
    this.#ledger = new ExplorationLedger({ path: join(dataFolder, 'exploration.json'), now, logger });
  }

  readonly explore = ({ routing, request, overrides }: DecidedLive): Routing => {
    const { settings, routing: inForce, onChange } = this.#options;
    const { enable_exploration: enabled, exploration: limits } = settings();
    const { decision, answer } = routing;
    if (!enabled || answer !== undefined || !mayExplore(decision, request, overrides)) return routing;
    // What is believed is about the clusters of one artifact.
    if (decision.artifact_version !== inForce.artifact.version) return routing;
    const beliefs = { quality: inForce.artifact.quality, feedback: inForce.feedback.published };
    const explored = exploreDecision(decision, beliefs, {
      // Both: chance spreads what is tried over the day, and the count never lets it be more.
      admit: (chance) => this.#ledger.admit(limits) && chance < limits.share,
      spend: (extraUsd) => this.#ledger.spend(extraUsd, limits),
    });
    if (explored === decision) return routing;
    onChange();
    return { ...routing, decision: explored };
  };

  status(): ConsoleOutput<'learning.exploration'> {
    const { enable_exploration: enabled, exploration: limits } = this.#options.settings();
    const { today, total } = this.#ledger.books;
    const rated = this.#options.routing.feedback.list().filter(({ rating }) => rating.explored).length;
    return { enabled, ...limits, today, total: { ...total, rated } };
  }

  close(): Promise<void> {
    return this.#ledger.close();
  }
}
