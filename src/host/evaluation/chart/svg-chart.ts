/**
 * Line charts as SVG text: axes, curves, marks and a legend, in one or more panels side by side. Colours follow the
 * reader's theme and keep apart without colour vision: every curve has a dash pattern of its own.
 */

export interface Curve {
  readonly name: string;
  readonly style: 'ours' | 'rival' | 'plain' | 'best';
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Mark {
  readonly style: 'single' | 'best-single' | 'oracle' | 'random';
  readonly x: number;
  readonly y: number;
}

export interface Panel {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
  readonly marks: readonly Mark[];
  /** A horizontal line to compare with. */
  readonly level: number | null;
}

export interface Axis {
  readonly label: string;
  readonly log: boolean;
  readonly format: (value: number) => string;
}

const PANEL = { width: 360, height: 300, left: 66, right: 22, top: 34, bottom: 52 };
const LEGEND = { column: 145, row: 22, top: 14 };
const TICKS = 5;

const STYLE = `
text { font: 12px "DejaVu Sans", "Segoe UI", sans-serif; fill: #3b4048; }
.title { font-size: 13px; font-weight: bold; }
.axis { stroke: #8b93a1; stroke-width: 1; fill: none; }
.grid { stroke: #8b93a1; stroke-opacity: 0.25; stroke-width: 1; }
.level { stroke: #8b93a1; stroke-width: 1; stroke-dasharray: 2 3; }
.curve { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
.ours { stroke: #1f6fd1; } .rival { stroke: #c2570c; stroke-dasharray: 7 4; }
.plain { stroke: #6b7280; stroke-dasharray: 3 4; } .best { stroke: #1a7f4b; stroke-dasharray: 10 3 2 3; }
.single { fill: #8b93a1; } .best-single { fill: #b3261e; } .oracle { fill: #1a7f4b; } .random { fill: #6b7280; }
@media (prefers-color-scheme: dark) {
  text { fill: #c9d1d9; }
  .ours { stroke: #5aa2f5; } .rival { stroke: #f0883e; } .plain { stroke: #9aa4b2; } .best { stroke: #4ac98a; }
  .best-single { fill: #ff7b72; } .oracle { fill: #4ac98a; } .random { fill: #9aa4b2; }
}`;

/** The picture, a document of its own. */
export function chartSvg(panels: readonly Panel[], description: string): string {
  const width = panels.length * PANEL.width;
  const entries = legendEntries(panels);
  const inRow = Math.floor((width - PANEL.left) / LEGEND.column);
  const height = PANEL.height + LEGEND.top + Math.ceil(entries.length / inRow) * LEGEND.row;
  const legend = entries.map(([name, draw], index) => {
    const x = PANEL.left + (index % inRow) * LEGEND.column;
    const y = PANEL.height + LEGEND.top + Math.floor(index / inRow) * LEGEND.row;
    return `${draw(x, y)}${text(x + 34, y + 4, name, 'start')}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${markup(description)}">`,
    `<style>${STYLE}\n</style>`,
    ...panels.map((panel, index) => `<g transform="translate(${index * PANEL.width} 0)">${drawPanel(panel)}</g>`),
    ...legend,
    '</svg>\n',
  ].join('\n');
}

function drawPanel({ title, x, y, curves, marks, level }: Panel): string {
  const points = [...curves.flatMap((curve) => curve.points), ...marks.map((mark) => [mark.x, mark.y] as const)];
  const horizontal = scaleOf(
    points.map(([value]) => value),
    x.log,
    PANEL.left,
    PANEL.width - PANEL.right,
  );
  const vertical = scaleOf(
    points.map(([, value]) => value),
    y.log,
    PANEL.height - PANEL.bottom,
    PANEL.top,
  );
  const bottom = PANEL.height - PANEL.bottom;
  const parts = [`<text class="title" x="${PANEL.left}" y="18">${markup(title)}</text>`];
  for (const tick of horizontal.ticks) {
    const at = round(horizontal.place(tick));
    parts.push(
      `<path class="grid" d="M${at} ${PANEL.top}V${bottom}"/>`,
      text(at, bottom + 16, x.format(tick), 'middle'),
    );
  }
  for (const tick of vertical.ticks) {
    const at = round(vertical.place(tick));
    parts.push(
      `<path class="grid" d="M${PANEL.left} ${at}H${PANEL.width - PANEL.right}"/>`,
      text(PANEL.left - 6, at + 4, y.format(tick), 'end'),
    );
  }
  parts.push(
    `<path class="axis" d="M${PANEL.left} ${PANEL.top}V${bottom}H${PANEL.width - PANEL.right}"/>`,
    text((PANEL.left + PANEL.width - PANEL.right) / 2, bottom + 36, x.label, 'middle'),
    `<text transform="translate(14 ${(PANEL.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${markup(y.label)}</text>`,
  );
  if (level !== null) {
    parts.push(`<path class="level" d="M${PANEL.left} ${round(vertical.place(level))}H${PANEL.width - PANEL.right}"/>`);
  }
  for (const curve of curves) {
    const path = curve.points
      .map(([px, py]) => `${round(horizontal.place(px))} ${round(vertical.place(py))}`)
      .join('L');
    parts.push(`<path class="curve ${curve.style}" d="M${path}"/>`);
  }
  for (const mark of marks)
    parts.push(drawMark(mark.style, round(horizontal.place(mark.x)), round(vertical.place(mark.y))));
  return parts.join('\n');
}

function drawMark(style: Mark['style'], x: number, y: number): string {
  return {
    single: `<circle class="single" cx="${x}" cy="${y}" r="3"/>`,
    'best-single': `<path class="best-single" d="M${x} ${y - 6}L${x + 6} ${y + 5}H${x - 6}Z"/>`,
    oracle: `<path class="oracle" d="M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z"/>`,
    random: `<path class="random" d="M${x - 4} ${y - 4}h8v8h-8z"/>`,
  }[style];
}

/** One entry for every kind of curve and mark that occurs. */
function legendEntries(panels: readonly Panel[]): [name: string, draw: (x: number, y: number) => string][] {
  const entries = new Map<string, (x: number, y: number) => string>();
  for (const { curves, marks } of panels) {
    for (const { name, style } of curves) {
      entries.set(name, (x, y) => `<path class="curve ${style}" d="M${x} ${y}h26"/>`);
    }
    for (const { style } of marks) entries.set(MARK_NAMES[style], (x, y) => drawMark(style, x + 13, y));
  }
  return [...entries];
}

const MARK_NAMES: Readonly<Record<Mark['style'], string>> = {
  single: 'a model',
  'best-single': 'best single',
  oracle: 'oracle',
  random: 'random',
};

interface Scale {
  readonly ticks: readonly number[];
  place(value: number): number;
}

function scaleOf(values: readonly number[], log: boolean, from: number, to: number): Scale {
  const forward = log ? Math.log10 : (value: number) => value;
  const usable = values.filter((value) => !log || value > 0).map(forward);
  const lowest = Math.min(...usable);
  const highest = Math.max(...usable);
  const margin = (highest - lowest || 1) * 0.04;
  const [start, end] = [lowest - margin, highest + margin];
  return {
    ticks: log ? logSteps(start, end) : roundSteps(start, end),
    place: (value) => {
      const at = log && value <= 0 ? start : forward(value);
      return from + ((at - start) / (end - start)) * (to - from);
    },
  };
}

/** 1, 2, 5, 10 and so on where that is not too much, else powers of ten. */
function logSteps(start: number, end: number): number[] {
  const factors = end - start > 2 ? [1] : [1, 2, 5];
  const steps: number[] = [];
  for (let power = Math.floor(start); power <= end; power++)
    steps.push(...factors.map((factor) => factor * 10 ** power));
  return steps.filter((step) => Math.log10(step) >= start && Math.log10(step) <= end);
}

/** About five numbers with few digits. */
function roundSteps(start: number, end: number): number[] {
  const rough = (end - start) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? 10 * power;
  const ticks: number[] = [];
  for (let at = Math.ceil(start / step); at * step <= end; at++) ticks.push(at * step);
  return ticks;
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${markup(content)}</text>`;
}

function markup(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
