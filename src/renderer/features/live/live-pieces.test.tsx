import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { generateRecords } from '../../dev/generate-records.ts';
import { RecordRing } from '../../store/record-ring.ts';
import { chooseColumns } from './columns.ts';
import { FilterBox } from './filter-box.tsx';
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

describe('filter box', () => {
  const box = (
    onQuery: (query: string) => void,
    diagnostic: { message: string; from: number; to: number } | null = null,
  ) => (
    <FilterBox
      query={diagnostic ? 'bukket:hard' : ''}
      diagnostic={diagnostic}
      matching={812}
      held={41_207}
      frozen={false}
      onQuery={onQuery}
      onToggleFreeze={() => undefined}
    />
  );

  it('commits on Enter at once and on its own after a pause', () => {
    vi.useFakeTimers();
    const onQuery = vi.fn();
    render(box(onQuery));
    const input = screen.getByLabelText('Filter decisions');
    fireEvent.change(input, { target: { value: 'bucket:hard' } });
    expect(onQuery).not.toHaveBeenCalled();
    vi.advanceTimersByTime(150);
    expect(onQuery).toHaveBeenLastCalledWith('bucket:hard');
    fireEvent.change(input, { target: { value: 'sql' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(onQuery).toHaveBeenLastCalledWith('sql');
    vi.useRealTimers();
  });

  it('says what it could not read, and where', () => {
    render(box(() => undefined, { message: 'There is no field “bukket”.', from: 0, to: 11 }));
    expect(screen.getByRole('status').textContent).toContain('bukket:hard');
    expect(screen.getByLabelText('Filter decisions').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByTestId('filter-count').textContent).toBe('812 of 41,207');
  });
});
