/** docs/compatibility.md, printed from what the matrix test saw. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const path = resolve(import.meta.dirname, '../../docs/compatibility.md');

/** What became of one feature on its way from one kind of client to one provider. */
export type Cell =
  /** It arrived; `without` names what did not, as in the header of the answer. */
  | { readonly kind: 'crossed'; readonly without: string | null }
  /** It did not arrive, and the answer says so under this name. */
  | { readonly kind: 'lost'; readonly name: string }
  /** The client's API has no such thing. */
  | { readonly kind: 'absent' };

const INTRODUCTION = `# Compatibility

What crosses from which client to which provider. Printed by the test that tries it
(\`test/integration/gateway.dialect-matrix.test.ts\`) against servers that speak the true wire formats, each feature whole
and streamed; \`npm run compat\` writes it anew, and the test fails while it differs.

✓ crosses; "without" names a part that does not. ✗ does not cross. What does not is named in \`x-heimdall-dropped\` of the
answer and in the notes of the decision, by the name given here. – is not part of the client's API. Where client and provider speak the same API, requests and answers are passed through
with every field, known or not.

Real clients and how to point them here: [clients.md](clients.md). \`heimdall doctor\` tests a running endpoint.
`;

export class CompatibilityTable {
  readonly #clients: readonly string[];
  readonly #features: readonly string[];
  readonly #providers: readonly string[];
  readonly #cells = new Map<string, Cell[]>();

  constructor(clients: readonly string[], features: readonly string[], providers: readonly string[]) {
    this.#clients = clients;
    this.#features = features;
    this.#providers = providers;
  }

  /** Notes one try; a feature has several, whole and streamed. */
  note(client: string, feature: string, provider: string, cell: Cell): void {
    const key = JSON.stringify([client, feature, provider]);
    this.#cells.set(key, [...(this.#cells.get(key) ?? []), cell]);
  }

  /** @throws {Error} when a cell was not tried, or its tries differ. */
  render(): string {
    const tables = this.#clients.map((client) => {
      const head = ['', ...this.#providers];
      const rows = this.#features.map((feature) => [
        feature,
        ...this.#providers.map((provider) => this.#cell(client, feature, provider)),
      ]);
      const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
      return `\n## From a client of ${client}, to\n\n${lines.join('\n')}\n`;
    });
    return INTRODUCTION + tables.join('');
  }

  #cell(client: string, feature: string, provider: string): string {
    const tries = this.#cells.get(JSON.stringify([client, feature, provider])) ?? [];
    const texts = new Set(tries.map(textOf));
    if (tries.length < 2 || texts.size !== 1) {
      throw new Error(`${client}, ${feature}, ${provider}: ${tries.length} tries, ${[...texts].join(' and ')}`);
    }
    return [...texts][0] as string;
  }
}

function textOf(cell: Cell): string {
  if (cell.kind === 'absent') return '–';
  if (cell.kind === 'lost') return `✗ \`${cell.name}\``;
  return cell.without === null ? '✓' : `✓ without \`${cell.without}\``;
}

/** The committed page; with HEIMDALL_WRITE_COMPATIBILITY=1 the new text is written first. */
export function committedPage(text: string): string {
  if (process.env.HEIMDALL_WRITE_COMPATIBILITY === '1') writeFileSync(path, text);
  return readFileSync(path, 'utf8');
}
