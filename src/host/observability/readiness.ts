import type { HostConfig } from '../config/host-config.ts';

/** Why no request can be answered now, in words; empty when requests can. While Heimdall stops, the gateway says so itself. */
export function reasonsNotReady({ settings, router }: HostConfig): string[] {
  const nobody = router.configuredProviders.size === 0 && !router.simulatorActive;
  return nobody && !settings.enable_auth
    ? ['No provider has a key, the simulator is off (simulator), and keys of callers are not looked at (enable_auth).']
    : [];
}

/** What does not work although requests are answered, in words. */
export function reasonsDegraded(parts: readonly ({ problem(): string | null } | null)[]): string[] {
  return parts.flatMap((part) => part?.problem() ?? []);
}
