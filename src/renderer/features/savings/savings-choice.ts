/** What the ledger is asked for. All of it is in the link: `#/savings?w=7d&base=always&model=openai/gpt-5.4`. */
import type { CatalogModelView } from '../../../shared/catalog.ts';
import type { StructuredFilter } from '../../../shared/console/filter-contract.ts';
import type { ConsoleInput } from '../../../shared/console-contract.ts';
import { DAY_MS } from '../../../shared/durations.ts';
import { withTokens } from '../../store/filter-edit.ts';
import { quote } from '../../store/filter-query.ts';

export const WINDOWS = [
  { id: '24h', title: '24 h', ms: DAY_MS },
  { id: '7d', title: '7 days', ms: 7 * DAY_MS },
  { id: '30d', title: '30 days', ms: 30 * DAY_MS },
  { id: 'all', title: 'All', ms: null },
] as const;
export type WindowId = (typeof WINDOWS)[number]['id'];

export const BASELINES = [
  { id: 'best', title: 'Best capable model', note: 'The candidate of the highest predicted quality, for each request' },
  { id: 'asked', title: 'What the app asked for', note: 'Only requests that named a model' },
  { id: 'always', title: 'Always one model', note: 'Every request on the same model' },
] as const;
export type BaselineId = (typeof BASELINES)[number]['id'];

export interface SavingsChoice {
  readonly window: WindowId;
  readonly baseline: BaselineId;
  /** For `always`; null until it is known which models there are. */
  readonly model: string | null;
  readonly sample: boolean;
  /** The shared filter, without what says whose traffic it is. It is in the link as in every view. */
  readonly query: string;
}

type Params = Readonly<Record<string, string>>;

/** Anything unknown falls back to its default, so an old link still opens. */
export function readChoice(params: Params): Omit<SavingsChoice, 'query'> {
  return {
    window: WINDOWS.find(({ id }) => id === params.w)?.id ?? '7d',
    baseline: BASELINES.find(({ id }) => id === params.base)?.id ?? 'best',
    model: params.model || null,
    sample: params.sample === '1',
  };
}

export function writeChoice({ window, baseline, model, sample }: Omit<SavingsChoice, 'query'>): Params {
  return {
    ...(window === '7d' ? {} : { w: window }),
    ...(baseline === 'best' ? {} : { base: baseline }),
    ...(baseline === 'always' && model !== null ? { model } : {}),
    ...(sample ? { sample: '1' } : {}),
  };
}

/** @param now Milliseconds of Unix time. */
export function reportInput({ window, baseline, model, sample }: SavingsChoice, filter: StructuredFilter, now: number) {
  const ms = WINDOWS.find(({ id }) => id === window)?.ms ?? null;
  return {
    from_ms: ms === null ? 0 : now - ms,
    sample,
    filter,
    baseline: baseline === 'always' && model !== null ? { kind: 'always', model } : { kind: alone(baseline) },
  } satisfies ConsoleInput<'savings.report'>;
}

function alone(baseline: BaselineId): 'asked' | 'best' {
  return baseline === 'asked' ? 'asked' : 'best';
}

export type Dimension = 'bucket' | 'app' | 'model';

/** What a number in the ledger is of. */
export type LedgerPart =
  | { readonly kind: 'all' }
  | { readonly kind: Dimension; readonly name: string }
  /** Midnight UTC in milliseconds. */
  | { readonly kind: 'day'; readonly at: number }
  | { readonly kind: 'simulated' | 'unpriced' | 'unnamed' };

/** The rows behind a number, as a filter of the live list. */
export function rowsQuery(choice: SavingsChoice, part: LedgerPart): string {
  const answered = choice.sample ? 'is:sample' : 'cost:>=0 -is:simulated is:traffic';
  const priced = choice.baseline === 'asked' ? `${answered} is:explicit` : answered;
  const since = choice.window === 'all' || part.kind === 'day' ? '' : `since:${choice.window}`;
  const terms = (): string => {
    switch (part.kind) {
      case 'all':
        return priced;
      case 'day':
        return `${priced} at:${dayOf(part.at)}T00:00Z..${dayOf(part.at)}T23:59Z`;
      case 'simulated':
        return 'is:simulated is:traffic';
      case 'unpriced':
        return choice.sample ? 'is:sample' : '-cost:>=0 -is:simulated is:traffic';
      case 'unnamed':
        return `${answered} -is:explicit`;
      default:
        return `${priced} ${part.kind}:${part.kind === 'bucket' ? part.name : `=${quote(part.name)}`}`;
    }
  };
  return withTokens(choice.query, `status:ok ${terms()} ${since}`);
}

/** `2026-11-23`, in UTC like the days of the ledger. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The model to compare with when none was chosen: the priced one of the highest predicted quality. */
export function defaultBaselineModel(models: readonly CatalogModelView[]): string | null {
  let best: CatalogModelView | null = null;
  for (const model of models) {
    if (model.price === null || model.quality === null) continue;
    if (best === null || model.quality.mean > (best.quality?.mean ?? 0)) best = model;
  }
  return best?.id ?? models.find(({ price }) => price !== null)?.id ?? null;
}
