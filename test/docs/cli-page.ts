/** docs/cli.md: what `--help` of every command says. */
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';

const INTRODUCTION = `# Commands

\`heimdall --help\` as a page; \`npm run docs\` writes it. From a checkout, \`npm run -s heimdall -- …\` is \`heimdall …\`. Answers go to
standard output, everything else to standard error. Exit codes: 0 all is well, 1 it failed (a test of \`heimdall test\`, too), 2 the
command, its options or a settings file are not in order.
`;
const WIDTH = 110;

export function cliPage(): string {
  return `${INTRODUCTION}\n${sections(createProgram('0.0.0'), 'heimdall', 2).join('\n')}`;
}

function sections(command: Command, path: string, level: number): string[] {
  const own = `${'#'.repeat(level)} ${path}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`;
  const children = command.commands.filter((child) => child.name() !== 'help');
  return [own, ...children.flatMap((child) => sections(child, `${path} ${child.name()}`, path === 'heimdall' ? 2 : 3))];
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
    writeOut: (written) => {
      text += written;
    },
  });
  command.outputHelp();
  return text.trim();
}
