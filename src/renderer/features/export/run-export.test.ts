import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '../../store/session.ts';
import { type ExportSubject, exportName, runExport } from './run-export.ts';

const SUBJECT: ExportSubject = { format: 'csv', filter: [] };

/** A session of which only what an export needs is there. */
function session(host: 'electron' | 'headless', answer: (name: string, input: { before_seq?: number }) => unknown) {
  const asked: string[] = [];
  const request = async (name: string, input: { before_seq?: number } = {}) => {
    asked.push(name);
    return answer(name, input);
  };
  const store = { getState: () => ({ info: { host } }) };
  return { asked, session: { client: { request }, store } as unknown as Session };
}

const ok = (value: unknown) => ({ ok: true, value });
/** Three pages. */
const pages = (_name: string, { before_seq: before = 4 }: { before_seq?: number }) =>
  ok({ text: `${before};`, count: 2, next_before_seq: before === 2 ? null : before - 1 });

describe('a download', () => {
  const blobs: Blob[] = [];
  beforeEach(() => {
    blobs.length = 0;
    vi.stubGlobal('document', { createElement: () => ({ click: () => undefined }) });
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      blobs.push(blob as Blob);
      return 'blob:1';
    });
    vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  it('is all pages in order, and tells how far it is', async () => {
    const written: number[] = [];
    const { session: own } = session('headless', pages);
    const signal = new AbortController().signal;
    const result = await runExport(own, SUBJECT, { signal, onWritten: (count) => written.push(count) });
    expect(result).toMatchObject({ state: 'saved', count: 6, where: expect.stringMatching(/\.csv$/) });
    expect(written).toEqual([2, 4, 6]);
    expect(await blobs[0]?.text()).toBe('4;3;2;');
  });

  it('is none when it is cancelled in the middle, or a page cannot be read', async () => {
    const controller = new AbortController();
    const { session: own, asked } = session('headless', pages);
    const stopped = await runExport(own, SUBJECT, { signal: controller.signal, onWritten: () => controller.abort() });
    expect([stopped, asked.length]).toEqual([{ state: 'cancelled' }, 2]);
    const broken = session('headless', () => ({ ok: false, error: { code: 'internal', message: 'no' } }));
    const signal = new AbortController().signal;
    expect(await runExport(broken.session, SUBJECT, { signal, onWritten: () => undefined })).toEqual({
      state: 'failed',
      problem: 'no',
    });
    expect(blobs).toEqual([]);
  });
});

describe('a file of the window', () => {
  it('is written by the host, which is asked how it goes and told to stop', async () => {
    const controller = new AbortController();
    const { session: own, asked } = session('electron', (name) => {
      if (name === 'decisions.export_file') return ok({ state: 'running', path: '/f', written: 0, problem: null });
      const state = asked.includes('decisions.export_cancel') ? 'cancelled' : 'running';
      return ok({ state, path: '/f', written: 9, problem: null });
    });
    const result = await runExport(own, SUBJECT, { signal: controller.signal, onWritten: () => controller.abort() });
    expect(result).toEqual({ state: 'cancelled' });
    expect(asked).toEqual([
      'decisions.export_file',
      'decisions.export_status',
      'decisions.export_cancel',
      'decisions.export_status',
    ]);
  });

  it('is not begun when no file was chosen', async () => {
    const { session: own } = session('electron', () => ok(null));
    const signal = new AbortController().signal;
    expect(await runExport(own, SUBJECT, { signal, onWritten: () => undefined })).toEqual({ state: 'cancelled' });
  });
});

it('names the file by day and kind', () => {
  expect(exportName('capsules', new Date('2026-11-23T23:00:00Z'))).toBe('heimdall-2026-11-23.capsules.jsonl');
});
