import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pairChart } from './evaluation-charts.ts';
import { chartSvg, type Panel } from './svg-chart.ts';
import { writeChart } from './write-chart.ts';

const folder = mkdtempSync(join(tmpdir(), 'heimdall-chart-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const axis = (log: boolean) => ({ label: 'x', log, format: String });
const panel: Panel = {
  title: 'Cost & <quality>',
  x: axis(true),
  y: axis(false),
  curves: [
    {
      name: 'ours',
      style: 'ours',
      points: [
        [1, 10],
        [10, 20],
        [100, 40],
      ],
    },
  ],
  marks: [{ style: 'oracle', x: 50, y: 50 }],
  level: 30,
};

describe('chartSvg', () => {
  it('places points on linear and logarithmic scales', () => {
    const path = /class="curve ours" d="M([^"]+)"/.exec(chartSvg([panel], 'd'))?.[1] ?? '';
    const points = path.split('L').map((point) => point.split(' ').map(Number) as [number, number]);
    const [one, two, three] = points as [[number, number], [number, number], [number, number]];
    expect(two[0] - one[0]).toBeCloseTo(three[0] - two[0], 0);
    expect(one[1] - two[1]).toBeCloseTo((two[1] - three[1]) / 2, 0);
  });

  it('escapes text and leaves no number out', () => {
    const svg = chartSvg([panel, { ...panel, curves: [], level: null }], '"quoted"');
    expect(svg).toContain('Cost &amp; &lt;quality>');
    expect(svg).toContain('aria-label="&quot;quoted&quot;"');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg.match(/>oracle</g)).toHaveLength(1);
  });

  it('draws a curve that does not move', () => {
    const flat: Panel = {
      ...panel,
      x: axis(false),
      marks: [],
      curves: [
        {
          name: 'a',
          style: 'plain',
          points: [
            [5, 5],
            [5, 5],
          ],
        },
      ],
    };
    expect(chartSvg([flat], 'd')).not.toMatch(/NaN|Infinity/);
  });
});

describe('writeChart', () => {
  const svg = pairChart(
    [0, 50, 100].map((calls) => ({ strong_calls: calls, heimdall: calls, random: calls, oracle: 100 })),
    'A pair',
  );

  it('writes SVG, and PNG of twice the size', async () => {
    await writeChart(join(folder, 'a.svg'), svg);
    expect(readFileSync(join(folder, 'a.svg'), 'utf8')).toBe(svg);
    await writeChart(join(folder, 'a.png'), svg);
    const png = readFileSync(join(folder, 'a.png'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(2 * Number(/width="(\d+)"/.exec(svg)?.[1]));
  });

  it('names a format it does not know, and a place it cannot write', async () => {
    await expect(writeChart(join(folder, 'a.gif'), svg)).rejects.toThrow('must end in .svg or .png');
    await expect(writeChart(join(folder, 'none', 'a.svg'), svg)).rejects.toThrow('cannot be written');
  });
});
