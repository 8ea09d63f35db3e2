import { resolve } from 'node:path';
import { Command } from 'commander';
import { endpointUrl, runDoctor } from '../host/doctor/run-doctor.ts';
import { defaultDataFolder, packageRoot } from './app-folders.ts';
import { DoctorPrinter } from './format-findings.ts';

interface DoctorCommandOptions {
  readonly url?: string;
  readonly start?: boolean;
  readonly live?: boolean;
  readonly model?: string;
  readonly token?: string;
  readonly tools?: boolean;
  readonly json?: boolean;
  readonly home?: string;
  readonly config?: string;
}

/** `heimdall doctor`: does everything work, and if not, what is to be done? */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('test this machine and every path of the endpoint, as each client uses them; costs nothing')
    .option('--url <url>', 'endpoint to test (default: the one that runs, or that the settings name)')
    .option('--start', 'test a temporary endpoint; the default when none is running')
    .option('--live', 'let real providers answer, which may cost money')
    .option('--model <name>', 'what is asked (default: heimdall/auto; with --live heimdall/cheap)')
    .option('--token <token>', 'access token of the endpoint (default: that of gateway.token_env)')
    .option('--tools', 'print the lines that point each client here, and stop')
    .option('--json', 'print the report as JSON')
    .option('--home <folder>', 'folder of settings and keys')
    .option('--config <file>', 'settings file (default: heimdall.yaml in the home folder)')
    .addHelpText(
      'after',
      `
Answers come from the built-in simulator (the header x-heimdall-simulate: true asks for it), so nothing is charged. The
requests show in the log as heimdall-doctor. The exit code is 0 when nothing failed.

Examples:
  heimdall doctor
  heimdall doctor --start --json | jq '.findings[] | select(.verdict == "failed")'
  heimdall doctor --url http://127.0.0.1:8080     is the proxy in front of it transparent?
  heimdall doctor --tools`,
    )
    .action(async (options: DoctorCommandOptions) => {
      const printer = new DoctorPrinter(options.json === true);
      const machine = {
        dataFolder: options.home === undefined ? defaultDataFolder(process.env) : resolve(options.home),
        artifactFolder: resolve(packageRoot(), 'artifacts'),
        env: process.env,
        ...(options.config === undefined ? {} : { configPath: options.config }),
      };
      if (options.tools === true) {
        printer.tools(options.url === undefined ? endpointUrl(machine) : originOf(options.url));
        return;
      }
      const report = await runDoctor({
        ...machine,
        version: __HEIMDALL_VERSION__,
        url: options.url === undefined ? null : originOf(options.url),
        start: options.start === true,
        token: options.token ?? null,
        live: options.live === true,
        model: options.model ?? null,
        onFinding: (finding) => printer.finding(finding),
        onTarget: (target) => printer.target(target),
      });
      printer.report(report);
      process.exitCode = report.ok ? 0 : 1;
    });
}

/** People give the base URL of a client; the endpoint is what is before its path. */
function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    throw new Error(`--url ${JSON.stringify(url)} is no URL. It looks like http://127.0.0.1:4141.`);
  }
}
