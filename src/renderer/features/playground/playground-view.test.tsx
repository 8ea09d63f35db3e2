import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { type DecisionRecord, emptyOutcome } from '../../../shared/decision.ts';
import { catalogModel } from '../../dev/catalog-model.ts';
import { createFakeClient } from '../../dev/fake-client.ts';
import { generateRecord, generateRecords } from '../../dev/generate-records.ts';
import { HOME } from '../../lib/route.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { navigate } from '../../store/navigation.ts';
import { Session } from '../../store/session.ts';
import { openInPlayground } from './open-in-playground.ts';
import { PlaygroundView } from './playground-view.tsx';

afterEach(cleanup);

async function open(simulated = true) {
  const records = generateRecords(10);
  const fake = createFakeClient({ records, simulated });
  const session = new Session({ client: fake.client, store: createConsoleStore({ ...HOME, view: 'playground' }) });
  await session.start();
  const show = () =>
    render(
      <SessionProvider value={session}>
        <PlaygroundView />
      </SessionProvider>,
    );
  show();
  return { session, records, fake, show };
}

const write = (text: string) => fireEvent.change(screen.getByTestId('turn-user'), { target: { value: text } });
const params = (session: Session) => session.store.getState().route.params;
const send = (session: Session) => act(() => session.commands.run('playground.run'));

/** A record whose answer is still to come, as the host makes one when it is asked. */
function answering(fake: Awaited<ReturnType<typeof open>>['fake']): DecisionRecord {
  const made = generateRecord({ seq: 1_000, alpha: 0.8 });
  const record = { ...made, outcome: emptyOutcome('pending', true) };
  fake.answer('playground.run', () => {
    fake.records.push(record);
    queueMicrotask(() => fake.emit('decisions', { added: [record], updated: [], dropped: 0 }));
    return { record_id: record.decision.id };
  });
  return record;
}

