/** CPU profiles of a whole host under load, by the real inspector. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import type { Desktop } from '../../src/host/desktop/desktop.ts';
import type { CpuProfile } from '../../src/host/profiling/cpu-profile.ts';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { type Running, startHost } from './host-harness.ts';

type Status = ConsoleOutput<'profiler.status'>;

const CANARY = 'CANARY_of_the_profile';

/** Requests that bring a secret wherever one can come in, for so many milliseconds. */
async function load(host: Running, ms: number): Promise<number> {
  const until = performance.now() + ms;
  let sent = 0;
  while (performance.now() < until) {
    const headers = { authorization: `Bearer sk-${CANARY}`, 'x-heimdall-app': CANARY, 'x-heimdall-session': CANARY };
    const response = await host.chat(`${CANARY} ${sent}: prove that 2 + 2 = 4 in ${CANARY}`, headers);
    expect(response.status).toBe(200);
    await response.text();
    sent++;
  }
  return sent;
}

test('a profile under load says what the time went to, and holds no prompt, key or path of the machine', async () => {
  const host = await startHost({ appFolder: root });
  expect(await host.ask<Status>('profiler.status')).toMatchObject({ state: 'idle', last: null, problem: null });
  expect(await host.ask<Status>('profiler.start', { seconds: 30 })).toMatchObject({
    state: 'running',
    limit_ms: 30_000,
  });
  await load(host, 1_500);
  const running = await host.ask<Status>('profiler.status');
  expect(running.elapsed_ms).toBeGreaterThan(1_000);
  const { state, last } = await host.ask<Status>('profiler.stop');
  expect(state).toBe('idle');
  if (last === null) throw new Error('nothing was taken');
  const { areas, functions, samples, duration_ms } = last.summary;
  expect(samples).toBeGreaterThan(300);
  expect(duration_ms).toBeGreaterThan(1_400);
  const share = Object.fromEntries(areas.map((area) => [area.area, area.share]));
  expect(areas.reduce((sum, each) => sum + each.share, 0)).toBeCloseTo(1);
  for (const area of ['routing', 'gateway', 'storage', 'runtime'] as const)
    expect(share[area], area).toBeGreaterThan(0);
  expect(functions.length).toBeGreaterThan(5);
  expect(functions.some(({ file }) => file.startsWith('src/'))).toBe(true);

  const { name, text } = await host.ask<ConsoleOutput<'profiler.text'>>('profiler.text');
  expect(name).toMatch(/^heimdall-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.cpuprofile$/);
  expect(Buffer.byteLength(text)).toBe(last.bytes);
  expect(text).not.toContain(CANARY);
  expect(text).not.toContain(root);
  expect(text).not.toContain(homedir());
  const profile = JSON.parse(text) as CpuProfile;
  expect(profile.samples).toHaveLength(samples);
  expect(profile.nodes.every(({ callFrame }) => !/^(?:\/|file:|[A-Z]:)/.test(callFrame.url))).toBe(true);
  expect(profile.nodes.some(({ callFrame }) => callFrame.url.startsWith('src/core/'))).toBe(true);
});

test('one is taken at a time; it ends by itself and is kept', async () => {
  const host = await startHost();
  await host.ask('profiler.start', { seconds: 1 });
  const second = (await (await host.post('profiler.start', { seconds: 5 })).json()) as unknown;
  expect(second).toMatchObject({
    ok: false,
    error: { code: 'unavailable', message: expect.stringMatching(/of 1 s: stop it/) },
  });
  await expect(host.askIpc('profiler.start', {})).rejects.toThrow('is being taken already');
  await vi.waitFor(async () => expect((await host.ask<Status>('profiler.status')).last).not.toBeNull(), 8_000);
  const { last, state } = await host.ask<Status>('profiler.stop');
  expect(state).toBe('idle');
  expect(last?.summary.duration_ms).toBeGreaterThan(900);
  expect(last?.summary.duration_ms).toBeLessThan(5_000);
  // The next one takes its place.
  await host.ask('profiler.start', { seconds: 1 });
  expect((await host.ask<Status>('profiler.status')).last).toBeNull();
  expect((await host.ask<Status>('profiler.stop')).last).not.toBeNull();
});

test('times that are not allowed are refused by name, and so is what is not there yet', async () => {
  const host = await startHost();
  for (const seconds of [0, 301, 1.5, '60']) {
    const answer = (await (await host.post('profiler.start', { seconds })).json()) as unknown;
    expect(answer).toMatchObject({ ok: false, error: { code: 'request_invalid' } });
  }
  await expect(host.ask('profiler.text')).rejects.toThrow('No CPU profile was taken yet');
  await expect(host.ask('profiler.save')).rejects.toThrow('runs in a browser');
  expect(await host.ask<Status>('profiler.stop')).toMatchObject({ state: 'idle', last: null });
});

test('the window asks where to, and writes a file for its user alone', async () => {
  const folder = temporaryFolder();
  const chooseFile = vi.fn<Desktop['chooseFile']>().mockResolvedValueOnce(null);
  const desktop = { chooseFile } as Partial<Desktop> as Desktop;
  const { askIpc } = await startHost({ host: 'electron', desktop });
  await askIpc('profiler.start', { seconds: 5 });
  await askIpc('profiler.stop');
  expect(await askIpc('profiler.save')).toBeNull();
  const path = join(folder, 'mine.cpuprofile');
  chooseFile.mockResolvedValueOnce(path);
  expect(await askIpc('profiler.save')).toEqual({ path });
  const { text } = await askIpc<ConsoleOutput<'profiler.text'>>('profiler.text');
  expect(readFileSync(path, 'utf8')).toBe(text);
  chooseFile.mockResolvedValueOnce(join(folder, 'none', 'mine.cpuprofile'));
  await expect(askIpc('profiler.save')).rejects.toThrow('was not written: ENOENT');
});

test('a host that stops gives up what it takes', async () => {
  const host = await startHost();
  await host.ask('profiler.start', {});
  await host.heimdall.stop();
  const next = await startHost();
  await next.ask('profiler.start', {});
  expect((await next.ask<Status>('profiler.stop')).problem).toBeNull();
});
