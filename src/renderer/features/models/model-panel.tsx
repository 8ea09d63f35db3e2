import type { ReactNode } from 'react';
import type { CatalogModelView, ModelPriceView } from '../../../shared/catalog.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { monogram } from '../../lib/names.ts';
import { formatCount, formatPercent, formatUnit, UNKNOWN } from '../../lib/units.ts';
import { Facts } from './facts.tsx';
import { HealthCard } from './health-card.tsx';
import type { ModelRow, Traffic } from './model-rows.ts';
import { ModelSwitch } from './model-switch.tsx';
import { OwnModelActions } from './own-model-actions.tsx';
import { formatRate, STALE_DAYS } from './price-facts.ts';
import { SidePanel } from './side-panel.tsx';
import { WinsCard } from './wins-card.tsx';

export interface ModelPanelProps {
  readonly row: ModelRow;
  readonly traffic: Traffic;
  /** ISO day of what ships with the app. */
  readonly bundledDay: string | null;
  readonly onClose: () => void;
  readonly onSwitch: (enabled: boolean) => void;
  readonly onShowDecisions: () => void;
  readonly onAddKey: () => void;
  readonly onEdit: () => void;
  /** Decisions behind its health, and behind where it wins. */
  readonly lookedAt: { readonly health: number; readonly wins: number };
  readonly alpha: number | null;
}

/** Everything that is known of one model, with the source and the day of each number. */
export function ModelPanel(props: ModelPanelProps) {
  const { row, traffic, bundledDay, lookedAt, alpha, onClose, onSwitch, onShowDecisions, onAddKey, onEdit } = props;
  const { model } = row;
  return (
    <SidePanel title={model.name} onClose={onClose}>
      <div className="flex items-center gap-2 border-line border-b px-3 py-2">
        <ModelSwitch model={model} onChange={onSwitch} />
        <span className="text-cell">{model.enabled ? 'On' : 'Off: never chosen'}</span>
        <span className="flex-1" />
        <Button onClick={onShowDecisions} data-testid="model-decisions">
          Show its decisions
        </Button>
      </div>
      <div className="flex items-center gap-1 px-3 pt-2">
        <code className="min-w-0 truncate font-mono text-cell">{model.id}</code>
        <CopyButton text={model.id} what="model id" />
      </div>
      {model.origin === 'settings' ? <OwnModelActions model={model} onEdit={onEdit} onRemoved={onClose} /> : null}
      {model.gone === null ? null : (
        <p className="mx-3 mt-1 rounded-md border border-warn p-2 text-cell">
          Nobody has listed this model since {model.gone}. It stays for what was recorded and is not chosen.
        </p>
      )}
      <PriceCard row={row} bundledDay={bundledDay} />
      <Card title="Where it is a candidate">
        <Membership model={model} />
      </Card>
      <HealthCard row={row} lookedAt={lookedAt.health} />
      <WinsCard wins={row.wins} decisions={lookedAt.wins} sample={traffic.sample} alpha={alpha} />
      <Card title="Recorded traffic" aside={`n=${formatCount(traffic.total)}${traffic.sample ? ', sample' : ''}`}>
        {row.traffic === undefined ? (
          <p className="text-cell text-ink-2">No decision that is held here went to it.</p>
        ) : (
          <Facts
            facts={[['Share', `${formatPercent(row.traffic.share)} (${formatCount(row.traffic.requests)} decisions)`]]}
          />
        )}
      </Card>
      <Card title="Quality" aside="from the artifact">
        {model.quality === null ? (
          <p className="text-cell text-ink-2">The quality table has nothing about it, so .50 is assumed.</p>
        ) : (
          <>
            <Facts
              facts={[
                ['Mean', `${formatUnit(model.quality.mean)} of tasks done well, over all clusters`],
                ['Rests on', `${formatCount(Math.round(model.quality.results))} graded results`],
              ]}
            />
            <p className="mt-1 text-axis text-ink-3">
              {model.quality.like === null
                ? ''
                : `Estimate: that of ${model.quality.like}, which the settings liken it to. `}
              Predicted, from published scores. A decision uses the value of the clusters near the prompt.
            </p>
          </>
        )}
      </Card>
      <Card title="Limits and abilities">
        <Facts
          facts={[
            ['Context', withFact(tokens(model.context_tokens), model.facts.context_tokens)],
            ['Output', withFact(tokens(model.max_output_tokens), model.facts.max_output_tokens)],
            ['Can', abilities(model)],
            ['Efforts', model.capabilities.efforts?.join(', ') ?? 'none'],
            ['Released', model.released ?? UNKNOWN],
          ]}
        />
      </Card>
      <Card title="Offered by">
        <Offers model={model} onAddKey={onAddKey} />
      </Card>
    </SidePanel>
  );
}

