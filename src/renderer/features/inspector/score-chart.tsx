import { alphaScore } from '../../../shared/alpha-score.ts';
import type { Candidate, Decision } from '../../../shared/decision.ts';
import { useSize } from '../../components/use-size.ts';
import { splitModel } from '../../lib/names.ts';
import { formatScore, formatUnit } from '../../lib/units.ts';
import { scoreLines, spreadLabels } from './score-lines.ts';

const HEIGHT = 210;
const LEFT = 34;
/** Room for a name: `LABEL_CHARS` of the widest, digits. */
const RIGHT = 130;
const LABEL_CHARS = 18;
const TOP = 14;
const BOTTOM = 34;
const LABEL_GAP = 13;
/** Winners are labelled always, others up to this many: more lines than names is grey context. */
const LABELLED = 6;

/** The effort is named only where two candidates are the same model. */
function shortName({ model, effort }: Candidate, all: readonly Candidate[]): string {
  const { name } = splitModel(model);
  const ambiguous = effort !== null && all.filter((other) => other.model === model).length > 1;
  return ambiguous ? `${name} ${effort}` : name;
}

/** One line per candidate, the winner at every alpha in bold: where it bends, the choice flips. */
export function ScoreChart({ decision }: { readonly decision: Decision }) {
  const { alpha, candidates } = decision;
  const [measure, { width }] = useSize<HTMLDivElement>();
  const { lines, envelope, flips, segments, min, max } = scoreLines(candidates);
  const inner = Math.max(40, width - LEFT - RIGHT);
  const span = max - min || 1;
  const x = (value: number): number => LEFT + value * inner;
  const y = (score: number): number => TOP + (1 - (score - min) / span) * (HEIGHT - TOP - BOTTOM);
  const labelled = lines.filter(({ wins, index }) => wins || index === 0 || index < LABELLED).slice(0, 8);
  const labelY = spreadLabels(
    labelled.map(({ atOne }) => y(atOne)),
    LABEL_GAP,
    TOP,
    HEIGHT - BOTTOM,
  );
  const summary = segments
    .map(
      ({ from, to, winner }) =>
        `${shortName(candidates[winner] as Candidate, candidates)} from ${formatUnit(from)} to ${formatUnit(to)}`,
    )
    .join(', ');
  return (
    <figure className="mt-3">
      <figcaption className="text-axis text-ink-3">
        Score against alpha · bold = winner · dots = exact flip points
      </figcaption>
      <div ref={measure}>
        {width === 0 ? (
          <div style={{ height: HEIGHT }} />
        ) : (
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={`Winner by alpha: ${summary}. Now ${formatUnit(alpha)}.`}
            className="block text-axis"
          >
            {[0, 0.25, 0.5, 0.75, 1].map((tick) => (
              <g key={tick}>
                <path d={`M${x(tick)} ${TOP}V${HEIGHT - BOTTOM}`} stroke="var(--line)" />
                <text x={x(tick)} y={HEIGHT - BOTTOM + 13} textAnchor="middle" fill="var(--ink-3)" fontSize="11">
                  {formatUnit(tick)}
                </text>
              </g>
            ))}
            <text x={LEFT} y={HEIGHT - 5} fill="var(--ink-3)" fontSize="11">
              cheapest
            </text>
            <text x={x(1)} y={HEIGHT - 5} textAnchor="end" fill="var(--ink-3)" fontSize="11">
              quality
            </text>
            {[min, max].map((score) => (
              <text key={score} x={LEFT - 5} y={y(score) + 4} textAnchor="end" fill="var(--ink-3)" fontSize="11">
                {formatScore(score, 2)}
              </text>
            ))}
            {lines.map(({ index, atZero, atOne }) => (
              <path
                key={index}
                d={`M${x(0)} ${y(atZero)}L${x(1)} ${y(atOne)}`}
                stroke={index === 0 ? 'var(--accent)' : 'var(--control)'}
                strokeWidth={index === 0 ? 1.6 : 1}
                strokeOpacity={index === 0 ? 1 : 0.7}
              />
            ))}
            <path
              d={envelope
                .map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point.alpha)} ${y(point.score)}`)
                .join('')}
              fill="none"
              stroke="var(--ink-1)"
              strokeWidth="2.4"
              strokeLinejoin="round"
            />
            <path d={`M${x(alpha)} ${TOP - 2}V${HEIGHT - BOTTOM}`} stroke="var(--accent)" strokeDasharray="3 3" />
            <text x={x(alpha)} y={TOP - 4} textAnchor="middle" fill="var(--accent)" fontSize="11">
              now {formatUnit(alpha)}
            </text>
            <circle
              cx={x(alpha)}
              cy={y(alphaScore(alpha, candidates[0] as Candidate))}
              r="4"
              fill="var(--accent)"
              stroke="var(--panel)"
              strokeWidth="1.5"
            />
            {flips.map((flip, index) => (
              <g key={flip.alpha}>
                <circle
                  cx={x(flip.alpha)}
                  cy={y(flip.score)}
                  r="3.5"
                  fill="var(--panel)"
                  stroke="var(--ink-1)"
                  strokeWidth="1.6"
                />
                <text
                  x={x(flip.alpha)}
                  y={y(flip.score) + (isClose(flips[index - 1], flip) ? -9 : 17)}
                  textAnchor="middle"
                  fill="var(--ink-1)"
                  fontSize="11"
                  paintOrder="stroke"
                  stroke="var(--panel)"
                  strokeWidth="3"
                >
                  {formatUnit(flip.alpha)}
                </text>
              </g>
            ))}
            {labelled.map(({ index, wins }, place) => (
              <text
                key={index}
                x={x(1) + 6}
                y={(labelY[place] as number) + 4}
                fill={index === 0 ? 'var(--accent)' : wins ? 'var(--ink-1)' : 'var(--ink-3)'}
                fontSize="11"
              >
                {clip(shortName(candidates[index] as Candidate, candidates), LABEL_CHARS)}
              </text>
            ))}
          </svg>
        )}
      </div>
    </figure>
  );
}

/** Labels below two dots this near would cover each other: the second goes above. */
const NEAR_ALPHA = 0.1;

function isClose(before: { readonly alpha: number } | undefined, flip: { readonly alpha: number }): boolean {
  return before !== undefined && flip.alpha - before.alpha < NEAR_ALPHA;
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
