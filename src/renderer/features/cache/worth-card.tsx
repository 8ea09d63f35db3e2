import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { Card } from '../../components/card.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatCost, formatCount, formatDuration, formatPercent } from '../../lib/units.ts';
import { formatAge, formatMiB } from './cache-numbers.ts';
import { worthWords } from './worth-words.ts';

export type CacheWorth = ConsoleOutput<'cache.worth'>;
type AtSize = CacheWorth['sizes'][number];

const MIB = 1024 * 1024;

export interface WorthCardProps {
  readonly of: 'responses' | 'decisions';
  readonly worth: CacheWorth;
  /** The window in words. */
  readonly since: string;
}

const TITLES = { responses: 'Response cache: worth its memory?', decisions: 'Decision cache: worth its memory?' };

/** What the cache would have done at other sizes with the traffic of the window. */
export function WorthCard({ of, worth, since }: WorthCardProps) {
  const { uses, sizes, sampled_share: share, ttl_seconds: ttl } = worth;
  return (
    <PanelBox>
      <Card title={TITLES[of]} aside={`est., n=${formatCount(uses)} in ${since}`}>
        <p className="text-cell text-ink-1" data-testid={`worth-${of}`}>
          {worthWords(worth)}
        </p>
        {uses === 0 ? null : (
          <table className="mt-2 w-full table-fixed text-cell" aria-label={TITLES[of]}>
            <TableHead align="right">
              <ColumnHead className="w-28 text-left">Memory</ColumnHead>
              <ColumnHead className="text-left">Hit rate est.</ColumnHead>
              <ColumnHead className="w-16">Hits</ColumnHead>
              <ColumnHead className="w-20">Used</ColumnHead>
              {of === 'responses' ? <ColumnHead className="w-20">Saves $</ColumnHead> : null}
              <ColumnHead className="w-20">Saves time</ColumnHead>
              <ColumnHead className="w-24">{of === 'responses' ? '$ per MiB' : 'Time per MiB'}</ColumnHead>
            </TableHead>
            <tbody>
              {sizes.map((size) => (
                <SizeRow key={size.factor} size={size} money={of === 'responses'} />
              ))}
            </tbody>
          </table>
        )}
        <p className="mt-2 text-axis text-ink-3">
          From the keys of recorded decisions, by their LRU stack distances (Mattson 1970
          {share < 1 ? `; SHARDS sampling of ${formatPercent(share)} of the keys` : ''}), an entry living{' '}
          {formatAge(ttl)}.
          {of === 'responses'
            ? ' Prompts that mean the same are not counted, and requests count as the same when the router could not tell them apart.'
            : ''}
        </p>
      </Card>
    </PanelBox>
  );
}

function SizeRow({ size, money }: { readonly size: AtSize; readonly money: boolean }) {
  const { factor, max_bytes: bytes, hit_rate: rate, hits, used_bytes: used, saved_usd: usd, saved_ms: ms } = size;
  const mib = used / MIB;
  const inForce = factor === 1;
  return (
    <tr
      className={`h-7 border-line border-t text-right ${inForce ? 'bg-selected font-semibold' : ''}`}
      data-testid="worth-row"
    >
      <th className="pl-1 text-left font-normal" scope="row">
        {formatMiB(bytes)}
        {inForce ? <span className="text-ink-2"> now</span> : null}
      </th>
      <td>
        <span className="flex items-center gap-2">
          <span className="h-2 min-w-0 flex-1 bg-app" aria-hidden="true">
            <span className="block h-2 bg-stage-cache" style={{ width: `${rate * 100}%` }} />
          </span>
          <span className="w-12 shrink-0 text-right">{formatPercent(rate)}</span>
        </span>
      </td>
      <td>{formatCount(hits)}</td>
      <td>{formatMiB(used)}</td>
      {money ? <td>{formatCost(usd)}</td> : null}
      <td>{formatDuration(ms)}</td>
      <td className="text-ink-2">{mib === 0 ? '—' : money ? formatCost(usd / mib) : formatDuration(ms / mib)}</td>
    </tr>
  );
}
