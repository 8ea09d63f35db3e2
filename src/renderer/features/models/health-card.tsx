import { Card } from '../../components/card.tsx';
import { LiveLink } from '../../components/live-link.tsx';
import { formatCount, formatDuration, formatPercent } from '../../lib/units.ts';
import { withToggledValue } from '../../store/filter-edit.ts';
import { Facts } from './facts.tsx';
import type { ModelRow } from './model-rows.ts';
import { formatPause } from './pause-words.ts';

const NOT_YET = 'not measured yet';

/** How a model did when it was asked last. Every number leads to its rows. */
export function HealthCard({ row, lookedAt }: { readonly row: ModelRow; readonly lookedAt: number }) {
  const { model, health, pause } = row;
  const ofModel = withToggledValue('', 'model', model.id, true);
  const first = health?.first_byte ?? null;
  return (
    <Card title="Health, measured" aside={`last ${formatCount(lookedAt)} answered requests`}>
      <Facts
        facts={[
          [
            'First byte',
            first === null ? (
              NOT_YET
            ) : (
              <LiveLink key="first" query={ofModel}>
                p50 {formatDuration(first.p50)}, p95 {formatDuration(first.p95)} (n={formatCount(first.count)})
              </LiveLink>
            ),
          ],
          [
            'Failed calls',
            health === null ? (
              NOT_YET
            ) : (
              <LiveLink key="failed" query={health.failed === 0 ? ofModel : `${ofModel} is:error`}>
                {formatPercent(health.failed / health.calls)} ({formatCount(health.failed)} of{' '}
                {formatCount(health.calls)})
              </LiveLink>
            ),
          ],
          ['Now', pause === null ? 'no pause' : `${formatPause(pause.leftMs)}: ${pause.reason}`],
        ]}
      />
      <p className="mt-1 text-axis text-ink-3">
        First byte: of streamed answers at the first try. A call that failed may have been answered by a fallback.
      </p>
    </Card>
  );
}
