import type { Settings } from '../../shared/settings-schema.ts';

/** Names of settings that are told; with more, their number. */
const NAMED = 3;
/** What has no bearing on any number that is charted, or is told by itself, as an artifact is. */
const SILENT: readonly string[] = ['desktop.', 'tuning.artifact_dir'];
const TUNING = /^router\.(alpha|thresholds|penalties)\b/;
const PROFILES = /^(profiles|apps)\b/;

export interface SettingsChange {
  readonly kind: 'tuning' | 'profile' | 'config';
  /** `router.alpha 0.6 → 0.45`, `router.top_p, cache_ttl`. Values only of numbers: others may say more than a chart should. */
  readonly words: string;
}

/** What differs between two settings; null when nothing does. */
export function settingsChange(before: Settings, after: Settings): SettingsChange | null {
  const old = flattened(before);
  const now = flattened(after);
  const keys = [...new Set([...old.keys(), ...now.keys()])].filter(
    (key) => old.get(key) !== now.get(key) && !SILENT.some((prefix) => key.startsWith(prefix)),
  );
  if (keys.length === 0) return null;
  const kind = keys.every((key) => TUNING.test(key))
    ? 'tuning'
    : keys.every((key) => PROFILES.test(key))
      ? 'profile'
      : 'config';
  const words = keys.slice(0, NAMED).map((key) => {
    const [from, to] = [old.get(key), now.get(key)];
    return typeof from === 'number' && typeof to === 'number' ? `${key} ${from} → ${to}` : key;
  });
  const rest = keys.length - words.length;
  return { kind, words: `${words.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}` };
}

/** Leaves by their dotted path. */
function flattened(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, each] of Object.entries(value)) flattened(each, path === '' ? key : `${path}.${key}`, into);
  } else into.set(path, Array.isArray(value) ? JSON.stringify(value) : value);
  return into;
}