describe('playground', () => {
  it('asks for a prompt before anything else, and foresees tokens, choice and cost', async () => {
    await open(false);
    expect(screen.getByTestId('playground-empty')).toBeTruthy();
    const button = screen.getByRole('button', { name: /^Send/ }) as HTMLButtonElement;
    expect(button.disabled).toBe(true);
    write('What is the capital of Australia?');
    expect(button.disabled).toBe(false);
    await waitFor(() => expect(Number(screen.getByTestId('token-estimate').dataset.value)).toBeGreaterThan(0));
    expect(screen.getByTestId('run-estimate').textContent).toBe('1 answer: $0.001 est.');
    expect(screen.getByTestId('pick').textContent).toContain('gpt-5-mini');
  });

  it('routes for nothing and shows why, with a strip of winners', async () => {
    const { session } = await open();
    write('What is the capital of Australia?');
    fireEvent.click(screen.getByRole('button', { name: /^Route only/ }));
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

  it('asks any model of the catalog beside the choice', async () => {
    const { session, fake } = await open();
    fake.answer('catalog.list', () => ({ models: [catalogModel('acme/one'), catalogModel('acme/two')] }));
    fake.emit('changed', { what: 'catalog' });
    const asked: (string | undefined)[] = [];
    fake.answer('playground.run', ({ model }) => {
      asked.push(model);
      return { record_id: fake.records[asked.length]?.decision.id ?? '' };
    });
    write('hello');
    fireEvent.change(screen.getByTestId('model-search'), { target: { value: 'two' } });
    fireEvent.click(await screen.findByTestId('model-option'));
    expect(screen.getAllByTestId('pick')).toHaveLength(2);
    await waitFor(() => expect(screen.getByTestId('run-estimate').textContent).toBe('2 answers: $0, simulated'));
    send(session);
    await waitFor(() => expect(params(session).runs?.split(',')).toHaveLength(2));
    expect(asked).toEqual([undefined, 'acme/two']);
    expect(screen.getAllByTestId('run')).toHaveLength(2);
  });

  it('shows an answer while it comes, stops it, and then says what was measured', async () => {
    const { session, fake } = await open(false);
    const record = answering(fake);
    const { id } = record.decision;
    const stopped: string[][] = [];
    fake.answer('answers.stop', ({ ids }) => {
      stopped.push(ids);
      return { stopped: true };
    });
    write('hello');
    await waitFor(() => expect(screen.getByTestId('run-estimate').textContent).toContain('$0.001'));
    send(session);
    await screen.findByRole('button', { name: /^Stop/ });
    const piece = { id, kind: 'text' as const, begins: false };
    act(() => fake.emit('answers', { pieces: [{ ...piece, text: 'Good ', at: 0, ms: 412 }] }));
    act(() => fake.emit('answers', { pieces: [{ ...piece, text: 'day', at: 5, ms: 500 }] }));
    expect(screen.getByTestId('run-text').textContent).toBe('Good day');
    expect(screen.getByTestId('run-first').textContent).toBe('first word 412 ms');
    expect(screen.getByTestId('run-cost').textContent).toBe('$0.001 est.');
    act(() => session.commands.run('playground.stop'));
    expect(stopped).toEqual([[id]]);
    const outcome = {
      ...emptyOutcome('aborted', true),
      usage_reported: true,
      input_tokens: 10,
      output_tokens: 101,
      cost_usd: 0.0007,
      ttft_ms: 400,
      total_ms: 1_400,
    };
    act(() => fake.emit('decisions', { added: [], updated: [{ id, outcome }], dropped: 0 }));
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Stop/ })).toBeNull());
    expect(screen.getByTestId('run-cost').textContent).toBe('$0.0007 measured, was $0.001 est.');
    expect(screen.getByTestId('run-speed').textContent).toBe('100 tokens/s');
    expect(screen.getByTestId('run').textContent).toContain('Stopped');
    expect(screen.getByTestId('run-text').textContent).toBe('Good day');
  });

  it('shows the end of an answer that came before the row of its decision', async () => {
    const { session, fake } = await open(false);
    const made = generateRecord({ seq: 1_000, alpha: 0.8 });
    const { id } = made.decision;
    fake.records.push({ ...made, outcome: emptyOutcome('pending', true) });
    fake.answer('playground.run', () => ({ record_id: id }));
    write('hello');
    send(session);
    await waitFor(() => expect(screen.getByTestId('run').textContent).toContain('answering'));
    const outcome = { ...emptyOutcome('error', true), error_code: 'auth_rejected' as const };
    act(() => fake.emit('decisions', { added: [{ ...made, outcome }], updated: [], dropped: 0 }));
    await waitFor(() => expect(screen.getByTestId('run-error').dataset.code).toBe('auth_rejected'));
  });

  it('says in the place of an answer what went wrong and what to do, and sends again', async () => {
    const { fake, session } = await open();
    write('hello');
    fake.failNext('playground.run', 'the provider hung up');
    send(session);
    const failed = await screen.findByTestId('run-error');
    expect(failed.textContent).toContain('the provider hung up');
    expect((screen.getByTestId('turn-user') as HTMLTextAreaElement).value).toBe('hello');
    fireEvent.click(within(failed).getByRole('button', { name: 'Send again' }));
    await waitFor(() => expect(screen.queryByTestId('run-error')).toBeNull());
    fireEvent.change(screen.getByLabelText('Alpha'), { target: { value: '2' } });
    send(session);
    expect((await screen.findByRole('alert')).textContent).toContain('from 0 to 1');
  });

  it('takes who cannot see out of the picks when an image comes, and says so', async () => {
    const { fake, session } = await open();
    fake.answer('catalog.list', () => ({ models: [catalogModel('acme/blind')] }));
    fake.emit('changed', { what: 'catalog' });
    act(() => session.ui.setState(({ trial }) => ({ trial: { ...trial, picks: [null, 'acme/blind'] } })));
    const file = new File([new Uint8Array(3)], 'dot.png', { type: 'image/png' });
    fireEvent.paste(screen.getByTestId('turn-user'), { clipboardData: { files: [file], types: ['Files'] } });
    expect((await screen.findByTestId('blind-picks')).textContent).toContain('acme/blind takes no images');
    expect(screen.getAllByTestId('pick')).toHaveLength(1);
    expect(screen.getByAltText('dot.png')).toBeTruthy();
    fireEvent.paste(screen.getByTestId('turn-user'), {
      clipboardData: { files: [new File(['x'], 'notes.txt', { type: 'text/plain' })], types: ['Files'] },
    });
    expect((await screen.findByTestId('refused-images')).textContent).toContain('“notes.txt” is no image');
  });

  it('is as it was after another view', async () => {
    const { session, show } = await open();
    write('keep me');
    send(session);
    await waitFor(() => expect(params(session).runs).toBeDefined());
    const before = params(session);
    cleanup();
    act(() => navigate(session.store, { view: 'live' }));
    act(() => navigate(session.store, { view: 'playground' }));
    expect(params(session)).toEqual({});
    show();
    expect(params(session)).toEqual(before);
    expect((screen.getByTestId('turn-user') as HTMLTextAreaElement).value).toBe('keep me');
    expect(screen.getAllByTestId('run')).toHaveLength(1);
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
