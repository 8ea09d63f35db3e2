import { Slider } from 'radix-ui';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { formatUnit } from '../../lib/units.ts';
import type { Tuning } from './use-tuning.ts';

export interface AlphaControlProps {
  readonly tuning: Tuning;
  readonly flips: number;
  /** Share of flipped decisions over alpha, for the strip under the track. */
  readonly profile: readonly { readonly alpha: number; readonly share: number }[];
}

/** Words at both ends: peers point theirs the other way, so nobody has to remember which end is 1. */
export function AlphaControl({ tuning, flips, profile }: AlphaControlProps) {
  const { alpha, active } = tuning;
  const [onRelease, setOnRelease] = useState(true);
  // Radix commits on every arrow key too; the keyboard applies by Enter alone (WCAG 3.2.2).
  const dragging = useRef(false);
  const keys = (event: KeyboardEvent): void => {
    dragging.current = false;
    if (event.key === 'Enter') tuning.apply(alpha);
    if (event.key === 'Escape') tuning.restore();
  };
  const changed = alpha !== active;
  return (
    <div className="px-4 py-3">
      <div className="flex items-end gap-4">
        <div className="min-w-0 flex-1">
          <div className="mb-1 flex justify-between text-cell text-ink-2">
            <span>cheapest</span>
            <span className="font-semibold text-ink-1">Alpha</span>
            <span>quality</span>
          </div>
          <Slider.Root
            value={[alpha]}
            min={0}
            max={1}
            step={0.01}
            onPointerDown={() => {
              dragging.current = true;
            }}
            onKeyDown={keys}
            onValueChange={([value]) => value !== undefined && tuning.preview(value)}
            onValueCommit={([value]) => {
              if (value !== undefined && dragging.current && onRelease) tuning.apply(value);
              dragging.current = false;
            }}
            className="relative flex h-6 w-full touch-none select-none items-center"
          >
            <Slider.Track className="relative h-1.5 w-full rounded-full bg-line">
              <Slider.Range className="absolute h-full rounded-full bg-accent" />
            </Slider.Track>
            <span
              aria-hidden="true"
              className="-translate-x-1/2 pointer-events-none absolute h-4 w-0.5 bg-ink-2"
              style={{ left: `${active * 100}%` }}
            />
            <Slider.Thumb
              data-testid="alpha-slider"
              aria-label="Alpha"
              aria-valuetext={`${formatUnit(alpha)}, toward ${alpha < 0.5 ? 'cheapest' : 'quality'}, ${flips} flips`}
              className="relative block size-4 rounded-full border-2 border-accent bg-panel before:absolute before:-inset-1.5 before:content-['']"
            />
          </Slider.Root>
          <FlipStrip profile={profile} />
        </div>
        <NumberField tuning={tuning} />
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-cell text-ink-2">
        <span>
          active{' '}
          <span data-testid="active-alpha" data-value={active} className="font-semibold text-ink-1">
            {formatUnit(active)}
          </span>
        </span>
        <span>
          preview <span className={changed ? 'font-semibold text-accent' : 'text-ink-1'}>{formatUnit(alpha)}</span>
        </span>
        <label className="flex h-6 items-center gap-1.5">
          <input type="checkbox" checked={onRelease} onChange={(event) => setOnRelease(event.target.checked)} />
          apply when the slider is released
        </label>
        <span className="flex-1" />
        <Button onClick={tuning.restore} disabled={!changed}>
          Back to active <kbd className="font-mono text-axis">Esc</kbd>
        </Button>
        <Button
          variant="primary"
          data-testid="apply-alpha"
          onClick={() => tuning.apply(alpha)}
          disabled={!changed || tuning.applying}
        >
          Apply {formatUnit(alpha)}
        </Button>
      </div>
    </div>
  );
}

function NumberField({ tuning }: { readonly tuning: Tuning }) {
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? tuning.alpha.toFixed(2);
  const value = Number.parseFloat(text);
  const valid = Number.isFinite(value) && value >= 0 && value <= 1;
  // A drag or a link takes the field over.
  // biome-ignore lint/correctness/useExhaustiveDependencies: alpha from outside is the trigger
  useEffect(() => {
    if (draft !== null && Number.parseFloat(draft) !== tuning.alpha && document.activeElement?.id !== 'alpha-input')
      setDraft(null);
  }, [tuning.alpha]);
  const change = (next: string): void => {
    setDraft(next);
    const parsed = Number.parseFloat(next);
    if (Number.isFinite(parsed) && parsed >= 0 && parsed <= 1) tuning.preview(parsed);
  };
  return (
    <div className="w-24 shrink-0">
      <label htmlFor="alpha-input" className="mb-1 block text-cell text-ink-2">
        0 to 1
      </label>
      <input
        id="alpha-input"
        data-testid="alpha-input"
        type="number"
        min={0}
        max={1}
        step={0.01}
        value={text}
        aria-invalid={!valid}
        aria-describedby={valid ? undefined : 'alpha-problem'}
        onChange={(event) => change(event.target.value)}
        onBlur={() => setDraft(null)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && valid) {
            setDraft(null);
            tuning.apply(value);
          }
          if (event.key === 'Escape') {
            setDraft(null);
            tuning.restore();
          }
          if (event.shiftKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
            event.preventDefault();
            change(Math.min(1, Math.max(0, tuning.alpha + (event.key === 'ArrowUp' ? 0.1 : -0.1))).toFixed(2));
          }
        }}
        className={`h-7 w-full rounded-md border bg-app px-2 text-right text-ink-1 ${valid ? 'border-control' : 'border-bad'}`}
      />
      {valid ? null : (
        <p id="alpha-problem" role="alert" className="text-axis text-bad">
          0 to 1
        </p>
      )}
    </div>
  );
}

/** How many decisions would flip at each alpha: where the strip is steep, small moves matter. */
function FlipStrip({ profile }: { readonly profile: AlphaControlProps['profile'] }) {
  if (profile.length === 0) return <div className="h-5" />;
  const highest = Math.max(...profile.map(({ share }) => share));
  if (highest === 0) return <div className="h-5" />;
  const path = profile
    .map(({ alpha, share }, index) => `${index === 0 ? 'M' : 'L'}${alpha * 100} ${20 - (share / highest) * 18}`)
    .join('');
  return (
    <svg
      viewBox="0 0 100 20"
      preserveAspectRatio="none"
      className="block h-5 w-full"
      role="img"
      aria-label={`Flipped decisions over alpha, up to ${(highest * 100).toFixed(0)}%`}
    >
      <path d={`${path}L100 20L0 20Z`} fill="var(--control)" fillOpacity="0.25" />
      <path d={path} fill="none" stroke="var(--control)" strokeWidth="1" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
