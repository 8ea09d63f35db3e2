import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { LearningTable, RatingList } from '../../../shared/console/learning-contract.ts';
import type { ConsoleInput } from '../../../shared/console-contract.ts';
import { createFakeClient } from '../../dev/fake-client.ts';
import { parseRoute } from '../../lib/route.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import { FeedbackView } from './feedback-view.tsx';

afterEach(cleanup);

const rows: LearningTable['rows'] = [
  {
    model: 'acme/one',
    effort: null,
    id: 3,
    label: 'proofs',
    prior: 0.5,
    posterior: 0.466,
    interval: [0.1, 0.95],
    explored: 0,
    without_explored: 0.466,
    ratings: 2,
    weight: 1.4,
  },
  {
    model: 'acme/one',
    effort: 'high',
    id: 4,
    label: 'sql',
    prior: 0.7,
    posterior: 0.72,
    interval: [0.1, 0.95],
    explored: 0,
    without_explored: 0.72,
    ratings: 1,
    weight: 0.6,
  },
];
const given: RatingList['ratings'] = [
  {
    decision_id: 'dec_000001',
    at_ms: new Date(2026, 0, 3, 12, 4, 7).getTime(),
    score: 0.25,
    source: 'endpoint',
    model: 'acme/one',
    effort: null,
    clusters: [{ id: 3, label: 'proofs', share: 0.7 }],
    artifact: '2026.1.1',
  },
  {
    decision_id: 'dec_000002',
    at_ms: 0,
    score: 0,
    source: null,
    model: 'acme/one',
    effort: null,
    clusters: [],
    artifact: '2025.1.1',
  },
];

function show(ratings: RatingList['ratings'], hash = '#/feedback', failure?: string) {
  const fake = createFakeClient({ records: [] });
  const resets: ConsoleInput<'learning.reset'>[] = [];
  const asked: ConsoleInput<'learning.ratings'>[] = [];
  if (failure !== undefined) fake.failNext('learning.table', failure);
  fake.answer('learning.table', () => ({ ratings: ratings.length, table_weight: 20, rows }));
  fake.answer('learning.ratings', (input) => {
    asked.push(input);
    return { ratings, matched: ratings.length, total: ratings.length };
  });
  fake.answer('learning.reset', (what) => {
    resets.push(what);
    return { removed: 1, undo: 'reset' };
  });
  const session = new Session({
    client: fake.client,
    store: createConsoleStore(parseRoute(hash, ['live', 'feedback'])),
  });
  render(
    <SessionProvider value={session}>
      <FeedbackView />
    </SessionProvider>,
  );
  return { resets, asked };
}

it('tells from which prior to which posterior each model moved in each cluster', async () => {
  const { resets } = show(given);
  const [proofs, sql] = await screen.findAllByTestId('moved-row');
  expect(proofs?.textContent).toContain('one');
  expect(within(proofs as HTMLElement).getByTestId('moved-prior').textContent).toBe('.500');
  expect(within(proofs as HTMLElement).getByTestId('moved-posterior').textContent).toBe('.466');
  expect(proofs?.textContent).toContain('−.034');
  expect(sql?.textContent).toContain('+.020');
  const live = within(proofs as HTMLElement).getByRole('link', { name: 'proofs' });
  expect(new URLSearchParams(live.getAttribute('href')?.split('?')[1]).get('q')).toBe('cluster:=proofs');
  fireEvent.click(screen.getByRole('button', { name: 'Reset acme/one at high in sql' }));
  fireEvent.click(screen.getByTestId('forget-all'));
  await waitFor(() =>
    expect(resets).toEqual([{ cell: { model: 'acme/one', effort: 'high', cluster: 4 } }, { all: true }]),
  );
});

it('lists single ratings with who gave them, and says which ones wait for their artifact', async () => {
  const { resets } = show(given);
  const [one, other] = await screen.findAllByTestId('rating-row');
  expect(one?.textContent).toContain('2026-01-03 12:04:07.25');
  expect(one?.textContent).toContain('proofs .70');
  expect(one?.textContent).toContain('an app');
  expect(
    within(one as HTMLElement)
      .getByRole('link')
      .getAttribute('href'),
  ).toBe('#/decision/dec_000001');
  expect(other?.textContent).toContain('▼ down');
  expect(other?.textContent).toContain('waits for artifact 2025.1.1');
  fireEvent.click(within(one as HTMLElement).getByRole('button', { name: 'Forget the rating of 2026-01-03 12:04:07' }));
  await waitFor(() => expect(resets).toEqual([{ decision_id: 'dec_000001' }]));
});

it('asks for the ratings of the cell that the link names', async () => {
  const { asked } = show(given, '#/feedback?model=acme%2Fone&effort=high&cluster=4');
  await screen.findAllByTestId('moved-row');
  expect(asked).toEqual([{ cell: { model: 'acme/one', effort: 'high', cluster: 4 }, limit: 200 }]);
  expect(document.querySelector('[aria-current="true"]')?.textContent).toBe('1');
});

it('says how to rate when nothing was', async () => {
  show([]);
  expect((await screen.findByTestId('feedback-empty')).textContent).toContain('POST /v1/feedback');
});

it('says why nothing could be read', async () => {
  show(given, '#/feedback', 'the host is busy');
  expect((await screen.findByRole('alert')).textContent).toContain('the host is busy');
});
