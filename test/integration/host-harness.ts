/** A whole Heimdall on real sockets and real files, for the host's integration tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { dispatchConsoleRequest } from '../../src/host/console/dispatch.ts';
import { createHeimdall, type Heimdall, type HeimdallOptions } from '../../src/host/create-heimdall.ts';
import type { ConsoleResult } from '../../src/shared/console-contract.ts';
import type { ArtifactFiles } from '../helpers/tiny-artifact.ts';
import { tinyFilesWithProvenance } from '../helpers/tiny-provenance.ts';
import { recordingLogger, temporaryFolder } from './host-fixtures.ts';

/** Writes the tiny artifact into a folder. @param change What is to be another one in it. */
export function writeTinyArtifact(folder: string, change: (files: ArtifactFiles) => void = () => {}): string {
  const files = tinyFilesWithProvenance();
  change(files);
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

/** A built console in miniature. */
export function writeRenderer(folder: string): string {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Heimdall</title>');
  writeFileSync(join(folder, 'assets', 'index-abc123.js'), 'console.log(1)');
  writeFileSync(join(folder, 'theme.js'), '1');
  return folder;
}

export interface Running {
  readonly heimdall: Heimdall;
  readonly folder: string;
  readonly logger: ReturnType<typeof recordingLogger>;
  readonly url: string;
  /** A chat completion through the endpoint. */
  chat(text: string, headers?: Record<string, string>): Promise<Response>;
  /** A console request over HTTP, as the browser's transport sends it. */
  post(name: string, input?: unknown, headers?: Record<string, string>): Promise<Response>;
  ask<T = Record<string, unknown>>(name: string, input?: unknown): Promise<T>;
  /** The same over IPC, as the window sends it: by structured clone. */
  askIpc<T = Record<string, unknown>>(name: string, input?: unknown): Promise<T>;
}

/** Starts a host with an empty environment on a free port; it is stopped after the test. */
export async function startHost(options: Partial<HeimdallOptions> & { yaml?: string } = {}): Promise<Running> {
  const { yaml, ...given } = options;
  const folder = given.dataFolder ?? temporaryFolder();
  const base = temporaryFolder();
  if (yaml !== undefined) writeFileSync(join(folder, 'heimdall.yaml'), yaml);
  const logger = recordingLogger();
  const heimdall = await createHeimdall({
    dataFolder: folder,
    artifactFolder: writeTinyArtifact(join(base, 'artifact')),
    rendererFolder: writeRenderer(join(base, 'renderer')),
    port: 0,
    version: '1.2.3',
    host: 'headless',
    env: {},
    logger,
    ...given,
  });
  onTestFinished(() => heimdall.stop());
  await heimdall.start();
  const url = heimdall.endpoint.url ?? '';
  const post: Running['post'] = (name, input, headers = {}) =>
    fetch(`${url}/console/api/${name}`, {
      method: 'POST',
      headers: { 'x-heimdall-console': '1', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(input ?? null),
    });
  return {
    heimdall,
    folder,
    logger,
    url,
    post,
    chat: (text, headers = {}) =>
      fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content: text }] }),
      }),
    async ask<T>(name: string, input?: unknown): Promise<T> {
      const response = await post(name, input);
      return unwrap((await response.json()) as ConsoleResult<T>);
    },
    async askIpc<T>(name: string, input?: unknown): Promise<T> {
      const result = await dispatchConsoleRequest(heimdall.console, name, structuredClone(input));
      return unwrap(structuredClone(result) as ConsoleResult<T>);
    },
  };
}

function unwrap<T>(result: ConsoleResult<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}
