import { describe, expect, it } from 'vitest';
import type { DecisionRecord } from '../../shared/decision.ts';
import { createFakeClient, type FakeClient } from '../dev/fake-client.ts';
import { generateRecord, generateRecords } from '../dev/generate-records.ts';
import { createConsoleStore } from './console-store.ts';
import { RecordRing } from './record-ring.ts';
import { Session } from './session.ts';

function createSession(fake: FakeClient) {
  const store = createConsoleStore();
  const frames: (() => void)[] = [];
  const firsts: DecisionRecord[] = [];
  const session = new Session({
    client: fake.client,
    store,
    ring: new RecordRing(),
    schedule: (run) => {
      frames.push(run);
      return () => frames.splice(frames.indexOf(run), 1);
    },
    onFirstReal: (record) => firsts.push(record),
  });
  return { session, store, firsts, frame: () => frames.splice(0).map((run) => run()), frames };
}

describe('session', () => {
  it('subscribes, reads the snapshot and is ready', async () => {
    const { session, store } = createSession(createFakeClient({ records: generateRecords(1_234) }));
    await session.start();
    expect(store.getState()).toMatchObject({ phase: 'ready', logTotal: 1_234, connection: 'open' });
    expect(session.ring.length).toBe(1_234);
    expect(session.ring.lastSeq).toBe(1_234);
  });

  it('says what failed and recovers on a second try', async () => {
    const fake = createFakeClient({ records: [] });
    fake.failNext('app.info', 'no host');
    const { session, store } = createSession(fake);
    await session.start();
    expect(store.getState()).toMatchObject({ phase: 'error', problem: 'no host' });
    await session.load();
    expect(store.getState().phase).toBe('ready');
  });

  it('applies many events in one frame as one version', async () => {
    const fake = createFakeClient({ records: generateRecords(10) });
    const { session, store, frame, frames } = createSession(fake);
    await session.start();
    const before = store.getState().version;
    for (let seq = 11; seq <= 60; seq++)
      fake.emit('decisions', { added: [generateRecord({ seq })], updated: [], dropped: 0 });
    expect(frames).toHaveLength(1);
    expect(session.ring.length).toBe(10);
    frame();
    expect(session.ring.length).toBe(60);
    expect(store.getState()).toMatchObject({ version: before + 1, logTotal: 60 });
  });

  it('loses nothing that arrives while the snapshot is read, and takes nothing twice', async () => {
    const fake = createFakeClient({ records: generateRecords(20) });
    const { session, frame } = createSession(fake);
    const started = session.start();
    fake.emit('decisions', {
      added: [generateRecord({ seq: 20 }), generateRecord({ seq: 21 })],
      updated: [],
      dropped: 0,
    });
    frame();
    await started;
    expect(session.ring.length).toBe(21);
    expect(session.ring.lastSeq).toBe(21);
  });

  it('fills outcomes in place and counts what was dropped', async () => {
    const fake = createFakeClient({ records: [] });
    const { session, store, frame } = createSession(fake);
    await session.start();
    const record = generateRecord({ seq: 1, pending: true });
    fake.emit('decisions', { added: [record], updated: [], dropped: 0 });
    fake.emit('decisions', {
      added: [],
      updated: [{ id: record.decision.id, outcome: { ...record.outcome, status: 'ok' } }],
      dropped: 3,
    });
    frame();
    expect(session.ring.statusAt(session.ring.end - 1)).toBe('ok');
    expect(store.getState()).toMatchObject({ dropped: 3, logTotal: 4 });
  });

  it('announces the first real request after sample traffic, once', async () => {
    const fake = createFakeClient({ records: generateRecords(5, { sample: true }) });
    const { session, firsts, frame } = createSession(fake);
    await session.start();
    fake.emit('decisions', {
      added: [generateRecord({ seq: 6, sample: true }), generateRecord({ seq: 7 }), generateRecord({ seq: 8 })],
      updated: [],
      dropped: 0,
    });
    frame();
    expect(firsts.map(({ seq }) => seq)).toEqual([7]);
  });

  it('reads again what the host says has changed', async () => {
    const fake = createFakeClient({ records: generateRecords(5) });
    const { session, store } = createSession(fake);
    await session.start();
    await fake.client.request('tuning.apply', { alpha: 0.3 });
    fake.records.length = 0;
    fake.emit('changed', { what: 'log' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(store.getState().tuning?.alpha).toBe(0.3);
    expect(session.ring.length).toBe(0);
  });

  it('does not bring back records that waited for a frame while the log was cleared', async () => {
    const fake = createFakeClient({ records: generateRecords(5, { sample: true }) });
    const { session, frame } = createSession(fake);
    await session.start();
    fake.emit('decisions', { added: [generateRecord({ seq: 6, sample: true })], updated: [], dropped: 0 });
    await fake.client.request('sample.clear');
    frame();
    await new Promise((resolve) => setTimeout(resolve, 5));
    frame();
    expect(session.ring.length).toBe(0);
    expect(session.ring.sampleCount).toBe(0);
  });

  it('pages back before the oldest row', async () => {
    const { session, store } = createSession(createFakeClient({ records: generateRecords(3_000) }));
    await session.start();
    expect(session.ring.length).toBe(2_000);
    await session.loadOlder();
    expect(session.ring.firstSeq).toBe(501);
    await session.loadOlder();
    await session.loadOlder();
    expect(session.ring.length).toBe(3_000);
    expect(store.getState().historyLoading).toBe(false);
  });
});
