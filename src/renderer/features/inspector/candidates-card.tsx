import type { Candidate, Decision } from '../../../shared/decision.ts';
import { Card } from '../../components/card.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { monogram } from '../../lib/names.ts';
import { formatCost, formatCostExact, formatScore, formatSigned, formatUnit } from '../../lib/units.ts';
import { targetName } from '../../store/candidate-pool.ts';
import { LeavingNotes } from './leaving-notes.tsx';
import { ScoreChart } from './score-chart.tsx';

export function CandidatesCard({ decision }: { readonly decision: Decision }) {
  const { alpha, candidates, excluded } = decision;
  // A column of zeros would take the room of the names.
  const penalised = candidates.some(({ penalty }) => penalty !== 0);
  return (
    <Card title={`Candidates at alpha ${formatUnit(alpha)}`} aside="α·quality − (1−α)·cost − penalty">
      <table className="w-full table-fixed text-cell">
        <thead>
          <tr className="text-right text-axis text-ink-3">
            <th className="text-left font-normal">Model</th>
            <th className="w-6 font-normal" title="Provider">
              by
            </th>
            <th className="w-[46px] font-normal" title="alpha times predicted quality">
              α·Q
            </th>
            <th className="w-[46px] font-normal" title="minus (1−alpha) times normalised cost">
              cost
            </th>
            {penalised ? (
              <th
                className="w-[42px] font-normal"
                title="Latency variance, context over 80%, extensions, leaving a warm prompt cache"
              >
                pen.
              </th>
            ) : null}
            <th className="w-[42px] font-normal">score</th>
            <th className="w-[88px] pr-1 font-normal" title="Estimated dollars of this request">
              est. $
            </th>
          </tr>
        </thead>
        <tbody>
          {candidates.map((candidate, index) => (
            <tr
              key={`${candidate.model} ${candidate.effort}`}
              data-testid="candidate-row"
              data-model={candidate.model}
              data-score={candidate.score}
              className={index === 0 ? 'bg-selected font-semibold' : ''}
            >
              <td className="truncate py-0.5 pl-1">
                <ModelName model={candidate.model} effort={candidate.effort} />
              </td>
              <td className="text-right font-mono text-[10px] text-ink-3" title={candidate.provider ?? 'no provider'}>
                {candidate.provider ? monogram(candidate.provider) : '—'}
              </td>
              <td className="text-right" title={`quality ${candidate.quality.toFixed(4)}`}>
                {formatSigned(alpha * candidate.quality)}
              </td>
              <td className="text-right" title={`cost ${candidate.cost.toFixed(4)}`}>
                {formatSigned(-(1 - alpha) * candidate.cost)}
              </td>
              {penalised ? (
                <td className="text-right text-ink-2" title={penaltyTitle(candidate)}>
                  {formatSigned(-candidate.penalty)}
                </td>
              ) : null}
              <td className="text-right">{formatScore(candidate.score)}</td>
              <td
                className="pr-1 text-right text-ink-2"
                title={candidate.cost_usd === null ? 'unpriced' : formatCostExact(candidate.cost_usd)}
              >
                {candidate.cost_usd === null ? 'unpriced' : formatCost(candidate.cost_usd)}
              </td>
            </tr>
          ))}
          {excluded.map(({ model, effort, reason }) => (
            <tr key={`out ${model} ${effort}`} className="text-ink-3">
              <td className="truncate py-0.5 pl-1">
                <ModelName model={model} effort={effort} />
              </td>
              <td colSpan={penalised ? 6 : 5} className="truncate pr-1 text-right" title={reason}>
                out: {reason}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <LeavingNotes decision={decision} />
      {candidates.length > 1 && decision.session.state !== 'locked' && !decision.exploration ? (
        <ScoreChart decision={decision} />
      ) : null}
      <ExploredNote decision={decision} />
      {decision.session.state === 'locked' ? (
        <p className="mt-2 text-axis text-ink-3">
          The turn under way stays on its model; the others are its fallbacks.
        </p>
      ) : null}
      {decision.mode === 'explicit' ? (
        <p className="mt-2 text-axis text-ink-3">The request named its model, so there was nothing to choose from.</p>
      ) : null}
    </Card>
  );
}

/** Why another than the best by the score is first; nothing where it is not. */
function ExploredNote({ decision: { exploration } }: { readonly decision: Decision }) {
  if (!exploration) return null;
  const { instead_of: best, drawn_quality: drawn, extra_usd: extra } = exploration;
  return (
    <p className="mt-2 text-axis text-ink-3" data-testid="explored-instead">
      Explored: the quality drawn for the first was {formatUnit(drawn)}. The best by the score was{' '}
      {targetName(best.model, best.effort)}; the choice is expected to cost {formatCostExact(extra)} more.
    </p>
  );
}

function penaltyTitle({ penalties, switch_cost_usd: leaving }: Candidate): string {
  const parts = [
    `latency variance ${penalties.latency_sd.toFixed(3)}`,
    `context over 80% ${penalties.ctx_over_80pct.toFixed(3)}`,
    `extensions ${penalties.custom.toFixed(3)}`,
  ];
  if (leaving) parts.push(`cold cache ${penalties.cold_cache.toFixed(3)}, ${formatCostExact(leaving)}`);
  return parts.join(', ');
}
