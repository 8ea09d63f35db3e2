/** Columns of the live list: by width, or as they were chosen. What does not fit is dropped from the least needed on. */
import type { NumberColumn } from '../../store/ring-columns.ts';

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
  'ttft',
  'total',
  'margin',
  'cache',
  'provider',
  'cluster',
  'dialect',
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
  /** What the list can be sorted by. */
  readonly sort: NumberColumn | null;
}

type Rest = Partial<Pick<Column, 'grow' | 'sort'>>;
const text = (id: ColumnId, label: string, title: string, width: number, rest: Rest = {}): Column => ({
  id,
  label,
  title,
  width,
  grow: 0,
  numeric: false,
  sort: null,
  ...rest,
});
const number = (id: ColumnId, label: string, title: string, width: number, sort: NumberColumn): Column => ({
  ...text(id, label, title, width),
  numeric: true,
  sort,
});

const COLUMNS: readonly Column[] = [
  text('time', 'Time', 'When the request came, local time', 84, { sort: 'created' }),
  text('status', 'St', 'Status: ok, HTTP status of an error, HIT from the cache, FB fallbacks', 30),
  text('app', 'App', 'Calling app', 40),
  text('route', 'Requested › routed', 'Model asked for, then model chosen and its effort', 236, { grow: 2 }),
  text('prompt', 'Prompt', 'First characters of the prompt', 200, { grow: 3 }),
  text('bucket', 'Bucket', 'Bucket and its probability', 84, { sort: 'probability' }),
  number('tokens', 'Tokens', 'Estimated tokens of the request', 52, 'tokens'),
  number('cost', 'Cost', 'Dollars of the answer; — when simulated, unpriced or unknown', 64, 'cost'),
  number('overhead', 'Overhd ms', 'Time in Heimdall before the upstream call, ms', 62, 'overhead'),
  number('ttft', 'TTFT ms', 'Time to the first token, ms', 54, 'ttft'),
  number('total', 'Total ms', 'Time from arrival to the end of the answer, ms', 54, 'total'),
  number('margin', 'Margin', 'Score of the choice minus the runner-up’s', 48, 'margin'),
  text('cache', 'Cache', 'Decision cache: hit, miss or off', 36),
  text('provider', 'Provider', 'Provider that the gateway calls', 72),
  text('cluster', 'Cluster', 'Nearest cluster of prompts', 120, { grow: 1 }),
  text('dialect', 'Dialect', 'API that the caller speaks', 96),
];

/** Shown by themselves, and in which order they make way. */
const USUAL: readonly ColumnId[] = [
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
];
const DROP_ORDER: readonly ColumnId[] = ['prompt', 'tokens', 'app', 'total', 'overhead', 'cost'];
export const COLUMN_GAP = 9;
const PADDING = 24;
export const MIN_COLUMN_WIDTH = 28;
export const MAX_COLUMN_WIDTH = 600;

export function columnById(id: string): Column | undefined {
  return COLUMNS.find((column) => column.id === id);
}

export interface ColumnChoice {
  /** Ids in order; null for what fits best. */
  readonly columns: readonly string[] | null;
  readonly columnWidths: Readonly<Record<string, number>>;
}

export const USUAL_COLUMNS: ColumnChoice = { columns: null, columnWidths: {} };

/** The chosen columns in their order, or the usual ones. Unknown ids of an older version are passed over. */
export function chosenColumns({ columns, columnWidths }: ColumnChoice): readonly Column[] {
  return (columns ?? USUAL).flatMap((id) => {
    const column = columnById(id);
    const width = columnWidths[id];
    return column === undefined ? [] : [width === undefined ? column : { ...column, width, grow: 0 }];
  });
}

/** What of it fits. Own columns make way from the right, the usual ones by need; one always stays. */
export function chooseColumns(width: number, choice: ColumnChoice = USUAL_COLUMNS): readonly Column[] {
  let columns = chosenColumns(choice);
  const usual = choice.columns === null;
  const order = usual ? DROP_ORDER : columns.map(({ id }) => id).reverse();
  for (const id of order) {
    if (neededWidth(columns, usual) <= width || columns.length === 1) break;
    columns = columns.filter((column) => column.id !== id);
  }
  return columns;
}

/** Flexible columns that somebody chose rather shrink than push another chosen one out. */
const SHRUNK_WIDTH = 72;

function neededWidth(columns: readonly Column[], usual: boolean): number {
  const least = ({ width, grow }: Column): number => (grow > 0 && !usual ? Math.min(width, SHRUNK_WIDTH) : width);
  return columns.reduce((sum, column) => sum + least(column) + COLUMN_GAP, PADDING - COLUMN_GAP);
}

/** A flexible column keeps its width up to this much of the list. */
const SHARE_OF_LIST = '30%';

export function gridTemplate(columns: readonly Column[]): string {
  const flexible = columns.some(({ grow }) => grow > 0);
  const tracks = columns.map(({ width, grow }) =>
    grow > 0 ? `minmax(min(${width}px, ${SHARE_OF_LIST}), ${grow}fr)` : `${width}px`,
  );
  // Without a flexible one the columns stay at the left instead of drifting apart.
  return flexible ? tracks.join(' ') : `${tracks.join(' ')} 1fr`;
}
