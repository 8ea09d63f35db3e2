import type { CatalogDiff, CatalogInfo, CatalogSourceView } from '../../../shared/catalog.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { formatCount, formatIso } from '../../lib/units.ts';
import { formatRate } from './price-facts.ts';
import { SidePanel } from './side-panel.tsx';

const LISTED = 12;

export interface CatalogPanelProps {
  readonly info: CatalogInfo;
  readonly refreshing: boolean;
  readonly onClose: () => void;
  readonly onRefresh: (accept: boolean) => void;
}

/** Where the catalog is from, what its sources said when they were read last, and what each refresh changed. */
export function CatalogPanel({ info, refreshing, onClose, onRefresh }: CatalogPanelProps) {
  const doubts = info.sources.flatMap(({ doubts: found }) => found);
  return (
    <SidePanel title="Catalog" onClose={onClose}>
      {info.notices.map((notice) => (
        <p key={notice} role="status" className="m-3 rounded-md border border-warn p-2 text-cell">
          {notice}
        </p>
      ))}
      <Card title="Version" aside={info.origin === 'bundled' ? 'as shipped' : 'refreshed'}>
        <p className="text-cell">
          <code className="font-mono">{info.version}</code> since {day(info.created_ms)}, {formatCount(info.models)}{' '}
          models. Shipped: {info.bundled_date}.
        </p>
        <p className="mt-1 text-axis text-ink-3">
          {info.next_refresh_ms === null
            ? 'No refresh is due: sources are read once a provider has a key, or when you ask.'
            : `Next refresh: ${time(info.next_refresh_ms)}`}
        </p>
      </Card>
      <Card title="Sources">
        <ul className="space-y-2 text-cell">
          {info.sources.map((source) => (
            <Source key={source.name} source={source} />
          ))}
        </ul>
      </Card>
      {info.servers.length === 0 ? null : (
        <Card title="Servers of yours">
          <ul className="space-y-1 text-cell">
            {info.servers.map(({ provider, kind, models, error }) => (
              <li key={provider}>
                {provider} <span className="text-ink-3">{kind ?? ''}</span>{' '}
                {error === null ? `${formatCount(models)} models` : <span className="text-bad">{error}</span>}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {doubts.length === 0 ? null : (
        <Card title="Not believed">
          <ul className="list-disc space-y-1 pl-4 text-cell text-warn">
            {doubts.slice(0, LISTED).map((doubt) => (
              <li key={doubt}>{doubt}</li>
            ))}
          </ul>
          {doubts.length > LISTED ? <p className="text-cell">and {formatCount(doubts.length - LISTED)} more</p> : null}
          <Button className="mt-2" disabled={refreshing} onClick={() => onRefresh(true)}>
            Read again and believe them
          </Button>
        </Card>
      )}
      <Card title="What changed" aside="newest first">
        {info.diffs.length === 0 ? (
          <p className="text-cell text-ink-2">Nothing since the app was made.</p>
        ) : (
          <ol className="space-y-3 text-cell">
            {info.diffs.map((diff) => (
              <Diff key={`${diff.version} ${diff.created_ms}`} diff={diff} />
            ))}
          </ol>
        )}
      </Card>
    </SidePanel>
  );
}

const TONE: Record<CatalogSourceView['state'], string> = {
  ok: 'text-ok',
  unchanged: 'text-ok',
  failed: 'text-bad',
  off: 'text-ink-3',
  'no key': 'text-ink-3',
  waiting: 'text-ink-2',
};
const MARK: Record<CatalogSourceView['state'], string> = {
  ok: '✓ read',
  unchanged: '✓ unchanged',
  failed: '✗ failed',
  off: '○ off in the settings',
  'no key': '○ no key',
  waiting: '○ not read yet',
};

function Source({ source }: { readonly source: CatalogSourceView }) {
  const { name, state, url, fetched_ms, models, error } = source;
  return (
    <li>
      <div className="flex items-baseline gap-2">
        <span className="font-semibold">{name.replace('_', ' ')}</span>
        <span className={TONE[state]}>{MARK[state]}</span>
        <span className="flex-1" />
        <span className="text-ink-3">
          {fetched_ms === null ? '' : `${formatCount(models)} models, ${time(fetched_ms)}`}
        </span>
      </div>
      <div className="break-all font-mono text-axis text-ink-3">{url}</div>
      {error === null ? null : <div className="text-bad">{error}</div>}
    </li>
  );
}

function Diff({ diff }: { readonly diff: CatalogDiff }) {
  const { counts } = diff;
  return (
    <li>
      <h4 className="font-semibold">
        {time(diff.created_ms)} <code className="font-mono font-normal text-ink-3">{diff.version}</code>
      </h4>
      <p className="text-ink-2">
        {formatCount(counts.added)} new, {formatCount(counts.removed)} gone, {formatCount(counts.prices)} prices,{' '}
        {formatCount(counts.contexts)} windows
      </p>
      <ul className="mt-0.5 space-y-0.5">
        {diff.added.slice(0, LISTED).map((model) => (
          <li key={`+${model}`} className="break-all text-ok">
            + {model}
          </li>
        ))}
        {diff.removed.slice(0, LISTED).map((model) => (
          <li key={`-${model}`} className="break-all text-warn">
            − {model}
          </li>
        ))}
        {diff.prices.slice(0, LISTED).map(({ model, from, to }) => (
          <li key={`$${model}`} className="break-all">
            {model}: {pair(from)} → {pair(to)}
          </li>
        ))}
      </ul>
    </li>
  );
}

function pair(price: CatalogDiff['prices'][number]['from']): string {
  return price === null ? 'unpriced' : `$${formatRate(price.input)} / $${formatRate(price.output)}`;
}

function day(ms: number): string {
  return formatIso(ms).slice(0, 10);
}

function time(ms: number): string {
  return formatIso(ms).slice(0, 16).replace('T', ' ');
}
