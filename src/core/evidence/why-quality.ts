import type { Effort } from '../../shared/decision.ts';
import type { ModelEvidence } from '../../shared/model-evidence.ts';
import type { Artifact } from '../artifacts/load-artifact.ts';
import { type Provenance, QUALITY_CATEGORIES } from '../artifacts/provenance.ts';
import { HeimdallError } from '../errors.ts';
import type { QualityRow } from '../scoring/quality-table.ts';
import { sourceLink } from './source-link.ts';

type ModelRecord = Provenance['models'][number];
type Level = ModelRecord['levels'][number];
type Cluster = Provenance['clusters'][number];
type Category = (typeof QUALITY_CATEGORIES)[number];

/** Categories behind `overall`: what single questions ask for. */
const SINGLE_TURN = QUALITY_CATEGORIES.slice(0, 6);

/** The ability of a level in a cluster's mix of categories, in logits. */
export function mixedAbility({ abilities }: Pick<Level, 'abilities'>, shares: Cluster['shares']): number {
  let sum = 0;
  for (const [name, share] of Object.entries(shares)) {
    const among = name === 'overall' ? SINGLE_TURN : [name as Category];
    sum += share * (among.reduce((total, category) => total + abilities[category], 0) / among.length);
  }
  return sum;
}

/**
 * The quality of a cell from its parts: `low + (1 − low − high)·σ(discrimination·(ability − difficulty))`, as
 * training/heimdall_training/quality/needs.py computes it.
 */
export function cellQuality(ability: number, cluster: Cluster, [low, high]: Provenance['quality']['lapse']): number {
  return low + (1 - low - high) / (1 + Math.exp(-cluster.discrimination * (ability - cluster.difficulty)));
}

/** What a benchmark would print for an ability, on its line: the inverse of how its scores were read. */
function expectedScore({ intercept, slope, unit }: Provenance['benchmarks'][number], ability: number): number {
  const y = intercept + slope * ability;
  return unit === 'elo' ? 1300 + (y * 400) / Math.LN10 : 100 / (1 + Math.exp(-y));
}

function scoresOf(provenance: Provenance, record: ModelRecord, level: Effort): ModelEvidence['scores'] {
  return record.scores.map((score) => {
    const benchmark = provenance.benchmarks[score.benchmark] as Provenance['benchmarks'][number];
    const source = provenance.sources[score.source] as Provenance['sources'][number];
    const at = record.levels.find((each) => each.level === score.level);
    return {
      benchmark: benchmark.name,
      category: score.category,
      named: score.name,
      level: score.level,
      own: score.level === level,
      score: score.score,
      unit: benchmark.unit,
      normalised: score.y,
      weight: score.weight,
      expected: at === undefined ? null : expectedScore(benchmark, at.abilities[score.category]),
      intercept: benchmark.intercept,
      slope: benchmark.slope,
      models: benchmark.scores,
      source: source.reference,
      url: sourceLink(source.reference),
      date: source.date,
    };
  });
}

function cellsOf(artifact: Artifact, provenance: Provenance, row: QualityRow, level: Level): ModelEvidence['clusters'] {
  return provenance.clusters.map((cluster) => {
    const { id } = cluster;
    const ability = mixedAbility(level, cluster.shares);
    return {
      id,
      label: artifact.clusters.info[id]?.label ?? String(id),
      asks_for: cluster.shares,
      solve_rate: cluster.solve_rate,
      difficulty: cluster.difficulty,
      discrimination: cluster.discrimination,
      ability,
      quality: row.q[id] ?? row.prior,
      recomputed: cellQuality(ability, cluster, provenance.quality.lapse),
      sd: row.sd?.[id] ?? null,
      results: row.n[id] ?? 0,
      tokens: row.tokens?.[id] ?? row.output_tokens,
    };
  });
}

function lengthOf(provenance: Provenance, row: QualityRow, model: string, level: Effort): ModelEvidence['length'] {
  const { lengths, sources } = provenance;
  return {
    tokens: row.output_tokens,
    /** Natural logarithms of tokens that add up for a typical prompt. */
    terms: lengths.targets[model]?.[level] ?? {},
    slopes: Object.fromEntries(Object.entries(lengths.terms).filter(([name]) => name.startsWith('slope:'))),
    runs: lengths.rows
      .filter((run) => run.model === model)
      .map((run) => {
        const source = sources[run.source] as Provenance['sources'][number];
        const { benchmark, tokens } = run;
        const { reference, date } = source;
        return { benchmark, level: run.level, tokens, source: reference, url: sourceLink(reference), date };
      }),
  };
}

/**
 * Where the numbers of a target come from: scores, abilities, cells, lengths, prices.
 *
 * @param model Catalog id.
 * @throws {HeimdallError} `not_found` when the artifact does not say, or has no published score of the model.
 */
export function whyQuality(artifact: Artifact, model: string, effort: Effort | null): ModelEvidence {
  const { provenance } = artifact;
  if (provenance === null) {
    const detail = `Artifact ${artifact.version} has no provenance.json: it does not say what its numbers come from.`;
    throw new HeimdallError('not_found', detail);
  }
  const record = provenance.models.find((each) => each.model === model);
  const row = artifact.quality.row(model, effort);
  if (record === undefined || row === undefined) {
    throw new HeimdallError('not_found', `No published score supports ${model.slice(0, 120)}: its quality is assumed.`);
  }
  const wanted = effort ?? record.default_level;
  const level = record.levels.find((each) => each.level === wanted);
  if (level === undefined || (effort !== null && row.effort !== effort)) {
    const levels = record.levels.map((each) => each.level).join(', ');
    throw new HeimdallError('not_found', `${model} has no row at effort ${wanted}. It has: ${levels}.`);
  }
  return {
    model,
    effort,
    level: wanted,
    artifact_version: artifact.version,
    updated: row.updated ?? null,
    derived: level.weight === 0,
    ability: {
      overall: record.overall,
      level_offset: level.offset,
      pseudo_counts: provenance.quality.pseudo_counts,
      noise: provenance.quality.noise,
      transfer_sd: provenance.quality.transfer_sd,
      categories: QUALITY_CATEGORIES.map((category) => ({
        category,
        offset: record.categories[category].offset,
        shrunk: record.categories[category].shrunk,
        ability: level.abilities[category],
        sd: level.sd[category],
      })),
    },
    scores: scoresOf(provenance, record, wanted),
    clusters: cellsOf(artifact, provenance, row, level),
    length: lengthOf(provenance, row, model, wanted),
    prices: (provenance.prices[model] ?? []).map((price) => ({ ...price, url: sourceLink(price.reference) })),
  };
}
