/**
 * What pages show as code is code: settings are in order, data parses, commands and their flags exist. Blocks that import
 * the library are type-checked, too, in test/integration/library.test.ts; SQL runs in test/integration/postgres.test.ts.
 */
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { checkConfig, describeProblem } from '../../src/host/config/check-config.ts';
import { parseTests } from '../../src/host/routing-tests/parse-tests.ts';
import { settingsSchema } from '../../src/shared/settings-schema.ts';

import { type CodeBlock, readPages } from './markdown-pages.ts';
import { wrongCommands } from './shell-commands.ts';

/** Signatures there are the compiler's own, and no statements. */
const MADE_FROM_TYPES = 'docs/api/';
const blocks = readPages()
  .filter(({ path }) => !path.startsWith(MADE_FROM_TYPES))
  .flatMap((page) => page.blocks);
const SETTINGS = Object.keys(settingsSchema.shape);

/** Other names of languages that are checked under one. What has neither is read by people, or by programs that are not here. */
const SAME_AS: Readonly<Record<string, string>> = {
  yml: 'yaml',
  bash: 'sh',
  shell: 'sh',
  console: 'sh',
  javascript: 'js',
  mjs: 'js',
  typescript: 'ts',
};

const CHECKS: Readonly<Record<string, (text: string) => string[]>> = {
  yaml: wrongYaml,
  json: (text) => wrongJson(text, JSON.parse),
  jsonc: (text) => wrongJson(text, (json) => ts.parseConfigFileTextToJson('block.jsonc', json).error?.messageText),
  sh: wrongCommands,
  js: (text) => wrongScript(text, 'block.mjs'),
  ts: (text) => wrongScript(text, 'block.mts'),
};

/** Settings, routing tests, or a file of somebody else's, which names itself in a comment. */
function wrongYaml(text: string): string[] {
  const value: unknown = parseYaml(text);
  const keys = Object.keys(value as object);
  if (/^# (?!heimdall\.yaml)[\w./-]+\.ya?ml/.test(text)) return [];
  if (keys.includes('tests')) return parseTests(text, 'block').tests.length > 0 ? [] : ['there are no tests in it'];
  const unknown = keys.filter((key) => !SETTINGS.includes(key));
  if (unknown.length > 0)
    return [`${unknown.join(', ')}: no settings; a first line "# name.yaml" says what it is else`];
  // Readers fill in what stands as an ellipsis.
  const lines = text.split('\n');
  const isLeftOut = (line: number | null) => line !== null && lines[line - 1]?.includes('…');
  return checkConfig(text, 'block')
    .problems.filter(({ line }) => !isLeftOut(line))
    .map(describeProblem);
}

function wrongJson(text: string, parse: (text: string) => unknown): string[] {
  try {
    const problem = parse(text);
    return typeof problem === 'string' ? [problem] : [];
  } catch (error) {
    return [String(error)];
  }
}

function wrongScript(text: string, fileName: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(text, { fileName, reportDiagnostics: true });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

function wrong({ language, text, at }: CodeBlock): string[] {
  const check = CHECKS[language];
  if (SAME_AS[language] !== undefined) return [`${at}: write ${SAME_AS[language]} for ${language}`];
  return (check?.(text) ?? []).map((problem) => `${at}: ${problem}`);
}

test('every block of code is in order', () => {
  expect(blocks.length).toBeGreaterThan(50);
  expect(blocks.flatMap(wrong)).toEqual([]);
});

describe('what is wrong is found:', () => {
  test.each([
    ['yaml', 'router: { alpha: 2 }', 'router.alpha'],
    ['yaml', 'routr: { alpha: 1 }', 'routr: no settings'],
    ['json', '{"a": }', 'SyntaxError'],
    ['jsonc', '{"a" 1} // b', 'expected'],
    ['ts', 'const a: = 1;', 'Type expected'],
    ['sh', 'A=1 heimdall serv', 'no command serv'],
    ['sh', 'heimdall route --jsn "a # b"', 'heimdall route has no --jsn'],
    ['sh', 'cat x | heimdall artifact sing ./a   # --help', 'heimdall artifact has no command sing'],
    ['sh', 'npm run -s heimdall -- serve \\\n  --prt 1', 'heimdall serve has no --prt'],
    ['sh', 'npm run no-such && true', 'no such script'],
    ['sh', 'node examples/none.mjs', 'there is no examples/none.mjs'],
    ['yml', 'a: 1', 'write yaml for yml'],
  ])('%s %s', (language, text, problem) => {
    expect(wrong({ language, text, at: 'here:1' }).join()).toContain(problem);
  });

  test('and what is right is not', () => {
    const text = 'A=1 heimdall serve --port 0 && heimdall route "a --b" --json | jq .   # --none\nheimdall --version';
    expect(wrong({ language: 'sh', text, at: 'here:1' })).toEqual([]);
  });
});
