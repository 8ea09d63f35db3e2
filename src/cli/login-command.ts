import { resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { createLogger, loggerOptionsFromEnv } from '../host/logging/create-logger.ts';
import { openGoogleAccount } from '../host/oauth/open-google-account.ts';
import { defaultDataFolder } from './app-folders.ts';
import { openBrowser } from './open-browser.ts';
import { parseSeconds } from './parse-options.ts';

interface AccountOptions {
  readonly home?: string;
  readonly config?: string;
}

interface LoginOptions extends AccountOptions {
  readonly browser: boolean;
  readonly timeout: number;
}

const provider = () => new Argument('<provider>', 'where').choices(['google']);

/** `heimdall login`: signs an account in, in the browser. */
export function loginCommand(): Command {
  return new Command('login')
    .description('sign in at a provider, so that its models can be used without an API key')
    .addArgument(provider())
    .option('--no-browser', 'only print the address')
    .option('--timeout <seconds>', 'how long to wait for you', parseSeconds, 300)
    .option('--home <folder>', 'folder of settings and keys')
    .option('--config <file>', 'settings file (default: heimdall.yaml in the home folder)')
    .addHelpText(
      'after',
      `
It needs an OAuth client of your own (auth_adapters.google_oauth in heimdall.yaml; docs/auth.md says how to get one). A
Heimdall that is running uses the sign-in at once.`,
    )
    .action(async (_provider: string, options: LoginOptions) => {
      const account = open(options);
      const { url, done, cancel } = await account.signIn(options.timeout * 1_000);
      process.once('SIGINT', cancel);
      process.stdout.write(`Open this address in a browser on this computer:\n\n  ${url}\n\n`);
      if (options.browser) openBrowser(url);
      await done;
      process.stdout.write('Signed in at Google. The sign-in is stored encrypted in the home folder.\n');
    });
}

/** `heimdall logout`: ends a sign-in, here and at the provider. */
export function logoutCommand(): Command {
  return new Command('logout')
    .description('sign out at a provider')
    .addArgument(provider())
    .option('--home <folder>', 'folder of settings and keys')
    .option('--config <file>', 'settings file (default: heimdall.yaml in the home folder)')
    .action(async (_provider: string, options: AccountOptions) => {
      const ended = await open(options).signOut();
      process.stdout.write(
        ended
          ? 'Signed out at Google.\n'
          : 'Signed out here. Google could not be told: remove the access at https://myaccount.google.com/permissions\n',
      );
    });
}

function open({ home, config }: AccountOptions) {
  const fromEnv = loggerOptionsFromEnv(process.env, true);
  return openGoogleAccount({
    dataFolder: home === undefined ? defaultDataFolder(process.env) : resolve(home),
    env: process.env,
    // What goes wrong is the command's own answer.
    logger: createLogger(process.env.HEIMDALL_LOG_LEVEL === undefined ? { ...fromEnv, level: 'silent' } : fromEnv),
    ...(config === undefined ? {} : { configPath: config }),
  });
}
