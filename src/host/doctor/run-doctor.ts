/** The self-test: this machine, then every path and event order of the endpoint, as each client would use them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHeimdall } from '../create-heimdall.ts';
import { runningEndpoint } from '../files/endpoint-file.ts';
import { Fault, type Finding, runChecks } from './finding.ts';
import { MACHINE_CHECKS, type Machine, readConfig } from './machine-checks.ts';
import { portOwner } from './port-owner.ts';
import { ANTHROPIC_CHECKS } from './wire/anthropic-checks.ts';
import { ENDPOINT_CHECKS } from './wire/endpoint-checks.ts';
import { GEMINI_CHECKS } from './wire/gemini-checks.ts';
import { OPENAI_CHECKS } from './wire/openai-checks.ts';
import { RESPONSES_CHECKS } from './wire/responses-checks.ts';
import { WireClient } from './wire/wire-client.ts';

export interface DoctorOptions extends Machine {
  readonly version: string;
  /** The endpoint to test; null: where the configuration says. */
  readonly url: string | null;
  /** True: tests a temporary endpoint of its own, whatever else runs. */
  readonly start: boolean;
  /** Access token of the endpoint; null: that of the configuration, if it has one. */
  readonly token: string | null;
  /** True lets real providers answer, which may cost money. */
  readonly live: boolean;
  /** What is asked; by default `heimdall/auto`, with `live` the cheapest bucket. */
  readonly model: string | null;
  readonly onFinding: (finding: Finding) => void;
  /** Told before anything is sent. */
  readonly onTarget: (target: DoctorTarget) => void;
}

/** What is going to be tested. */
export interface DoctorTarget {
  readonly url: string;
  /** A temporary endpoint, because none was running or one was asked for. */
  readonly temporary: boolean;
  readonly live: boolean;
  readonly model: string;
  /** Requests that ask a model for an answer. */
  readonly generations: number;
}

export interface DoctorReport {
  readonly url: string | null;
  readonly temporary: boolean;
  readonly live: boolean;
  readonly findings: readonly Finding[];
  /** True when nothing failed. */
  readonly ok: boolean;
}

const WIRE_CHECKS = [...OPENAI_CHECKS, ...RESPONSES_CHECKS, ...ANTHROPIC_CHECKS, ...GEMINI_CHECKS, ...ENDPOINT_CHECKS];
/** So many of the requests ask for an answer; each wants a sentence. */
const GENERATIONS = 22;
const DEFAULT_PORT = 4141;

/** Runs everything. Rejects only when the temporary endpoint cannot be started. */
export async function runDoctor(options: DoctorOptions): Promise<DoctorReport> {
  const machine = await runChecks(MACHINE_CHECKS, options, options.onFinding);
  const target = await findTarget(options);
  options.onFinding(target.finding);
  const findings = [...machine, target.finding];
  try {
    if (target.url !== null) findings.push(...(await testEndpoint(options, target.url, target.stop !== null)));
  } finally {
    await target.stop?.();
  }
  const ok = findings.every(({ verdict }) => verdict !== 'failed');
  return { url: target.url, temporary: target.stop !== null, live: options.live, findings, ok };
}

async function testEndpoint(options: DoctorOptions, url: string, temporary: boolean): Promise<Finding[]> {
  const { live } = options;
  const token = temporary ? null : tokenOf(options);
  const model = options.model ?? (live ? 'heimdall/cheap' : 'heimdall/auto');
  options.onTarget({ url, temporary, live, model, generations: GENERATIONS });
  const wire = new WireClient({ url, token, live, model });
  try {
    return await runChecks(WIRE_CHECKS, wire, options.onFinding);
  } finally {
    wire.close();
  }
}

/** The access token that the endpoint asks for, if it has one. */
function tokenOf(options: DoctorOptions): string | null {
  return options.token ?? readConfig(options)?.accessToken ?? null;
}

