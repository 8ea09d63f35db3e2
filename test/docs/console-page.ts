/** docs/console-api.md: every request and event of the console's contract. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { z } from 'zod';
import { consoleContract } from '../../src/shared/console-contract.ts';
import { ROOT } from './markdown-pages.ts';
import { schemaText } from './schema-text.ts';

const INTRODUCTION = `# Console API

What the console asks of a host. [\`src/shared/console-contract.ts\`](../src/shared/console-contract.ts) is the contract; this page is
made from it by \`npm run docs\`. It is for Heimdall's own console and commands: it changes with them, without notice. What programs
build on is the [HTTP API](http-api.md).

**In a window** it travels as JSON over the IPC channels \`console:request\` and \`console:event\`, through the bridge \`window.heimdall\`; on
\`console:taken\` the page says how many events it has taken, and gets no more while four are on their way. **In a
browser** a request is \`POST /console/api/<name>\` with the input as JSON, and events are a stream of server-sent events at
\`GET /console/events\`; a headless host alone serves them, to its own origin, with the access token where there is one
([security.md](security.md)). Input is validated on both ways. Every answer is \`{ ok: true, value }\` or
\`{ ok: false, error: { code, message } }\` with a code of [errors.md](errors.md).

Below, \`?\` marks what may be absent, and a name with a capital letter is a type of the last section.
`;

type Requests = Readonly<Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>>;

export async function consolePage(): Promise<string> {
  const names = await namedSchemas();
  const comments = commentsOfRequests();
  const shown = (schema: z.ZodType, io: 'input' | 'output') => {
    return names.get(schema) ?? schemaText(schema, names, io);
  };
  const sections = (requests: Requests) =>
    Object.entries(requests).map(([name, { input, output }]) => {
      const said = comments.get(name);
      const text = `in   ${shown(input, 'input')}\nout  ${shown(output, 'output')}`;
      return `### ${name}\n\n${said === undefined ? '' : `${said}\n\n`}\`\`\`text\n${text}\n\`\`\`\n`;
    });
  const events = Object.entries(consoleContract.events).map(
    ([name, schema]) => `### Event ${name}\n\n\`\`\`text\n${shown(schema, 'output')}\n\`\`\`\n`,
  );
  const body = [
    '## Queries\n\nThey read.\n',
    ...sections(consoleContract.queries),
    '## Commands\n\nThey change something.\n',
    ...sections(consoleContract.commands),
    '## Events\n\nAt most twenty messages a second; a slow reader loses batches of `decisions` and is told how many.\n',
    ...events,
  ].join('\n');
  return `${INTRODUCTION}\n${body}\n## Types\n\n${typesOf(body, names).join('\n')}`;
}

/** The types that a text names, and those that these name. */
function typesOf(body: string, names: ReadonlyMap<z.ZodType, string>): string[] {
  const sections = new Map(
    [...names].map(([schema, name]) => [
      name,
      `### ${name}\n\n\`\`\`text\n${schemaText(schema, names, 'output')}\n\`\`\`\n`,
    ]),
  );
  // Its keys are on a page of their own.
  sections.set('Settings', '### Settings\n\nAll keys of [configuration.md](configuration.md), with their defaults.\n');
  const used = new Set<string>();
  const visit = (text: string): void => {
    for (const [name] of text.matchAll(/\b[A-Z]\w+/g)) {
      const section = sections.get(name);
      if (section === undefined || used.has(name)) continue;
      used.add(name);
      visit(section);
    }
  };
  visit(body);
  return [...sections].filter(([name]) => used.has(name)).map(([, section]) => section);
}

/** The schemas that modules of src/shared export, by a name as types have it. */
async function namedSchemas(): Promise<Map<z.ZodType, string>> {
  const names = new Map<z.ZodType, string>();
  for (const file of sharedFiles()) {
    const exported = (await import(join(ROOT, file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) {
      if (!name.endsWith('Schema') || !(value instanceof z.ZodType) || names.has(value)) continue;
      names.set(value, `${name.charAt(0).toUpperCase()}${name.slice(1, -'Schema'.length)}`);
    }
  }
  return names;
}

function sharedFiles(): string[] {
  return ['src/shared', 'src/shared/settings', 'src/shared/console'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .sort()
      .map((name) => `${folder}/${name}`),
  );
}

/** What the docstring above each request says. */
function commentsOfRequests(): Map<string, string> {
  const comments = new Map<string, string>();
  for (const file of sharedFiles()) {
    const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name) && node.name.text.includes('.')) {
        const said = ts.getJSDocCommentsAndTags(node).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '');
        if (said.length > 0) comments.set(node.name.text, said.join(' ').replace(/\s+/g, ' '));
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return comments;
}
