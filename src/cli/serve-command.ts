import { resolve } from 'node:path';
import { Command } from 'commander';
import { createHeimdall, type Heimdall } from '../host/create-heimdall.ts';
import { defaultDataFolder, packageRoot, rendererFolder } from './app-folders.ts';
import { parsePort } from './parse-options.ts';

interface ServeOptions {
  readonly port?: number;
  readonly home?: string;
  readonly config?: string;
}

/** `heimdall serve`: the headless host. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the endpoint and the console for browsers, without a window')
    .option('--port <number>', 'port to listen on, 0 = any free one (default: gateway.port, 4141)', parsePort)
    .option('--home <folder>', 'folder of settings, keys and the decision log')
    .option('--config <file>', 'settings file (default: heimdall.yaml in the home folder)')
    .addHelpText(
      'after',
      `
When it is ready, exactly one line of JSON goes to standard output; logs go to standard error.

Examples:
  heimdall serve
  heimdall serve --port 0 --home ./data
  OPENAI_API_KEY=... heimdall serve --config ./heimdall.yaml`,
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const root = packageRoot();
  const heimdall = await createHeimdall({
    dataFolder: options.home === undefined ? defaultDataFolder(process.env) : resolve(options.home),
    artifactFolder: resolve(root, 'artifacts'),
    rendererFolder: rendererFolder(root),
    version: __HEIMDALL_VERSION__,
    host: 'headless',
    ...(options.config === undefined ? {} : { configPath: options.config }),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  stopOnSignals(heimdall);
  await heimdall.start();
  const { state, url, openai_base_url, error } = heimdall.endpoint;
  if (state !== 'listening') {
    // In a window the console would say so; here the console is behind the same port.
    await heimdall.stop();
    throw new Error(error ?? 'The endpoint did not start.');
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
