import type { ReactNode } from 'react';
import { BUCKETS, type Bucket } from '../../../shared/decision.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { Card } from '../../components/card.tsx';
import { LiveLink } from '../../components/live-link.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { formatCost } from '../../lib/units.ts';
import type { SavingsReport } from './report.ts';
import { type Dimension, rowsQuery, type SavingsChoice } from './savings-choice.ts';

const SHOWN = 4;

export interface SavedBarsProps {
  readonly report: SavingsReport;
  readonly choice: SavingsChoice;
}

/** Actual inside baseline, by bucket, app and model; the largest savings first. */
export function SavedBars({ report, choice }: SavedBarsProps) {
  return (
    <PanelBox className="max-h-[292px] overflow-y-auto!">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label="Savings by bucket, app and model" className="outline-offset-[-2px]">
        <Bars title="By bucket" kind="bucket" parts={report.by_bucket} choice={choice} />
        <Bars title="By app" kind="app" parts={report.by_app} choice={choice} />
        <Bars title="By model" kind="model" parts={report.by_model} choice={choice} />
      </section>
    </PanelBox>
  );
}

interface BarsProps {
  readonly title: string;
  readonly kind: Dimension;
  readonly parts: SavingsReport['by_app'];
  readonly choice: SavingsChoice;
}

function Bars({ title, kind, parts, choice }: BarsProps) {
  const largest = Math.max(...parts.flatMap((part) => [part.actual_usd, part.baseline_usd]));
  const width = (usd: number): string => `${largest <= 0 ? 0 : (usd / largest) * 100}%`;
  const rest = parts.length - SHOWN;
  return (
    <Card title={title} aside={rest > 0 ? `${SHOWN} of ${parts.length}, the rest in the table` : 'saved est.'}>
      <ul>
        {parts.slice(0, SHOWN).map((part) => (
          <li key={part.name}>
            <LiveLink
              query={rowsQuery(choice, { kind, name: part.name })}
              title={`Actual ${formatCost(part.actual_usd)}, baseline ${formatCost(part.baseline_usd)} est.`}
              className="flex h-6 items-center gap-2 rounded-md text-cell text-ink-1 no-underline outline-offset-[-2px] hover:bg-hover"
            >
              <span className="w-32 shrink-0 truncate">
                <PartName kind={kind} name={part.name} />
              </span>
              <span className="relative h-2.5 min-w-0 flex-1" aria-hidden="true">
                <span
                  className="absolute inset-y-0 left-0 border border-control"
                  style={{ width: width(part.baseline_usd) }}
                />
                <span className="absolute inset-y-0 left-0 bg-accent" style={{ width: width(part.actual_usd) }} />
              </span>
              <span className={`w-18 shrink-0 text-right ${part.saved_usd < 0 ? 'text-warn' : ''}`}>
                {formatCost(part.saved_usd)}
              </span>
            </LiveLink>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** A part of the ledger by its name. */
export function PartName({ kind, name }: { readonly kind: Dimension; readonly name: string }): ReactNode {
  if (kind === 'bucket') {
    const bucket = BUCKETS.find((one) => one === name);
    return (
      <span className="inline-flex items-center gap-1.5">
        {bucket === undefined ? null : <BucketShape bucket={bucket as Bucket} />}
        {name}
      </span>
    );
  }
  if (kind === 'model') return <ModelName model={name} />;
  return name === '' ? <span className="text-ink-2">without a name</span> : name;
}
