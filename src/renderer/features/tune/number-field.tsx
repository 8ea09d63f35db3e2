import { useId, useState } from 'react';
import type { TuningActions } from './use-tuning.ts';

export interface NumberFieldProps {
  readonly label: string;
  readonly testId: string;
  readonly value: number;
  /** The largest value; the smallest is 0. */
  readonly most: number;
  readonly actions: TuningActions;
  readonly onChange: (value: number) => void;
  readonly className?: string;
}

/** A value to type: previews as it is typed, Enter applies, Escape goes back, Shift with an arrow moves a tenth. */
export function NumberField({ label, testId, value, most, actions, onChange, className = '' }: NumberFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? String(Math.round(value * 1_000) / 1_000);
  const typed = Number.parseFloat(text);
  const valid = Number.isFinite(typed) && typed >= 0 && typed <= most;
  const change = (next: string): void => {
    setDraft(next);
    const parsed = Number.parseFloat(next);
    if (Number.isFinite(parsed) && parsed >= 0 && parsed <= most) onChange(parsed);
  };
  return (
    <div className={className}>
      <label htmlFor={id} className="block truncate text-axis text-ink-2">
        {label}
      </label>
      <input
        id={id}
        data-testid={testId}
        type="number"
        min={0}
        max={most}
        step={0.01}
        value={text}
        aria-invalid={!valid}
        aria-describedby={valid ? undefined : `${id}-problem`}
        onChange={(event) => change(event.target.value)}
        onBlur={() => setDraft(null)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && valid) {
            setDraft(null);
            actions.apply();
          }
          if (event.key === 'Escape') {
            setDraft(null);
            actions.restore();
          }
          if (event.shiftKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
            event.preventDefault();
            change(Math.min(most, Math.max(0, value + (event.key === 'ArrowUp' ? 0.1 : -0.1))).toFixed(2));
          }
        }}
        className={`h-6 w-full rounded-md border bg-app px-1.5 text-right text-cell text-ink-1 ${valid ? 'border-control' : 'border-bad'}`}
      />
      {valid ? null : (
        <p id={`${id}-problem`} role="alert" className="text-axis text-bad">
          0 to {most}
        </p>
      )}
    </div>
  );
}