function PriceCard({ row, bundledDay }: { readonly row: ModelRow; readonly bundledDay: string | null }) {
  const { model, priceDay, priceAge, stale } = row;
  const { price } = model;
  if (price === null) {
    return (
      <Card title="Price">
        <p className="text-cell text-ink-2">
          Unpriced, which is not free: its cost is left out of sums, and its decisions say so. Prices of own models go
          into <code className="font-mono">providers</code> of the settings.
        </p>
      </Card>
    );
  }
  return (
    <Card title="Price, $ per 1M tokens">
      <Facts facts={rateFacts(price)} />
      {price.tiers.map((tier) => (
        <div key={tier.above_input_tokens} className="mt-2">
          <h4 className="mb-0.5 text-axis text-ink-2">Above {formatCount(tier.above_input_tokens)} input tokens</h4>
          <Facts facts={rateFacts(tier)} />
        </div>
      ))}
      <p className={`mt-2 text-axis ${stale ? 'text-warn' : 'text-ink-3'}`} data-testid="price-source">
        {stale ? `Older than ${STALE_DAYS} days: look again. ` : ''}
        Source: {price.source}
        {price.source.includes(priceDay ?? '-') ? '' : priceDay ? `, ${priceDay}` : ''}
        {priceAge === null ? '' : ` (${priceAge} d ago)`}
        {priceDay === null && price.source !== 'settings' && bundledDay ? `; bundled ${bundledDay}` : ''}
      </p>
    </Card>
  );
}

type Rates = Omit<ModelPriceView, 'tiers' | 'source' | 'date'>;

function rateFacts(rates: Rates): readonly (readonly [string, ReactNode])[] {
  const facts: (readonly [string, number | null])[] = [
    ['Input', rates.input_usd_per_mtok],
    ['Cached input', rates.cache_read_usd_per_mtok],
    ['Cache write, 5 min', rates.cache_write_usd_per_mtok],
    ['Cache write, 1 h', rates.cache_write_1h_usd_per_mtok],
    ['Output', rates.output_usd_per_mtok],
    ['Reasoning', rates.reasoning_usd_per_mtok],
  ];
  return facts.flatMap(([name, rate]) =>
    rate === null ? [] : [[name, <span key={name} className="tabular-nums">{`$${formatRate(rate)}`}</span>] as const],
  );
}

function Membership({ model }: { readonly model: CatalogModelView }) {
  if (model.buckets.length === 0) {
    return (
      <p className="text-cell text-ink-2">
        In no bucket: it answers requests that name it. The settings add it with{' '}
        <code className="font-mono">router.mid_candidates</code> and its like.
      </p>
    );
  }
  return (
    <ul className="space-y-1 text-cell">
      {model.buckets.map(({ bucket, effort }) => (
        <li key={`${bucket} ${effort}`} className="flex items-center gap-2">
          <BucketShape bucket={bucket} />
          {bucket}
          {effort ? <span className="text-ink-2">at effort {effort}</span> : null}
        </li>
      ))}
    </ul>
  );
}

function Offers({ model, onAddKey }: { readonly model: CatalogModelView; readonly onAddKey: () => void }) {
  return (
    <>
      <ul className="space-y-1 text-cell">
        {model.offers.map(({ provider, upstream_id, configured, gone, price }) => (
          <li key={`${provider} ${upstream_id}`} className="flex items-baseline gap-2">
            <span className="w-5 shrink-0 font-mono text-[10px] text-ink-3" aria-hidden="true">
              {monogram(provider)}
            </span>
            <span className="min-w-0 flex-1">
              {provider} <span className="break-all text-ink-3">{upstream_id}</span>
            </span>
            <span className="shrink-0 text-ink-2 tabular-nums">
              {price === null
                ? 'unpriced'
                : `$${formatRate(price.input_usd_per_mtok)} / $${formatRate(price.output_usd_per_mtok)}`}
            </span>
            <span className={`shrink-0 ${gone ? 'text-warn' : configured ? 'text-ok' : 'text-ink-3'}`}>
              {gone ? `gone ${gone}` : configured ? '✓ key' : '○ no key'}
            </span>
          </li>
        ))}
      </ul>
      {model.offers.some(({ configured }) => configured) ? null : (
        <Button className="mt-2" onClick={onAddKey}>
          Add a key
        </Button>
      )}
    </>
  );
}

function tokens(count: number | null): string {
  return count === null ? UNKNOWN : `${formatCount(count)} tokens`;
}

/** A number that was read after the catalog was bundled says from whom and when. */
function withFact(text: string, fact: { readonly source: string; readonly date: string } | undefined): string {
  return fact === undefined ? text : `${text} (${fact.source}, ${fact.date})`;
}

function abilities({ capabilities }: CatalogModelView): string {
  const { tools, vision, json_schema, thinking_budget } = capabilities;
  const words = [
    tools ? 'tools' : '',
    vision ? 'images' : '',
    json_schema ? 'JSON schema' : '',
    thinking_budget ? `thinking ${formatCount(thinking_budget.min)} to ${formatCount(thinking_budget.max)} tokens` : '',
  ].filter(Boolean);
  return words.length === 0 ? 'text only' : words.join(', ');
}
