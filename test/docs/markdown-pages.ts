/** The pages of the documentation, taken apart: links, headings and blocks of code, with their lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import GithubSlugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';

export const ROOT = resolve(import.meta.dirname, '../..');
const FILES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'bench/README.md', 'training/README.md'];
const FOLDERS = ['docs', 'examples'];

export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** `docs/plugins.md:12` */
  readonly at: string;
}

export interface Link {
  readonly target: string;
  readonly at: string;
}

export interface Page {
  /** Relative to the repository. */
  readonly path: string;
  readonly links: readonly Link[];
  /** What a fragment may name, as GitHub makes it from the headings. */
  readonly anchors: ReadonlySet<string>;
  readonly blocks: readonly CodeBlock[];
  /** Code within text. */
  readonly codes: readonly string[];
}

/** A node of the syntax tree, as far as it is read here. */
interface Node {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly lang?: string | null;
  readonly children?: readonly Node[];
  readonly position?: { readonly start: { readonly line: number } };
}

export function readPages(): Page[] {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  return [...FILES, ...inFolders.filter((path) => path.endsWith('.md'))].sort().map(readPage);
}

/** Takes a page apart. @param path Relative to the repository. */
export function readPage(path: string): Page {
  return parsePage(path, readFileSync(join(ROOT, path), 'utf8'));
}

export function parsePage(path: string, text: string): Page {
  const links: Link[] = [];
  const blocks: CodeBlock[] = [];
  const codes: string[] = [];
  const anchors = new Set<string>();
  const slugger = new GithubSlugger();
  const visit = (node: Node): void => {
    const at = `${path}:${node.position?.start.line ?? 0}`;
    if (node.url !== undefined) links.push({ target: node.url, at });
    if (node.type === 'heading') anchors.add(slugger.slug(textOf(node)));
    if (node.type === 'code') blocks.push({ language: node.lang ?? '', text: node.value ?? '', at });
    if (node.type === 'inlineCode') codes.push(node.value ?? '');
    if (node.type === 'html') {
      for (const [, target = ''] of (node.value ?? '').matchAll(/(?:href|src|srcset)="([^"]+)"/g))
        links.push({ target, at });
      for (const [, id = ''] of (node.value ?? '').matchAll(/(?:id|name)="([^"]+)"/g)) anchors.add(id);
    }
    for (const child of node.children ?? []) visit(child);
  };
  visit(fromMarkdown(text) as Node);
  return { path, links, anchors, blocks, codes };
}

function textOf({ value, children }: Node): string {
  return value ?? (children ?? []).map(textOf).join('');
}
