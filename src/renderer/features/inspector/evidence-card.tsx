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
    <ul className="grid gap-1.5 text-cell">
      {clusters.map((cluster) => (
        <li key={cluster.id} data-testid="evidence-cluster" data-graded={cluster.graded}>
          <div className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate" title={`${cluster.label} (cluster ${cluster.id})`}>
              {cluster.label}
            </span>
            <span className="shrink-0 text-ink-2">
              {formatCount(cluster.graded)} of {formatCount(cluster.prompts)} prompts graded
              {cluster.solve_rate === null ? '' : `, ${formatPercent(cluster.solve_rate)} solved`}
            </span>
          </div>
          <p className="truncate text-axis text-ink-3">
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
  return (
    <ul className="mt-3 grid gap-1 text-cell">
      {candidates.map((candidate) => (
        <li key={`${candidate.model} ${candidate.effort}`} data-testid="evidence-candidate" data-sd={candidate.sd}>
          <details>
            <summary className="flex cursor-pointer items-center gap-2 rounded-md hover:bg-hover">
              <span className="min-w-0 flex-1 truncate">
                <ModelName model={candidate.model} effort={candidate.effort} />
              </span>
              <Spread quality={candidate.table_quality} sd={candidate.sd} />
              <span className="w-24 shrink-0 text-right text-ink-2">{spreadText(candidate)}</span>
              <span className="w-14 shrink-0 text-right text-ink-3" title="Effective graded results behind the quality">
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

/** The quality with one standard deviation to either side, on 0..1. */
function Spread({ quality, sd }: { readonly quality: number | null; readonly sd: number | null }) {
  if (quality === null) return null;
  const from = Math.max(0, quality - (sd ?? 0));
  const to = Math.min(1, quality + (sd ?? 0));
  return (
    <svg width="64" height="8" viewBox="0 0 64 8" aria-hidden className="shrink-0">
      <path d="M0 4H64" stroke="var(--line)" />
      <path d={`M${from * 64} 4H${to * 64}`} stroke="var(--accent)" strokeWidth="3" opacity="0.5" />
      <circle cx={quality * 64} cy="4" r="2.5" fill="var(--accent)" />
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
