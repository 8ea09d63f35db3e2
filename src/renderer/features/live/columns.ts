/** Columns of the live list by width. What does not fit is dropped from the least needed on; the route stays. */
export const COLUMN_IDS = [
  'time',
  'status',
  'app',
  'route',
  'prompt',
  'bucket',
  'tokens',
  'cost',
  'overhead',
  'total',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export interface Column {
  readonly id: ColumnId;
  readonly label: string;
  readonly title: string;
  /** Pixels; a flexible column's least width. */
  readonly width: number;
  readonly grow: number;
  readonly numeric: boolean;
}

const COLUMNS: readonly Column[] = [
  { id: 'time', label: 'Time', title: 'When the request came, local time', width: 84, grow: 0, numeric: false },
  {
    id: 'status',
    label: 'St',
    title: 'Status: ok, HTTP status of an error, HIT from the cache, FB fallbacks',
    width: 30,
    grow: 0,
    numeric: false,
  },
  { id: 'app', label: 'App', title: 'Calling app', width: 40, grow: 0, numeric: false },
  {
    id: 'route',
    label: 'Requested › routed',
    title: 'Model asked for, then model chosen and its effort',
    width: 236,
    grow: 2,
    numeric: false,
  },
  { id: 'prompt', label: 'Prompt', title: 'First characters of the prompt', width: 200, grow: 3, numeric: false },
  { id: 'bucket', label: 'Bucket', title: 'Bucket and its probability', width: 84, grow: 0, numeric: false },
  { id: 'tokens', label: 'Tokens', title: 'Estimated tokens of the request', width: 52, grow: 0, numeric: true },
  {
    id: 'cost',
    label: 'Cost',
    title: 'Dollars of the answer; — when simulated, unpriced or unknown',
    width: 64,
    grow: 0,
    numeric: true,
  },
  {
    id: 'overhead',
    label: 'Overhd ms',
    title: 'Time in Heimdall before the upstream call, ms',
    width: 62,
    grow: 0,
    numeric: true,
  },
  {
    id: 'total',
    label: 'Total ms',
    title: 'Time from arrival to the end of the answer, ms',
    width: 54,
    grow: 0,
    numeric: true,
  },
];

const DROP_ORDER: readonly ColumnId[] = ['prompt', 'tokens', 'app', 'total', 'overhead', 'cost'];
export const COLUMN_GAP = 9;
const PADDING = 24;

export function chooseColumns(width: number): readonly Column[] {
  let columns = COLUMNS;
  for (const id of DROP_ORDER) {
    if (neededWidth(columns) <= width) break;
    columns = columns.filter((column) => column.id !== id);
  }
  return columns;
}

function neededWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + column.width + COLUMN_GAP, PADDING - COLUMN_GAP);
}

export function gridTemplate(columns: readonly Column[]): string {
  return columns.map(({ width, grow }) => (grow > 0 ? `minmax(0, ${grow}fr)` : `${width}px`)).join(' ');
}
