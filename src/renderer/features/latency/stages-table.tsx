import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatCount, formatMicros } from '../../lib/units.ts';
import { withToken } from '../../store/filter-edit.ts';
import { writeBound } from './brush.ts';
import { type LatencyChoice, type LatencyProfile, P99_MIN, rowsQuery } from './latency-choice.ts';
import { RowsLink } from './rows-link.tsx';
import { type BoxMarks, boxScale, stagesOf } from './stage-box.ts';
import { formatShare, noP99 } from './summaries.ts';

type Stage = LatencyProfile['stages'][number];

export interface StagesTableProps {
  readonly profile: LatencyProfile;
  readonly choice: LatencyChoice;
  readonly query: string;
}

/** Where the time of a request goes, piece by piece. Upstream is on the same logarithmic axis as Heimdall's stages. */
export function StagesTable({ profile, choice, query }: StagesTableProps) {
  const stages = stagesOf(profile.stages, choice.source);
  const scale = boxScale(stages);
  const base = rowsQuery(query, choice.window);
  const rows = (stage: Stage, us: number): string =>
    withToken(base, `${fieldOf(stage.name)}:>=${writeBound((us / 1_000) * 0.9995)}`);
  return (
    <section
      aria-labelledby="latency-stages"
      className="min-w-0 overflow-auto rounded-md border border-line bg-panel px-3 pt-2 pb-1"
    >
      <h2
        id="latency-stages"
        className="flex h-6 items-center gap-3 font-semibold text-axis text-ink-2 uppercase tracking-wide"
      >
        Stages
        <span className="font-normal text-ink-3 normal-case tracking-normal">
          the newest {formatCount(profile.stages_n)} requests; log scale, box 25 to 75%, line at the median, whiskers 5
          to 95%
        </span>
      </h2>
      <table className="w-full table-fixed text-cell">
        <TableHead align="right">
          <ColumnHead className="w-24 text-left">Stage</ColumnHead>
          <ColumnHead className="w-18">p50</ColumnHead>
          <ColumnHead className="w-18">p95</ColumnHead>
          <ColumnHead className="w-18">p99</ColumnHead>
          <ColumnHead className="w-16">Count</ColumnHead>
          <ColumnHead className="w-36 pl-4 text-left">
            {choice.source === 'heimdall' ? 'Share of Heimdall' : 'Share of time'}
          </ColumnHead>
          <ColumnHead className="pl-2">
            <span className="flex justify-between">
              <span>{formatMicros(scale.low)}</span>
              <span>{formatMicros(scale.high)}</span>
            </span>
          </ColumnHead>
        </TableHead>
        <tbody>
          {stages.map((stage) => (
            <tr key={stage.name} className="h-6 border-line border-t text-right">
              <th scope="row" className="truncate text-left font-normal">
                {stage.name}
              </th>
              <td>
                <RowsLink query={rows(stage, stage.p50)}>{formatMicros(stage.p50)}</RowsLink>
              </td>
              <td>
                <RowsLink query={rows(stage, stage.p95)}>{formatMicros(stage.p95)}</RowsLink>
              </td>
              <td>
                {stage.count < P99_MIN ? (
                  <span className="text-ink-3" title={noP99(stage.count)}>
                    —
                  </span>
                ) : (
                  <RowsLink query={rows(stage, stage.p99)}>{formatMicros(stage.p99)}</RowsLink>
                )}
              </td>
              <td>
                <RowsLink query={withToken(base, `${fieldOf(stage.name)}:>0`)}>{formatCount(stage.count)}</RowsLink>
              </td>
              <td className="pl-4">
                <span className="flex items-center gap-2">
                  <span aria-hidden="true" className="h-2 min-w-0 flex-1 bg-app">
                    <span
                      className={`block h-full ${fillOf(stage.name)}`}
                      style={{ width: `max(1px, ${stage.share * 100}%)` }}
                    />
                  </span>
                  <span className="w-14 shrink-0 text-ink-2">{formatShare(stage.share)}</span>
                </span>
              </td>
              <td className="pl-2">
                <Box marks={scale.marks(stage)} stage={stage} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function fieldOf(name: string): string {
  return name === 'upstream' ? 'upstream' : `stage.${name}`;
}

function fillOf(name: string): string {
  if (name === 'upstream') return 'hatch';
  if (name === 'cache') return 'bg-stage-cache';
  return name === 'auth' || name === 'hooks' || name === 'gateway' ? 'bg-stage-guard' : 'bg-stage-routing';
}

function Box({ marks, stage }: { readonly marks: BoxMarks; readonly stage: Stage }) {
  const { p5, p25, p50, p75, p95 } = marks;
  const words = `5% ${formatMicros(stage.p5)}, 25% ${formatMicros(stage.p25)}, 50% ${formatMicros(stage.p50)}, 75% ${formatMicros(stage.p75)}, 95% ${formatMicros(stage.p95)}`;
  const percent = (share: number): string => `${share * 100}%`;
  return (
    <svg role="img" aria-label={words} width="100%" height="16" className="block">
      <title>{words}</title>
      <line x1={percent(p5)} x2={percent(p95)} y1="8" y2="8" stroke="var(--control)" />
      <line x1={percent(p5)} x2={percent(p5)} y1="5" y2="11" stroke="var(--control)" />
      <line x1={percent(p95)} x2={percent(p95)} y1="5" y2="11" stroke="var(--control)" />
      <rect
        x={percent(p25)}
        width={percent(Math.max(0.004, p75 - p25))}
        y="4"
        height="8"
        fill="var(--panel)"
        stroke="var(--ink-3)"
      />
      <line x1={percent(p50)} x2={percent(p50)} y1="3" y2="13" stroke="var(--accent)" strokeWidth="2" />
    </svg>
  );
}
