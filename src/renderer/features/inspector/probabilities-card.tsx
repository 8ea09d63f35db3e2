import { BUCKETS, type Decision } from '../../../shared/decision.ts';
import { BucketShape, bucketColor } from '../../components/bucket-mark.tsx';
import { Card } from '../../components/card.tsx';
import { formatSigned, formatUnit } from '../../lib/units.ts';

/** Where the trees put the request, against the thresholds, and the rules that decided. */
export function ProbabilitiesCard({ decision }: { readonly decision: Decision }) {
  const { bucket_probabilities: probabilities, thresholds } = decision;
  return (
    <Card title="Bucket" aside="calibrated probability · line = threshold">
      <div className="grid grid-cols-[64px_1fr_40px_52px] items-center gap-x-2 gap-y-1 text-cell">
        {BUCKETS.map((bucket) => {
          const threshold = bucket === 'mid' ? null : thresholds[bucket];
          const probability = probabilities[bucket];
          return (
            <div key={bucket} className="contents">
              <span
                className={`flex items-center gap-1.5 ${decision.bucket === bucket ? 'font-semibold' : 'text-ink-2'}`}
              >
                <BucketShape bucket={bucket} />
                {bucket}
              </span>
              <span className="relative h-2.5 bg-app" aria-hidden="true">
                <span
                  className="absolute inset-y-0 left-0"
                  style={{ width: `${Math.max(0, Math.min(1, probability)) * 100}%`, background: bucketColor(bucket) }}
                />
                {threshold === null ? null : (
                  <span className="-inset-y-1 absolute w-px bg-ink-1" style={{ left: `${threshold * 100}%` }} />
                )}
              </span>
              <span
                data-testid={`prob-${bucket}`}
                data-value={probability}
                className={`text-right ${decision.bucket === bucket ? 'font-semibold' : 'text-ink-2'}`}
              >
                {formatUnit(probability)}
              </span>
              <span className="text-ink-3">
                {threshold === null ? 'the rest' : `${probability > threshold ? '>' : '≤'} ${formatUnit(threshold)}`}
              </span>
            </div>
          );
        })}
      </div>
      {decision.expected_gain === null ? null : (
        <p className="mt-2 text-cell text-ink-3" data-testid="expected-gain" data-value={decision.expected_gain}>
          Expected gain of a strong model over a weak one: {formatSigned(decision.expected_gain * 100, 1)} points.
        </p>
      )}
      <ol className="mt-2.5 space-y-1 text-cell" aria-label="Rules that decided">
        {decision.guardrails.map((rule) => (
          <li key={rule.id} className="flex gap-2">
            <span className="flex h-4 shrink-0 items-center gap-1 text-ink-3">
              <BucketShape bucket={rule.bucket} size={8} />
            </span>
            <span className="min-w-0">
              {rule.detail} <code className="font-mono text-axis text-ink-3">{rule.id}</code>
            </span>
          </li>
        ))}
        {decision.notes.map((note) => (
          <li key={note} className="text-warn">
            {note}
          </li>
        ))}
      </ol>
    </Card>
  );
}
