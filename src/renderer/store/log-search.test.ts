import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fitsFilter } from '../dev/fake/filter.ts';
import { createFakeClient } from '../dev/fake-client.ts';
import { generateRecord, generateRecords } from '../dev/generate-records.ts';
import { createConsoleStore } from './console-store.ts';
import { compileFilter, NO_CONTEXT } from './filter-compile.ts';
import { parseFilter } from './filter-query.ts';
import { structuredFilter } from './filter-structured.ts';
import { navigate } from './navigation.ts';
import { RecordRing } from './record-ring.ts';
import { Session } from './session.ts';

const RECORDS = generateRecords(5_000).map((record) =>
  record.seq % 20 === 0 ? generateRecord({ seq: record.seq, explored: true }) : record,
);
const terms = (query: string) => {
  const parsed = parseFilter(query);
  if (!parsed.ok) throw new Error(parsed.diagnostic.message);
  return parsed.terms;
};

beforeEach(() => {
  location.hash = '';
  vi.useFakeTimers({ shouldAdvanceTime: true });
});
afterEach(() => vi.useRealTimers());

async function open(records = RECORDS) {
  const fake = createFakeClient({ records: [...records] });
  const session = new Session({
    client: fake.client,
    store: createConsoleStore(),
    ring: new RecordRing(),
    schedule: (run) => {
      run();
      return () => undefined;
    },
  });
  await session.start();
  const matching = (query: string) => {
    const { ring } = session;
    const found = session.store.getState().search?.found ?? null;
    const test = compileFilter(terms(query), { ...NO_CONTEXT, found });
    const seqs: number[] = [];
    for (let at = ring.start; at < ring.end; at++) if (test(ring, at)) seqs.push(ring.seqAt(at));
    return seqs;
  };
  return { fake, session, matching };
}

const expected = (query: string, records = RECORDS) =>
  records.filter((record) => fitsFilter(record, structuredFilter(terms(query), 0).filter)).map(({ seq }) => seq);

describe('the filter over the whole log', () => {
  it('brings the rows that fit and are not held, in their order, and counts them', async () => {
    const { session, matching } = await open();
    const { store, ring } = session;
    expect(ring.length).toBe(2_000);
    navigate(store, { query: 'bucket:hard' });
    await vi.waitFor(() => expect(store.getState().search).toMatchObject({ complete: true }));
    expect(matching('bucket:hard')).toEqual(expected('bucket:hard'));
    expect(store.getState().search?.matched).toBe(expected('bucket:hard').length);
  });

  it('lets them go with the filter, and in views that need an unbroken history', async () => {
    const { session } = await open();
    const { store, ring } = session;
    for (const change of [{ query: '' }, { query: 'bucket:hard', view: 'tune' }]) {
      navigate(store, { view: 'live', query: 'bucket:hard' });
      await vi.waitFor(() => expect(ring.length).toBeGreaterThan(2_000));
      navigate(store, change);
      expect(ring.length).toBe(2_000);
      expect(ring.firstSeq).toBe(3_001);
    }
    navigate(store, { view: 'live', query: '' });
    await session.loadOlder();
    expect(ring.length).toBe(2_500);
  });

  it('finds words of whole prompts only where the host says so, and in new ones too', async () => {
    const { fake, session, matching } = await open(RECORDS.slice(0, 50));
    navigate(session.store, { query: 'body:sql' });
    await vi.waitFor(() => expect(session.store.getState().search).toMatchObject({ complete: true }));
    expect(matching('body:sql')).toEqual(expected('body:sql', RECORDS.slice(0, 50)));
    const added = { ...generateRecord({ seq: 51 }), prompt_preview: 'An SQL query' };
    fake.records.push(added);
    fake.emit('decisions', { added: [added], updated: [], dropped: 0 });
    await vi.waitFor(() => expect(matching('body:sql')).toContain(51), { timeout: 4_000 });
  });

  it('does not count what the log cannot be asked for', async () => {
    const { session, matching } = await open();
    navigate(session.store, { query: 'bucket:hard stage.embed:>0' });
    await vi.waitFor(() => expect(session.store.getState().search).toMatchObject({ complete: true, matched: null }));
    expect(session.store.getState().search?.left).toHaveLength(1);
    expect(matching('bucket:hard stage.embed:>0').length).toBeGreaterThan(0);
  });

  it('says when the log could not be read', async () => {
    const { fake, session } = await open();
    fake.failNext('decisions.page', 'The disk is gone.');
    navigate(session.store, { query: 'bucket:hard' });
    await vi.waitFor(() => expect(session.store.getState().search?.problem).toBe('The disk is gone.'));
  });

  it.each([
    'bucket:(mid OR hard) -is:error',
    'model:(gpt OR claude)',
    '-model:(gpt OR claude)',
    'chosen:*mini has:(code OR math)',
    '-has:(code AND tools)',
    'is:(close OR error) lat:>300ms',
    'status:5xx',
    'fallback:>0',
    'cluster:proofs',
    'provider:openai tokens:>500',
    'is:traffic p:.5..0.9',
    'is:explored',
    'bucket:hard -is:explored',
  ])('means the same to the host as to the rows held: %s', async (query) => {
    const { matching } = await open(RECORDS.slice(0, 1_500));
    expect(matching(query)).toEqual(expected(query, RECORDS.slice(0, 1_500)));
  });
});
