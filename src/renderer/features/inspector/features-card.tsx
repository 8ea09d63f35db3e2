import type { DecisionFeatures } from '../../../shared/decision.ts';
import { Card } from '../../components/card.tsx';
import { formatCount, formatNumber, formatPercent, formatUnit } from '../../lib/units.ts';
import { featureWords } from './feature-names.ts';

export interface FeaturesCardProps {
  readonly features: DecisionFeatures;
  /** Without it where a larger map stands beside the card. */
  readonly withMap?: boolean;
}

export function FeaturesCard({ features, withMap = true }: FeaturesCardProps) {
  const facts: readonly (readonly [string, string])[] = [
    ['Request', `${formatCount(features.request_tokens)} tokens (${features.token_method})`],
    [
      'Embedded',
      `${formatCount(features.embedded_tokens)} of ${formatCount(features.prompt_tokens)} tokens, ${features.embedder}${
        features.embedding_fallback ? ' — missed its budget, hashed embedding used' : ''
      }`,
    ],
    ['Context', `${formatPercent(features.context_ratio)} of the largest window`],
    ['Code / math', `${features.has_code ? 'code' : 'no code'}, ${features.has_math ? 'math' : 'no math'}`],
    ['Entropy', `${features.ngram_entropy.toFixed(2)} bits per trigram`],
    [
      'Shape',
      `${features.turns} turn${features.turns === 1 ? '' : 's'}, ${features.tools} tools, ${features.images} images${features.json_mode ? ', JSON mode' : ''}`,
    ],
  ];
  const custom = Object.entries(features.custom);
  return (
    <Card title="Features">
      <dl className="grid grid-cols-[84px_1fr] gap-x-2 gap-y-0.5 text-cell">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className={name === 'Embedded' && features.embedding_fallback ? 'text-warn' : ''}>{value}</dd>
          </div>
        ))}
        {custom.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="truncate text-ink-3">{featureWords(name)}</dt>
            <dd>{formatNumber(value)}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-3 flex gap-3">
        <table className="min-w-0 flex-1 self-start text-cell">
          <thead>
            <tr className="text-left text-axis text-ink-3">
              <th className="font-normal">Nearest clusters</th>
              <th className="w-14 text-right font-normal">cosine</th>
              <th className="w-14 text-right font-normal">weight</th>
            </tr>
          </thead>
          <tbody>
            {features.clusters.map(({ id, label, similarity, weight }) => (
              <tr key={id}>
                <td className="max-w-0 truncate" title={`${label} (cluster ${id})`}>
                  {label}
                </td>
                <td className="text-right">{formatUnit(similarity)}</td>
                <td className="text-right text-ink-2">{formatUnit(weight)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {withMap ? <Position xy={features.map_xy} /> : null}
      </div>
    </Card>
  );
}

/** The fixed 2-D projection, drawn over the range that unit vectors can reach. */
function Position({ xy: [x, y] }: { readonly xy: readonly [number, number] }) {
  const place = (value: number): number => 40 + Math.max(-1, Math.min(1, value)) * 36;
  return (
    <svg
      width="80"
      height="80"
      viewBox="0 0 80 80"
      role="img"
      aria-label={`Place on the map: x ${x.toFixed(2)}, y ${y.toFixed(2)}`}
      className="shrink-0 rounded-md border border-line bg-app"
    >
      <path d="M40 4V76M4 40H76" stroke="var(--line)" />
      <circle cx={place(x)} cy={place(-y)} r="4" fill="var(--accent)" stroke="var(--panel)" />
    </svg>
  );
}
