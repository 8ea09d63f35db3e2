import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeClient } from '../../dev/fake-client.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { parseFilter } from '../../store/filter-query.ts';
import { Session } from '../../store/session.ts';
import type { SavingsNumbers, SavingsReport } from './report.ts';
import {
  defaultBaselineModel,
  type LedgerPart,
  readChoice,
  reportInput,
  rowsQuery,
  type SavingsChoice,
  writeChoice,
} from './savings-choice.ts';
import { SavingsView } from './savings-view.tsx';

const CHOICE: SavingsChoice = { window: '7d', baseline: 'best', model: null, sample: false, query: '' };
const NOTHING: SavingsNumbers = {
  requests: 0,
  actual_usd: 0,
  baseline_usd: 0,
  saved_usd: 0,
  quality: null,
  baseline_quality: null,
};
const NONE_APART = { unpriced: 0, baseline_unpriced: 0, without_baseline: 0, simulated: 0 };

function numbers(requests: number, actual: number, baseline: number): SavingsNumbers {
  const saved = baseline - actual;
  return {
    requests,
    actual_usd: actual,
    baseline_usd: baseline,
    saved_usd: saved,
    quality: 0.7,
    baseline_quality: 0.8,
  };
}

function report(totals: SavingsNumbers, apart: Partial<typeof NONE_APART> = {}, cached = 0): SavingsReport {
  const parts = totals.requests === 0 ? [] : [totals];
  const named = (name: string) => parts.map((part) => ({ name, ...part }));
  return {
    from_ms: 0,
    to_ms: 1,
    sample: false,
    totals: {
      ...totals,
      ...NONE_APART,
      ...apart,
      split: { routing: totals.saved_usd - cached, response_cache: cached, overhead: 0 },
    },
    per_day: parts.map((part) => ({ at: Date.UTC(2026, 10, 23), ...part })),
    by_app: named(''),
    by_model: named('openai/gpt-5.4'),
    by_bucket: named('mid'),
  };
}

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

async function show(answer: SavingsReport, params: Record<string, string> = {}) {
  const fake = createFakeClient({ records: [] });
  const inputs: unknown[] = [];
  fake.answer('savings.report', (input) => {
    inputs.push(input);
    return { ...answer, sample: (input as { sample: boolean }).sample };
  });
  fake.answer('catalog.list', () => ({ models: [] }));
  const session = new Session({ client: fake.client, store: createConsoleStore() });
  await session.start();
  session.store.setState(({ route }) => ({ route: { ...route, view: 'savings', params } }));
  render(
    <SessionProvider value={session}>
      <SavingsView />
    </SessionProvider>,
  );
  return { session, inputs };
}

