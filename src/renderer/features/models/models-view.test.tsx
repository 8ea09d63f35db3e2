import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogInfo } from '../../../shared/catalog.ts';
import { catalogModel } from '../../dev/catalog-model.ts';
import { createFakeClient } from '../../dev/fake-client.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { parseRoute } from '../../lib/route.ts';
import type { RendererClient } from '../../lib/transport.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import { countTraffic } from './model-rows.ts';
import { ModelsView } from './models-view.tsx';

const info: CatalogInfo = {
  version: 'abc',
  created_ms: Date.parse('2026-07-24'),
  origin: 'bundled',
  bundled_date: '2026-07-24',
  models: 3,
  refreshing: false,
  next_refresh_ms: null,
  sources: [],
  servers: [],
  diffs: [],
  notices: [],
};

beforeEach(() => history.replaceState(null, '', '#/models'));
afterEach(cleanup);

async function open(hash = '#/models', refuse = false) {
  const { price: fresh } = catalogModel('acme/old');
  if (fresh === null) throw new Error('it has a price');
  const { tiers: _, source: __, date: ___, ...rates } = fresh;
  const old = {
    ...fresh,
    tiers: [{ above_input_tokens: 200_000, ...rates }],
    source: 'models.dev 2026-01-02',
    date: null,
  };
  const models = [
    catalogModel('openai/small', { buckets: [{ bucket: 'cheap', effort: null }] }),
    catalogModel('acme/old', { price: old, buckets: [{ bucket: 'hard', effort: 'high' }] }),
    catalogModel('acme/mystery', { price: null }),
  ];
  const asked: { name: string; input: unknown }[] = [];
  const fake = createFakeClient({ records: generateRecords(30) }).client;
  const answer = (name: string, input: unknown) => {
    if (name === 'catalog.list') return { models };
    if (name === 'catalog.info') return info;
    const { model: id, enabled } = input as { model: string; enabled: boolean };
    return { ...models.find((one) => one.id === id), enabled };
  };
  const client = {
    ...fake,
    request: async (name: string, input: unknown) => {
      if (!name.startsWith('catalog.')) return fake.request(name as 'decisions.get', input as { id: string });
      asked.push({ name, input });
      return refuse && name === 'catalog.set_enabled'
        ? { ok: false, error: { code: 'storage_failed', message: 'the disk is full' } }
        : { ok: true, value: answer(name, input) };
    },
  } as unknown as RendererClient;
  const session = new Session({ client, store: createConsoleStore(parseRoute(hash, ['live', 'models'])) });
  await session.start();
  render(
    <SessionProvider value={session}>
      <ModelsView />
    </SessionProvider>,
  );
  await screen.findByTestId('models-table');
  const row = (id: string) => document.querySelector(`[data-model="${id}"]`) as HTMLElement;
  return { session, asked, row };
}

describe('the models view', () => {
  it('keeps prices below a cent, calls no price unpriced, and marks what is stale', async () => {
    const { row } = await open();
    expect(row('openai/small').textContent).toContain('0.075');
    expect(row('openai/small').textContent).not.toContain('unpriced');
    expect(within(row('acme/mystery')).getAllByText('unpriced')).toHaveLength(2);
    expect(within(row('acme/old')).getByLabelText('stale')).toBeDefined();
    expect(screen.getByTestId('stale-prices').textContent).toContain('1 prices');
  });

  it('switches at once, and back when the host refuses', async () => {
    const { asked, row } = await open();
    const toggle = () => within(row('acme/old')).getByRole('switch');
    fireEvent.click(toggle());
    expect(toggle().getAttribute('aria-checked')).toBe('false');
    await waitFor(() =>
      expect(asked.at(-1)).toEqual({ name: 'catalog.set_enabled', input: { model: 'acme/old', enabled: false } }),
    );
    cleanup();
    const refused = await open('#/models', true);
    const again = () => within(refused.row('acme/old')).getByRole('switch');
    fireEvent.click(again());
    expect(again().getAttribute('aria-checked')).toBe('false');
    await waitFor(() => expect(again().getAttribute('aria-checked')).toBe('true'));
  });

  it('filters by what the link says, and sorts unknown values last either way', async () => {
    const { session } = await open('#/models?search=ACME');
    const ids = () => screen.getAllByTestId('model-row').map((row) => row.dataset.model);
    expect(ids()).toEqual(['acme/old', 'acme/mystery']);
    fireEvent.change(screen.getByLabelText('Search models'), { target: { value: '' } });
    expect(session.store.getState().route.params).toEqual({});
    const sort = screen.getByRole('button', { name: 'Price age' });
    fireEvent.click(sort);
    expect(ids()).toEqual(['acme/old', 'openai/small', 'acme/mystery']);
    fireEvent.click(sort);
    expect(ids()).toEqual(['openai/small', 'acme/old', 'acme/mystery']);
    expect(screen.getByRole('columnheader', { name: 'Price age' }).getAttribute('aria-sort')).toBe('ascending');
    fireEvent.change(screen.getByLabelText('Bucket'), { target: { value: 'cheap' } });
    expect(ids()).toEqual(['openai/small']);
    fireEvent.change(screen.getByLabelText('Search models'), { target: { value: 'nothing' } });
    fireEvent.click(screen.getByRole('button', { name: 'Clear the filters' }));
    expect(ids()).toHaveLength(3);
  });

  it('names the source and the day of a price, its tiers, and leads to the decisions', async () => {
    const { session, row } = await open();
    fireEvent.click(within(row('acme/old')).getByRole('button'));
    const panel = screen.getByTestId('models-panel');
    expect(within(panel).getByTestId('price-source').textContent).toMatch(/Older than 30 days.*models\.dev 2026-01-02/);
    expect(panel.textContent).toContain('Above 200,000 input tokens');
    act(() => within(panel).getByTestId('model-decisions').click());
    expect(session.store.getState().route).toMatchObject({ view: 'live', query: 'model:=acme/old', params: {} });
  });
});

describe('recorded traffic', () => {
  it('is of real decisions, and of the sample while there is nothing else', async () => {
    const { session } = await open();
    const { ring } = session;
    const traffic = countTraffic(ring);
    expect(traffic.total).toBe(ring.length - ring.sampleCount);
    expect(traffic.sample).toBe(false);
    const shares = [...traffic.byModel.values()].reduce((sum, { share }) => sum + share, 0);
    expect(shares).toBeCloseTo(1);
    ring.clear();
    for (const record of generateRecords(12)) ring.append({ ...record, sample: true });
    expect(countTraffic(ring)).toMatchObject({ total: 12, sample: true });
    ring.clear();
    expect(countTraffic(ring)).toMatchObject({ total: 0, sample: false });
  });
});
