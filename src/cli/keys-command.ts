import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { createLogger, loggerOptionsFromEnv } from '../host/logging/create-logger.ts';
import { UserKeyStore } from '../host/user-keys/user-key-store.ts';
import { defaultDataFolder } from './app-folders.ts';

interface KeysOptions {
  readonly home?: string;
  readonly json?: boolean;
}

/** `heimdall keys`: keys that this Heimdall issues to apps. */
export function keysCommand(): Command {
  const keys = new Command('keys')
    .description('issue keys to apps: requests that bring one are recorded under its name')
    .addHelpText(
      'after',
      `
Examples:
  heimdall keys create my-editor       prints the key, once
  export OPENAI_API_KEY=hmd_...        what the app sends
  heimdall keys revoke my-editor       in force at once, also in a Heimdall that is running

gateway.require_user_key: true in heimdall.yaml refuses requests without one.`,
    );
  keys
    .command('create')
    .description('issue a key; it is printed once and not stored')
    .argument('<name>', 'the app that will use it')
    .option('--home <folder>', 'folder of settings and keys')
    .option('--json', 'print {name, key} as JSON')
    .action(async (name: string, options: KeysOptions) => {
      const issued = await open(options).create(name);
      process.stdout.write(options.json ? `${JSON.stringify(issued)}\n` : `${issued.key}\n`);
      if (!options.json) process.stderr.write('Keep it: it is not shown again.\n');
    });
  keys
    .command('list')
    .description('list the keys that were issued')
    .option('--home <folder>', 'folder of settings and keys')
    .option('--json', 'print the list as JSON')
    .action((options: KeysOptions) => {
      const listed = open(options).list();
      if (options.json) {
        process.stdout.write(`${JSON.stringify(listed)}\n`);
        return;
      }
      for (const { name, reference, created_ms, revoked_ms, last_use } of listed) {
        const used = last_use === null ? 'never used' : `last used ${date(last_use.at_ms)}`;
        const state = revoked_ms === null ? used : `revoked ${date(revoked_ms)}`;
        process.stdout.write(`${name}   hmd_${reference}   ${date(created_ms)}   ${state}\n`);
      }
    });
  keys
    .command('revoke')
    .description('make a key invalid at once')
    .argument('<name>', 'the app that it was issued to')
    .option('--home <folder>', 'folder of settings and keys')
    .action(async (name: string, options: KeysOptions) => {
      await open(options).revoke(name);
      process.stdout.write(`The key of ${name} is revoked.\n`);
    });
  return keys;
}

function date(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function open({ home }: KeysOptions): UserKeyStore {
  const folder = home === undefined ? defaultDataFolder(process.env) : resolve(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const store = new UserKeyStore(
    folder,
    createLogger({ ...loggerOptionsFromEnv(process.env, true), level: 'silent' }),
    Date.now,
  );
  const notice = store.notice();
  if (notice !== null) throw new Error(notice);
  return store;
}
