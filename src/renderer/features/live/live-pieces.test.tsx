import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useMemo, useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFakeClient } from '../../dev/fake-client.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { parseFilter } from '../../store/filter-query.ts';
import { rangeRows, sortedRows } from '../../store/filtered-view.ts';
import { RecordRing } from '../../store/record-ring.ts';
import { Session } from '../../store/session.ts';
import { chooseColumns, chosenColumns } from './columns.ts';
import { FacetsPanel } from './facets-panel.tsx';
import { FilterInput } from './filter-input.tsx';

import { selectKpis } from './kpis.ts';

afterEach(cleanup);

const spread = { count: 0, p50: 0, p95: 0, p99: 0, max: 0 };
const idle = {
  decisions_per_second: 0,
  decisions: 0,
  errors: 0,
  cache_hit_rate: null,
  cost_usd: 0,
  unpriced: 0,
  simulated: 0,
  overhead_ms: spread,
  stages_us: {},
};

describe('tiles', () => {
  it('never show a number that stands on nothing', () => {
    const tiles = selectKpis(idle, new RecordRing());
    expect(tiles.map(({ value }) => value)).toEqual(['0', '—', '—', '—', '—']);
    expect(tiles.every(({ note }) => /0/.test(note))).toBe(true);
  });

  it('say sample while there is nothing but sample', () => {
    const ring = new RecordRing();
    for (const record of generateRecords(200, { sample: true })) ring.append(record);
    const tiles = selectKpis(idle, ring);
    expect(tiles.every(({ note }) => note.includes('sample'))).toBe(true);
    expect(tiles[1]?.value).toMatch(/ms|µs/);
  });

  it('tell priced, simulated and unpriced answers apart', () => {
    const metrics = { ...idle, decisions: 10, cost_usd: 0.0123, simulated: 3, unpriced: 2, errors: 1 };
    const [, , cost, , errors] = selectKpis(metrics, new RecordRing());
    expect(cost).toMatchObject({ value: '$0.0123', note: '5 priced, 3 simulated, 2 unpriced' });
    expect(errors).toMatchObject({ value: '10.0%', tone: 'bad' });
    expect(selectKpis({ ...metrics, simulated: 10, unpriced: 0 }, new RecordRing())[2]?.value).toBe('—');
  });
});

describe('columns', () => {
  it('drop out as the list narrows, and the route never', () => {
    const wide = chooseColumns(1_228).map(({ id }) => id);
    const middle = chooseColumns(748).map(({ id }) => id);
    const narrow = chooseColumns(300).map(({ id }) => id);
    expect(wide).toContain('prompt');
    expect(middle).not.toContain('prompt');
    expect(middle).toContain('overhead');
    expect(narrow).toEqual(['time', 'status', 'route', 'bucket']);
  });
});

describe('columns of one’s own', () => {
  it('keep their order and width, and make way from the right', () => {
    const choice = { columns: ['cost', 'time', 'margin', 'gone'], columnWidths: { cost: 90 } };
    expect(chosenColumns(choice).map(({ id, width }) => [id, width])).toEqual([
      ['cost', 90],
      ['time', 84],
      ['margin', 48],
    ]);
    expect(chooseColumns(210, choice).map(({ id }) => id)).toEqual(['cost', 'time']);
    expect(chooseColumns(10, choice)).toHaveLength(1);
  });
});

describe('sorting', () => {
  it('puts unknown values last in both directions', () => {
    const ring = new RecordRing();
    for (const record of generateRecords(50)) {
      const outcome = record.seq % 5 === 0 ? { ...record.outcome, total_ms: null } : record.outcome;
      ring.append({ ...record, outcome });
    }
    for (const descending of [true, false]) {
      const rows = sortedRows(ring, rangeRows(ring.start, ring.end), 'total', descending);
      const totals = Array.from({ length: rows.length }, (_, index) => ring.numberAt(rows.positionAt(index), 'total'));
      expect(totals.slice(40).every(Number.isNaN)).toBe(true);
      const known = totals.slice(0, 40);
      expect(known).toEqual([...known].sort((one, other) => (descending ? other - one : one - other)));
      expect(rows.indexOf(rows.positionAt(7))).toBe(7);
    }
  });
});

