#!/usr/bin/env node
/** `npm run api-docs`: docs/api from the docstrings of `heimdall/core` and `heimdall/plugin`; `--check` only compares. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMain, root } from './paths.mjs';
import { localProgram, run } from './processes.mjs';

const PAGES = ['core', 'plugin'];
const pageOf = (name) => join(root, 'docs', 'api', `${name}.md`);

/** Makes the pages. @returns {Promise<Map<string, string> | null>} Text by name; null when it failed, which is printed. */
async function makePages() {
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-api-'));
  try {
    const { code, output } = await run(localProgram('typedoc'), ['--out', folder], { quiet: true });
    if (code !== 0) console.error(output);
    if (code !== 0) return null;
    return new Map(PAGES.map((name) => [name, tidy(name, readFileSync(join(folder, `${name}.md`), 'utf8'))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sections that say which interface a member came from. */
const ORIGIN = /^#+ (?:Inherited from|Overrides|Extends|Extended by|Implementation of)$/;

/** Its keys are in docs/configuration.md already. */
const SETTINGS = 'SettingsInput';

/** Without what is of no use on a page, and with a title that is not a file's name. */
function tidy(name, text) {
  let skipping = false;
  let section = '';
  const lines = text.split('\n').filter((line) => {
    if (line.startsWith('### ')) section = line.slice('### '.length);
    if (/^#|^\*\*\*$/.test(line)) skipping = ORIGIN.test(line) || (section === SETTINGS && line === '#### Properties');
    return !skipping;
  });
  const title = `# heimdall/${name}\n\nMade from the docstrings by \`npm run api-docs\`.`;
  return `${lines
    .join('\n')
    .replace(/^# .*$/m, title)
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

/** @returns {Promise<boolean>} True when the committed pages are what the docstrings say. */
export async function apiDocsCheck() {
  const pages = await makePages();
  if (pages === null) return false;
  const stale = [...pages].filter(
    ([name, text]) => !existsSync(pageOf(name)) || readFileSync(pageOf(name), 'utf8') !== text,
  );
  for (const [name] of stale) console.error(`docs/api/${name}.md is not what the docstrings say: npm run api-docs`);
  return stale.length === 0;
}

async function writePages() {
  const pages = await makePages();
  if (pages === null) return false;
  mkdirSync(join(root, 'docs', 'api'), { recursive: true });
  for (const [name, text] of pages) writeFileSync(pageOf(name), text);
  return true;
}

if (isMain(import.meta.url)) {
  const ok = process.argv.includes('--check') ? await apiDocsCheck() : await writePages();
  process.exitCode = ok ? 0 : 1;
}
