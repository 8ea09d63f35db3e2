/** What pages quote exists: the words of errors, and keys of the settings. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { present, type SettingNode, settingsJsonSchema } from '../../src/host/config/settings-json-schema.ts';
import { consoleRequests } from '../../src/shared/console-contract.ts';
import { ROOT, readPages } from './markdown-pages.ts';

/** All that the program could say, without tests. */
function sourceText(): string {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const ours = files.filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name));
  return ours.map((name) => readFileSync(join(ROOT, 'src', name), 'utf8')).join('\n');
}

/** True when the settings have such a key. */
function isSetting(path: string): boolean {
  let node: SettingNode | undefined = settingsJsonSchema();
  for (const key of path.split('.')) {
    const { properties = {}, additionalProperties }: SettingNode = present(node);
    node = properties[key] ?? (additionalProperties || undefined);
    if (node === undefined) return false;
  }
  return true;
}

test('errors are quoted in troubleshooting as the program says them', () => {
  const source = sourceText();
  const page = readFileSync(join(ROOT, 'docs/troubleshooting.md'), 'utf8');
  const quotes = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && line.includes('`'))
    .flatMap((line) => [...(line.split(' | ')[0] as string).matchAll(/`([^`]+)`/g)].map(([, quote = '']) => quote));
  expect(quotes.length).toBeGreaterThan(20);
  expect(quotes.filter((quote) => !source.includes(quote))).toEqual([]);
});

test('every key of the settings that a page names is one', () => {
  const sections = Object.keys(settingsJsonSchema().properties ?? {});
  const isKnown = (name: string) =>
    /\.(json|yaml)$/.test(name) || isSetting(name) || Object.hasOwn(consoleRequests, name);
  const unknown = readPages().flatMap(({ path, codes }) =>
    codes
      .filter((code) => /^[a-z_]+(\.[a-z_A-Z]+)+$/.test(code) && sections.includes(code.split('.')[0] as string))
      .filter((code) => !isKnown(code))
      .map((code) => `${path}: ${code}`),
  );
  expect(unknown).toEqual([]);
});
