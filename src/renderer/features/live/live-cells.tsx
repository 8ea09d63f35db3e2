// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows; the grid roles say what it is
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid is the one tab stop, rows are its active descendants
import { memo, type ReactNode } from 'react';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { ExploredMark } from '../../components/explored-mark.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { usePromptTitle } from '../../components/use-prompt-title.ts';
import { requestedName } from '../../lib/names.ts';
import {
  formatCostCell,
  formatCount,
  formatIso,
  formatOverheadCell,
  formatScore,
  formatTime,
  formatTotalCell,
  formatUnit,
} from '../../lib/units.ts';
import { CLOSE_MARGIN } from '../../store/filter-fields.ts';
import type { RecordRing } from '../../store/record-ring.ts';
import { type Row, rowAt } from '../../store/row.ts';
import type { Column, ColumnId } from './columns.ts';

export interface LiveCellsProps {
  readonly ring: RecordRing;
  readonly position: number;
  /** Changes when the row's outcome did: the row itself is read from the ring. */
  readonly revision: number;
  readonly columns: readonly Column[];
}

/** What a row says. Apart from the row, which moves with each new one while this stays. */
export const LiveCells = memo(function LiveCells({ ring, position, columns }: LiveCellsProps) {
  const row = rowAt(ring, position);
  const promptTitle = usePromptTitle();
  return columns.map(({ id, numeric }) => {
    const { tone, content, title } = CELLS[id](row);
    return (
      <div
        key={id}
        role="gridcell"
        className={`min-w-0 truncate ${numeric ? 'text-right' : ''} ${tone}`}
        title={id === 'prompt' ? promptTitle(row.preview ?? 'Prompt text is not stored.') : title}
      >
        {content}
      </div>
    );
  });
});

interface Cell {
  /** Classes of the cell: one element a cell, because thousands of them are made in a minute. */
  readonly tone: string;
  readonly content: ReactNode;
  readonly title?: string;
}

const QUIET = 'text-ink-2';
const quiet = (content: string): Cell => ({ tone: QUIET, content });

const CELLS: Readonly<Record<ColumnId, (row: Row) => Cell>> = {
  time: ({ createdMs }) => ({ ...quiet(formatTime(createdMs)), title: formatIso(createdMs) }),
  status: (row) => ({ ...statusCell(row), title: statusWords(row) }),
  app: ({ app }) => quiet(app || '—'),
  route: ({ requested, model, effort, explored }) => ({
    tone: 'flex items-baseline gap-1.5',
    content: (
      <>
        <span className="max-w-[40%] shrink-0 truncate text-ink-3">{requestedName(requested)}</span>
        <span className="shrink-0 text-ink-3" aria-hidden="true">
          ›
        </span>
        <ModelName model={model} effort={effort} />
        {explored ? <ExploredMark /> : null}
      </>
    ),
  }),
  prompt: ({ preview }) => ({ tone: `prompt-text ${QUIET}`, content: preview ?? '—' }),
  bucket: ({ bucket, probability }) => ({
    tone: 'flex items-center gap-1.5',
    content: (
      <>
        <BucketShape bucket={bucket} />
        <span className="w-9">{bucket}</span>
        <span className={QUIET}>{formatUnit(probability)}</span>
      </>
    ),
  }),
  tokens: ({ tokens }) => quiet(formatCount(tokens)),
  cost: ({ costUsd }) => ({ tone: costUsd === null ? 'text-ink-3' : '', content: formatCostCell(costUsd) }),
  ttft: ({ ttftMs }) => quiet(formatTotalCell(ttftMs)),
  margin: ({ margin }) => ({
    tone: margin !== null && margin < CLOSE_MARGIN ? 'text-warn' : QUIET,
    content: margin === null ? '—' : formatScore(margin),
  }),
  cache: ({ cacheHit, cacheState }) => ({ tone: cacheHit ? 'text-stage-cache' : 'text-ink-3', content: cacheState }),
  provider: ({ provider }) => quiet(provider || '—'),
  cluster: ({ cluster }) => quiet(cluster || '—'),
  dialect: ({ dialect }) => quiet(dialect),
  overhead: ({ overheadMs }) => ({ tone: '', content: formatOverheadCell(overheadMs) }),
  total: ({ status, totalMs }) => quiet(status === 'pending' ? '…' : formatTotalCell(totalMs)),
};

function statusCell(row: Row): Cell {
  if (row.status === 'error') return { tone: 'font-semibold text-bad', content: row.httpStatus ?? 'err' };
  if (row.status === 'aborted') return { tone: 'text-warn', content: 'abrt' };
  if (row.status === 'pending') return { tone: 'text-ink-3', content: '…' };
  if (row.fallbacks > 0) return { tone: 'text-warn', content: `FB${row.fallbacks}` };
  if (row.cacheHit) return { tone: 'text-stage-cache', content: 'HIT' };
  if (row.status === 'decision-only') return { tone: 'text-ink-3', content: 'dec' };
  return { tone: 'text-ok', content: 'ok' };
}

function statusWords(row: Row): string {
  const parts: string[] = [row.status === 'decision-only' ? 'decision only, nothing was called' : row.status];
  if (row.httpStatus !== null) parts.push(`HTTP ${row.httpStatus}`);
  if (row.fallbacks > 0) parts.push(`${row.fallbacks} fallback${row.fallbacks > 1 ? 's' : ''}`);
  if (row.cacheHit) parts.push('decision from the cache');
  if (row.simulated) parts.push('simulated');
  if (row.explored) parts.push('tried to learn');
  if (row.sample) parts.push('sample');
  return parts.join(', ');
}
