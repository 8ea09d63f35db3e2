import { Card } from '../../components/card.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { formatCount, formatPercent, formatUnit } from '../../lib/units.ts';
import { type Evidence, useEvidence } from './use-decision.ts';

/** What the estimates of a decision rest on: graded prompts like this one, and published scores of the candidates. */
export function EvidenceCard({ id }: { readonly id: string }) {
  const evidence = useEvidence(id);
  if (evidence.state === 'loading') return null;
  return (
    <Card
      title="Evidence"
      aside={evidence.state === 'ready' ? `artifact ${evidence.value.artifact_version}` : undefined}
    >
      <div data-testid="evidence">
        {evidence.state === 'failed' ? (
          <p className="text-cell text-ink-3">{evidence.error.message}</p>
        ) : (
          <>
            <Clusters clusters={evidence.value.clusters} />
            <Candidates candidates={evidence.value.candidates} />
          </>
        )}
      </div>
    </Card>
  );
}

function Clusters({ clusters }: Pick<Evidence, 'clusters'>) {
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-1.5 text-cell">
      {clusters.map((cluster) => (
        <li key={cluster.id} data-testid="evidence-cluster" data-graded={cluster.graded}>
          <div className="flex flex-wrap items-baseline gap-x-2">
            <span className="min-w-0 grow truncate" title={`${cluster.label} (cluster ${cluster.id})`}>
              {cluster.label}
            </span>
            <span className="text-ink-2">
              {formatCount(cluster.graded)} of {formatCount(cluster.prompts)} prompts graded
              {cluster.solve_rate === null ? '' : `, ${formatPercent(cluster.solve_rate)} solved`}
            </span>
          </div>
          <p className="text-axis text-ink-3">
            {cluster.data_sets.map(({ name, share, url }, index) => (
              <span key={name}>
                {index > 0 ? ', ' : ''}
                <Source url={url} title={`${formatPercent(share)} of the prompts`}>
                  {name}
                </Source>{' '}
                {formatPercent(share)}
              </span>
            ))}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Candidates({ candidates }: Pick<Evidence, 'candidates'>) {
  const axis = axisOf(candidates);
  return (
    <ul className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-1 text-cell">
      {candidates.map((candidate) => (
        <li key={`${candidate.model} ${candidate.effort}`} data-testid="evidence-candidate" data-sd={candidate.sd}>
          <details>
            <summary className="flex min-h-6 cursor-pointer items-center gap-2 rounded-md hover:bg-hover">
              <span className="min-w-0 flex-1 truncate">
                <ModelName model={candidate.model} effort={candidate.effort} />
              </span>
              <Spread candidate={candidate} axis={axis} />
              <span className="w-[76px] shrink-0 text-right text-ink-2">{spreadText(candidate)}</span>
              <span className="w-12 shrink-0 text-right text-ink-3" title="Effective graded results behind the quality">
                n {candidate.results.toFixed(1)}
              </span>
            </summary>
            <Scores candidate={candidate} />
          </details>
        </li>
      ))}
    </ul>
  );
}

type Candidate = Evidence['candidates'][number];

function spreadText({ table_quality: quality, sd }: Candidate): string {
  if (quality === null) return 'assumed';
  return sd === null ? formatUnit(quality) : `${formatUnit(quality)} ± ${formatUnit(sd)}`;
}

interface Axis {
  readonly from: number;
  readonly to: number;
}

/** From the lowest to the highest quality with their spreads: on 0..1 the candidates of a bucket would be one dot. */
function axisOf(candidates: readonly Candidate[]): Axis {
  const known = candidates.flatMap(({ table_quality: quality, sd }) =>
    quality === null ? [] : [quality - (sd ?? 0), quality + (sd ?? 0)],
  );
  return { from: Math.max(0, Math.min(...known) - MARGIN), to: Math.min(1, Math.max(...known) + MARGIN) };
}

const MARGIN = 0.02;
const WIDTH = 64;

/** The quality with one standard deviation to either side. */
function Spread({ candidate, axis }: { readonly candidate: Candidate; readonly axis: Axis }) {
  const { table_quality: quality, sd } = candidate;
  if (quality === null) return null;
  const place = (value: number): number =>
    (WIDTH * (Math.min(axis.to, Math.max(axis.from, value)) - axis.from)) / (axis.to - axis.from);
  return (
    <svg width={WIDTH} height="10" viewBox={`0 0 ${WIDTH} 10`} role="img" className="shrink-0">
      <title>{`From ${formatUnit(axis.from)} to ${formatUnit(axis.to)}; the bar is one standard deviation to either side`}</title>
      <path d={`M0 5H${WIDTH}`} stroke="var(--line)" />
      <path
        d={`M${place(quality - (sd ?? 0))} 5H${place(quality + (sd ?? 0))}`}
        stroke="var(--ink-3)"
        strokeWidth="4"
      />
      <path d={`M${place(quality)} 1V9`} stroke="var(--accent)" strokeWidth="2" />
    </svg>
  );
}

function Scores({ candidate: { scores, tokens, updated } }: { readonly candidate: Candidate }) {
  return (
    <div className="mb-1 border-line border-l py-1 pl-2 text-axis text-ink-2">
      <p className="text-ink-3">
        {tokens === null
          ? 'Nothing is published of it.'
          : `Expected answer ${formatCount(tokens)} tokens, thinking included.`}
        {updated === null ? '' : ` Newest score of ${updated}.`}
      </p>
      <ul>
        {scores.map((score) => (
          <li key={`${score.benchmark} ${score.score}`} className="flex gap-2">
            <span className="min-w-0 flex-1 truncate" title={score.benchmark}>
              <Source url={score.url} title={score.url ?? score.benchmark}>
                {score.benchmark}
              </Source>
            </span>
            <span className="shrink-0">
              {score.score ?? '—'} {score.unit}
            </span>
            <span className="w-20 shrink-0 text-right text-ink-3">{score.date}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface SourceProps {
  readonly url: string | null;
  readonly title: string;
  readonly children: string;
}

function Source({ url, title, children }: SourceProps) {
  if (url === null) return <span title={title}>{children}</span>;
  return (
    <a href={url} title={title} target="_blank" rel="noreferrer" className="text-accent underline">
      {children}
    </a>
  );
}
