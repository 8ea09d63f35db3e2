import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_RESPONSE_CACHE } from '../../dev/fake/caches.ts';
import { createFakeClient } from '../../dev/fake-client.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import {
  atThreshold,
  formatAge,
  formatMiB,
  hitRate,
  type NearMiss,
  type ResponseCacheStats,
  similarityBins,
  stackOf,
} from './cache-numbers.ts';
import { CacheView } from './cache-view.tsx';
import { worthWords } from './worth-words.ts';

const miss = (cosine: number, reason: NearMiss['reason']): NearMiss => ({
  at_ms: cosine * 1_000,
  cosine,
  reason,
  preview: 'is it safe?',
  cached_preview: 'is it not safe?',
});
const ON: ResponseCacheStats = {
  ...EMPTY_RESPONSE_CACHE,
  enabled: true,
  mode: 'exact_then_semantic',
  entries: 1,
  bytes: 2 * 1024 * 1024,
  hits_exact: 21,
  hits_semantic: 16,
  misses: 63,
  saved_usd: 0.000042,
  saved_ms: 672_000,
  near_misses: [miss(0.905, 'below_threshold'), miss(0.97, 'negation')],
};
const ENTRY = {
  id: 'k1',
  preview: 'what is the capital of Australia?',
  model: 'openai/gpt-5.4-nano',
  provider: 'openai',
  simulated: false,
  hits: 37,
  age_s: 90,
  bytes: 2_048,
  cost_usd: 0.000001,
  saved_usd: 0.000037,
  semantic: true,
};

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

const worth = (hits: readonly number[]) => ({
  from_ms: 0,
  to_ms: 1,
  uses: 10,
  sampled_share: 1,
  distinct_bytes: 1_024 * 1_024,
  limit_bytes: 4 * 1_024 * 1_024,
  ttl_seconds: 300,
  sizes: hits.map((count, index) => ({
    factor: 2 ** (index - 2),
    max_bytes: 2 ** (index + 20),
    hit_rate: count / 10,
    hits: count,
    saved_usd: count * 0.001,
    saved_ms: count * 500,
    used_bytes: 1_024 * 1_024,
  })),
});

async function show(stats: ResponseCacheStats) {
  const fake = createFakeClient({ records: generateRecords(5) });
  const response = { exact: 21, semantic: 16, misses: 63 };
  const window = { from_ms: 0, to_ms: 1, bin_ms: 1 };
  const purged: string[] = [];
  const changed: unknown[] = [];
  fake.answer('cache.overview', () => ({
    ...window,
    hits: 3,
    misses: 9,
    off: 0,
    hit_rate: 0.25,
    response,
    over_time: [],
  }));
  fake.answer('response_cache.stats', () => stats);
  fake.answer('cache.worth', ({ cache }) => worth(cache === 'responses' ? [2, 6, 6, 6, 6, 6] : [0, 0, 0, 0, 0, 0]));
  fake.answer('response_cache.set', (values) => {
    changed.push(values);
    return { ...stats, ...values } as ResponseCacheStats;
  });
  fake.answer('response_cache.entries', () => ({ entries: purged.length > 0 ? [] : [ENTRY], total: 1 }));
  fake.answer('response_cache.purge', ({ id }) => {
    purged.push(id);
    return { purged: true };
  });
  const session = new Session({ client: fake.client, store: createConsoleStore() });
  await session.start();
  render(
    <SessionProvider value={session}>
      <CacheView />
    </SessionProvider>,
  );
  return { purged, changed };
}

