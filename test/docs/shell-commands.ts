/** What lines of a shell block run, as far as it is ours to know: `heimdall`, `npm run` and `node`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';
import { ROOT } from './markdown-pages.ts';

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** What is wrong with the commands of a block: names and flags that do not exist. */
export function wrongCommands(text: string): string[] {
  return commandsOf(text).flatMap((words) => {
    const [program, ...rest] = words;
    if (program === 'heimdall') return wrongHeimdall(rest);
    if (program === 'npx' && rest[0] === 'heimdall') return wrongHeimdall(rest.slice(1));
    if (program === 'node' && rest[0] !== undefined && !rest[0].startsWith('-')) {
      return existsSync(join(ROOT, rest[0])) ? [] : [`there is no ${rest[0]}`];
    }
    if (program === 'npm') return wrongNpm(rest.filter((word) => word !== '-s'));
    return [];
  });
}

function wrongNpm([verb, name = '', ...rest]: readonly string[]): string[] {
  if (verb !== 'run') return [];
  if (scripts[name] === undefined) return [`npm run ${name}: there is no such script`];
  return name === 'heimdall' ? wrongHeimdall(rest.filter((word) => word !== '--')) : [];
}

function wrongHeimdall(words: readonly string[]): string[] {
  let command: Command = createProgram('0.0.0');
  let path = 'heimdall';
  for (const word of words) {
    if (word === '--help' || word === '-h' || word === '--version') continue;
    if (word.startsWith('-') && word !== '-') {
      const flag = word.split('=')[0] as string;
      const known = command.options.some(({ long, short }) => long === flag || short === flag);
      if (!known) return [`${path} has no ${flag}`];
      continue;
    }
    const next = command.commands.find((child) => child.name() === word || child.aliases().includes(word));
    if (next !== undefined) {
      command = next;
      path += ` ${word}`;
    } else if (command.commands.length > 0 && command.registeredArguments.length === 0) {
      return [`${path} has no command ${word}`];
    }
  }
  return [];
}

/** The commands of a block as words: without comments, variables before them, and what they are piped to or written to. */
function commandsOf(text: string): string[][] {
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => wordsOf(line))
    .map((words) => words.filter((word, index) => !isAssignment(word, words.slice(0, index))))
    .filter((words) => words.length > 0);
}

/** The words of each command of a line. */
function wordsOf(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const [token] of line.matchAll(/'[^']*'|"[^"]*"|#.*$|&&|\|\||[|;<>]|(?:[^\s'"|;<>#&]|(?<=\S)#)+/g)) {
    if (token.startsWith('#')) break;
    if (/^(&&|\|\||[|;<>])$/.test(token)) commands.push([]);
    else commands.at(-1)?.push(token);
  }
  return commands;
}

function isAssignment(word: string, before: readonly string[]): boolean {
  return /^[A-Z_]+=/.test(word) && before.every((other) => /^[A-Z_]+=/.test(other));
}
