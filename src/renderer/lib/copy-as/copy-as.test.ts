import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { generateRecord } from '../../dev/generate-records.ts';
import { copyAsCurl } from './curl.ts';
import { copyAsJson } from './json.ts';
import { copyAsLink } from './link.ts';
import { copyAsMarkdown } from './markdown.ts';
import { copyAsPython } from './python.ts';
import { copyAsTypeScript } from './typescript.ts';

const baseUrl = 'http://127.0.0.1:4141/v1';
const plain = generateRecord({ seq: 5 });
const nasty = `it's "quoted" $HOME \`id\` \\ back
line`;
const record = { ...plain, prompt_preview: nasty };
const source = { record, baseUrl, body: null };

/** What a real shell makes of the command: its arguments, one a line in JSON. */
function shellArguments(command: string): string[] {
  const script = `curl() { node -e 'console.log(JSON.stringify(process.argv.slice(1)))' -- "$@"; }\n${command}`;
  return JSON.parse(execFileSync('sh', ['-c', script], { env: { ...process.env, HEIMDALL_KEY: 'local' } }).toString());
}

describe('copy as', () => {
  it('cURL survives a shell with every character of the prompt, and takes the local token from the environment', () => {
    const command = copyAsCurl(source);
    expect(command).toContain('$HEIMDALL_KEY');
    const args = shellArguments(command);
    expect(args[0]).toBe('http://127.0.0.1:4141/v1/chat/completions');
    expect(args).toContain('authorization: Bearer local');
    expect(JSON.parse(args.at(-1) ?? '')).toEqual({
      model: plain.decision.requested_model,
      messages: [{ role: 'user', content: nasty }],
    });
  });

  it.each([
    ['anthropic', '/v1/messages', 'x-api-key: local'],
    ['gemini', '/v1beta/models/heimdall/auto:generateContent', 'x-goog-api-key: local'],
    ['openai-responses', '/v1/responses', 'authorization: Bearer local'],
  ])('cURL speaks the dialect that the request came in: %s', (dialect, path, header) => {
    const decision = { ...plain.decision, requested_model: 'heimdall/auto' };
    const args = shellArguments(copyAsCurl({ ...source, record: { ...record, decision, dialect } }));
    expect(args[0]).toBe(`http://127.0.0.1:4141${path}`);
    expect(args).toContain(header);
    expect(args.at(-1)).toContain("it's");
  });

  it('Python and TypeScript hold the prompt as a string of their own', () => {
    expect(copyAsPython(source)).toContain(`"content": ${JSON.stringify(nasty)}`);
    expect(copyAsPython(source)).toContain('os.environ["HEIMDALL_KEY"]');
    const code = copyAsTypeScript(source);
    expect(code).toContain(`"content":${JSON.stringify(nasty)}`);
    expect(code).toContain('process.env.HEIMDALL_KEY');
  });

  it('take the request as it was received, where it was kept', () => {
    const json = { model: 'heimdall/auto', messages: [{ role: 'user', content: nasty }], stream: true, seed: null };
    const request = { path: '/v1/chat/completions', body: json, bytes: 100, truncated: false };
    const kept = { ...source, body: { request, answer: null, prompt: nasty } };
    expect(JSON.parse(shellArguments(copyAsCurl(kept)).at(-1) ?? '')).toEqual(json);
    expect(copyAsPython(kept)).toContain('stream=True');
    expect(copyAsPython(kept)).toContain('seed=None');
    expect(copyAsTypeScript(kept)).toContain('"stream"'.slice(1, -1));
    for (const copy of [copyAsCurl, copyAsPython, copyAsTypeScript]) expect(copy(kept)).not.toMatch(/^(#|\/\/) /m);
    const cut = { ...kept, body: { ...kept.body, request: { ...request, truncated: true } } };
    expect(copyAsPython(cut)).toContain('left out');
  });

  it('say when the prompt is cut or not stored', () => {
    const cut = { ...source, record: { ...record, prompt_preview: 'x'.repeat(200) } };
    const none = { ...source, record: { ...record, prompt_preview: null } };
    for (const copy of [copyAsCurl, copyAsPython, copyAsTypeScript]) {
      expect(copy(cut)).toContain('first 200 characters');
      expect(copy(none)).toContain('not stored');
      expect(copy(source)).not.toMatch(/200 characters|not stored/);
    }
  });

  it('JSON gives the records back', () => {
    expect(JSON.parse(copyAsJson([record]))).toEqual(record);
    expect(JSON.parse(copyAsJson([record, plain]))).toEqual([record, plain]);
  });

  it('a link opens the decision', () => {
    expect(copyAsLink('dec_1', 'http://127.0.0.1:4141/console/#/live?q=x')).toBe(
      'http://127.0.0.1:4141/console/#/decision/dec_1',
    );
  });

  it('Markdown has the numbers and no prompt text', () => {
    const text = copyAsMarkdown(record, 'Because.');
    expect(text).not.toContain('quoted');
    expect(text).toContain(`### Why ${plain.decision.model}`);
    expect(text).toContain('Because.');
    for (const { model } of plain.decision.candidates) expect(text).toContain(model);
    expect(text).toContain('p(hard)');
  });

  it('never holds a credential reference', () => {
    for (const copied of [
      copyAsCurl(source),
      copyAsPython(source),
      copyAsTypeScript(source),
      copyAsMarkdown(record, ''),
    ]) {
      expect(copied).not.toContain(plain.decision.auth.reference);
    }
  });
});
