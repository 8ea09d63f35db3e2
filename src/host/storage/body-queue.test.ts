import type { deflateRaw } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { BodyQueue, inflatedBody } from './body-queue.ts';
import type { BodyRow } from './body-store.ts';

const deflating = vi.hoisted(() => ({ now: 0, most: 0 }));

vi.mock('node:zlib', async (original) => {
  const zlib = await original<typeof import('node:zlib')>();
  const counted = ((data, options, done) => {
    deflating.most = Math.max(deflating.most, ++deflating.now);
    zlib.deflateRaw(data, options as object, (...result) => {
      deflating.now--;
      done?.(...result);
    });
  }) as typeof deflateRaw;
  return { ...zlib, deflateRaw: counted };
});

const row = (id: string, data: Buffer): BodyRow => ({
  id,
  kind: 'request',
  path: '/v1/chat/completions',
  query: '',
  bytes: data.length,
  truncated: false,
  deflated: false,
  data,
});

function setUp() {
  const written: BodyRow[] = [];
  const queue = new BodyQueue((rows) => void written.push(...rows));
  return { written, queue };
}

describe('body queue', () => {
  test('deflates what is large, leaves what is small, and gives both back', async () => {
    const { written, queue } = setUp();
    const large = Buffer.from('the same again '.repeat(2_000));
    queue.add(row('small', Buffer.from('{}')));
    queue.add(row('large', large));
    expect(queue.find('large', 'request')?.data).toEqual(large);
    expect(queue.find('large', 'answer')).toBeNull();
    await expect.poll(() => written.length).toBe(2);
    expect(written.map(({ deflated }) => deflated)).toEqual([false, true]);
    expect(written[1]?.data.length).toBeLessThan(large.length / 10);
    expect(inflatedBody(written[1] as BodyRow)).toEqual(large);
    expect(queue.find('large', 'request')).toBeNull();
  });

  test('waits for company once, and not again while whole slices wait', async () => {
    const delays: number[] = [];
    const real = globalThis.setTimeout;
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, ms: number) => {
      delays.push(ms);
      return real(work, ms);
    }) as typeof setTimeout);
    onTestFinished(() => void vi.restoreAllMocks());
    const { written, queue } = setUp();
    for (let index = 0; index < 100; index++) queue.add(row(`r${index}`, Buffer.from('{}')));
    while (written.length < 100) await new Promise((later) => real(later, 5));
    expect(delays).toEqual([100, 0, 0, 100]);
  });

  test('deflates the bodies of a slice together: none waits a turn of the event loop for another', async () => {
    const { written, queue } = setUp();
    const bodies = Array.from({ length: 8 }, (_, index) =>
      row(`r${index}`, Buffer.from(`${index} and again `.repeat(2_000))),
    );
    for (const body of bodies) queue.add(body);
    await expect.poll(() => written.length).toBe(8);
    expect(deflating).toEqual({ now: 0, most: 8 });
    expect(written.map(({ id }) => id)).toEqual(bodies.map(({ id }) => id));
    for (const [index, body] of bodies.entries()) expect(inflatedBody(written[index] as BodyRow)).toEqual(body.data);
  });

  test('forgets what was deleted while it waited, and writes the rest at the end', async () => {
    const { written, queue } = setUp();
    queue.add(row('gone', Buffer.from('{}')));
    queue.clear();
    queue.add(row('kept', Buffer.from('{}')));
    queue.flushNow();
    await new Promise((later) => setTimeout(later, 150));
    expect(written.map(({ id }) => id)).toEqual(['kept']);
  });

  test('is bounded: what does not fit is counted, not kept', () => {
    const { queue, written } = setUp();
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    for (let index = 0; index < 40; index++) queue.add(row(`r${index}`, megabyte));
    expect(queue.dropped).toBe(8);
    queue.flushNow();
    expect(written.length).toBe(32);
  });
});
