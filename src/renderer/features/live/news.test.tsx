import { act, cleanup, render, screen } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeClient } from '../../dev/fake-client.ts';
import { generateRecord } from '../../dev/generate-records.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import { NEWS_EVERY_MS, News } from './news.tsx';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const PER_SECOND = 200;

function List() {
  const list = useRef<HTMLButtonElement | null>(null);
  return (
    <>
      <button type="button" ref={list}>
        list
      </button>
      <News list={list} />
    </>
  );
}

function show() {
  const session = new Session({ client: createFakeClient({ records: [] }).client, store: createConsoleStore() });
  render(
    <SessionProvider value={session}>
      <List />
    </SessionProvider>,
  );
  let seq = 0;
  const messages: string[] = [];
  /** Traffic for some seconds; keeps each message that is put into the region. */
  const stream = (seconds: number): void => {
    for (let tick = 0; tick < seconds * 10; tick++) {
      for (let count = 0; count < PER_SECOND / 10; count++) session.ring.append(generateRecord({ seq: ++seq }));
      act(() => vi.advanceTimersByTime(100));
      const { textContent } = screen.getByTestId('live-news');
      if (textContent && textContent !== messages.at(-1)) messages.push(textContent);
    }
  };
  return { messages, stream };
}

describe('news', () => {
  it('says at most one thing in five seconds, at two hundred decisions a second', () => {
    const { messages, stream } = show();
    screen.getByRole('button').focus();
    stream(21);
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.length).toBeLessThanOrEqual(Math.floor(21_000 / NEWS_EVERY_MS));
    expect(messages[0]).toMatch(/^1,000 new decisions(, \d+ failed)?$/);
  });

  it('is silent while its user is elsewhere', () => {
    const { messages, stream } = show();
    stream(11);
    expect(messages).toEqual([]);
  });
});
