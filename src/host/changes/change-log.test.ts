import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordingLogger, temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import { type SettingsInput, settingsSchema } from '../../shared/settings-schema.ts';
import { ChangeLog } from './change-log.ts';
import { settingsChange } from './settings-change.ts';

const settings = (input: SettingsInput = {}) => settingsSchema.parse(input);
const BEFORE: SettingsInput = { router: { alpha: 0.6 }, cache_ttl: 300 };
const change = (after: SettingsInput) => settingsChange(settings(BEFORE), settings({ ...BEFORE, ...after }));

describe('what changed', () => {
  test.each<[SettingsInput, unknown]>([
    [{}, null],
    [{ desktop: { notifications: false } }, null],
    [{ router: { alpha: 0.45 } }, { kind: 'tuning', words: 'router.alpha 0.6 → 0.45' }],
    [{ apps: { web: 'Quality' } }, { kind: 'profile', words: 'apps.web' }],
    [
      { cache_ttl: 60, router: { alpha: 0.45 } },
      { kind: 'config', words: 'router.alpha 0.6 → 0.45, cache_ttl 300 → 60' },
    ],
    [{ storage: { prompts: 'off' } }, { kind: 'config', words: 'storage.prompts' }],
  ])('by %j is said', (after, expected) => {
    expect(change(after)).toEqual(expected);
  });

  test('is counted where it is too much to name', () => {
    const words = change({ cache_ttl: 60, max_cache_size: 5, enable_caching: false, router: { alpha: 0.1 } })?.words;
    expect(words).toMatch(/ and 1 more$/);
  });
});

test('changes survive a restart, in their span of time; the first artifact is none', async () => {
  const path = join(temporaryFolder(), 'changes.json');
  const log = new ChangeLog(path, settings(), recordingLogger());
  log.artifactInForce('1', 5);
  log.settingsInForce(settings({ router: { alpha: 0.45 } }), 10);
  log.settingsInForce(settings({ router: { alpha: 0.45 } }), 20);
  await log.close();
  const again = new ChangeLog(path, settings(), recordingLogger());
  again.artifactInForce('2', 30);
  await again.close();
  expect(again.list(0, 100).map(({ at_ms, kind }) => [at_ms, kind])).toEqual([
    [10, 'tuning'],
    [30, 'artifact'],
  ]);
  expect(again.list(11, 30)).toEqual([]);
});

test('a file that cannot be read starts a new list', () => {
  const path = join(temporaryFolder(), 'changes.json');
  writeFileSync(path, '{');
  const logger = recordingLogger();
  expect(new ChangeLog(path, settings(), logger).list(0, 1e15)).toEqual([]);
  expect(logger.lines).toMatchObject([{ level: 'warn' }]);
});
