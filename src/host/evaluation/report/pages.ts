/** Puts the tables into the pages that show them, and takes them out again for comparison. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TABLES, type TableName } from './markdown.ts';
import type { Results } from './results.ts';

/** Pages with tables, from the repository's root. */
export const PAGES = ['README.md', 'docs/evaluation.md', 'artifacts/MODEL_CARD.md'];
const MODEL_CARD = 'artifacts/MODEL_CARD.md';

/** What a fresh model card gets, before its limits or at its end. */
const CARD_SECTION = `## Measured on the artifact as shipped

Through the router's own \`decide()\`, by \`npm run eval\`; docs/evaluation.md in the repository explains every column.

<!-- evaluation:pairs -->
<!-- /evaluation:pairs -->

<!-- evaluation:outcomes -->
<!-- /evaluation:outcomes -->

<!-- evaluation:acceptance -->
<!-- /evaluation:acceptance -->

<!-- evaluation:flips -->
<!-- /evaluation:flips -->

<!-- evaluation:embedders -->
<!-- /evaluation:embedders -->

`;

/** A page with the tables of these results between its markers. */
export function fillPage(page: string, results: Results): string {
  let filled = '';
  let at = 0;
  for (const { name, from, to } of sectionsOf(page)) {
    filled += `${page.slice(at, from)}${TABLES[name](results)}\n`;
    at = to;
  }
  return filled + page.slice(at);
}

/** Names of the tables that a page has. */
export function tablesOf(page: string): string[] {
  return sectionsOf(page).map(({ name }) => name);
}

interface Section {
  readonly name: TableName;
  /** The lines between the markers. */
  readonly from: number;
  readonly to: number;
}

function sectionsOf(page: string): Section[] {
  const sections: Section[] = [];
  for (const name of Object.keys(TABLES) as TableName[]) {
    const opening = `<!-- evaluation:${name} -->\n`;
    const start = page.indexOf(opening);
    const end = page.indexOf(`<!-- /evaluation:${name} -->`);
    if (start >= 0 && end > start) sections.push({ name, from: start + opening.length, to: end });
  }
  return sections.sort((one, other) => one.from - other.from);
}

/** Writes the tables into every page, and the model card's new digest into its manifest. */
export async function writePages(root: string, results: Results): Promise<void> {
  for (const name of PAGES) {
    const path = join(root, name);
    const page = await readFile(path, 'utf8');
    await writeFile(path, fillPage(name === MODEL_CARD ? withSection(page) : page, results));
  }
  const manifest = join(root, 'artifacts', 'manifest.json');
  await writeFile(manifest, withDigest(await readFile(manifest, 'utf8'), await readFile(join(root, MODEL_CARD))));
}

function withSection(card: string): string {
  if (tablesOf(card).length > 0) return card;
  const limits = card.indexOf('\n## Limits');
  return limits < 0
    ? `${card}\n${CARD_SECTION}`
    : `${card.slice(0, limits + 1)}${CARD_SECTION}${card.slice(limits + 1)}`;
}

/** As text: parsing and printing again would write every number of the manifest anew. */
function withDigest(manifest: string, card: Buffer): string {
  const start = manifest.indexOf('"path": "MODEL_CARD.md"');
  const end = manifest.indexOf('}', start);
  if (start < 0) return manifest;
  const entry = manifest
    .slice(start, end)
    .replace(/"sha256": "[0-9a-f]{64}"/, `"sha256": "${createHash('sha256').update(card).digest('hex')}"`)
    .replace(/"bytes": \d+/, `"bytes": ${card.byteLength}`);
  return manifest.slice(0, start) + entry + manifest.slice(end);
}
