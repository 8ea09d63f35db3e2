import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeClient } from '../../dev/fake-client.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { HOME } from '../../lib/route.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import { openInPlayground } from './open-in-playground.ts';
import { PlaygroundView } from './playground-view.tsx';

afterEach(cleanup);

async function open() {
  const records = generateRecords(10);
  const fake = createFakeClient({ records });
  const session = new Session({ client: fake.client, store: createConsoleStore({ ...HOME, view: 'playground' }) });
  await session.start();
  render(
    <SessionProvider value={session}>
      <PlaygroundView />
    </SessionProvider>,
  );
  return { session, records, fake };
}

const write = (text: string) => fireEvent.change(screen.getByTestId('turn-user'), { target: { value: text } });
const params = (session: Session) => session.store.getState().route.params;

describe('playground', () => {
  it('asks for a prompt before anything else, and counts its tokens', async () => {
    await open();
    expect(screen.getByTestId('playground-empty')).toBeTruthy();
    const route = screen.getByRole('button', { name: 'Route only ($0)' }) as HTMLButtonElement;
    expect(route.disabled).toBe(true);
    write('What is the capital of Australia?');
    expect(route.disabled).toBe(false);
    await waitFor(() => expect(Number(screen.getByTestId('token-estimate').dataset.value)).toBeGreaterThan(0));
  });

  it('routes for nothing and shows why, with a strip of winners', async () => {
    const { session } = await open();
    write('What is the capital of Australia?');
    fireEvent.click(screen.getByRole('button', { name: 'Route only ($0)' }));
    const shown = await screen.findByTestId('playground-decision');
    expect(shown.dataset.decisionId).toBe(params(session).id);
    expect(params(session).runs).toBeUndefined();
    expect(screen.getByTestId('why-summary').textContent).not.toBe('');
    expect(screen.getAllByTestId('candidate-row').length).toBeGreaterThan(1);
    const segments = screen.getAllByTestId('alpha-segment');
    expect(segments.filter(({ dataset }) => dataset.current === 'true')).toHaveLength(1);
    fireEvent.click(segments[0] as HTMLElement);
    expect((screen.getByLabelText('Alpha') as HTMLInputElement).value).toMatch(/^0(\.\d+)?$/);
  });

  it('states model and cost first, and runs on what was picked', async () => {
    const { session } = await open();
    write('What is the capital of Australia?');
    act(() => session.commands.run('playground.route'));
    await screen.findByTestId('playground-decision');
    expect(screen.getByTestId('run-estimate').textContent).toContain('1 answer: $0, the simulator answers');
    const boxes = screen.getAllByRole('checkbox');
    fireEvent.click(boxes[1] as HTMLElement);
    expect(screen.getByTestId('run-estimate').textContent).toContain('2 answers');
    act(() => session.commands.run('playground.run'));
    await waitFor(() => expect(screen.getAllByTestId('run')).toHaveLength(2));
    expect(params(session).runs?.split(',')).toHaveLength(2);
  });

  it('says what went wrong and keeps what was written', async () => {
    const { fake, session } = await open();
    write('hello');
    fake.failNext('playground.route', 'no candidate is left');
    fireEvent.click(screen.getByRole('button', { name: 'Route only ($0)' }));
    expect((await screen.findByRole('alert')).textContent).toContain('no candidate is left');
    expect((screen.getByTestId('turn-user') as HTMLTextAreaElement).value).toBe('hello');
    fireEvent.change(screen.getByLabelText('Alpha'), { target: { value: '2' } });
    act(() => session.commands.run('playground.route'));
    expect((await screen.findByRole('alert')).textContent).toContain('from 0 to 1');
  });

  it('takes over a recorded request', async () => {
    const { session, records } = await open();
    const record = records[4];
    if (record === undefined) throw new Error('no record');
    await act(() => openInPlayground(session, record.decision.id));
    expect((screen.getByTestId('turn-user') as HTMLTextAreaElement).value).toBe(record.prompt_preview);
    expect(params(session).id).toBe(record.decision.id);
  });
});
