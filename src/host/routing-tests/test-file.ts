import { readFile } from 'node:fs/promises';
import { isSeq } from 'yaml';
import { HeimdallError } from '../../core/index.ts';
import { MAX_TESTS, type RoutingTest } from '../../shared/routing-test.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { PRIVATE_MODE } from '../files/private-file.ts';
import { type ParsedTests, parseTests } from './parse-tests.ts';

/** Name of the file in the data folder. */
export const TESTS_FILE = 'routing-tests.yaml';

const HEADER = '# Requests with what must become of them. Run them: heimdall test\n# They hold prompts.\n';

/** A file of routing tests. It is read anew each time, so that changes by hand count; comments in it are kept. */
export class RoutingTestFile {
  readonly path: string;
  /** Changes one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  /** @throws {HeimdallError} `tests_invalid`; a file that is not there has no tests. */
  async read(): Promise<readonly RoutingTest[]> {
    return (await this.#parse()).tests;
  }

  /** @throws {HeimdallError} `tests_invalid`; `request_invalid` when there is a test of that name, or too many. */
  add(test: RoutingTest): Promise<void> {
    return this.#change(({ tests, document }) => {
      if (tests.some(({ name }) => name === test.name)) {
        throw new HeimdallError('request_invalid', `There is a test named ${test.name} already. Give it another name.`);
      }
      if (tests.length >= MAX_TESTS) throw new HeimdallError('request_invalid', `The file has ${MAX_TESTS} tests.`);
      const list = document.get('tests');
      if (isSeq(list)) {
        // An empty list is written as [] and would go on in one line.
        list.flow = false;
        list.add(document.createNode(withoutDefaults(test)));
      } else {
        document.set('version', 1);
        document.set('tests', document.createNode([withoutDefaults(test)]));
      }
    });
  }

  /** @throws {HeimdallError} `tests_invalid`; `not_found`. */
  remove(name: string): Promise<void> {
    return this.#change(({ tests, document }) => {
      const index = tests.findIndex((test) => test.name === name);
      if (index < 0) throw new HeimdallError('not_found', `There is no test named ${name}.`);
      document.deleteIn(['tests', index]);
    });
  }

  #change(edit: (parsed: ParsedTests) => void): Promise<void> {
    const changed = this.#last.then(async () => {
      const parsed = await this.#parse();
      edit(parsed);
      const text = parsed.document.toString({ lineWidth: 0 });
      await writeFileAtomically(this.path, text, PRIVATE_MODE).catch((cause: NodeJS.ErrnoException) => {
        throw new HeimdallError('storage_failed', `${this.path} cannot be written: ${cause.code ?? ''}`, { cause });
      });
    });
    this.#last = changed.catch(() => {});
    return changed;
  }

  async #parse(): Promise<ParsedTests> {
    const text = await readFile(this.path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return `${HEADER}version: 1\ntests: []\n`;
      throw new HeimdallError('tests_invalid', `${this.path} cannot be read: ${cause.code ?? ''}`, { cause });
    });
    return parseTests(text, this.path);
  }
}

/** What people will read: without what goes without saying. */
function withoutDefaults({ name, from, request, expect }: RoutingTest): unknown {
  const { model, prompt, messages, tools, tools_chars, json, max_output_tokens, ...overrides } = request;
  return {
    name,
    ...(from === undefined ? {} : { from }),
    expect,
    request: {
      ...(model === 'heimdall/auto' ? {} : { model }),
      ...overrides,
      ...(tools === 0 ? {} : { tools }),
      ...(tools_chars === 0 ? {} : { tools_chars }),
      ...(json ? { json } : {}),
      ...(max_output_tokens === null ? {} : { max_output_tokens }),
      ...(prompt === undefined ? {} : { prompt }),
      ...(messages === undefined
        ? {}
        : {
            messages: messages.map(({ role, text, images, tool_calls, signed }) => ({
              role,
              text,
              ...(images === 0 ? {} : { images }),
              ...(tool_calls === 0 ? {} : { tool_calls }),
              ...(signed ? { signed } : {}),
            })),
          }),
    },
  };
}