function Box({ onQuery, first = '' }: { readonly onQuery: (query: string) => void; readonly first?: string }) {
  const [query, setQuery] = useState(first);
  const parsed = parseFilter(query);
  const session = useMemo(() => {
    const ring = new RecordRing();
    for (const record of generateRecords(60)) ring.append(record);
    return new Session({ client: createFakeClient({ records: [] }).client, store: createConsoleStore(), ring });
  }, []);
  const commit = (next: string) => {
    onQuery(next);
    setQuery(next);
  };
  return (
    <SessionProvider value={session}>
      <FilterInput query={query} diagnostic={parsed.ok ? null : parsed.diagnostic} onQuery={commit} />
    </SessionProvider>
  );
}

describe('filter input', () => {
  const field = () => screen.getByLabelText('Filter decisions') as HTMLInputElement;

  it('commits on Enter at once and on its own after a pause', () => {
    vi.useFakeTimers();
    const onQuery = vi.fn();
    render(<Box onQuery={onQuery} />);
    fireEvent.change(field(), { target: { value: 'bucket:hard' } });
    expect(onQuery).not.toHaveBeenCalled();
    act(() => vi.advanceTimersByTime(150));
    expect(onQuery).toHaveBeenLastCalledWith('bucket:hard');
    fireEvent.change(field(), { target: { value: 'sql' } });
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(onQuery).toHaveBeenLastCalledWith('sql');
    vi.useRealTimers();
  });

  it('says what it could not read, and mends it', () => {
    const onQuery = vi.fn();
    render(<Box onQuery={onQuery} first="sql bukket:hard" />);
    expect(screen.getByRole('status').textContent).toContain('bukket:hard');
    expect(field().getAttribute('aria-invalid')).toBe('true');
    fireEvent.click(screen.getByText('Use bucket:hard'));
    expect(onQuery).toHaveBeenLastCalledWith('sql bucket:hard');
    expect(field().value).toBe('sql bucket:hard');
  });

  it('suggests fields, then values with counts, by keyboard', () => {
    const onQuery = vi.fn();
    render(<Box onQuery={onQuery} />);
    fireEvent.change(field(), { target: { value: 'buc', selectionStart: 3 } });
    fireEvent.keyDown(field(), { key: 'ArrowDown' });
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(field().value).toBe('bucket:');
    const options = screen.getAllByTestId('filter-suggestion');
    expect(options.map((option) => option.querySelector('code')?.textContent)).toEqual([
      'bucket:cheap',
      'bucket:mid',
      'bucket:hard',
    ]);
    fireEvent.keyDown(field(), { key: 'ArrowDown' });
    fireEvent.keyDown(field(), { key: 'ArrowDown' });
    fireEvent.keyDown(field(), { key: 'Tab' });
    expect(field().value).toBe('bucket:mid ');
  });

  it('takes a whole finished token away with Backspace', () => {
    render(<Box onQuery={() => undefined} />);
    fireEvent.change(field(), { target: { value: 'sql bucket:(mid OR hard) ' } });
    field().setSelectionRange(25, 25);
    fireEvent.keyDown(field(), { key: 'Backspace' });
    expect(field().value).toBe('sql ');
  });
});

describe('facets', () => {
  it('edit the same filter as the typed one', () => {
    const ring = new RecordRing();
    for (const record of generateRecords(60)) ring.append(record);
    const session = new Session({
      client: createFakeClient({ records: [] }).client,
      store: createConsoleStore(),
      ring,
    });
    const onQuery = vi.fn();
    render(
      <SessionProvider value={session}>
        <FacetsPanel query="sql bucket:mid" onQuery={onQuery} />
      </SessionProvider>,
    );
    const mid = screen.getByRole('checkbox', { name: /^mid/ }) as HTMLInputElement;
    expect(mid.checked).toBe(true);
    fireEvent.click(screen.getByRole('checkbox', { name: /^hard/ }));
    expect(onQuery).toHaveBeenLastCalledWith('sql bucket:(mid OR hard)');
    fireEvent.click(screen.getByRole('checkbox', { name: /^web/ }));
    expect(onQuery).toHaveBeenLastCalledWith('sql bucket:mid app:=web');
  });
});
