import type { ReactNode } from 'react';
import type { Bucket } from '../../../shared/decision.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import {
  formatCost,
  formatCount,
  formatPercent,
  formatRelativeChange,
  formatSigned,
  formatUnit,
} from '../../lib/units.ts';
import type { ShadowStatus } from '../../store/console-store.ts';

const BUCKETS: readonly Bucket[] = ['cheap', 'mid', 'hard'];

/** How much differs, and what it would change. Everything here is an estimate: nothing was called. */
export function ShadowNumbers({ status }: { readonly status: ShadowStatus }) {
  const { compared, differ, cost_live_usd: before, cost_shadow_usd: after, of } = status;
  const { quality_live: quality, quality_shadow: other, quality_delta_by_shadow: own } = status;
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(190px,1fr))] gap-3">
      <Figure label="Differ" testid="shadow-differ">
        {formatCount(differ)} of {formatCount(compared)} differ
        <Aside>{compared === 0 ? 'no request yet' : formatPercent(differ / compared)}</Aside>
      </Figure>
      <Figure label="Expected cost, est.">
        {formatCost(before)} → {formatCost(after)}
        <Aside>
          {formatRelativeChange(before, after)}
          {status.unpriced > 0 ? `, ${formatCount(status.unpriced)} unpriced left out` : ''}
        </Aside>
      </Figure>
      <Figure label="Predicted quality, est.">
        {formatUnit(quality, 3)} → {formatUnit(other, 3)}
        <Aside>
          {quality === null || other === null ? 'by the artifact in force' : formatSigned(other - quality)}
          {of?.artifact_dir && own !== null ? `; ${formatSigned(own)} by the shadow’s own tables` : ''}
        </Aside>
      </Figure>
      <Figure label="Not compared">
        {formatCount(status.dropped)} dropped, {formatCount(status.failed)} failed
        <Aside>
          {status.failure ?? (status.waiting > 0 ? `${formatCount(status.waiting)} waiting` : 'none waiting')}
        </Aside>
      </Figure>
    </dl>
  );
}

function Figure({
  label,
  testid,
  children,
}: {
  readonly label: string;
  readonly testid?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="rounded-md border border-line bg-panel px-3 py-2">
      <dt className="text-axis text-ink-3">{label}</dt>
      <dd data-testid={testid}>{children}</dd>
    </div>
  );
}

function Aside({ children }: { readonly children: ReactNode }) {
  return <span className="block text-axis text-ink-2">{children}</span>;
}

/** Which buckets the traffic moves between. */
export function BucketFlow({ flow }: { readonly flow: ShadowStatus['flow'] }) {
  const cell = (from: Bucket, to: Bucket) => flow.find((entry) => entry.from === from && entry.to === to);
  return (
    <table className="text-cell" aria-label="Buckets in force and of the shadow" data-testid="shadow-flow">
      <thead className="text-axis text-ink-3">
        <tr>
          <th className="pr-4 text-left font-normal">In force ↓ shadow →</th>
          {BUCKETS.map((to) => (
            <th key={to} scope="col" className="w-28 text-right font-normal">
              {to}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {BUCKETS.map((from) => (
          <tr key={from} className="h-6">
            <th scope="row" className="pr-4 text-left font-normal">
              <span className="flex items-center gap-1.5">
                <BucketShape bucket={from} /> {from}
              </span>
            </th>
            {BUCKETS.map((to) => {
              const { count = 0, differ = 0 } = cell(from, to) ?? {};
              return (
                <td key={to} className={`text-right ${from !== to && count > 0 ? 'text-warn' : 'text-ink-2'}`}>
                  {formatCount(count)}
                  {from === to && differ > 0 ? (
                    <span className="text-axis text-ink-3"> ({formatCount(differ)} differ)</span>
                  ) : null}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
