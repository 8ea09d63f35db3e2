import type { ConsoleInput } from '../../../shared/console-contract.ts';
import { saveAs } from '../../lib/save-as.ts';
import type { Session } from '../../store/session.ts';

/** What to export, as the host takes it. */
export type ExportSubject = Omit<ConsoleInput<'decisions.export'>, 'before_seq' | 'limit'>;
export type ExportFormat = ExportSubject['format'];

export type ExportResult =
  | { readonly state: 'saved'; readonly count: number; readonly where: string }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly problem: string };

export interface ExportProgress {
  readonly signal: AbortSignal;
  /** Called with how many decisions are written so far. */
  readonly onWritten: (count: number) => void;
}

/** Decisions read at once. */
const PAGE = 200;
/** How often a file that the app writes is looked after. Milliseconds. */
const POLL_MS = 200;

const KINDS: Readonly<Record<ExportFormat, readonly [extension: string, type: string]>> = {
  capsules: ['capsules.jsonl', 'application/x-ndjson'],
  jsonl: ['jsonl', 'application/x-ndjson'],
  csv: ['csv', 'text/csv'],
};

/** `heimdall-2026-11-23.csv`. */
export function exportName(format: ExportFormat, now: Date): string {
  return `heimdall-${now.toISOString().slice(0, 10)}.${KINDS[format][0]}`;
}

/** The window's host asks for a file and writes it; a browser downloads. Either way the whole or nothing. */
export function runExport(session: Session, subject: ExportSubject, progress: ExportProgress): Promise<ExportResult> {
  const name = exportName(subject.format, new Date());
  return session.store.getState().info?.host === 'electron'
    ? writeFile(session, subject, name, progress)
    : download(session, subject, name, progress);
}

async function writeFile(
  { client }: Session,
  subject: ExportSubject,
  name: string,
  { signal, onWritten }: ExportProgress,
): Promise<ExportResult> {
  const started = await client.request('decisions.export_file', { ...subject, name });
  if (!started.ok) return { state: 'failed', problem: started.error.message };
  if (started.value === null) return { state: 'cancelled' };
  for (;;) {
    if (signal.aborted) await client.request('decisions.export_cancel');
    const answer = await client.request('decisions.export_status');
    if (!answer.ok) return { state: 'failed', problem: answer.error.message };
    const { state = 'cancelled', written = 0, path = '', problem = null } = answer.value ?? {};
    onWritten(written);
    if (state === 'done') return { state: 'saved', count: written, where: path };
    if (state === 'cancelled') return { state };
    if (state === 'failed') return { state, problem: problem ?? '' };
    await new Promise((later) => setTimeout(later, POLL_MS));
  }
}

async function download(
  { client }: Session,
  subject: ExportSubject,
  name: string,
  { signal, onWritten }: ExportProgress,
): Promise<ExportResult> {
  const parts: string[] = [];
  let count = 0;
  let before: number | undefined;
  do {
    const page = await client.request('decisions.export', {
      ...subject,
      limit: PAGE,
      ...(before === undefined ? {} : { before_seq: before }),
    });
    if (signal.aborted) return { state: 'cancelled' };
    if (!page.ok) return { state: 'failed', problem: page.error.message };
    parts.push(page.value.text);
    count += page.value.count;
    before = page.value.next_before_seq ?? undefined;
    onWritten(count);
  } while (before !== undefined);
  saveAs(name, parts, KINDS[subject.format][1]);
  return { state: 'saved', count, where: name };
}
