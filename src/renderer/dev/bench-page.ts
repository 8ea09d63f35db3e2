/** The console over made-up traffic of any rate, with what measures it: the page of `npm run bench:ui`. */
import '../lib/zod-jitless.ts';
import type { Candidate, DecisionRecord } from '../../shared/decision.ts';
import { mount } from '../mount.tsx';
import { createFakeClient } from './fake-client.ts';
import { generateRecords } from './generate-records.ts';

/** Records that traffic is made of: made before anything is measured, and given new ids as they go out. */
const POOL = 2_000;
const CANDIDATES = 12;
/** An answer comes this long after its decision. */
const ANSWER_MS = 500;
/** What the host puts between two messages. */
const BATCH_MS = 16;

export interface FrameStats {
  /** Milliseconds from each frame to the next. */
  readonly intervals: number[];
  /** Tasks over 50 ms. */
  readonly longTasks: number[];
}

export interface BenchPage {
  /** Puts decisions into the buffer as fast as it takes them. */
  fill(count: number): Promise<void>;
  /** Sends decisions at an even rate, each again when it is answered. @returns how many */
  stream(perSecond: number, seconds: number): Promise<number>;
  startFrames(): void;
  stopFrames(): FrameStats;
  /** Milliseconds from the next key press to the frame after `selector` matches, with `text` in it if given. */
  untilShown(selector: string, text?: string): Promise<number>;
  /** Dispatches a key to an element: the time that the page computed, and until the frame after it. */
  press(selector: string, key: string): Promise<{ computed: number; painted: number }>;
}

declare global {
  interface Window {
    bench: BenchPage;
  }
}

function withCandidates(record: DecisionRecord): DecisionRecord {
  const { candidates } = record.decision;
  const last = candidates.at(-1) as Candidate;
  const more = Array.from({ length: Math.max(0, CANDIDATES - candidates.length) }, (_, index) => {
    const quality = last.quality - 0.01 * (index + 1);
    return { ...last, model: `bench/model-${index}`, quality, cost: Math.max(0, last.cost - 0.02 * index) };
  });
  return { ...record, decision: { ...record.decision, candidates: [...candidates, ...more] } };
}

const pool = generateRecords(POOL, { simulated: false }).map(withCandidates);
const fake = createFakeClient({ records: [...pool], simulated: false });
let seq = POOL;

function nextRecord(): DecisionRecord {
  const record = pool[seq % POOL] as DecisionRecord;
  seq++;
  return {
    ...record,
    seq,
    decision: { ...record.decision, id: `dec_b${seq.toString(36)}`, created_ms: Date.now() },
  };
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));

let frames: { stop(): FrameStats } | null = null;

window.bench = {
  async fill(count) {
    for (let sent = 0; sent < count; sent += 500) {
      const added = Array.from({ length: Math.min(500, count - sent) }, nextRecord);
      fake.emit('decisions', { added, updated: [], dropped: 0 });
      await wait(BATCH_MS);
    }
    await frame();
  },
  async stream(perSecond, seconds) {
    const started = performance.now();
    const waiting: { id: string; due: number; record: DecisionRecord }[] = [];
    let sent = 0;
    const total = perSecond * seconds;
    while (sent < total || waiting.length > 0) {
      const now = performance.now();
      const due = Math.min(total, Math.floor(((now - started) / 1_000) * perSecond));
      const added: DecisionRecord[] = [];
      for (; sent < due; sent++) {
        const record = nextRecord();
        const pending = { ...record.outcome, status: 'pending' as const, total_ms: null, cost_usd: null };
        added.push({ ...record, outcome: pending });
        waiting.push({ id: record.decision.id, due: now + ANSWER_MS, record });
      }
      const answered = waiting.splice(0, lateFrom(waiting, now));
      const updated = answered.map(({ id, record }) => ({ id, outcome: record.outcome }));
      if (added.length + updated.length > 0) fake.emit('decisions', { added, updated, dropped: 0 });
      await wait(BATCH_MS);
    }
    return sent;
  },
  startFrames() {
    const intervals: number[] = [];
    const longTasks: number[] = [];
    let last: number | null = null;
    let handle = requestAnimationFrame(function tick(now) {
      if (last !== null) intervals.push(now - last);
      last = now;
      handle = requestAnimationFrame(tick);
    });
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    });
    observer.observe({ type: 'longtask' });
    frames = {
      stop: () => {
        cancelAnimationFrame(handle);
        for (const { duration } of observer.takeRecords()) longTasks.push(duration);
        observer.disconnect();
        return { intervals, longTasks };
      },
    };
  },
  stopFrames() {
    return frames?.stop() ?? { intervals: [], longTasks: [] };
  },
  untilShown(selector, text) {
    return new Promise((done) => {
      addEventListener(
        'keydown',
        ({ timeStamp }) => {
          const look = (): void => {
            const found = document.querySelector(selector);
            const there = found !== null && (text === undefined || (found.textContent ?? '').includes(text));
            // The frame after: by then it was painted.
            if (there) requestAnimationFrame(() => done(performance.now() - timeStamp));
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        },
        { capture: true, once: true },
      );
    });
  },
  async press(selector, key) {
    const element = document.querySelector<HTMLElement>(selector);
    if (element === null) throw new Error(`Nothing matches ${selector}.`);
    await frame();
    const started = performance.now();
    element.dispatchEvent(new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true }));
    // React commits what a key did before the task ends.
    await Promise.resolve();
    const computed = performance.now() - started;
    await frame();
    return { computed, painted: performance.now() - started };
  },
};

function lateFrom(waiting: readonly { due: number }[], now: number): number {
  const index = waiting.findIndex(({ due }) => due > now);
  return index === -1 ? waiting.length : index;
}

mount(fake.client);
