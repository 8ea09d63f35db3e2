import { Pause, Play, X } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { useThrottledVersion } from '../../components/use-throttled-version.ts';
import { formatDuration } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { chosenValues, withField, withoutSpan } from '../../store/filter-edit.ts';
import { quote } from '../../store/filter-query.ts';
import { fieldValues } from '../../store/filter-suggest.ts';
import { navigate } from '../../store/navigation.ts';
import { rowsQuery, SOURCES, WINDOWS } from './latency-choice.ts';
import { countWords } from './latency-tiles.tsx';
import { RowsLink } from './rows-link.tsx';
import type { Latency } from './use-latency.ts';

const SOURCE_NAMES = { heimdall: 'Heimdall', upstream: 'Upstream', total: 'Total' } as const;
const WINDOW_TITLES = {
  '5m': 'The last 5 minutes',
  '1h': 'The last hour',
  '24h': 'The last 24 hours',
  sample: 'The sample traffic',
} as const;

export interface LatencyToolbarProps {
  readonly latency: Latency;
  readonly live: boolean;
  readonly onLive: (live: boolean) => void;
}

export function LatencyToolbar({ latency, live, onLive }: LatencyToolbarProps) {
  const { store } = useSession();
  const params = useConsole((state) => state.route.params);
  const { choice, query, shown } = latency;
  const choose = (name: string, value: string): void => navigate(store, { params: { ...params, [name]: value } });
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-line py-1.5 border-b bg-panel px-4">
      <Choices
        label="Window"
        values={WINDOWS}
        chosen={choice.window}
        name={(value) => value}
        title={(value) => WINDOW_TITLES[value]}
        onChoose={(value) => choose('window', value)}
      />
      <Choices
        label="Source"
        values={SOURCES}
        chosen={choice.source}
        name={(value) => SOURCE_NAMES[value]}
        title={(value) => SOURCE_TITLES[value]}
        onChoose={(source) => {
          // A limit for one is none for the other.
          const { slo: _, ...rest } = params;
          navigate(store, { params: { ...rest, source } });
        }}
      />
      <FieldSelect field="model" all="All models" query={query} />
      <FieldSelect field="app" all="All apps" query={query} />
      <Button
        aria-pressed={live}
        onClick={() => onLive(!live)}
        title={live ? 'New requests come in by themselves' : 'The charts stand still; recording goes on'}
      >
        {live ? <Pause size={12} aria-hidden /> : <Play size={12} aria-hidden />}
        {live ? 'Live' : 'Paused'}
      </Button>
      <FilterChips latency={latency} />
      <RowsLink query={rowsQuery(query, choice.window)} className="shrink-0 text-cell" data-testid="latency-n">
        {countWords(shown)}
      </RowsLink>
    </div>
  );
}

const SOURCE_TITLES = {
  heimdall: "Heimdall's own time before the call",
  upstream: 'From the call to the end of the answer',
  total: 'From the request to the end of the answer',
} as const;

interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly values: readonly T[];
  readonly chosen: T;
  readonly name: (value: T) => string;
  readonly title: (value: T) => string;
  readonly onChoose: (value: T) => void;
}

function Choices<T extends string>({ label, values, chosen, name, title, onChoose }: ChoicesProps<T>) {
  return (
    <fieldset className="flex shrink-0 rounded-md border border-control" aria-label={label}>
      {values.map((value) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          title={title(value)}
          data-testid={`latency-${value}`}
          onClick={() => onChoose(value)}
          className={`h-6 border-control border-l px-2 text-cell first:rounded-l-md first:border-l-0 last:rounded-r-md ${
            value === chosen ? 'bg-selected text-ink-1' : 'text-ink-2 hover:bg-hover hover:text-ink-1'
          }`}
        >
          {name(value)}
        </button>
      ))}
    </fieldset>
  );
}

/** One value of a field, in the shared filter. */
function FieldSelect({
  field,
  all,
  query,
}: {
  readonly field: 'model' | 'app';
  readonly all: string;
  readonly query: string;
}) {
  const { ring, store } = useSession();
  useThrottledVersion(2_000);
  const chosen = chosenValues(query, field);
  const values = fieldValues(ring, field)
    .map(({ value }) => value)
    .filter((value) => value !== '')
    .sort();
  const one =
    chosen.length === 1 ? (values.find((value) => value.toLowerCase() === chosen[0]) ?? chosen[0]) : undefined;
  return (
    <select
      aria-label={field === 'model' ? 'Model' : 'App'}
      value={chosen.length > 1 ? '*' : (one ?? '')}
      onChange={({ target }) => {
        if (target.value === '*') return;
        navigate(store, { query: withField(query, field, target.value === '' ? null : `=${quote(target.value)}`) });
      }}
      className="h-6 w-36 min-w-0 shrink rounded-md border border-control bg-app px-1 text-cell text-ink-1"
    >
      <option value="">{all}</option>
      {chosen.length > 1 ? <option value="*">{chosen.length} chosen</option> : null}
      {one !== undefined && !values.includes(one) ? <option value={one}>{one}</option> : null}
      {values.map((value) => (
        <option key={value} value={value}>
          {value}
        </option>
      ))}
    </select>
  );
}

/** What else the shared filter holds, each to be taken away. The brush has its own place. */
function FilterChips({ latency }: { readonly latency: Latency }) {
  const { store } = useSession();
  const { parts, left, query, problem } = latency;
  const terms = parts.rest.filter(({ field }) => field !== 'model' && field !== 'app');
  return (
    <div className="flex min-w-24 flex-1 items-center gap-1.5 overflow-hidden">
      {problem ? (
        <span role="alert" className="min-w-0 truncate text-bad text-cell" title={problem}>
          {problem}
        </span>
      ) : null}
      {parts.zoom === null ? null : (
        <Chip
          text={`zoom ${formatDuration(parts.zoom.toMs - parts.zoom.fromMs)}`}
          title="Only a part of the window is shown"
          onRemove={() => navigate(store, { query: withField(query, 'at', null) })}
        />
      )}
      {terms.map((term) => {
        const text = query.slice(term.from, term.to);
        const ignored = left.includes(term);
        return (
          <Chip
            key={term.from}
            text={text}
            ignored={ignored}
            title={ignored ? 'Not part of these numbers: only the live list can look for this' : 'Part of the filter'}
            onRemove={() => navigate(store, { query: withoutSpan(query, term) })}
          />
        );
      })}
    </div>
  );
}

interface ChipProps {
  readonly text: string;
  readonly title: string;
  readonly ignored?: boolean;
  readonly onRemove: () => void;
}

function Chip({ text, title, ignored = false, onRemove }: ChipProps) {
  return (
    <span
      title={title}
      className="flex h-6 min-w-0 shrink items-center rounded-md border border-line bg-app pl-2 text-cell text-ink-2"
    >
      <span className={`truncate ${ignored ? 'line-through' : ''}`}>{text}</span>
      {ignored ? <span className="sr-only">, not part of these numbers</span> : null}
      <button
        type="button"
        aria-label={`Remove ${text}`}
        onClick={onRemove}
        className="flex size-6 shrink-0 items-center justify-center rounded-md hover:bg-hover hover:text-ink-1"
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}
