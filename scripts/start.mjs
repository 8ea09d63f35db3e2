#!/usr/bin/env node
/**
 * `npm start`: Heimdall in a window, or where there is no display, in the browser.
 *
 *   npm start -- [--headless] [--port N] [--home DIR] [--config FILE]
 */
import { parseArgs } from 'node:util';
import { build, isBuildFresh } from './build.mjs';
import { findElectron } from './electron.mjs';
import { root } from './paths.mjs';
import { runUntilEnded } from './processes.mjs';
import { ensureSystemLibraries, hasDisplay } from './system-libraries.mjs';

/** A window that ends with an error sooner than this never showed: the console is served instead. */
const FAILED_AT_START_SECONDS = 8;

const log = (line) => console.error(line);
process.exitCode = await start(readOptions());

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        headless: { type: 'boolean', default: false },
        port: { type: 'string' },
        home: { type: 'string' },
        config: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    console.error(`${error.message}\nUsage: npm start -- [--headless] [--port N] [--home DIR] [--config FILE]`);
    process.exit(2);
  }
}

async function start(options) {
  if (!isBuildFresh({ library: false })) {
    log('Building (once, and after changes)...');
    if (!(await build({ library: false }))) return 1;
  }
  const window = options.headless ? { reason: '--headless was given' } : await findWindow();
  if (!window.path) return serve(options, window.reason);
  const { code, seconds } = await openWindow(window.path, options);
  if (code === 0 || seconds > FAILED_AT_START_SECONDS) return code;
  return serve(options, `Electron ended with code ${code} at once`);
}

/** @returns {Promise<{ path: string } | { path?: undefined, reason: string }>} */
async function findWindow() {
  if (!hasDisplay()) return { reason: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)' };
  const electron = await findElectron({ log });
  if (!electron.path) return { reason: `there is no Electron: ${electron.reason}` };
  const libraries = ensureSystemLibraries({ binary: electron.path }, { log });
  return libraries.ok ? { path: electron.path } : { reason: libraries.message };
}

function openWindow(path, options) {
  const args = [root];
  if (process.platform === 'linux' && process.getuid() === 0) {
    log("Running as root: Chromium's sandbox is off (--no-sandbox). Start Heimdall as a normal user to have it on.");
    args.push('--no-sandbox');
  }
  if (options.port !== undefined) args.push(`--port=${options.port}`);
  if (options.config !== undefined) args.push(`--config=${options.config}`);
  const env = options.home === undefined ? process.env : { ...process.env, HEIMDALL_HOME: options.home };
  return runUntilEnded(path, args, { env });
}

async function serve(options, whyNoWindow) {
  const args = ['out/cli/index.cjs', 'serve'];
  for (const name of ['port', 'home', 'config']) if (options[name] !== undefined) args.push(`--${name}`, options[name]);
  let announced = false;
  const onLine = (line) => {
    if (announced) return console.log(line);
    announced = true;
    announce(line, whyNoWindow);
  };
  const { code } = await runUntilEnded(process.execPath, args, { onLine });
  return code;
}

/** Says in words what the host says in its one line of JSON. */
function announce(line, whyNoWindow) {
  let ready;
  try {
    ready = JSON.parse(line);
  } catch {
    console.log(line);
    return;
  }
  console.log(`
Heimdall is running.

  Console    ${ready.console}
  Endpoint   ${ready.url}/v1

Point an app at it:

  export OPENAI_BASE_URL=${ready.url}/v1

or send one request from another terminal; the console shows where it went and why:

  curl ${ready.url}/v1/chat/completions -H 'content-type: application/json' \\
    -d '{"model": "heimdall/auto", "messages": [{"role": "user", "content": "Hello!"}]}'

There is no window: ${whyNoWindow}.
Ctrl-C ends it.
`);
}
