import { Command } from 'commander';
import { artifactCommand } from './artifact-command.ts';
import { capsuleCommand, exportCommand, importCommand } from './capsule-commands.ts';
import { configCommand } from './config-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { embedCommand } from './embed-command.ts';
import { evalCommand } from './eval-command.ts';
import { featuresCommand } from './features-command.ts';
import { keysCommand } from './keys-command.ts';
import { loginCommand, logoutCommand } from './login-command.ts';
import { modelsCommand } from './models-command.ts';
import { routeCommand } from './route-command.ts';
import { serveCommand } from './serve-command.ts';
import { testCommand } from './test-command.ts';

/** The command with all that belongs to it; nothing runs before it parses. */
export function createProgram(version: string): Command {
  const program = new Command('heimdall')
    .description('See, understand and tune how an LLM router chooses models.')
    .version(version, '--version', 'print the version')
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText(
      'after',
      `
Examples:
  heimdall serve                                  run the endpoint; then point an app at it:
  export OPENAI_BASE_URL=http://127.0.0.1:4141/v1
  heimdall route "Fix the typo in this sentnce"   where would this go, and why?
  heimdall route --json - < prompt.txt            the same as data
  heimdall test                                   do requests still go where they must?
  heimdall doctor                                 does everything work?

Environment:
  HEIMDALL_HOME         folder of settings, keys and the decision log
  HEIMDALL_CONFIG       settings file
  HEIMDALL_LOG_LEVEL    debug, info, warn, error or silent
  HEIMDALL_LOG_PROMPTS  1 logs prompt text, which is never logged otherwise
  HEIMDALL_KEY__KEY     a setting: HEIMDALL_GATEWAY__PORT is gateway.port, HEIMDALL_TIMEOUT is timeout
  OPENAI_API_KEY, OPENROUTER_API_KEY, GEMINI_API_KEY, DEEPSEEK_API_KEY, ANTHROPIC_API_KEY`,
    );
  const commands = [
    serveCommand(),
    routeCommand(),
    modelsCommand(),
    artifactCommand(),
    loginCommand(),
    logoutCommand(),
    keysCommand(),
    configCommand(),
    doctorCommand(),
    embedCommand(),
    evalCommand(),
    testCommand(),
    exportCommand(),
    importCommand(),
    capsuleCommand(),
    featuresCommand(),
  ];
  for (const command of commands) {
    program.addCommand(command);
    inherit(program, command);
  }
  return program;
}

/** Commands that are added do not take these over by themselves. */
function inherit(program: Command, command: Command): void {
  command.copyInheritedSettings(program);
  for (const one of [program, command]) one.exitOverride();
  for (const child of command.commands) inherit(command, child);
}
