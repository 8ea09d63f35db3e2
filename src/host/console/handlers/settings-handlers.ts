import type { ConsoleOutput, ConsoleParsedInput } from '../../../shared/console-contract.ts';
import { ENDPOINT_SELF_TEST } from '../../doctor/endpoint-checks.ts';
import { runChecks } from '../../doctor/finding.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

type Values = ConsoleOutput<'settings.get'>;

/** Where each value is in the configuration file. */
const PATHS = {
  prompts: ['storage', 'prompts'],
  max_decisions: ['storage', 'max_decisions'],
  max_age_days: ['storage', 'max_age_days'],
  bodies: ['storage', 'bodies'],
  port: ['gateway', 'port'],
  require_user_key: ['gateway', 'require_user_key'],
  on_close: ['desktop', 'on_close'],
  notifications: ['desktop', 'notifications'],
  update_feed: ['desktop', 'update_feed'],
} as const satisfies Record<keyof Values, readonly [string, string]>;

/** Settings that the console writes, and the self-test of the endpoint. */
export function settingsHandlers(
  parts: ConsoleParts,
): Pick<Handlers, 'settings.get' | 'settings.set' | 'endpoint.check'> {
  const { config, endpoint, identity } = parts;
  const inForce = (): Values => {
    const { storage, gateway, desktop } = config.current().settings;
    const { prompts, max_decisions, max_age_days, bodies } = storage;
    const { port, require_user_key } = gateway;
    return { prompts, max_decisions, max_age_days, bodies, port, require_user_key, ...desktop };
  };
  return {
    'settings.get': inForce,
    'settings.set': async (changes) => {
      const entries = Object.entries(changes) as [keyof Values, ConsoleParsedInput<'settings.set'>[keyof Values]][];
      const before = inForce();
      const changed = entries.filter(([name, value]) => value !== undefined && value !== before[name]);
      if (changed.length > 0) await config.edit(changed.map(([name, value]) => ({ path: PATHS[name], value })));
      return inForce();
    },
    'endpoint.check': async () => {
      const { settings, accessToken } = config.current();
      const subject = { status: endpoint(), port: settings.gateway.port, accessToken, version: identity.version };
      const findings = await runChecks(ENDPOINT_SELF_TEST, subject, () => undefined);
      const checks = findings.map(({ id, title, verdict, detail, fix, ms }) => ({
        id,
        title,
        verdict,
        detail,
        fix,
        ms,
      }));
      return { ok: checks.every(({ verdict }) => verdict !== 'failed'), checks };
    },
  };
}
