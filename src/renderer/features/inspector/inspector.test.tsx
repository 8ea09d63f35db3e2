import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeClient } from '../../dev/fake-client.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { RecordRing } from '../../store/record-ring.ts';
import { Session } from '../../store/session.ts';
import { Inspector } from './inspector.tsx';
import { LeavingNotes } from './leaving-notes.tsx';

afterEach(cleanup);

async function open(id: string, keepWhole = 1_000) {
  const records = generateRecords(20);
  const fake = createFakeClient({ records });
  const session = new Session({
    client: fake.client,
    store: createConsoleStore(),
    ring: new RecordRing({ keepWhole }),
  });
  await session.start();
  const record = records.find(({ decision }) => decision.id === id) ?? records[5];
  if (!record) throw new Error('no record');
  render(
    <SessionProvider value={session}>
      <Inspector id={id || record.decision.id} />
    </SessionProvider>,
  );
  return { ...record, session };
}

describe('inspector', () => {
  it('shows the recorded numbers of the decision', async () => {
    const { decision } = await open('');
    expect(screen.getByTestId('inspector-model').dataset.model).toBe(decision.model);
    expect(screen.getByTestId('inspector-bucket').textContent).toContain(decision.bucket);
    for (const bucket of ['cheap', 'mid', 'hard'] as const) {
      expect(Number(screen.getByTestId(`prob-${bucket}`).dataset.value)).toBe(decision.bucket_probabilities[bucket]);
    }
    const rows = screen.getAllByTestId('candidate-row');
    expect(rows.map((row) => Number(row.dataset.score))).toEqual(decision.candidates.map(({ score }) => score));
  });

  it('replaces its own sentence by the host’s explanation and shows the pushes', async () => {
    const { decision } = await open('');
    expect(screen.getByTestId('why-summary').textContent).not.toBe('');
    await waitFor(() => expect(screen.getByTestId('why-summary').textContent).toContain(`Routed to ${decision.model}`));
    expect(screen.getByText('topic (embedding)')).toBeTruthy();
    expect(screen.getByText('raw score')).toBeTruthy();
  });

  it('shows what the estimates rest on: graded prompts, spreads, published scores with their sources', async () => {
    const { decision } = await open('');
    await waitFor(() => expect(screen.getByTestId('evidence')).toBeTruthy());
    const clusters = screen.getAllByTestId('evidence-cluster');
    expect(clusters).toHaveLength(decision.features.clusters.length);
    expect(clusters[0]?.textContent).toContain('352 of 755 prompts graded, 38.4% solved');
    expect(within(clusters[0] as HTMLElement).getByRole('link', { name: 'exams/algebra' })).toMatchObject({
      href: 'https://github.com/acme/exams/tree/0123456789ab',
      rel: 'noreferrer',
    });
    const [first, , unknown] = screen.getAllByTestId('evidence-candidate');
    expect(first?.textContent).toContain('± .04');
    expect(first?.textContent).toContain('Expected answer 2,300 tokens');
    expect(
      within(first as HTMLElement)
        .getByText('exams/hard')
        .closest('a')?.href,
    ).toContain('/acme/scores/blob/');
    expect(unknown?.textContent).toContain('assumed');
  });

  it('reads a record from the log that is no longer held whole', async () => {
    const { decision } = await open('', 3);
    await waitFor(() => expect(screen.getByTestId('inspector-model').dataset.model).toBe(decision.model));
  });

  it('says so when the decision is gone', async () => {
    await open('dec_gone');
    await waitFor(() => expect(screen.getByText(/not in the log any more/)).toBeTruthy());
  });

  it('changes tabs by command', async () => {
    const { session } = await open('');
    act(() => session.commands.run('decision.next-part'));
    await waitFor(() => expect(screen.getByText('Inside Heimdall')).toBeTruthy());
  });
});

describe('leaving a warm prompt cache', () => {
  const [record] = generateRecords(1);
  const decision = record?.decision as NonNullable<typeof record>['decision'];

  it('says nothing while none is warm', () => {
    render(<LeavingNotes decision={decision} />);
    expect(screen.queryByTestId('leaving-notes')).toBeNull();
  });

  it('names the price and when it has paid for itself', () => {
    const [choice, ...others] = decision.candidates;
    if (choice === undefined) throw new Error('no candidate');
    const candidates = [
      { ...choice, switch_cost_usd: 0, switch_cost: 0 },
      ...others.map((candidate) => ({
        ...candidate,
        penalties: { ...candidate.penalties, cold_cache: 0.012 },
        switch_cost_usd: 0.041,
        switch_cost: 0.03,
        break_even_turns: 4,
      })),
    ];
    const session = { ...decision.session, state: 'warm' as const, warm_tokens: 18_204 };
    render(<LeavingNotes decision={{ ...decision, candidates, session }} />);
    const { textContent } = screen.getByTestId('leaving-notes');
    expect(textContent).toMatch(/cold cache −\.?0?\.?012/);
    expect(textContent).toContain('Leaving would read 18,204 tokens anew, $0.041');
    expect(textContent).toContain('paid back after 4 turns');
  });
});
