import { useMemo } from 'react';
import type { Bucket } from '../../../shared/decision.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { useThrottledVersion } from '../../components/use-throttled-version.ts';
import { splitModel } from '../../lib/names.ts';
import { formatCount } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import { chosenValues, withField, withToggledValue } from '../../store/filter-edit.ts';
import { findField } from '../../store/filter-fields.ts';
import { fieldValues } from '../../store/filter-suggest.ts';

const FACETS = ['bucket', 'status', 'cache', 'model', 'app', 'provider', 'dialect', 'cluster'];
const SHOWN = 8;

export interface FacetsPanelProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
}

/** Counts over all rows that are held. Ticking a value writes the same filter that can be typed. */
export function FacetsPanel({ query, onQuery }: FacetsPanelProps) {
  return (
    <nav
      aria-label="Facets"
      className="h-full overflow-y-auto overflow-x-hidden bg-panel px-2 py-1"
      data-testid="facets"
    >
      {FACETS.map((name) => (
        <Facet key={name} name={name} query={query} onQuery={onQuery} />
      ))}
    </nav>
  );
}

function Facet({ name, query, onQuery }: FacetsPanelProps & { readonly name: string }) {
  const { ring } = useSession();
  const version = useThrottledVersion(1_000);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for the content of the ring
  const values = useMemo(() => fieldValues(ring, name), [ring, name, version]);
  const chosen = chosenValues(query, name);
  const largest = Math.max(1, ...values.map(({ count }) => count ?? 0));
  // Part of a text can be typed; the facets themselves are exact.
  const exact = findField(name)?.kind === 'text';
  const shown = values
    .filter(({ value, count }) => (count ?? 0) > 0 || chosen.includes(value.toLowerCase()))
    .slice(0, SHOWN);
  if (shown.length === 0) return null;
  return (
    <fieldset className="mb-2 min-w-0">
      <legend className="float-left flex h-6 w-full items-center justify-between text-axis text-ink-2 uppercase tracking-wide">
        {name}
        {chosen.length > 0 ? (
          <button
            type="button"
            className="rounded-sm px-1 text-accent normal-case tracking-normal hover:bg-hover"
            onClick={() => onQuery(withField(query, name, null))}
          >
            any
          </button>
        ) : null}
      </legend>
      <div className="clear-both">
        {shown.map(({ value, count }) => (
          <label
            key={value}
            title={value || 'none'}
            className="relative flex h-6 items-center gap-1.5 rounded-sm px-1 text-cell hover:outline hover:outline-line"
          >
            <span
              aria-hidden="true"
              className="absolute inset-y-0.5 left-0 rounded-sm bg-hover"
              style={{ width: `${((count ?? 0) / largest) * 100}%` }}
            />
            <input
              type="checkbox"
              className="relative accent-[var(--solid)]"
              checked={chosen.includes(value.toLowerCase())}
              onChange={() => onQuery(withToggledValue(query, name, value, exact))}
            />
            {name === 'bucket' ? (
              <span className="relative">
                <BucketShape bucket={value as Bucket} size={8} />
              </span>
            ) : null}
            <span className="relative min-w-0 flex-1 truncate">
              {name === 'model' ? splitModel(value).name : value || 'none'}
            </span>
            <span className="relative shrink-0 text-ink-2">{formatCount(count)}</span>
          </label>
        ))}
        {values.length > SHOWN ? (
          <p className="px-1 text-axis text-ink-3">
            {values.length - SHOWN} more: type {name}:
          </p>
        ) : null}
      </div>
    </fieldset>
  );
}
