/** What is published of the settings says what the schema says. `npm run config-docs` writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from './parse-config.ts';
import { present, type SettingNode, settingsJsonSchema } from './settings-json-schema.ts';
import { settingTables } from './settings-page.ts';
import { starterConfig } from './starter-config.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const SCHEMA = join(root, 'schema', 'heimdall.schema.json');
const PAGE = join(root, 'docs', 'configuration.md');
const [START, END] = ['<!-- settings -->', '<!-- /settings -->'];

/** The committed file; when it is to be written anew, that is done first. */
function committed(path: string, text: () => string): string {
  if (process.env.HEIMDALL_WRITE_CONFIG_DOCS === '1') writeFileSync(path, text());
  return readFileSync(path, 'utf8');
}

it('the JSON Schema of the repository is that of the settings', () => {
  const text = `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`;
  expect(committed(SCHEMA, () => text)).toBe(text);
  expect(settingsJsonSchema()).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
});

it('docs/configuration.md has every setting', () => {
  const page = readFileSync(PAGE, 'utf8');
  const before = page.slice(0, page.indexOf(START) + START.length);
  const text = `${before}\n\n${settingTables()}\n\n${page.slice(page.indexOf(END))}`;
  expect(committed(PAGE, () => text)).toBe(text);
});

it('every key has a description, and a default unless it must be there or may be absent', () => {
  const found: string[] = [];
  const visit = (node: SettingNode, key: string): void => {
    const { properties = {}, required = [], items, additionalProperties } = present(node);
    for (const [name, child] of Object.entries(properties)) {
      const path = `${key}.${name}`;
      if (!child.description) found.push(`${path}: no description`);
      const mayBeAbsent = required.includes(name) || /absent|per million/.test(child.description ?? '');
      if (!('default' in child) && !mayBeAbsent) found.push(`${path}: no default`);
      visit(child, path);
    }
    if (items !== undefined) visit(items, `${key}[]`);
    if (additionalProperties) visit(additionalProperties, `${key}.*`);
  };
  visit(settingsJsonSchema(), '');
  expect(found).toEqual([]);
});

it('the starter file is in order, means the defaults, and names the schema for editors', () => {
  const text = starterConfig('/somewhere/heimdall.schema.json');
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=/somewhere/heimdall.schema.json');
  expect(parseConfig(text, 'heimdall.yaml')).toEqual(parseConfig('', 'heimdall.yaml'));
  // What it has in comments is in order, too.
  const [, ...lines] = text.split('\n');
  const written = lines.map((line) => line.replace(/^# ?(?=[\w -]+:)/, '')).join('\n');
  expect(Object.keys(parse(written) as object).length).toBeGreaterThan(2);
  expect(() => parseConfig(written, 'heimdall.yaml')).not.toThrow();
});
