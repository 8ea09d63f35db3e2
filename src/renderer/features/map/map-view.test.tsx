import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeClient } from '../../dev/fake-client.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { HOME } from '../../lib/route.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import { leastSure, nearestToCentroid, unsureRank } from './cluster-facts.ts';
import { MapView } from './map-view.tsx';
import { markOf } from './marks.ts';

afterEach(cleanup);

async function open(count: number, params: Record<string, string> = {}, failing = false) {
  const records = generateRecords(count);
  const fake = createFakeClient({ records });
  const session = new Session({ client: fake.client, store: createConsoleStore({ ...HOME, view: 'map', params }) });
  await session.start();
  if (failing) fake.failNext('map.points', 'the log is being rebuilt');
  render(
    <SessionProvider value={session}>
      <MapView />
    </SessionProvider>,
  );
  return { session, records, fake };
}

describe('map', () => {
  it('shows centres alone while there are fewer than three decisions', async () => {
    await open(2);
    expect((await screen.findByTestId('map-too-few')).textContent).toContain('Only 2 so far');
    expect(screen.getByTestId('map-canvas').dataset.points).toBe('0');
  });

  it('names its projection and what it keeps', async () => {
    await open(40);
    const canvas = await screen.findByTestId('map-canvas');
    expect(canvas.dataset.points).toBe('40');
    expect(screen.queryByTestId('map-too-few')).toBeNull();
    expect(screen.getByTestId('map-footer').textContent).toMatch(/Fixed projection.*keeps 9\.4% of the variance/);
  });

  it('says why it cannot be read, and reads again', async () => {
    await open(40, {}, true);
    expect((await screen.findByRole('alert')).textContent).toContain('the log is being rebuilt');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByTestId('map-canvas')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('selects with the arrow keys, everywhere', async () => {
    const { session, records } = await open(40);
    const canvas = await screen.findByTestId('map-canvas');
    fireEvent.keyDown(canvas, { key: 'ArrowRight' });
    const { selected } = session.store.getState().route;
    const record = records.find(({ decision }) => decision.id === selected);
    expect(record).toBeDefined();
    // The panel follows to the cluster of what is selected.
    const label = record?.decision.features.clusters[0]?.label ?? '';
    expect(await screen.findByTestId('map-cluster')).toBeTruthy();
    expect(screen.getByTestId('map-cluster').getAttribute('aria-label')).toContain(label);
    act(() => session.commands.run('map.escape'));
    await waitFor(() => expect(session.store.getState().route.selected).toBeNull());
  });

  it('is a list as well, whose checked clusters become the filter', async () => {
    const { session, records } = await open(60, { list: '1' });
    const list = await screen.findByTestId('map-list');
    const counts = new Map<string, number>();
    for (const { decision } of records) {
      const label = decision.features.clusters[0]?.label ?? '';
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    for (const [label, count] of counts) {
      const row = within(list).getByRole('button', { name: label }).closest('tr') as HTMLElement;
      expect(within(row).getAllByRole('cell')[2]?.textContent).toBe(String(count));
    }
    const [first, second] = within(list).getAllByRole('checkbox');
    fireEvent.click(first as HTMLElement);
    fireEvent.click(second as HTMLElement);
    expect(screen.getByTestId('map-choice').textContent).toContain('2 clusters');
    fireEvent.click(within(screen.getByTestId('map-choice')).getByRole('button', { name: 'Filter Live' }));
    const { route } = session.store.getState();
    expect(route.view).toBe('live');
    expect(route.query).toMatch(/^cluster:\(=.+ OR =.+\) is:traffic$/);
  });

  it('opens a cluster by its link and leads to its decisions and to Tune', async () => {
    const { session } = await open(60, { cluster: '0' });
    const panel = await screen.findByTestId('map-cluster');
    expect(Number(screen.getByTestId('map-cluster-count').dataset.value)).toBeGreaterThan(0);
    fireEvent.click(within(panel).getByRole('button', { name: 'Tune' }));
    expect(session.store.getState().route).toMatchObject({ view: 'tune' });
    expect(session.store.getState().route.query).toMatch(/^cluster:=/);
  });
});

describe('facts of clusters', () => {
  it('rank by margin and list the nearest prompts once', async () => {
    const { fake } = await open(120);
    const result = await fake.client.request('map.points', {});
    if (!result.ok) throw new Error(result.error.message);
    const { clusters, points } = result.value;
    const margins = leastSure(clusters).map(({ mean_margin }) => mean_margin as number);
    expect(margins).toEqual([...margins].sort((one, other) => one - other));
    expect(unsureRank(clusters, leastSure(clusters)[1]?.id ?? -1)).toEqual({ rank: 2, of: margins.length });
    const cluster = clusters[0] as (typeof clusters)[number];
    const nearest = nearestToCentroid(points, cluster);
    const distances = nearest.map((index) =>
      Math.hypot((points.x[index] as number) - cluster.x, (points.y[index] as number) - cluster.y),
    );
    expect(distances).toEqual([...distances].sort((one, other) => one - other));
    expect(new Set(nearest.map((index) => points.preview[index])).size).toBe(nearest.length);
  });

  it('marks are told by shape as well as by colour', () => {
    const points = {
      id: ['a', 'b', 'c', 'd'],
      x: [0, 0, 0, 0],
      y: [0, 0, 0, 0],
      bucket: ['cheap', 'mid', 'hard', 'hard'] as ('cheap' | 'mid' | 'hard')[],
      model: ['m', 'm', 'm', 'm'],
      margin: [0.019, 0.02, 0.2, null],
      cluster: [0, 0, 0, 0],
      cache: ['hit', 'miss', 'off', 'off'],
      preview: [null, null, null, null],
    };
    const shapes = (colouring: 'bucket' | 'margin' | 'cache') =>
      points.id.map((_, index) => markOf(points, index, colouring).shape);
    expect(shapes('bucket')).toEqual(['circle', 'triangle', 'square', 'square']);
    expect(shapes('margin')).toEqual(['square', 'triangle', 'circle', 'ring']);
    expect(shapes('cache')).toEqual(['square', 'circle', 'ring', 'ring']);
  });
});