describe('cache view', () => {
  it('switches the response cache on, saying what it keeps, where and for how long', async () => {
    const { changed } = await show(EMPTY_RESPONSE_CACHE);
    const form = await screen.findByTestId('response-cache-form');
    expect(form.textContent).toContain('in this process’s memory only');
    fireEvent.change(screen.getByLabelText('Kept for'), { target: { value: '300' } });
    fireEvent.click(screen.getByTestId('response-cache-enable'));
    await waitFor(() =>
      expect(changed).toEqual([{ enabled: true, mode: 'exact', ttl_seconds: 300, max_bytes: 64 * 1024 * 1024 }]),
    );
    expect(screen.queryByTestId('cache-entry')).toBeNull();
    expect(screen.getByTestId('decision-hit-rate').textContent).toBe('25.0%');
  });

  it('shows hits, savings and memory while it is on', async () => {
    await show(ON);
    expect((await screen.findByTestId('response-hit-rate')).textContent).toBe('37.0%');
    const tiles = screen.getByTestId('response-cache').textContent;
    expect(tiles).toContain('$0.000042 and 11 m 12 s');
    expect(tiles).toContain('2.0 MiB');
    expect(tiles).toContain('3.1% of 64.0 MiB');
  });

  it('says what another threshold would have answered, and what it would not', async () => {
    await show(ON);
    fireEvent.change(await screen.findByTestId('threshold'), { target: { value: '0.9' } });
    expect(screen.getByTestId('at-threshold').textContent).toBe('+1 hits of these; 1 stay apart for what they say.');
    fireEvent.click(screen.getByText('a negation'));
    expect(screen.getByTestId('near-miss-compared').textContent).toContain('is it not safe?');
  });

  it('purges an entry', async () => {
    const { purged } = await show(ON);
    fireEvent.click(await screen.findByRole('button', { name: `Purge ${ENTRY.preview}` }));
    await waitFor(() => expect(screen.queryByTestId('cache-entry')).toBeNull());
    expect(purged).toEqual(['k1']);
  });
});

describe('is it worth its memory', () => {
  it('shows hit rate, money and time by size, the one in force marked', async () => {
    await show(ON);
    const words = await screen.findByTestId('worth-responses');
    expect(words.textContent).toContain('with 2.0 MiB it would have the same 60.0% of hits');
    const rows = within(screen.getByRole('table', { name: /^Response cache: worth/ })).getAllByTestId('worth-row');
    expect(rows.map((row) => row.textContent)).toContainEqual(expect.stringMatching(/^4\.0 MiB now60\.0%6.*\$0\.006/));
    expect(screen.getByTestId('worth-decisions').textContent).toContain('no size would have a hit');
  });

  it.each([
    [[2, 4, 6, 6, 6, 6], 'The right size'],
    [[2, 4, 6, 8, 9, 9], 'Too small: 16.0 MiB would have 90.0% of hits instead of 60.0%'],
    [[6, 6, 6, 6, 6, 6], 'with 1.0 MiB it would have the same'],
  ])('says of hits %s: %s', (hits, words) => {
    expect(worthWords(worth(hits))).toContain(words);
  });
});

describe('cache numbers', () => {
  it('have no rate before the first lookup', () => {
    expect(hitRate({ exact: 0, semantic: 0, misses: 0 })).toBeNull();
    expect(hitRate({ exact: 21, semantic: 16, misses: 63 })).toBe(0.37);
  });

  it('are written in the unit that fits', () => {
    expect([0, 1_000, 48.1 * 1024 * 1024].map(formatMiB)).toEqual(['0 MiB', '0.00095 MiB', '48.1 MiB']);
    expect([42, 720, 12_600, 259_200].map(formatAge)).toEqual(['42 s', '12 min', '3.5 h', '3 d']);
  });

  it('put each near miss in one bin', () => {
    const misses = [miss(0.82, 'below_threshold'), miss(0.915, 'below_threshold'), miss(1, 'order')];
    const bins = similarityBins(misses, 0.92);
    expect(bins).toHaveLength(18);
    expect(bins[0]).toMatchObject({ tooFar: 1 });
    expect(bins.at(-1)).toMatchObject({ refused: 1 });
    expect(bins.reduce((sum, { tooFar, refused }) => sum + tooFar + refused, 0)).toBe(3);
    expect(atThreshold(misses, 0.9)).toEqual({ more: 1, refused: 1 });
  });

  it('stack what each cache had', () => {
    const step = { at: 0, hits: 1, misses: 2, off: 3, response: { exact: 4, semantic: 5, misses: 6 } };
    expect(stackOf(step, 'decisions')).toEqual([1, 0, 2]);
    expect(stackOf(step, 'responses')).toEqual([4, 5, 6]);
  });
});
