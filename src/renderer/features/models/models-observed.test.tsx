import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConsoleInput, ConsoleOutput } from '../../../shared/console-contract.ts';
import { catalogModel } from '../../dev/catalog-model.ts';
import { createFakeClient } from '../../dev/fake-client.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { parseRoute } from '../../lib/route.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import { ModelsView } from './models-view.tsx';

type Health = ConsoleOutput<'models.health'>;

const INFO: ConsoleOutput<'catalog.info'> = {
  version: 'abc',
  created_ms: 0,
  origin: 'bundled',
  bundled_date: '2026-07-24',
  models: 2,
  refreshing: false,
  next_refresh_ms: null,
  sources: [],
  servers: [],
  diffs: [],
  notices: [],
};
const HEALTH: Health = {
  looked_at: 40,
  models: [
    { id: 'acme/fast', calls: 30, failed: 0, first_byte: { count: 28, p50: 120, p95: 480 } },
    { id: 'acme/slow', calls: 10, failed: 2, first_byte: { count: 8, p50: 900, p95: 2_400 } },
  ],
  pauses: [
    { provider: 'acme', model: 'acme/slow', reason: 'acme said that the rate limit is reached', remaining_ms: 42_000 },
  ],
};

beforeEach(() => history.replaceState(null, '', '#/models'));
afterEach(cleanup);

async function open(hash = '#/models') {
  const records = generateRecords(60).map((record) => ({ ...record, sample: false }));
  const chosen = records.find(({ decision }) => decision.mode === 'auto')?.decision.candidates[0]?.model ?? '';
  const fake = createFakeClient({ records });
  const keyed = (id: string) => {
    const model = catalogModel(id);
    return { ...model, offers: model.offers.map((offer) => ({ ...offer, provider: 'acme', configured: true })) };
  };
  const own = { ...keyed('acme/own'), author: 'acme', origin: 'settings' as const };
  const models = [keyed('acme/fast'), keyed('acme/slow'), keyed('acme/idle'), catalogModel(chosen), own];
  fake.answer('catalog.list', () => ({ models }));
  fake.answer('catalog.info', () => INFO);
  fake.answer('models.health', () => HEALTH);
  fake.answer('models.own', () => ({
    providers: [{ name: 'acme', base_url: 'https://acme.example/v1', configured: true }],
    models: [
      {
        provider: 'acme',
        model: {
          id: 'acme/own',
          upstream_id: null,
          context_tokens: 8_000,
          input_usd_per_mtok: 1,
          output_usd_per_mtok: 2,
          tools: true,
          vision: null,
          json_schema: null,
          quality_like: null,
          buckets: [],
        },
      },
    ],
    known: ['meta/llama-3.3-70b-instruct', 'openai/gpt-5-mini'],
  }));
  const session = new Session({ client: fake.client, store: createConsoleStore(parseRoute(hash, ['live', 'models'])) });
  await session.start();
  render(
    <SessionProvider value={session}>
      <ModelsView />
    </SessionProvider>,
  );
  await screen.findByTestId('models-table');
  await screen.findByText('120 ms');
  await screen.findAllByRole('img', { name: /Wins over alpha/ });
  const row = (id: string) => document.querySelector(`[data-model="${id}"]`) as HTMLElement;
  const ids = () => screen.getAllByTestId('model-row').map((one) => one.dataset.model);
  return { session, fake, row, ids, chosen };
}

describe('what was observed of models', () => {
  it('is measured and leads to its rows; what was not measured says so', async () => {
    const { row, session } = await open();
    expect(row('acme/slow').textContent).toContain('2.40 s');
    expect(row('acme/slow').textContent).toContain('20.0%');
    expect(within(row('acme/idle')).getAllByText('not measured yet')).toHaveLength(3);
    expect(within(row('acme/slow')).getByTestId('model-pause').textContent).toBe('‖ paused 42 s');
    expect(row('acme/fast').textContent).toContain('✓ acme');
    fireEvent.click(within(row('acme/slow')).getByText('20.0%'));
    expect(session.store.getState().route).toMatchObject({ view: 'live', query: 'model:=acme/slow is:error' });
  });

  it('sorts by each: unknown values last, pauses first', async () => {
    const { ids, chosen } = await open();
    const sort = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
    sort('TTFT p50');
    expect(ids().slice(0, 2)).toEqual(['acme/slow', 'acme/fast']);
    sort('Errors');
    expect(ids()[0]).toBe('acme/slow');
    sort('State');
    expect(ids()[0]).toBe('acme/slow');
    expect(ids().at(-1)).toBe(chosen);
    sort('Wins over alpha');
    expect(ids()[0]).toBe(chosen);
  });

  it('says where on alpha a model wins, in numbers and by bucket', async () => {
    const { row, chosen } = await open();
    const strip = within(row(chosen)).getByRole('img', { name: /Wins over alpha from 0 to 1, all buckets: / });
    expect(strip.getAttribute('aria-label')).toMatch(/most at .* of \d+/);
    fireEvent.click(within(row(chosen)).getByRole('button'));
    const parts = screen.getByTestId('wins-by-bucket');
    expect(parts.querySelectorAll('[data-bucket]').length).toBeGreaterThan(0);
    expect(screen.getByTestId('models-panel').textContent).toContain('not measured yet');
  });
});

