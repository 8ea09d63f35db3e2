import { useMemo } from 'react';
import { Button } from '../../components/button.tsx';
import { formatKeys } from '../../lib/keys.ts';
import { formatCost, formatCount, formatUnit } from '../../lib/units.ts';
import { useConsole, useKeysOf, useSession, useUi } from '../../store/console-context.tsx';
import { useCatalog } from '../models/use-catalog.ts';
import { countImages, draftRequest } from './draft-request.ts';
import { ModelPicks } from './model-picks.tsx';
import { type Estimate, useForecast } from './use-forecast.ts';
import { alphaIn, isAlphaWrong, type TrialActions, useAnswering } from './use-trial.ts';

export interface SendBarProps {
  readonly actions: TrialActions;
  /** Why the last one was not sent. */
  readonly problem: string | null;
  /** Where the commands find what was foreseen. */
  readonly foreseen: { current: Estimate | null };
}

/** Below the editor: who is asked, for how much, and the buttons that do it. */
export function SendBar({ actions, problem, foreseen }: SendBarProps) {
  const { commands } = useSession();
  const draft = useUi((state) => state.draft);
  const trial = useUi((state) => state.trial);
  const inForce = useConsole((state) => state.tuning?.alpha ?? null);
  const simulated = useConsole((state) => state.info?.simulator_active ?? false);
  const answering = useAnswering();
  const { models } = useCatalog();
  const parsed = useMemo(() => draftRequest(draft), [draft]);
  const images = countImages(draft);
  const alphaWrong = isAlphaWrong(trial);
  const estimate = useForecast(parsed, images, trial.picks, alphaWrong ? null : alphaIn(trial));
  foreseen.current = estimate;
  return (
    <div className="grid shrink-0 gap-2 border-line border-t p-3">
      <ModelPicks
        models={models ?? NONE}
        picks={trial.picks}
        forecasts={estimate?.forecasts ?? []}
        images={images > 0}
        simulated={simulated}
        onPicks={actions.setPicks}
      />
      {problem === null ? null : (
        <p role="alert" className="text-bad text-cell">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-cell">
        <label className="flex items-center gap-1.5">
          <span className="text-ink-2">Alpha</span>
          <input
            inputMode="decimal"
            value={trial.alpha}
            placeholder={formatUnit(inForce)}
            aria-invalid={alphaWrong}
            onChange={(event) => actions.change({ alpha: event.target.value.trim() })}
            className={`h-7 w-16 rounded-md border bg-app px-2 text-right placeholder:text-ink-3 ${alphaWrong ? 'border-bad' : 'border-control'}`}
          />
        </label>
        <span className="text-ink-2 tabular-nums" data-testid="token-estimate" data-value={estimate?.tokens ?? ''}>
          {estimate === null ? '' : `${formatCount(estimate.tokens)} tokens est.`}
        </span>
        <span className="text-ink-2 tabular-nums" data-testid="run-estimate">
          {estimate === null ? '' : costInWords(estimate)}
        </span>
        <div className="ml-auto flex flex-wrap justify-end gap-2">
          <Keyed id="playground.route" disabled={!parsed.ok} onClick={() => commands.run('playground.route')}>
            Route only ($0)
          </Keyed>
          {answering ? (
            <Keyed id="playground.stop" onClick={() => commands.run('playground.stop')}>
              Stop
            </Keyed>
          ) : null}
          <Keyed id="playground.run" primary disabled={!parsed.ok} onClick={() => commands.run('playground.run')}>
            Send
          </Keyed>
        </div>
      </div>
    </div>
  );
}

const NONE: readonly never[] = [];

/** What all answers together are expected to cost. */
function costInWords({ forecasts }: Estimate): string {
  const able = forecasts.filter(({ problem }) => problem === null);
  const count = `${able.length} ${able.length === 1 ? 'answer' : 'answers'}`;
  if (able.length === 0) return 'nobody can answer';
  const priced = able.filter(({ simulated }) => !simulated);
  if (priced.length === 0) return `${count}: $0, simulated`;
  const known = priced.filter(({ cost_usd }) => cost_usd !== null);
  const sum = formatCost(known.reduce((total, { cost_usd }) => total + (cost_usd ?? 0), 0));
  if (known.length === 0) return `${count}: price unknown`;
  return `${count}: ${sum} est.${known.length < priced.length ? ', others unpriced' : ''}`;
}

interface KeyedProps {
  readonly id: string;
  readonly primary?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: string;
}

function Keyed({ id, primary = false, disabled = false, onClick, children }: KeyedProps) {
  const keys = useKeysOf(id);
  return (
    <Button
      variant={primary ? 'primary' : 'plain'}
      disabled={disabled}
      title={keys === null ? undefined : `${children} (${formatKeys(keys)})`}
      onClick={onClick}
    >
      {children}
      {keys === null ? null : (
        <span aria-hidden="true" className="text-axis">
          {formatKeys(keys)}
        </span>
      )}
    </Button>
  );
}
