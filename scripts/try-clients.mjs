#!/usr/bin/env node
/**
 * `npm run try-clients [-- codex claude gemini]`: fetches real coding agents from the package registry and runs each against
 * a temporary endpoint with the simulator: an answer, and a loop with a tool of theirs. Nothing of the user's is read or
 * written. The agents together are some 700 MB, so this is no part of `npm test`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './paths.mjs';

const RUN_MS = 120_000;
const MARK = '[simulated]';

/** How each agent is fetched, pointed at an endpoint and asked; `tool` is one that can do no harm. */
const agents = {
  codex: {
    packages: ['@openai/codex@0.169.0'],
    tool: 'get_goal',
    command: (bin, prompt) => [join(bin, 'codex'), ['exec', '--skip-git-repo-check', prompt]],
    prepare(home, url) {
      mkdirSync(join(home, '.codex'), { recursive: true });
      const lines = [
        'model = "heimdall/auto"',
        'model_provider = "heimdall"',
        '[model_providers.heimdall]',
        'name = "Heimdall"',
        `base_url = "${url}/v1"`,
        'wire_api = "responses"',
      ];
      writeFileSync(join(home, '.codex', 'config.toml'), `${lines.join('\n')}\n`);
      return {};
    },
  },
  claude: {
    packages: [
      '@anthropic-ai/claude-code@2.1.197',
      `@anthropic-ai/claude-code-${process.platform}-${process.arch}@2.1.197`,
    ],
    tool: 'TaskList',
    // Its own launcher is made by an install script, and those are not run here.
    command: (bin, prompt) => {
      const native = join(bin, '..', '@anthropic-ai', `claude-code-${process.platform}-${process.arch}`, 'claude');
      return [native, ['-p', prompt, '--model', 'heimdall/auto']];
    },
    prepare: (_home, url) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_AUTH_TOKEN: 'heimdall',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    }),
  },
  gemini: {
    packages: ['@google/gemini-cli@0.61.0'],
    tool: 'glob',
    command: (bin, prompt) => [join(bin, 'gemini'), ['-p', prompt, '--model', 'heimdall/auto', '--skip-trust']],
    prepare(home, url) {
      mkdirSync(join(home, '.gemini'), { recursive: true });
      const settings = { security: { auth: { selectedType: 'gemini-api-key' } } };
      writeFileSync(join(home, '.gemini', 'settings.json'), JSON.stringify(settings));
      return { GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: 'heimdall' };
    },
  },
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in agents));
if (unknown) {
  console.error(`There is no ${unknown} here; there are ${Object.keys(agents).join(', ')}.`);
  process.exit(2);
}
if (!existsSync(join(root, 'out', 'cli', 'index.cjs')) && !(await build())) process.exit(1);

const work = mkdtempSync(join(tmpdir(), 'heimdall-clients-'));
const host = startHost();
try {
  const url = await host.url;
  for (const name of asked.length > 0 ? asked : Object.keys(agents)) {
    const ok = await tryAgent(name, agents[name], url);
    if (!ok) process.exitCode = 1;
  }
} finally {
  host.stop();
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
}

async function tryAgent(name, agent, url) {
  const folder = join(work, name);
  const home = join(folder, 'home');
  const project = join(folder, 'project');
  mkdirSync(home, { recursive: true });
  mkdirSync(project);
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  console.log(`${name}: fetching ${agent.packages[0]}...`);
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
  const installed = await run('npm', ['install', ...options, ...agent.packages], { cwd: folder, env: process.env });
  if (installed.code !== 0) return report(name, 'install', installed, false);
  const env = { PATH: process.env.PATH, HOME: home, USERPROFILE: home, ...agent.prepare(home, url) };
  const ask = (prompt) => {
    const [command, args] = agent.command(join(folder, 'node_modules', '.bin'), prompt);
    return run(command, args, { cwd: project, env });
  };
  const answer = await ask('Say hello');
  const answered = report(name, 'an answer', answer, answer.output.includes(MARK));
  const loop = await ask(`Please call ${agent.tool}`);
  return report(name, `a loop with ${agent.tool}`, loop, loop.output.includes('The tool answered')) && answered;
}

function report(name, what, { code, output, seconds }, seen) {
  const ok = code === 0 && seen;
  console.log(`${ok ? 'ok  ' : 'FAIL'}  ${name}: ${what} (${seconds.toFixed(0)} s)`);
  if (!ok) console.log(output.trim().split('\n').slice(-15).join('\n'));
  return ok;
}

function run(command, args, options) {
  const started = Date.now();
  return new Promise((done) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], timeout: RUN_MS });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    const end = (code) => done({ code, output, seconds: (Date.now() - started) / 1_000 });
    child.on('error', (error) => {
      output += error.message;
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

/** The headless host with nothing but the simulator. */
function startHost() {
  const home = join(work, 'heimdall');
  mkdirSync(home);
  writeFileSync(join(home, 'heimdall.yaml'), 'simulator: always\n');
  const args = [join(root, 'out', 'cli', 'index.cjs'), 'serve', '--port', '0', '--home', home];
  const env = { PATH: process.env.PATH, HOME: home, HEIMDALL_LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = new Promise((done, fail) => {
    child.stdout.once('data', (line) => done(JSON.parse(String(line)).url));
    child.once('exit', (code) => fail(new Error(`The endpoint ended with ${code}.`)));
  });
  return { url, stop: () => child.kill('SIGTERM') };
}
