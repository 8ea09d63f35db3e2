import { X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { CatalogModelView } from '../../../shared/catalog.ts';
import type { Forecast } from '../../../shared/console/playground-contract.ts';
import { Button } from '../../components/button.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { formatCost } from '../../lib/units.ts';
import { blindPicks, modelOptions } from './model-options.ts';
import { ModelSearch } from './model-search.tsx';

/** As many answers as can be read side by side. */
const MAX_PICKS = 4;

export interface ModelPicksProps {
  readonly models: readonly CatalogModelView[];
  /** Null is the router's choice. */
  readonly picks: readonly (string | null)[];
  readonly forecasts: readonly Forecast[];
  /** The draft has images. */
  readonly images: boolean;
  readonly simulated: boolean;
  readonly onPicks: (next: readonly (string | null)[]) => void;
}

/** Who is to answer, with who that will be and what it is expected to cost. */
export function ModelPicks({ models, picks, forecasts, images, simulated, onPicks }: ModelPicksProps) {
  const [search, setSearch] = useState('');
  const [takenOut, setTakenOut] = useState<readonly string[]>([]);
  const found = useMemo(
    () => modelOptions(models, { search, images, simulated, picked: picks }),
    [models, search, images, simulated, picks],
  );
  useEffect(() => {
    const blind = images ? blindPicks(models, picks) : [];
    if (blind.length === 0) return;
    setTakenOut(blind);
    onPicks(picks.filter((pick) => pick === null || !blind.includes(pick)));
  }, [images, models, picks, onPicks]);
  const full = picks.length >= MAX_PICKS;
  return (
    <fieldset className="min-w-0 text-cell" data-testid="model-picks">
      <legend className="mb-1 text-ink-2">Send asks, side by side, up to {MAX_PICKS}</legend>
      <ul className="space-y-0.5">
        {picks.map((pick) => (
          <li key={pick ?? ''} data-testid="pick" className="flex min-h-6 items-center gap-2">
            <span className="flex min-w-0 flex-1 items-baseline gap-1.5">
              <Pick pick={pick} forecast={forecasts.find(({ asked }) => asked === pick)} />
            </span>
            <Button
              variant="ghost"
              className="px-1!"
              aria-label={`Do not ask ${pick ?? 'the choice'}`}
              onClick={() => onPicks(picks.filter((one) => one !== pick))}
            >
              <X size={12} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {images && takenOut.length > 0 ? (
        <p role="status" className="mt-1 text-warn" data-testid="blind-picks">
          {takenOut.join(', ')} {takenOut.length === 1 ? 'takes' : 'take'} no images and{' '}
          {takenOut.length === 1 ? 'was' : 'were'} taken out.
        </p>
      ) : null}
      <div className="mt-1 flex flex-wrap items-center gap-2">
        <ModelSearch
          search={search}
          found={found}
          disabled={full}
          onSearch={setSearch}
          onPick={(id) => onPicks([...picks, id])}
        />
        {picks.includes(null) ? null : (
          <Button disabled={full} onClick={() => onPicks([null, ...picks])}>
            + the router’s choice
          </Button>
        )}
      </div>
    </fieldset>
  );
}

function Pick({ pick, forecast }: { readonly pick: string | null; readonly forecast: Forecast | undefined }) {
  const target = forecast?.target ?? null;
  return (
    <>
      {pick === null ? <span className="shrink-0">the choice{target === null ? '' : ':'}</span> : null}
      {pick === null && target === null ? null : (
        <ModelName model={target?.model ?? pick ?? ''} effort={target?.effort ?? null} />
      )}
      {pick === null && target !== null ? <span className="shrink-0 text-ink-3">{target.bucket}</span> : null}
      <span className="flex-1" />
      {forecast === undefined ? null : forecast.problem !== null ? (
        <span className="min-w-0 truncate text-bad" title={forecast.problem}>
          {forecast.problem}
        </span>
      ) : (
        <span className="shrink-0 text-ink-2 tabular-nums" data-testid="pick-cost">
          {forecast.simulated
            ? '$0, simulated'
            : forecast.cost_usd === null
              ? 'price unknown'
              : `${formatCost(forecast.cost_usd)} est.`}
        </span>
      )}
    </>
  );
}
