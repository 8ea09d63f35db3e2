import { useMemo, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatCost, formatCount } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import { type CacheEntry, formatAge } from './cache-numbers.ts';

const SHOWN = 20;

export interface CacheEntriesProps {
  /** Last used first. */
  readonly entries: readonly CacheEntry[];
  readonly onChange: () => void;
}

/** The entries that were used most. */
export function CacheEntries({ entries, onChange }: CacheEntriesProps) {
  const { client } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const top = useMemo(() => [...entries].sort((one, other) => other.hits - one.hits).slice(0, SHOWN), [entries]);
  const purge = async (id: string): Promise<void> => {
    const result = await client.request('response_cache.purge', { id });
    setProblem(result.ok ? null : result.error.message);
    onChange();
  };
  return (
    <PanelBox>
      <Card title="Top entries" aside={`of the ${formatCount(entries.length)} used last`}>
        {top.length === 0 ? (
          <p className="text-cell text-ink-2">No answer is kept yet.</p>
        ) : (
          <table className="w-full table-fixed text-cell">
            <TableHead align="right">
              <ColumnHead className="text-left">Prompt</ColumnHead>
              <ColumnHead className="w-12">Hits</ColumnHead>
              <ColumnHead className="w-16">Age</ColumnHead>
              <ColumnHead className="w-16">Bytes</ColumnHead>
              <ColumnHead className="w-20">Saved</ColumnHead>
              <ColumnHead unseen className="w-16">
                Purge
              </ColumnHead>
            </TableHead>
            <tbody>
              {top.map((entry) => (
                <tr key={entry.id} className="h-7 border-line border-t text-right" data-testid="cache-entry">
                  <td className="truncate pr-2 text-left" title={`${entry.preview ?? ''}\n${entry.model}`}>
                    {entry.preview ?? <span className="text-ink-3">text not stored</span>}
                  </td>
                  <td data-value={entry.hits}>{formatCount(entry.hits)}</td>
                  <td>{formatAge(entry.age_s)}</td>
                  <td>{formatCount(entry.bytes)}</td>
                  <td>
                    {entry.simulated ? (
                      <span className="text-ink-3">simulated</span>
                    ) : entry.cost_usd === null ? (
                      <span className="text-ink-3">unpriced</span>
                    ) : (
                      formatCost(entry.saved_usd)
                    )}
                  </td>
                  <td>
                    <Button
                      variant="ghost"
                      onClick={() => void purge(entry.id)}
                      aria-label={`Purge ${entry.preview ?? entry.id}`}
                    >
                      Purge
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {problem === null ? null : (
          <p role="alert" className="mt-2 text-bad text-cell">
            It was not purged: {problem}
          </p>
        )}
      </Card>
    </PanelBox>
  );
}