/** Where the Heimdall that has the data folder listens; when none has, where one would with these settings. */
export function endpointUrl(machine: Machine): string {
  const running = runningEndpoint(machine.dataFolder);
  if (running !== null) return running;
  const { host, port } = readConfig(machine)?.settings.gateway ?? { host: '127.0.0.1', port: DEFAULT_PORT };
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

interface FoundTarget {
  /** Null when there is nothing to test. */
  readonly url: string | null;
  readonly finding: Finding;
  readonly stop: (() => Promise<void>) | null;
}

async function findTarget(options: DoctorOptions): Promise<FoundTarget> {
  if (options.start) return startTemporary(options, 'asked for with --start');
  const url = options.url ?? endpointUrl(options);
  const health = await askHealth(url, tokenOf(options));
  if (health.kind === 'nobody' && options.url === null)
    return startTemporary(options, `nothing listens on port ${new URL(url).port}`);
  const stop = null;
  const [finding] = await runChecks(
    [
      {
        id: 'endpoint.running',
        group: 'This machine',
        title: 'the endpoint answers, and is Heimdall',
        run: () => judgeHealth(health, url, options),
      },
    ],
    null,
    () => {},
  );
  const testable = finding?.verdict === 'ok' || (options.live && health.kind === 'other');
  return { url: testable ? url : null, finding: finding as Finding, stop };
}

type Health =
  | { readonly kind: 'nobody'; readonly reason: string }
  /** It is Heimdall, and wants its access token. */
  | { readonly kind: 'locked' }
  | { readonly kind: 'other'; readonly reason: string }
  | { readonly kind: 'heimdall'; readonly version: string; readonly features: readonly unknown[] };

function judgeHealth(health: Health, url: string, { live, version }: DoctorOptions): string {
  if (health.kind === 'heimdall') {
    if (live || health.features.includes('simulate')) return `${url}, version ${health.version}`;
    throw new Fault(
      `${url} is Heimdall ${health.version}, which cannot be asked for simulated answers, so nothing was sent`,
      `Start version ${version} instead, test it with --start, or let real providers answer with --live.`,
    );
  }
  if (health.kind === 'locked') {
    throw new Fault(
      `${url} is Heimdall and refuses the access token`,
      'Give its token with --token, or set the variable that gateway.token_env names.',
    );
  }
  const { port, hostname } = new URL(url);
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  const owner = health.kind === 'other' && local ? portOwner(Number(port)) : null;
  throw new Fault(
    health.kind === 'nobody'
      ? `nobody answers at ${url} (${health.reason})`
      : `${url} is taken by another program${owner === null ? '' : `, ${owner}`} (${health.reason})`,
    health.kind === 'nobody'
      ? 'Start it with `heimdall serve`, or test a temporary one with --start.'
      : 'Stop that program, or set another gateway.port in heimdall.yaml. --start tests a temporary endpoint meanwhile.',
  );
}

async function askHealth(url: string, token: string | null): Promise<Health> {
  const wire = new WireClient({ url, token, live: false, model: '' });
  try {
    const answer = await wire.send('/healthz', { headers: { authorization: `Bearer ${wire.key}` } });
    if (answer.headers['x-heimdall-error'] === 'token_invalid') return { kind: 'locked' };
    const body = answer.json();
    if (typeof body?.artifact_version === 'undefined') return { kind: 'other', reason: 'it is not Heimdall' };
    return { kind: 'heimdall', version: String(body.version), features: body.features ?? [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      kind: /ECONNREFUSED|EADDRNOTAVAIL|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH/.test(reason) ? 'nobody' : 'other',
      reason,
    };
  } finally {
    wire.close();
  }
}

/** An endpoint of our own, with no key and nothing of the user's: the simulator answers. */
async function startTemporary(options: DoctorOptions, why: string): Promise<FoundTarget> {
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-doctor-'));
  writeFileSync(join(folder, 'heimdall.yaml'), 'simulator: always\n');
  const heimdall = await createHeimdall({
    dataFolder: folder,
    artifactFolder: options.artifactFolder,
    port: 0,
    version: options.version,
    host: 'headless',
    env: { HEIMDALL_LOG_LEVEL: 'silent' },
  });
  await heimdall.start();
  const { url, error } = heimdall.endpoint;
  const stop = async () => {
    await heimdall.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const [finding] = await runChecks(
    [
      {
        id: 'endpoint.running',
        group: 'This machine',
        title: 'a temporary endpoint starts',
        run() {
          if (url === null) throw new Fault(error ?? 'it does not listen', 'Do what the message says.');
          return `${url}, because ${why}`;
        },
      },
    ],
    null,
    () => {},
  );
  return { url, finding: finding as Finding, stop };
}
