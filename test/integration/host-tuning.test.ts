import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../src/host/config/parse-config.ts';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import type { Settings } from '../../src/shared/settings-schema.ts';
import { type Running, startHost } from './host-harness.ts';

type Tuning = ConsoleOutput<'tuning.get'>;
type History = ConsoleOutput<'tuning.history'>;
type Profiles = ConsoleOutput<'profiles.list'>;

const PROMPT = 'prove the theorem that the prime number are infinitely many';

async function decide(running: Running, app?: string): Promise<DecisionRecord> {
  const response = await running.chat(PROMPT, app === undefined ? {} : { 'x-heimdall-app': app });
  await response.text();
  return running.ask<DecisionRecord>('decisions.get', { id: response.headers.get('x-heimdall-decision-id') });
}

describe.each([
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const)('tuning over %s', (_name, transport) => {
  test('changes alpha, thresholds and penalties in the file, comments kept, and for the next request', async () => {
    const running = await startHost({ yaml: '# mine\nrouter:\n  alpha: 0.5 # half\n' });
    const ask = transport(running);
    expect((await decide(running)).decision.bucket).toBe('hard');
    const penalties = { latency_sd: 0.2, ctx_over_80pct: 0.3, cold_cache: 1 };
    const given = { latency_sd: 0.2, ctx_over_80pct: 0.3 };
    const applied = await ask<Tuning>('tuning.apply', {
      alpha: 0.9,
      thresholds: { cheap: 0.9, hard: 1 },
      penalties: given,
    });
    expect(applied).toEqual({
      artifact_version: 'tiny.1',
      alpha: 0.9,
      thresholds: { cheap: 0.9, hard: 1 },
      penalties,
      profile: null,
    });
    const { decision } = await decide(running);
    expect(decision).toMatchObject({ alpha: 0.9, bucket: 'mid', thresholds: { cheap: 0.9, hard: 1 }, profile: null });
    const file = readFileSync(join(running.folder, 'heimdall.yaml'), 'utf8');
    expect(file).toContain('# mine');
    expect(parse(file)).toEqual({ router: { alpha: 0.9, thresholds: { cheap: 0.9, hard: 1 }, penalties } });
    await ask('tuning.apply', { thresholds: null });
    expect((await decide(running)).decision.bucket).toBe('hard');
    await expect(ask('tuning.apply', { thresholds: { cheap: 2, hard: 1 } })).rejects.toThrow('request_invalid');
  });

  test('undoes and redoes, over a restart too, and knows what was changed elsewhere', async () => {
    const first = await startHost();
    const ask = transport(first);
    expect(await ask<History>('tuning.history')).toEqual({
      entries: [],
      current: -1,
      can_undo: false,
      can_redo: false,
    });
    await expect(ask('tuning.undo')).rejects.toThrow('There is nothing to undo.');
    await ask('tuning.apply', { alpha: 0.3 });
    await ask('profiles.apply', { name: 'Quality' });
    expect((await ask<Tuning>('tuning.undo')).alpha).toBe(0.3);
    await first.heimdall.stop();

    const second = await startHost({ dataFolder: first.folder });
    const again = transport(second);
    expect(await again<Tuning>('tuning.get')).toMatchObject({ alpha: 0.3 });
    expect((await again<Tuning>('tuning.undo')).alpha).toBe(0.8);
    expect((await again<Tuning>('tuning.redo')).alpha).toBe(0.3);
    expect(await again<Tuning>('tuning.redo')).toMatchObject({ alpha: 0.95, profile: 'Quality' });
    await expect(again('tuning.redo')).rejects.toThrow('There is nothing to redo.');
    await second.heimdall.stop();

    const third = await startHost({ dataFolder: first.folder, yaml: 'router: { alpha: 0.11 }\n' });
    await transport(third)('tuning.apply', { alpha: 0.2 });
    const history = await transport(third)<History>('tuning.history');
    expect(history.entries.map(({ label, alpha }) => [label, alpha])).toEqual([
      ['as it was', 0.8],
      ['alpha 0.3', 0.3],
      ['profile Quality', 0.95],
      ['changed elsewhere', 0.11],
      ['alpha 0.2', 0.2],
    ]);
    expect((await transport(third)<Tuning>('tuning.undo')).alpha).toBe(0.11);
  });

  test('a built-in profile means the trained thresholds, too', async () => {
    const running = await startHost();
    const ask = transport(running);
    const trained = { cheap: 0.6, hard: 0.55 };
    const { profiles } = await ask<Profiles>('profiles.list');
    expect(profiles.map(({ thresholds }) => thresholds)).toEqual([trained, trained, trained]);
    expect(await ask<Tuning>('tuning.get')).toMatchObject({ profile: 'Balanced', thresholds: trained });
    const moved = await ask<Tuning>('tuning.apply', { thresholds: { cheap: 0.9, hard: 1 } });
    expect(moved).toMatchObject({ profile: null });
    // An app that has a built-in profile does not share in it.
    await ask('profiles.assign', { app: 'web', profile: 'Balanced' });
    expect((await decide(running, 'web')).decision).toMatchObject({ thresholds: trained, bucket: 'hard' });
    expect((await decide(running)).decision).toMatchObject({ thresholds: { cheap: 0.9, hard: 1 }, bucket: 'mid' });
    const back = await ask<Tuning>('profiles.apply', { name: 'Balanced' });
    expect(back).toMatchObject({ profile: 'Balanced', thresholds: trained });
    // Not written out: another artifact has others.
    const file = parse(readFileSync(join(running.folder, 'heimdall.yaml'), 'utf8')) as { router?: object };
    expect(file.router ?? {}).not.toHaveProperty('thresholds');
  });

  test('saves profiles and gives apps their own', async () => {
    const running = await startHost();
    const ask = transport(running);
    const mine = { name: 'Night shift', alpha: 0.1, thresholds: { cheap: 0.99, hard: 1 }, penalties: null };
    const saved = await ask<Profiles>('profiles.save', mine);
    expect(saved.profiles.map(({ name, built_in }) => [name, built_in])).toEqual([
      ['Night shift', false],
      ['Quality', true],
      ['Balanced', true],
      ['Economy', true],
    ]);
    await ask('profiles.assign', { app: 'batch', profile: 'Night shift' });
    await ask('profiles.assign', { app: 'web', profile: 'Quality' });
    const [batch, web, other] = [await decide(running, 'batch'), await decide(running, 'web'), await decide(running)];
    expect(batch.decision).toMatchObject({ profile: 'Night shift', alpha: 0.1, bucket: 'mid' });
    expect(web.decision).toMatchObject({ profile: 'Quality', alpha: 0.95, bucket: 'hard' });
    expect(other.decision).toMatchObject({ profile: null, alpha: 0.8 });
    // Neither may be answered with the cached decision of another.
    expect((await decide(running, 'batch')).decision).toMatchObject({
      profile: 'Night shift',
      cache: { state: 'hit' },
    });
    const again = await ask<{ record_id: string }>('decisions.replay', { id: batch.decision.id, mode: 'route' });
    expect((await ask<DecisionRecord>('decisions.get', { id: again.record_id })).decision.profile).toBe('Night shift');
    const { yaml } = await ask<ConsoleOutput<'tuning.export'>>('tuning.export');
    const copy = await startHost({ yaml });
    expect((await decide(copy, 'batch')).decision.candidates).toEqual(batch.decision.candidates);

    await expect(ask('profiles.delete', { name: 'Night shift' })).rejects.toThrow('The app batch uses');
    await expect(ask('profiles.save', { name: 'Quality', alpha: 0.2 })).rejects.toThrow('Quality is built in');
    await expect(ask('profiles.assign', { app: 'x', profile: 'Nobody' })).rejects.toThrow('not_found');
    await ask('profiles.assign', { app: 'batch', profile: null });
    const left = await ask<Profiles>('profiles.delete', { name: 'Night shift' });
    expect(left).toMatchObject({ apps: { web: 'Quality' } });
    expect((await decide(running, 'batch')).decision.profile).toBeNull();
  });

  test('what was exported is imported into a fresh home as the same settings, in one change that is undone', async () => {
    const first = await startHost({
      yaml: `router: { alpha: 0.42, thresholds: { cheap: 0.7, hard: 0.8 }, penalties: { latency_sd: 0.3 } }
profiles: { Night shift: { alpha: 0.1, penalties: { cold_cache: 0 } }, Day: { alpha: 0.9, thresholds: { cheap: 0.5, hard: 0.6 } } }
apps: { batch: Night shift, web: Quality }
`,
    });
    const { yaml } = await transport(first)<ConsoleOutput<'tuning.export'>>('tuning.export');
    const fresh = await startHost({ yaml: '# mine\ncache_ttl: 9 # short\n' });
    const ask = transport(fresh);
    const before = settingsIn(fresh);
    const read = await ask<ConsoleOutput<'profiles.read'>>('profiles.read', { text: yaml, source: 'tuning.yaml' });
    expect(read.profiles.map(({ name, state }) => [name, state])).toEqual([
      ['Night shift', 'new'],
      ['Day', 'new'],
    ]);
    expect(read.apps.map(({ app }) => app)).toEqual(['batch', 'web']);
    const choice = { text: yaml, common: true, profiles: ['Night shift', 'Day'], apps: ['batch', 'web'] };
    expect(await ask<Tuning>('profiles.import', choice)).toMatchObject({ alpha: 0.42, thresholds: { hard: 0.8 } });

    const imported = settingsIn(fresh);
    expect(imported).toEqual({ ...settingsIn(first), cache_ttl: 9 });
    expect(readFileSync(join(fresh.folder, 'heimdall.yaml'), 'utf8')).toContain('# mine\ncache_ttl: 9 # short\n');
    expect((await decide(fresh, 'batch')).decision).toMatchObject({ profile: 'Night shift', alpha: 0.1 });
    const again = await ask<ConsoleOutput<'profiles.read'>>('profiles.read', { text: yaml });
    expect([again.common, ...again.profiles, ...again.apps].map((part) => part?.state)).toEqual(Array(5).fill('same'));

    const { entries } = await ask<History>('tuning.history');
    expect(entries.map(({ label }) => label)).toEqual(['as it was', 'imported 2 profiles, 2 apps, common values']);
    await ask('tuning.undo');
    expect(settingsIn(fresh)).toEqual(before);
    await ask('tuning.redo');
    expect(settingsIn(fresh)).toEqual(imported);
  });

  test('a file that is wrong changes nothing', async () => {
    const running = await startHost({ yaml: 'profiles: { Mine: { alpha: 0.2 } }\n' });
    const ask = transport(running);
    const text = 'profiles:\n  Good: { alpha: 0.1 }\n  Bad: { alpha: high }\napps: { web: Good }\n';
    await expect(ask('profiles.import', { text, profiles: ['Good', 'Bad'] })).rejects.toThrow(
      /config_invalid: the text: profiles\.Bad\.alpha \(line 3\) is "high"/,
    );
    // The app's profile is neither here nor taken.
    await expect(ask('profiles.import', { text, apps: ['web'] })).rejects.toThrow(/apps\.web.*must name a profile/);
    expect(readFileSync(join(running.folder, 'heimdall.yaml'), 'utf8')).toBe('profiles: { Mine: { alpha: 0.2 } }\n');
    expect(await ask<History>('tuning.history')).toMatchObject({ entries: [] });
  });
});

function settingsIn({ folder }: Running): Settings {
  return parseConfig(readFileSync(join(folder, 'heimdall.yaml'), 'utf8'), 'heimdall.yaml');
}

test('an app with a profile that is not there is a mistake that is named', async () => {
  const running = await startHost();
  await expect(startHost({ yaml: 'apps: { web: Qality }\n' })).rejects.toThrow(/apps\.web.*Quality, Balanced, Economy/);
  expect(running.url).not.toBe('');
});