describe('models of the user', () => {
  it('are added, with a proposal for their quality and what is wrong beside its field', async () => {
    const { fake, session } = await open();
    const saved: ConsoleInput<'models.save'>[] = [];
    fake.answer('models.save', (input) => {
      saved.push(input);
      return catalogModel(input.model.id, { origin: 'settings' });
    });
    fireEvent.click(screen.getByTestId('model-add'));
    const form = await screen.findByTestId('own-model-form');
    const type = (label: string, value: string) =>
      fireEvent.change(within(form).getByLabelText(label), { target: { value } });
    type('Name of the provider', 'lab');
    type('Base URL', 'http://127.0.0.1:8080/v1');
    type('Name', 'lab/llama-3.3-70b');
    type('Context, tokens', '128k');
    fireEvent.submit(form);
    expect((await within(form).findByRole('alert')).textContent).toBe('“128k” is no number');
    expect(within(form).getByLabelText('Context, tokens').getAttribute('aria-invalid')).toBe('true');
    expect(saved).toEqual([]);
    type('Context, tokens', '128,000');
    type('Images', 'no');
    fireEvent.click(within(form).getByTestId('like-proposal'));
    fireEvent.click(within(form).getByRole('checkbox', { name: /^mid/ }));
    fake.failNext(
      'models.save',
      'models.save: model.id: there is a model "lab/llama-3.3-70b" already; choose another name',
    );
    fireEvent.submit(form);
    const alert = await within(form).findByRole('alert');
    expect(alert.textContent).toBe('there is a model "lab/llama-3.3-70b" already; choose another name');
    expect(alert.closest('[data-field]')?.getAttribute('data-field')).toBe('model.id');
    fireEvent.submit(form);
    await waitFor(() => expect(session.store.getState().route.params.open).toBe('lab/llama-3.3-70b'));
    expect(saved).toEqual([
      {
        provider: 'lab',
        new_provider: { base_url: 'http://127.0.0.1:8080/v1', dialect: 'openai-chat', requires_key: false },
        model: {
          id: 'lab/llama-3.3-70b',
          upstream_id: null,
          context_tokens: 128_000,
          input_usd_per_mtok: null,
          output_usd_per_mtok: null,
          tools: null,
          vision: false,
          json_schema: null,
          quality_like: 'meta/llama-3.3-70b-instruct',
          buckets: ['mid'],
        },
        replaces: null,
      },
    ]);
  });

  it('are changed and removed, those of the catalog are not', async () => {
    const { fake, row, session } = await open();
    fireEvent.click(within(row('acme/fast')).getByRole('button'));
    expect(screen.queryByRole('button', { name: 'Change' })).toBeNull();
    fireEvent.click(within(row('acme/own')).getByRole('button'));
    fireEvent.click(screen.getByRole('button', { name: 'Change' }));
    const form = await screen.findByTestId('own-model-form');
    expect((within(form).getByLabelText('Context, tokens') as HTMLInputElement).value).toBe('8000');
    expect((within(form).getByLabelText('Tools') as HTMLSelectElement).value).toBe('yes');
    const saved: ConsoleInput<'models.save'>[] = [];
    fake.answer('models.save', (input) => {
      saved.push(input);
      return catalogModel(input.model.id, { origin: 'settings' });
    });
    fireEvent.submit(form);
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]).toMatchObject({
      provider: 'acme',
      new_provider: null,
      replaces: { provider: 'acme', id: 'acme/own' },
    });
    const removed: unknown[] = [];
    fake.answer('models.remove', (place) => {
      removed.push(place);
      return { removed: true };
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Remove…' }));
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Remove' })));
    expect(removed).toEqual([{ provider: 'acme', id: 'acme/own' }]);
    expect(session.store.getState().route.params.open).toBeUndefined();
  });
});
