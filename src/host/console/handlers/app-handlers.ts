import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { Settings } from '../../../shared/settings-schema.ts';
import { credentialSource, isConfigured } from '../../config/provider-connections.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** The host itself and its numbers. */
export function appHandlers(parts: ConsoleParts): Pick<Handlers, 'app.info' | 'metrics.snapshot'> {
  return {
    'app.info': () => describeApp(parts),
    'metrics.snapshot': () => parts.metrics.snapshot(),
  };
}

function describeApp({
  config,
  routing,
  log,
  userKeys,
  identity,
  endpoint,
  artifactFeed,
  postgres,
  workers,
}: ConsoleParts): ConsoleOutput<'app.info'> {
  const { settings, router, providers } = config.current();
  const { artifact } = routing;
  const logNotice = log.notice();
  return {
    ...identity,
    endpoint: endpoint(),
    providers: [...providers.values()].map((provider) => ({
      name: provider.name,
      configured: isConfigured(provider),
      key_source: credentialSource(provider),
    })),
    simulator_active: router.simulatorActive,
    artifact: {
      ...routing.artifacts.inForce,
      created: artifact.manifest.created,
      embedder: settings.embedder === 'minilm' ? 'minilm' : artifact.embedder.id,
      clusters: artifact.clusters.count,
      problem: routing.artifacts.problem,
    },
    config: {
      path: config.path(),
      revision: router.revision,
      error: config.error(),
      overrides: config.overrides().map(({ path, variable }) => ({ key: path.join('.'), variable })),
    },
    notices: [
      ...routing.notices(),
      artifactFeed.problem,
      userKeys.notice(),
      logNotice,
      postgres.problem(),
      workers?.problem() ?? null,
      recordingNotice(settings),
    ].filter((text) => text !== null),
    prompts_stored: settings.storage.prompts,
  };
}

function recordingNotice({ enable_observability: recorded }: Settings): string | null {
  return recorded ? null : 'Nothing is recorded or counted: enable_observability is false in the settings.';
}
