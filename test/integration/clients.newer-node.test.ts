/**
 * The newest OpenAI client, which needs a newer Node than the machine's, against the headless host. That Node comes from
 * the package registry (scripts/node-from-registry.mjs).
 */
import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFromRegistry } from '../../scripts/node-from-registry.mjs';
import { type BuiltPackage, buildPackage } from '../helpers/built-package.ts';

const SIMULATED = /^\[simulated\]/;
const program = resolve(import.meta.dirname, '../helpers/openai-7-client.mjs');
const supported = process.platform === 'linux' && process.arch === 'x64';

let built: BuiltPackage;
let host: ChildProcess;
let url: string;
// biome-ignore lint/suspicious/noExplicitAny: what the client program printed.
let seen: any;

it.runIf(!supported)(`is not run on ${process.platform} ${process.arch}: that Node is for Linux x64`, async () => {
  expect((await nodeFromRegistry()).path).toBeNull();
});

describe.runIf(supported)('openai 7 on Node 24', () => {
  beforeAll(async () => {
    const newer = await nodeFromRegistry();
    if (newer.path === null) throw new Error(newer.reason);
    built = buildPackage();
    symlinkSync(resolve(import.meta.dirname, '../../artifacts'), join(built.root, 'artifacts'));
    const home = join(built.root, 'home');
    mkdirSync(home);
    host = built.start(['serve', '--port', '0'], home, { HEIMDALL_LOG_LEVEL: 'silent' });
    const [line] = (await once(host.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    url = (JSON.parse(String(line)) as { url: string }).url;
    const { stdout } = await promisify(execFile)(newer.path, [program, `${url}/v1`], { timeout: 60_000 });
    seen = JSON.parse(stdout);
  }, 240_000);

  afterAll(async () => {
    if (host !== undefined && host.exitCode === null) {
      host.kill('SIGTERM');
      await once(host, 'close');
    }
    built?.remove();
  });

  it('runs on that Node', () => {
    expect(seen.node).toMatch(/^v24\./);
  });

  it('chats, whole and streamed', () => {
    expect(seen.whole).toMatch(SIMULATED);
    expect(seen.streamed).toBe(seen.whole);
    expect(seen.requestId).toBe(seen.decisionId);
  });

  it('calls tools, whole and accumulated from a stream', () => {
    for (const [call] of [seen.called, seen.accumulated]) {
      expect(call.function.name).toBe('get_weather');
      expect(JSON.parse(call.function.arguments)).toEqual({ city: expect.any(String) });
    }
  });

  it('streams responses, and continues one by its id', () => {
    expect([seen.types[0], seen.types.at(-1)]).toEqual(['response.created', 'response.completed']);
    expect(seen.output).toMatch(SIMULATED);
    expect(seen.finalText).toBe(seen.output);
    expect(seen.next).toContain('And now?');
  });

  it('lists models, embeds, and reads errors', () => {
    expect(seen.models).toContain('heimdall/auto');
    expect(seen.one).toBe('heimdall/auto');
    expect(seen.vectors).toEqual([384, 384]);
    expect(seen.refused).toEqual({ name: 'NotFoundError', status: 404, code: 'model_not_found' });
  });
});
