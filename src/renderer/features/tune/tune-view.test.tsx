import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { createFakeClient } from '../../dev/fake-client.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { parseRoute } from '../../lib/route.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import { tuneCommands } from './tune-commands.ts';
import { TuneView } from './tune-view.tsx';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

async function show(records: DecisionRecord[], hash = '#/tune'): Promise<Session> {
  const store = createConsoleStore(parseRoute(hash, ['live', 'tune']));
  const session = new Session({ client: createFakeClient({ records }).client, store });
  session.commands.add(tuneCommands(session));
  await session.start();
  render(
    <SessionProvider value={session}>
      <TuneView />
    </SessionProvider>,
  );
  await act(async () => undefined);
  return session;
}

const flips = () => Number(screen.getByTestId('preview-flips').dataset.value);
const field = (id: string) => screen.getByTestId(id) as HTMLInputElement;
const type = (id: string, value: string) => fireEvent.change(field(id), { target: { value } });

describe('Tune', () => {
  it('says so when there is nothing, and when there is too little to judge by', async () => {
    await show([]);
    expect(screen.getByText('Nothing recorded to try values on')).toBeTruthy();
    cleanup();
    await show(generateRecords(20, { sample: true }));
    expect(screen.getByTestId('preview-caution').textContent).toContain('Fewer than 30 decisions');
    expect(screen.getByTestId('preview-caution').textContent).toContain('built-in sample');
  });

  it('names what fails the replay check and leaves it out', async () => {
    const records = generateRecords(200).map((record, index) => {
      const { decision } = record;
      const candidates = index < 12 ? [...decision.candidates].reverse() : decision.candidates;
      return { ...record, decision: { ...decision, candidates } };
    });
    const failing = records.slice(0, 12).filter(({ decision }) => decision.mode !== 'explicit').length;
    await show(records);
    const check = screen.getByTestId('replay-check');
    expect(check.dataset.ok).toBe('false');
    expect(check.textContent).toContain(`The other ${failing} were made by a plugin or an older version`);
    expect(screen.getByTestId('preview-footing').textContent).toContain(`${failing} failed the replay check`);
  });

  it('previews alpha, thresholds and penalties, changes nothing, and goes back on Escape', async () => {
    const session = await show(generateRecords(300));
    expect(screen.getByTestId('replay-check').dataset.ok).toBe('true');
    expect(flips()).toBe(0);
    type('alpha-input', '0.95');
    expect(flips()).toBeGreaterThan(0);
    expect(session.store.getState().route.alpha).toBe(0.95);
    type('threshold-hard-input', '0.8');
    const moved = screen.getByTestId('moved');
    expect(Number(moved.dataset.unknown)).toBeGreaterThan(0);
    expect(moved.dataset.known).toBe('0');
    await waitFor(() => expect(Number(screen.getByTestId('moved').dataset.known)).toBeGreaterThan(0));
    expect(screen.getByTestId('moved').textContent).toContain('is not known from the record');
    type('penalty-latency_sd', '3');
    expect(session.store.getState().route.params).toMatchObject({ hard: '0.8', latency_sd: '3' });
    expect(session.store.getState().tuning?.alpha).toBe(0.8);
    fireEvent.keyDown(field('alpha-input'), { key: 'Escape' });
    expect(flips()).toBe(0);
    expect(session.store.getState().route).toMatchObject({ alpha: null, params: {} });
  });

  it('applies on Enter, undoes and redoes', async () => {
    const session = await show(generateRecords(100));
    type('threshold-cheap-input', '0.7');
    type('alpha-input', '0.3');
    fireEvent.keyDown(field('alpha-input'), { key: 'Enter' });
    await waitFor(() => expect(screen.getByTestId('active-alpha').dataset.value).toBe('0.3'));
    expect(session.store.getState().tuning?.thresholds).toEqual({ cheap: 0.7, hard: 0.58 });
    expect(screen.getByTestId('tune-profile').textContent).toBe('Balanced*');
    await waitFor(() => expect(screen.getByTestId('undo-tuning').hasAttribute('disabled')).toBe(false));
    session.commands.run('tune.undo');
    await waitFor(() => expect(screen.getByTestId('active-alpha').dataset.value).toBe('0.8'));
    expect(screen.getByTestId('tune-profile').textContent).toBe('Balanced');
    await waitFor(() => expect(screen.getByTestId('redo-tuning').hasAttribute('disabled')).toBe(false));
    session.commands.run('tune.redo');
    await waitFor(() => expect(screen.getByTestId('active-alpha').dataset.value).toBe('0.3'));
    await act(async () => session.commands.run('tune.save-as', 'Mine'));
    await waitFor(() => expect(screen.getByTestId('tune-profile').textContent).toBe('Mine'));
  });

  it('compares with a profile, and lists the flips of one band', async () => {
    // Few enough for all rows to be made at once.
    await show(generateRecords(60), '#/tune?alpha=0.9&with=Economy&by=bucket&hard=0.75');
    await waitFor(() => expect(screen.getAllByTestId('compared')).toHaveLength(3));
    expect(screen.getAllByTestId('compared')[0]?.textContent).toContain('with Economy');
    const all = screen.getByTestId('flipped-list').querySelectorAll('tbody tr').length;
    fireEvent.click(screen.getAllByTestId('flow-part')[0] as HTMLElement);
    const some = screen.getByTestId('flipped-list').querySelectorAll('tbody tr').length;
    expect(all).toBeLessThan(30);
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(all);
    fireEvent.click(screen.getByTestId('clear-pick'));
    expect(screen.getByTestId('flipped-list').querySelectorAll('tbody tr')).toHaveLength(all);
  });
});
