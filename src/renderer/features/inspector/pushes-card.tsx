import { useState } from 'react';
import { BUCKETS, type Bucket, type Decision } from '../../../shared/decision.ts';
import { BucketShape, bucketColor } from '../../components/bucket-mark.tsx';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { formatSigned } from '../../lib/units.ts';
import { featureWords, isTopic } from './feature-names.ts';
import type { Explanation, Loaded } from './use-decision.ts';

const SHOWN = 7;

interface Push {
  readonly label: string;
  readonly value: number;
  readonly note: string | null;
}

/** Largest pushes first, the long tail as one row: the bars and the base add up to the raw score, not to p. */
export function selectPushes(
  contributions: readonly { group: string; value: number }[],
  topics: string | null,
): readonly Push[] {
  const sorted = [...contributions].sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
  const shown = sorted.slice(0, SHOWN);
  // The topic is explained by clusters below it, so it is always among those shown.
  const topic = sorted.slice(SHOWN).find(({ group }) => isTopic(group));
  if (topic) shown[SHOWN - 1] = topic;
  const rest = sorted.filter((item) => !shown.includes(item));
  const pushes: Push[] = shown.map(({ group, value }) => ({
    label: featureWords(group),
    value,
    note: isTopic(group) ? topics : null,
  }));
  if (rest.length > 0) {
    const value = rest.reduce((sum, item) => sum + item.value, 0);
    pushes.push({ label: `${rest.length} others`, value, note: null });
  }
  return pushes;
}

export function PushesCard({
  decision,
  explanation,
}: {
  readonly decision: Decision;
  readonly explanation: Loaded<Explanation>;
}) {
  const [bucket, setBucket] = useState<Bucket>(decision.bucket);
  const topics = decision.features.clusters
    .slice(0, 2)
    .map(({ label }) => label)
    .join('; ');
  return (
    <Card title={`Pushed toward ${bucket}`} aside="log-odds, exact tree attributions">
      <fieldset className="mb-2 flex gap-1" aria-label="Bucket to explain">
        {BUCKETS.map((name) => (
          <Button
            key={name}
            variant={name === bucket ? 'plain' : 'ghost'}
            aria-pressed={name === bucket}
            onClick={() => setBucket(name)}
          >
            <BucketShape bucket={name} size={8} />
            {name}
          </Button>
        ))}
      </fieldset>
      {explanation.state === 'ready' ? (
        <Pushes bucket={bucket} decision={decision} explanation={explanation.value} topics={topics || null} />
      ) : explanation.state === 'failed' ? (
        <p className="text-cell text-ink-2">No explanation: {explanation.error.message}</p>
      ) : (
        <div className="h-40" aria-busy="true" />
      )}
    </Card>
  );
}

interface PushesProps {
  readonly bucket: Bucket;
  readonly decision: Decision;
  readonly explanation: Explanation;
  readonly topics: string | null;
}

function Pushes({ bucket, decision, explanation, topics }: PushesProps) {
  const contributions = explanation.contributions[bucket];
  if (contributions.length === 0) {
    return (
      <p className="text-cell text-ink-2">
        The feature row of this decision is no longer held, so its pushes cannot be computed.
      </p>
    );
  }
  const pushes = selectPushes(contributions, topics);
  const largest = Math.max(0.01, ...pushes.map(({ value }) => Math.abs(value)));
  const total = explanation.base[bucket] + contributions.reduce((sum, { value }) => sum + value, 0);
  return (
    <>
      <div className="grid grid-cols-[minmax(0,132px)_1fr_52px] items-center gap-x-2 gap-y-0.5 text-cell">
        <span className="text-ink-3">base</span>
        <span />
        <span className="text-right text-ink-3">{formatSigned(explanation.base[bucket], 2)}</span>
        {pushes.map(({ label, value, note }) => (
          <div key={label} className="contents">
            <span className="truncate" title={note ? `Nearest clusters: ${note}` : label}>
              {label}
            </span>
            <PushBar value={value} largest={largest} color={bucketColor(bucket)} />
            <span className="text-right">{formatSigned(value, 2)}</span>
            {note ? <span className="col-span-3 mb-1 truncate text-axis text-ink-3">nearest: {note}</span> : null}
          </div>
        ))}
        <span className="border-line border-t pt-0.5 text-ink-2">raw score</span>
        <span className="h-full border-line border-t" />
        <span
          className="border-line border-t pt-0.5 text-right text-ink-2"
          title={`Recorded: ${decision.raw_scores[bucket].toFixed(4)}`}
        >
          {formatSigned(total, 2)}
        </span>
      </div>
      <p className="mt-2 text-axis text-ink-3">
        Base and pushes add up to the raw score of {bucket}. The three raw scores together are then calibrated into
        probabilities.
      </p>
    </>
  );
}

/** Toward in the bucket's colour to the right of the middle, away hollow to the left: sign by place, not by hue. */
function PushBar({
  value,
  largest,
  color,
}: {
  readonly value: number;
  readonly largest: number;
  readonly color: string;
}) {
  const share = (Math.abs(value) / largest) * 50;
  const toward = value >= 0;
  return (
    <span className="relative h-2.5 bg-app" aria-hidden="true">
      <span className="absolute inset-y-0 left-1/2 w-px bg-control" />
      <span
        className={`absolute inset-y-0 ${toward ? '' : 'border border-ink-3'}`}
        style={{
          width: `${share}%`,
          left: toward ? '50%' : `${50 - share}%`,
          background: toward ? color : 'transparent',
        }}
      />
    </span>
  );
}
