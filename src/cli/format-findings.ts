import type { Finding } from '../host/doctor/finding.ts';
import type { DoctorReport, DoctorTarget } from '../host/doctor/run-doctor.ts';
import { snippetsFor } from '../shared/client-snippets.ts';

const MARKS = { ok: '✓', failed: '✗', skipped: '–' } as const;
const TITLE_WIDTH = 62;

/** Prints findings as they come, for people; or the whole report at the end, as JSON. */
export class DoctorPrinter {
  readonly #json: boolean;
  #group = '';

  constructor(json: boolean) {
    this.#json = json;
  }

  finding({ group, title, verdict, detail, fix }: Finding): void {
    if (this.#json) return;
    if (group !== this.#group) this.#print(`\n${group}`);
    this.#group = group;
    const seen = verdict === 'failed' ? '' : detail;
    this.#print(`  ${MARKS[verdict]} ${seen === '' ? title : `${title.padEnd(TITLE_WIDTH)}  ${seen}`}`);
    if (verdict !== 'failed') return;
    this.#print(`      why  ${detail}`);
    if (fix !== null) this.#print(`      fix  ${fix}`);
  }

  /** On standard error with --json: who pays should read it in any case. */
  target({ url, live, model, generations }: DoctorTarget): void {
    const text = live
      ? `Live: about ${generations} short requests for ${model} go to real providers through ${url}. They may cost money.`
      : `The simulator answers at ${url}: nothing is charged.`;
    if (this.#json) process.stderr.write(`${text}\n`);
    else this.#print(`\n${text}`);
  }

  report(report: DoctorReport): void {
    if (this.#json) {
      process.stdout.write(`${JSON.stringify(report)}\n`);
      return;
    }
    const count = (verdict: Finding['verdict']) => report.findings.filter((one) => one.verdict === verdict).length;
    const skipped = count('skipped') === 0 ? '' : `, ${count('skipped')} skipped`;
    this.#print(`\n${count('ok')} passed, ${count('failed')} failed${skipped}.`);
    this.#print('heimdall doctor --tools prints the lines that point each client here.');
  }

  /** How to point each client at an endpoint. */
  tools(url: string): void {
    const snippets = snippetsFor(`${url}/v1`);
    if (this.#json) {
      process.stdout.write(`${JSON.stringify({ url, tools: snippets })}\n`);
      return;
    }
    for (const { label, code } of snippets) this.#print(`# ${label}\n${code}\n`);
  }

  #print(line: string): void {
    process.stdout.write(`${line}\n`);
  }
}
