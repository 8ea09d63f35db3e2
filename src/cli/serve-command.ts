import cluster from 'node:cluster';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { createHeimdall, type Heimdall } from '../host/create-heimdall.ts';
import { runningEndpoint } from '../host/files/endpoint-file.ts';
import { runWorker } from '../host/workers/run-worker.ts';
import { defaultDataFolder, packageRoot, rendererFolder } from './app-folders.ts';
import { forkWorker, ownerChannel } from './cluster-workers.ts';
import { parsePort, parseWorkers } from './parse-options.ts';

interface ServeOptions {
  readonly port?: number;
  readonly home?: string;
  readonly config?: string;
  readonly workers?: number;
}

/** `heimdall serve`: the headless host. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the endpoint and the console for browsers, without a window')
    .option('--port <number>', 'port to listen on, 0 = any free one (default: gateway.port, 4141)', parsePort)
    .option('--home <folder>', 'folder of settings, keys and the decision log')
    .option('--config <file>', 'settings file (default: heimdall.yaml in the home folder)')
    .option(
      '--workers <number>',
      'processes that answer requests, behind one port (default: this one alone)',
      parseWorkers,
    )
    .addHelpText(
      'after',
      `
When it is ready, exactly one line of JSON goes to standard output; logs go to standard error.

Examples:
  heimdall serve
  heimdall serve --port 0 --home ./data
  heimdall serve --workers 4
  OPENAI_API_KEY=... heimdall serve --config ./heimdall.yaml`,
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const root = packageRoot();
  const common = {
    dataFolder: options.home === undefined ? defaultDataFolder(process.env) : resolve(options.home),
    artifactFolder: resolve(root, 'artifacts'),
    version: __HEIMDALL_VERSION__,
    ...(options.config === undefined ? {} : { configPath: options.config }),
    ...(options.port === undefined ? {} : { port: options.port }),
  };
  if (cluster.isWorker) {
    runWorker({ ...common, channel: ownerChannel(), onEnd: () => process.exit(0) });
    return;
  }
  const heimdall = await createHeimdall({
    ...common,
    rendererFolder: rendererFolder(root),
    host: 'headless',
    ...(options.workers === undefined ? {} : { workers: { count: options.workers, fork: forkWorker } }),
  });
  stopOnSignals(heimdall);
  await heimdall.start();
  const { state, url, openai_base_url, error } = heimdall.endpoint;
  if (state !== 'listening') {
    // In a window the console would say so; here the console is behind the same port.
    await heimdall.stop();
    const other = runningEndpoint(heimdall.dataFolder);
    throw new Error(
      other === null
        ? (error ?? 'The endpoint did not start.')
        : `A Heimdall runs on ${heimdall.dataFolder} already, at ${other}. Use that one, or stop it first.`,
    );
  }
  const ready = {
    url,
    console: heimdall.consoleUrl,
    openai_base_url,
    version: __HEIMDALL_VERSION__,
    home: heimdall.dataFolder,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

/** The first signal ends in order, the second at once. */
function stopOnSignals(heimdall: Heimdall): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(130);
      stopping = true;
      heimdall.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