describe('savings view', () => {
  it('shows actual, baseline and where the difference comes from, never zero for what is not', async () => {
    await show(report(numbers(12, 0.0000421, 0.00291), {}, 0.0004));
    expect((await screen.findByTestId('savings-actual')).textContent).toBe('$0.0000421');
    expect(screen.getByTestId('savings-baseline').textContent).toBe('$0.00291');
    expect(screen.getByTestId('savings-saved').textContent).toBe('$0.00287');
    expect(screen.getByTestId('split-cache').textContent).toBe('$0.0004');
    expect(screen.getByTestId('split-overhead').textContent).toBe('$0');
    expect(screen.queryByTestId('savings-left-out')).toBeNull();
    expect(screen.getAllByText('−.100 to .800')).toHaveLength(2);
  });

  it('says when the router cost more than the baseline', async () => {
    await show(report(numbers(3, 2.5, 1)));
    expect(await screen.findByText('Spent more than the baseline')).toBeTruthy();
    expect(screen.getByTestId('savings-saved').textContent).toBe('$1.50');
  });

  it('counts what is in none of the sums, with links to it', async () => {
    await show(report(numbers(3, 1, 2), { simulated: 41, unpriced: 2, baseline_unpriced: 1 }));
    const leftOut = await screen.findByTestId('savings-left-out');
    expect(leftOut.textContent).toBe(
      'Not in these sums: 41 simulated: nothing was paid, 2 of unknown price, 1 whose baseline has no price.',
    );
    const link = leftOut.querySelector('a');
    expect(decodeURIComponent(link?.getAttribute('href') ?? '').replaceAll('+', ' ')).toContain('is:simulated');
  });

  it('shows no money for simulated traffic, but says how much there was', async () => {
    await show(report(NOTHING, { simulated: 1_041 }));
    const empty = await screen.findByTestId('savings-empty');
    expect(empty.textContent).toContain('All answers in this window were simulated');
    expect(empty.textContent).toContain('1,041 simulated');
    expect(empty.textContent).not.toContain('$');
  });

  it('labels the sample, and asks for it alone', async () => {
    const { inputs } = await show(report(numbers(3, 1, 2)), { sample: '1' });
    expect((await screen.findByTestId('savings-sample')).textContent).toContain('nobody was paid');
    expect(screen.getByText('Would have saved')).toBeTruthy();
    expect(inputs).toMatchObject([{ sample: true }]);
  });

  it('keeps the choice in the link and asks anew', async () => {
    const { session, inputs } = await show(report(numbers(3, 1, 2)));
    fireEvent.click(await screen.findByRole('button', { name: 'What the app asked for' }));
    fireEvent.click(screen.getByRole('button', { name: 'All' }));
    expect(session.store.getState().route.params).toEqual({ base: 'asked', w: 'all' });
    await waitFor(() => expect(inputs.at(-1)).toMatchObject({ baseline: { kind: 'asked' }, from_ms: 0 }));
  });

  it('says why when the host has no answer', async () => {
    const fake = createFakeClient({ records: [] });
    const session = new Session({ client: fake.client, store: createConsoleStore() });
    await session.start();
    vi.spyOn(fake.client, 'request').mockResolvedValue({
      ok: false,
      error: { code: 'storage_failed', message: 'The disk is full.' },
    });
    render(
      <SessionProvider value={session}>
        <SavingsView />
      </SessionProvider>,
    );
    expect((await screen.findByRole('alert')).textContent).toContain('The disk is full.');
  });
});

describe('the choice', () => {
  it.each<SavingsChoice>([
    CHOICE,
    { window: 'all', baseline: 'always', model: 'openai/gpt-5.4', sample: true, query: '' },
    { window: '24h', baseline: 'asked', model: null, sample: false, query: '' },
  ])('of $baseline over $window comes back from its link', (choice) => {
    expect({ ...readChoice(writeChoice(choice)), query: '' }).toEqual(choice);
  });

  it('ignores what it does not know', () => {
    expect({ ...readChoice({ w: '99y', base: 'cheapest', sample: 'yes' }), query: '' }).toEqual(CHOICE);
  });

  it('asks for its window up to now', () => {
    expect(reportInput({ ...CHOICE, window: '24h' }, [], 100 * 86_400_000)).toMatchObject({ from_ms: 99 * 86_400_000 });
    expect(reportInput({ ...CHOICE, baseline: 'always', model: 'a/b' }, [], 0).baseline).toEqual({
      kind: 'always',
      model: 'a/b',
    });
  });

  it.each<LedgerPart>([
    { kind: 'all' },
    { kind: 'app', name: '' },
    { kind: 'app', name: 'my app (beta): "x"' },
    { kind: 'model', name: 'openai/gpt-5.4' },
    { kind: 'bucket', name: 'hard' },
    { kind: 'day', at: Date.UTC(2026, 10, 23) },
    { kind: 'simulated' },
    { kind: 'unpriced' },
    { kind: 'unnamed' },
  ])('leads to rows by a filter that can be read: $kind', (part) => {
    for (const sample of [true, false]) {
      expect(parseFilter(rowsQuery({ ...CHOICE, sample }, part))).toMatchObject({ ok: true });
    }
  });

  it('covers a whole day in UTC', () => {
    const parsed = parseFilter(rowsQuery(CHOICE, { kind: 'day', at: Date.UTC(2026, 10, 23) }));
    const term = parsed.ok ? parsed.terms.find(({ field }) => field === 'at') : undefined;
    expect(term?.value).toMatchObject({ min: Date.UTC(2026, 10, 23), max: Date.UTC(2026, 10, 24) });
  });

  it('compares with the best model that has a price when none was named', () => {
    const model = (id: string, mean: number, priced: boolean) =>
      ({ id, quality: { mean, results: 1 }, price: priced ? {} : null }) as Parameters<
        typeof defaultBaselineModel
      >[0][number];
    expect(defaultBaselineModel([model('a', 0.5, true), model('b', 0.9, false), model('c', 0.8, true)])).toBe('c');
    expect(defaultBaselineModel([])).toBeNull();
  });
});
