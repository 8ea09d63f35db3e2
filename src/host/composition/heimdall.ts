import type { AuthAdapter, Clock, Logger } from '../../core/index.ts';
import type { ConsoleService } from '../../shared/console-contract.ts';
import type { Desktop } from '../desktop/desktop.ts';
import type { EndpointStatus } from '../endpoint.ts';
import type { KeySealer } from '../secrets/vault-key.ts';
import type { WorkerFrontOptions } from '../workers/worker-front.ts';

export interface HeimdallOptions {
  /** Folder of settings, keys and the decision log. Made when it is not there. */
  readonly dataFolder: string;
  /** Instead of `HEIMDALL_CONFIG` or `<dataFolder>/heimdall.yaml`. */
  readonly configPath?: string;
  /** The bundled artifact. */
  readonly artifactFolder: string;
  /** The folder of the app, which files in CPU profiles are named relative to; by default that of the artifact's folder. */
  readonly appFolder?: string;
  /** Instead of `gateway.port`; 0 = any free port. */
  readonly port?: number;
  /** The built renderer, to be served to browsers; null or absent: none is, and in a window no console API either. */
  readonly rendererFolder?: string | null;
  readonly version: string;
  readonly host: 'electron' | 'headless';
  /** By default one that writes to standard error, as the environment says. */
  readonly logger?: Logger;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** Auth adapters beside the built-in ones; `auth_adapters.enabled` says which are asked, and in which order. */
  readonly authAdapters?: readonly AuthAdapter[];
  /** The operating system's key store; without it the key of stored secrets is in a file of mode 0600. */
  readonly keySealer?: KeySealer | null;
  /** The desktop around the window; without it the console offers nothing of one. */
  readonly desktop?: Desktop;
  /** Processes that answer requests in front of this one, which keeps what there is one of; absent: it answers itself. */
  readonly workers?: WorkerFrontOptions;
  /** Where `logger` writes its files, to be shown; null or absent when it writes none. */
  readonly logFolder?: string | null;
}

export interface Heimdall {
  /** Opens the endpoint. Resolves also when it cannot listen: `endpoint` says so, and the console works. */
  start(): Promise<void>;
  /** Ends event streams, lets running answers end for a moment, writes the log. Safe to repeat. */
  stop(): Promise<void>;
  readonly console: ConsoleService;
  readonly endpoint: EndpointStatus;
  /** Where browsers find the console; null when it is not served. */
  readonly consoleUrl: string | null;
  readonly dataFolder: string;
}
